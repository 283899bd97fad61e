"""The trees that the tests hand to real programs: file path -> text, paths from the repository's root."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator.core.boot import world
from generator.core.diagnostics import Diagnostic
from generator.core.offer import Upstream, Variable
from generator.core.schema import Schemas
from generator.pipeline import Compiled
from generator.stages.simulate import Boot, simulate
from tests.harness import cases
from tests.harness import compiled as compile_case
from tests.real import minors

Files = dict[str, str]
Versions = tuple[tuple[str, str], ...]
Outcome = tuple[tuple[Compiled, ...], tuple[Diagnostic, ...]]

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Tree:
    """What one cluster of a case compiles to, and what it is made for."""

    name: str
    files: Files
    versions: Mapping[str, str]
    """Those of upstream projects."""
    values: Mapping[str, str]
    """What Flux's variables stand for, as the inventory gives examples."""
    plan: Boot
    """How `gen plan --from-empty` says that it comes up."""
    owners: frozenset[str]
    """The components that made Kubernetes objects of it."""

    @property
    def crds(self) -> Versions:
        """The versions of CRDs that the cluster has, of every project."""
        return tuple(sorted(Schemas(self.versions).versions.items()))

    def filled(self) -> Files:
        """The files as Flux hands them on, with the values of variables."""
        return {path: self._fill(text) for path, text in self.files.items()}

    def _fill(self, text: str) -> str:
        for name, value in self.values.items():
            text = text.replace(f"${{{name}}}", value)
        return text


@functools.cache
def every() -> tuple[Tree, ...]:
    """Every tree as it stands: the committed example, and what each case of each component compiles to, whole."""
    return tuple(tree for _, name, (clusters, _) in _standing() for tree in _trees(name, clusters))


@dataclass(frozen=True)
class Refusal:
    """An inventory that compiles as it stands, and not at another minor of Cilium."""

    name: str
    errors: Sequence[Diagnostic]


@functools.cache
def at_each_minor() -> tuple[tuple[Tree, ...], tuple[Refusal, ...]]:
    """Every tree as it stands and at each other minor of Cilium, and what does not compile there."""
    found: list[Tree] = list(every())
    refused: list[Refusal] = []
    for case, name, (_, before) in _standing():
        for minor, inventory in minors.others((case / "inventory.yaml").read_bytes()):
            clusters, said = compile_case(case / "inventory.yaml", text=inventory)
            found += [replace(tree, name=f"{tree.name} at {minor}") for tree in _trees(name, clusters)]
            errors = [one for one in said if one.severity == "error"]
            if errors and not any(one.severity == "error" for one in before):
                refused.append(Refusal(f"{name} at {minor}", errors))
    return tuple(found), tuple(refused)


def compiled() -> Iterator[tuple[str, Files]]:
    """The name and the files of every tree as it stands."""
    for tree in every():
        yield tree.name, tree.files


def compiled_case(case: Path, name: str) -> Iterator[tuple[str, Files]]:
    """Each cluster of a case; nothing for a case that is refused."""
    for tree in _trees(name, compile_case(case / "inventory.yaml")[0]):
        yield tree.name, tree.files


@functools.cache
def _standing() -> list[tuple[Path, str, Outcome]]:
    places = [(ROOT, "example"), *((case, f"{case.parts[-3]}/{case.name}") for case in cases())]
    return [(case, name, compile_case(case / "inventory.yaml")) for case, name in places]


def _trees(name: str, clusters: Sequence[Compiled]) -> Iterator[Tree]:
    for cluster in clusters:
        if cluster.files and cluster.ctx and cluster.graph:
            yield Tree(
                name + (f" ({cluster.member.name})" if cluster.layout.cluster else ""),
                {path: data.decode() for path, data in cluster.files.items()},
                {one.project: one.version for one in cluster.ctx.offers(Upstream)},
                {one.name: one.example for one in cluster.ctx.offers(Variable)},
                simulate(cluster.graph, world(cluster.ctx)),
                frozenset(item.owner for item in cluster.graph.objects),
            )


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
