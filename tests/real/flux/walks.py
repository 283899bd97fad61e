"""What is walked: one cluster's tree with all that stands around it; and which trees a walk cannot tell apart."""

from __future__ import annotations

import functools
import json
import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.stages.simulate import Boot
from tests.real import crds, trees
from tests.real.client import Document
from tests.real.flux import statuses, surroundings
from tests.real.manifests import Manifest, objects, own
from tests.real.trees import Files, Tree

PRUNE = "kustomize.toolkit.fluxcd.io/prune"
_END = "/bootstrap/kustomization.yaml"
# What no walk depends on: it is never waited for so long.
_CLOCKS = {"interval", "retryInterval", "timeout"}


@dataclass(frozen=True)
class Walk:
    """One cluster, from nothing to everything ready."""

    name: str
    files: Files
    """The tree as Flux fetches it, Secrets readable, with stand-ins for what others put there."""
    root: str
    """The directory that Flux syncs."""
    sync: surroundings.Sync
    before: Sequence[crds.Crd]
    """Installed before the first sync."""
    brings: Mapping[str, Sequence[crds.Crd]]
    """By unit, the CRDs of its release or its source."""
    existing: Sequence[Document]
    """Objects that the cluster has before the first sync."""
    plan: Boot

    @functools.cached_property
    def units(self) -> dict[str, Document]:
        """Each Kustomization of the tree by its name, without the one that syncs the tree."""
        return {one["metadata"]["name"]: one for one in surroundings.units(self.documents) if self._is_unit(one)}

    def _is_unit(self, kustomization: Document) -> bool:
        return bool(kustomization["metadata"]["name"] != self.sync.source)

    @functools.cached_property
    def documents(self) -> list[Document]:
        return [manifest.document for manifest in objects(self.files)]

    def held(self, unit: str) -> list[Manifest]:
        """The objects of a unit; none when its source is not the tree."""
        directory = posixpath.normpath(self.units[unit]["spec"]["path"])
        return own(self.files, directory) if f"{directory}/kustomization.yaml" in self.files else []

    def rooted(self) -> list[Manifest]:
        """The objects that the root applies itself."""
        return own(self.files, posixpath.normpath(self.root))

    @functools.cached_property
    def shape(self) -> str:
        """All that decides how a walk goes: units with their edges and checks, and what each of them holds and brings.

        Of an object these are its kind, its namespace and whether it is pruned; of a release also what it needs.
        """
        units = {
            name: (
                {key: value for key, value in unit["spec"].items() if key not in _CLOCKS},
                sorted({_shape(one.document) for one in self.held(name)}),
                sorted(crd.name for crd in self.brings[name]),
            )
            for name, unit in self.units.items()
        }
        root = sorted({_shape(one.document) for one in self.rooted()})
        around = [sorted(crd.name for crd in self.before), self.existing]
        return json.dumps([units, root, around], sort_keys=True)


def _shape(document: Document) -> str:
    meta = document["metadata"]
    named = meta["name"] if document["kind"] in ("Namespace", "Kustomization") else ""
    needs = list(statuses.needs(document)) if document["kind"] == "HelmRelease" else []
    kept = (meta.get("annotations") or {}).get(PRUNE, "")
    return json.dumps([document["apiVersion"], document["kind"], meta.get("namespace", ""), named, kept, needs])


def every(found: Iterable[Tree]) -> Iterator[Walk]:
    """A walk for each cluster of each tree; trees without Flux have none."""
    for tree in found:
        for path in tree.files:
            if path.endswith(_END):
                yield _walk(tree, path.removesuffix("/kustomization.yaml"))


def _walk(tree: Tree, root: str) -> Walk:
    at = surroundings.place(tree.files)
    files = {at + path: text for path, text in surroundings.decrypted(tree.files).items()}
    sync = surroundings.sync(files)
    known = _rebuilt(tree.crds)
    brought = surroundings.brings(files, known)
    outside = [what.partition(" ") for _, what in tree.plan.outside]
    others = sorted({name for kind, _, name in outside if kind == "Kustomization"})
    given = {name.partition(" ")[0] for kind, _, name in outside if kind == "CustomResourceDefinition"}
    assert given <= {crd.name for crd in known}, f"{tree.name}: no CRD is held of {given}"
    before = [*surroundings.before(known), *(crd for crd in known if crd.name in given)]
    secrets = sorted({name for kind, _, name in outside if kind == "Secret"})
    return Walk(
        name=tree.name,
        files={**files, **surroundings.components(files), **surroundings.neighbours(others, sync)},
        root=f"./{at}{root}",
        sync=sync,
        before=list({crd.name: crd for crd in before}.values()),
        brings=brought,
        existing=list(surroundings.existing(files, tree.values, others, secrets)),
        plan=tree.plan,
    )


@functools.cache
def _rebuilt(versions: trees.Versions) -> list[crds.Crd]:
    return crds.rebuild(dict(versions))


def distinct(found: Iterable[Walk]) -> dict[str, list[Walk]]:
    """Walks by shape; the first of each shape holds the most objects."""
    alike: dict[str, list[Walk]] = {}
    for walk in found:
        alike.setdefault(walk.shape, []).append(walk)
    return {shape: sorted(same, key=lambda walk: (-len(walk.documents), walk.name)) for shape, same in alike.items()}


def few(found: Sequence[Walk], count: int) -> list[Walk]:
    """As many walks as asked for, those first that bring the most units and kinds not seen before."""
    traits = {walk.name + walk.root: _traits(walk) for walk in found}
    left, seen, chosen = list(found), set[str](), list[Walk]()
    while left and len(chosen) < count:
        best = max(left, key=lambda walk: (len(traits[walk.name + walk.root] - seen), -len(walk.documents), walk.name))
        seen |= traits[best.name + best.root]
        left.remove(best)
        chosen.append(best)
    return chosen


def _traits(walk: Walk) -> set[str]:
    edges = {f"{name} after {other}" for name, behind in walk.plan.tree.behind.items() for other in behind}
    return {*walk.units, *edges, *(f"{one['apiVersion']} {one['kind']}" for one in walk.documents)}
