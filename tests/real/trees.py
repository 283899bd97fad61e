"""The trees that the tests hand to real programs: file path -> text, paths from the repository's root."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

Files = dict[str, str]

ROOT = Path(__file__).parents[2]


def compiled() -> Iterator[tuple[str, Files]]:
    """Every compiled case by name: the committed example, and what each component's cases expect."""
    if (ROOT / "gitops").is_dir():
        yield "example", {f"gitops/{path}": text for path, text in read(ROOT / "gitops").items()}
    for case in sorted(ROOT.glob("generator/components/*/cases/*/expected")):
        yield f"{case.parents[2].name}/{case.parent.name}", read(case)


def read(directory: Path) -> Files:
    """The text files below a directory."""
    paths = sorted(path for path in directory.rglob("*") if path.is_file())
    return {path.relative_to(directory).as_posix(): path.read_text() for path in paths}


def write(files: Files, directory: Path) -> Path:
    """Put the files below a directory; returns it."""
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return directory
