"""What upstream does when a field is left out: `python -m tests.reality.defaults DIRECTORY`.

DIRECTORY holds `charts/<chart>-<version>.yaml` (a chart's values.yaml) and `crds/*.yaml`. The result, `defaults.json`, has
one table per chart and minor version and one per kind, with only those fields that some facts name. A field that we leave
out and whose default is what a repository wrote is the same in the cluster.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from tests.reality.flatten import Fields, Leaf, flatten
from tests.reality.yaml12 import parsed

HERE = Path(__file__).parent
# What no CRD says. Service: the Kubernetes API reference, "Service v1 core". Certificate: cert-manager's API reference,
# `issuerRef.group`. Of a peer config, which is compared inside its cluster config: CRD CiliumBGPPeerConfig.
BUILT_IN: dict[str, Fields] = {
    "Service": {"spec.ports[*].protocol": "TCP", "spec.externalTrafficPolicy": "Cluster"},
    "Certificate": {"spec.issuerRef.group": "cert-manager.io"},
    "CiliumBGPClusterConfig": {"spec.bgpInstances[*].peers[*].config.transport.peerPort": 179},
}
LABELS = re.compile(r"\[[^\]]*\]")


def main(arguments: list[str]) -> None:
    directory = Path(arguments[0])
    wanted, kinds = _named_by_facts()
    patterns = {_pattern(path) for path in wanted}
    tables: dict[str, dict[str, Leaf]] = {kind: dict(fields) for kind, fields in BUILT_IN.items()}
    sources: dict[str, str] = {}
    for file in sorted(directory.glob("charts/*.yaml")):
        chart, _, version = file.stem.rpartition("-")
        name = f"{chart} {'.'.join(version.removeprefix('v').split('.')[:2])}"
        fields = flatten(parsed(file.read_text(encoding="utf-8"))[0], "values")
        tables[name] = {path: value for path, value in fields.items() if path in wanted}
        sources[name] = f"{version} sha256:{_digest(file)}"
    for file in sorted(directory.glob("crds/*.yaml")):
        for crd in parsed(file.read_text(encoding="utf-8")):
            kind, fields = _kind(cast("dict[str, object]", crd))
            known = {path: value for path, value in fields.items() if path in patterns}
            if known and kind in kinds:
                tables[kind] = tables.get(kind, {}) | known
                sources[kind] = f"{file.name} sha256:{_digest(file)}"
    text = json.dumps({"sources": sources, **tables}, indent=1, sort_keys=True, ensure_ascii=False)
    (HERE / "defaults.json").write_text(text + "\n", encoding="utf-8")


def _named_by_facts() -> tuple[set[str], set[str]]:
    """Every path and every kind of all facts."""
    facts = [json.loads(file.read_text(encoding="utf-8")) for file in HERE.glob("*/facts.json")]
    rows = [row for tree in facts for cluster in tree["clusters"].values() for row in cluster]
    return {path for _, path, _ in rows}, {name.partition("/")[0] for name, _, _ in rows}


def _kind(crd: dict[str, object]) -> tuple[str, Fields]:
    """The kind of a CRD and the defaults of its newest served version."""
    spec = cast("dict[str, object]", crd["spec"])
    version = [v for v in cast("list[dict[str, object]]", spec["versions"]) if v.get("served")][-1]
    schema = cast("dict[str, dict[str, object]]", version["schema"])["openAPIV3Schema"]
    kind = cast("dict[str, str]", spec["names"])["kind"]
    return kind, dict(_defaults(schema, ""))


def _defaults(schema: dict[str, object], path: str) -> Iterator[tuple[str, Leaf]]:
    if "default" in schema:
        yield from ((_pattern(below), value) for below, value in flatten(schema["default"], path).items())
    for key, below in cast("dict[str, dict[str, object]]", schema.get("properties") or {}).items():
        yield from _defaults(below, f"{path}.{key}" if path else key)
    if "items" in schema:
        yield from _defaults(cast("dict[str, object]", schema["items"]), f"{path}[*]")


def _pattern(path: str) -> str:
    return LABELS.sub("[*]", path)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    main(sys.argv[1:])
