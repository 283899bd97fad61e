"""What tests need to compile an inventory without a command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from generator import registry
from generator.core.diagnostics import CompileError, Diagnostic
from generator.core.layout import Layout
from generator.pipeline import Compiled, compile_all
from generator.reports.text import text
from generator.stages.emit import Made
from generator.stages.load import load_document
from generator.stages.render import render

ROOT = Path(__file__).parents[1]
COMPONENTS = Path(registry.FOLDER)


def cases() -> list[Path]:
    """Every folder under `components/*/cases/`."""
    return sorted(p.parent for p in COMPONENTS.glob("*/cases/*/inventory.yaml"))


def sound_cases() -> list[Path]:
    """Those that are not refused: by their goldens, so that nobody who looks at trees looks at none and is content."""
    return [case for case in cases() if ": error: " not in _findings(case)]


def _findings(case: Path) -> str:
    golden = case / "findings.txt"
    return golden.read_text(encoding="utf-8") if golden.exists() else ""


def compiled(
    inventory: Path, *, name: str = "inventory.yaml", text: bytes | None = None
) -> tuple[tuple[Compiled, ...], tuple[Diagnostic, ...]]:
    """The clusters of an inventory (of `text` in its place), and everything that was found, errors or not."""
    try:
        read = inventory.read_bytes() if text is None else text
        found = compile_all(load_document(name, read), overlays(inventory.parent))
    except CompileError as stop:
        return (), stop.diagnostics
    return found, tuple(d for cluster in found for d in cluster.diagnostics)


def build(inventory: Path, owner: str | None = None) -> tuple[dict[str, str], str]:
    """(files, findings as text). With `owner`: only what that component made."""
    clusters, found = compiled(inventory)
    sources = {"inventory.yaml": inventory.read_bytes(), **overlays(inventory.parent)}
    findings = text(dict.fromkeys(found), sources)
    files: dict[str, str] = {}
    for cluster in clusters:
        made = cluster.files if owner is None else owned(cluster, owner)
        files |= {path: data.decode() for path, data in made.items()}
    return files, findings


def owned(cluster: Compiled, owner: str) -> dict[str, bytes]:
    """Only what one component made: its documents of every file, without the listings."""
    if not cluster.files or cluster.graph is None:
        return {}
    mine = [item for item in cluster.graph.objects if item.owner == owner]
    made: list[Made] = [(name, artifact) for name, artifact in cluster.made if name == owner]
    files = render(mine, made, Layout(cluster.layout.cluster))
    return {path: data for path, data in files.items() if not path.endswith("/kustomization.yaml")}


def overlays(root: Path) -> dict[str, bytes]:
    """The files below `overlays/` beside an inventory."""
    files = sorted(p for p in (root / "overlays").rglob("*") if p.is_file())
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in files}


def compile_inventory(inventory: Path) -> list[tuple[str, dict[str, Any]]]:
    """(path, document) of every generated Kubernetes object; AssertionError with the findings when it is refused."""
    clusters, found = compiled(inventory)
    refused = [d for d in found if d.severity == "error"]
    assert not refused, text(refused, {"inventory.yaml": inventory.read_bytes()})
    return [(c.layout.path(o.file), o.document) for c in clusters if c.graph for o in c.graph.objects]
