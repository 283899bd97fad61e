"""The trees that the tests hand to real programs: file path -> text, paths from the repository's root."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.core.boot import world
from generator.core.offer import Upstream, Variable
from generator.pipeline import Compiled
from generator.stages.simulate import Boot, simulate
from tests.harness import cases
from tests.harness import compiled as compile_case

Files = dict[str, str]

ROOT = Path(__file__).parents[2]


def compiled() -> Iterator[tuple[str, Files]]:
    """Every tree by name: the committed example, and what each case of each component compiles to, whole."""
    yield from compiled_case(ROOT, "example")
    for case in cases():
        yield from compiled_case(case, f"{case.parts[-3]}/{case.name}")


@dataclass(frozen=True)
class Surroundings:
    """What a tree is made for: versions of upstream projects, values of Flux's variables, how it is to come up."""

    versions: dict[str, str]
    values: dict[str, str]
    plan: Boot

    def fill(self, text: str) -> str:
        """A text as Flux hands it on, with the values that the inventory gives as examples."""
        for name, value in self.values.items():
            text = text.replace(f"${{{name}}}", value)
        return text


def surroundings() -> dict[str, Surroundings]:
    """Those of every tree, by the tree's name."""
    found: dict[str, Surroundings] = {}
    for case, name in ((ROOT, "example"), *((case, f"{case.parts[-3]}/{case.name}") for case in cases())):
        for cluster in compile_case(case / "inventory.yaml")[0]:
            if cluster.files and cluster.ctx and cluster.graph:
                found[_name(name, cluster)] = Surroundings(
                    {one.project: one.version for one in cluster.ctx.offers(Upstream)},
                    {one.name: one.example for one in cluster.ctx.offers(Variable)},
                    simulate(cluster.graph, world(cluster.ctx)),
                )
    return found


def compiled_case(case: Path, name: str) -> Iterator[tuple[str, Files]]:
    """Each cluster of a case; nothing for a case that is refused."""
    clusters, _ = compile_case(case / "inventory.yaml")
    for cluster in clusters:
        if cluster.files:
            yield _name(name, cluster), {path: data.decode() for path, data in cluster.files.items()}


def _name(name: str, cluster: Compiled) -> str:
    return name + (f" ({cluster.member.name})" if cluster.layout.cluster else "")


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
