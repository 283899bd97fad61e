"""The trees that the tests hand to real programs: file path -> text, paths from the repository's root."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.harness import cases
from tests.harness import compiled as compile_case

Files = dict[str, str]

ROOT = Path(__file__).parents[2]


def compiled() -> Iterator[tuple[str, Files]]:
    """Every tree by name: the committed example, and what each case of each component compiles to, whole."""
    yield from compiled_case(ROOT, "example")
    for case in cases():
        yield from compiled_case(case, f"{case.parts[-3]}/{case.name}")


def compiled_case(case: Path, name: str) -> Iterator[tuple[str, Files]]:
    """Each cluster of a case; nothing for a case that is refused."""
    clusters, _ = compile_case(case / "inventory.yaml")
    for cluster in clusters:
        if cluster.files:
            level = f" ({cluster.member.name})" if cluster.layout.cluster else ""
            yield name + level, {path: data.decode() for path, data in cluster.files.items()}


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
