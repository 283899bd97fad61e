"""Other programs that make the same tree: kubectl's kustomize, and Jsonnet in Rust."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from generator.core.yaml import load


def kustomize() -> str | None:
    """kubectl, when the machine has one."""
    return shutil.which("kubectl")


def jsonnet() -> bool:
    """Whether rjsonnet is installed."""
    try:
        import rjsonnet  # type: ignore[import-not-found,unused-ignore]  # noqa: F401 - only asked for
    except ImportError:
        return False
    return True


def kustomization(root: Path) -> Path:
    """A directory whose kustomization lists every unit of the compiled tree: one `kubectl kustomize` makes it all."""
    target = root / "kustomize"
    target.mkdir(exist_ok=True)
    units = sorted(p.parent for p in (root / "gitops").rglob("kustomization.yaml"))
    for number, unit in enumerate(units):
        text = "kind: Kustomization\nresources: [" + f"../gitops/{unit.relative_to(root / 'gitops').as_posix()}" + "]\n"
        (target / str(number)).mkdir(exist_ok=True)
        (target / str(number) / "kustomization.yaml").write_text(
            text.replace("../gitops", "../../gitops"), encoding="utf-8"
        )
    listing = "\n".join(f"kubectl kustomize {target / str(number)} > /dev/null" for number in range(len(units)))
    (target / "all.sh").write_text(listing + "\n", encoding="utf-8")
    return target


def snippet(root: Path) -> Path:
    """The tree's documents as Jsonnet that prints them as YAML files."""
    files: dict[str, list[Any]] = {
        p.relative_to(root).as_posix(): load(p.read_bytes()) for p in sorted((root / "gitops").rglob("*.yaml"))
    }
    body = json.dumps(files)
    text = (
        f"local files = {body};\n{{[path]: std.manifestYamlStream(files[path]) for path in std.objectFields(files)}}\n"
    )
    (root / "tree.jsonnet").write_text(text, encoding="utf-8")
    return root / "tree.jsonnet"


def render(source: Path, target: Path) -> None:
    """What the timed process does."""
    import rjsonnet

    for path, text in json.loads(rjsonnet.evaluate_file(str(source))).items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    render(Path(sys.argv[1]), Path(sys.argv[2]))
