"""Other programs that make the same tree: kubectl's kustomize, and Jsonnet in Rust."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any


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
    """A script that makes every cluster of the compiled tree: one `kubectl kustomize` for each, over all its files.

    A file is left out when it repeats an object (a namespace of several units): kustomize would refuse it.
    """
    from generator.core.yaml import load  # not what the timed process does

    target = root / "kustomize"
    lines: list[str] = []
    for number, cluster in enumerate(sorted((root / "gitops").iterdir())):
        seen: set[tuple[str, ...]] = set()
        files: list[Path] = []
        for file in sorted(cluster.rglob("*.yaml")):
            names = {_name(document) for document in load(file.read_bytes())}
            if file.name != "kustomization.yaml" and not names & seen:
                files.append(file)
                seen |= names
        place = target / str(number)
        place.mkdir(parents=True, exist_ok=True)
        listed = "".join(f"  - ../../{file.relative_to(root).as_posix()}\n" for file in files)
        (place / "kustomization.yaml").write_text(f"kind: Kustomization\nresources:\n{listed}", encoding="utf-8")
        options = "--load-restrictor LoadRestrictionsNone"
        lines.append(f"{kustomize()} kustomize {options} {place} > /dev/null || exit 1\n")
    (target / "all.sh").write_text("".join(lines), encoding="utf-8")
    return target


def _name(document: Any) -> tuple[str, ...]:
    metadata = document.get("metadata", {})
    return (document["apiVersion"], document["kind"], metadata.get("namespace", ""), metadata.get("name", ""))


def snippet(root: Path) -> Path:
    """The tree's documents as Jsonnet that prints them as YAML files."""
    from generator.core.yaml import load  # not what the timed process does

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
