"""What a tree is brought up in: what exists before Flux starts, and what the makers of the units know about them."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from generator.core.context import Context
from generator.core.graph import Graph
from generator.core.layout import unit_name
from generator.core.offer import Given, SecretRef, Sync, Unit
from generator.core.units import defined_by_document, merged
from generator.core.wiring import BUILT_IN

NATIVE = frozenset(
    {
        "", "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "apps",
        "authentication.k8s.io", "authorization.k8s.io", "autoscaling", "batch", "certificates.k8s.io",
        "coordination.k8s.io", "discovery.k8s.io", "events.k8s.io", "flowcontrol.apiserver.k8s.io",
        "networking.k8s.io", "node.k8s.io", "policy", "rbac.authorization.k8s.io", "resource.k8s.io",
        "scheduling.k8s.io", "storage.k8s.io",
    }
)  # fmt: skip
"""API groups of the API server itself."""
OF_FLUX = (".toolkit.fluxcd.io", ".extensions.fluxcd.io", "fluxcd.controlplane.io")
"""Endings of the groups whose CRDs exist before the first sync: Flux was installed, or it could not sync."""
OF_DISTRIBUTION = {"rke2": ("*.helm.cattle.io", "*.k3s.cattle.io"), "k3s": ("*.helm.cattle.io", "*.k3s.cattle.io")}
"""Kinds that a distribution's own servers install (helm-controller, deploy controller)."""


class Promise(Struct, frozen=True):
    """What the makers of one unit say of it; its Kustomization must say the same."""

    brings: tuple[str, ...] = ()
    health: tuple[dict[str, Any], ...] = ()
    expressions: tuple[dict[str, Any], ...] = ()
    after: tuple[str, ...] = ()
    """Names of units that come first for a reason that no object shows."""
    outside: tuple[str, ...] = ()
    """Kustomizations outside the tree that the inventory makes it wait for."""
    wait: bool = False
    """Whether it is ready only when all of its objects are."""


class World(Struct, frozen=True):
    """Empty for a tree that is not ours: then only what its documents show can be judged."""

    ours: bool = False
    promises: dict[str, Promise] = {}
    given: dict[str, str] = {}
    """Kinds that exist before Flux, `Kind.group` or `*.group` -> who brings them, in words."""
    secrets: tuple[SecretRef, ...] = ()
    namespaces: frozenset[str] = BUILT_IN
    """Namespaces that exist before Flux."""
    source: str = "flux-system"

    @classmethod
    def of(cls, graph: Graph) -> World:
        """What the tree of a graph is brought up in."""
        return graph.fact("world", cls())

    def promise(self, unit: str) -> Promise:
        return self.promises.get(unit, _NOTHING)

    def knows(self, kind: str) -> bool:
        """Whether the kind exists before anything of the tree is applied."""
        return built_in(kind) or self.giver(kind) is not None

    def giver(self, kind: str) -> str | None:
        """Who brings a kind from outside, in words; None when nobody does."""
        return self.given.get(kind) or self.given.get(f"*.{kind.partition('.')[2]}")


_NOTHING = Promise()


def built_in(kind: str) -> bool:
    """Whether the API server, or Flux itself, brings the kind."""
    group = kind.partition(".")[2]
    return group in NATIVE or group.endswith(OF_FLUX)


def world(ctx: Context) -> World:
    """Everything that components offered about it."""
    sync = next(iter(ctx.offers(Sync)), None)
    offered = merged(ctx.offers(Unit))
    after = dict(sync.after) if sync else {}
    given = {kind: offer.why for offer in ctx.offers(Given) for kind in offer.kinds}
    given |= dict.fromkeys(OF_DISTRIBUTION.get(ctx.cluster.distribution, ()), ctx.cluster.distribution)
    given |= _schemas(ctx)
    return World(
        ours=True,
        promises={
            (name := unit_name(path)): Promise(
                brings=unit.brings,
                health=unit.health,
                expressions=unit.expressions,
                after=tuple(unit_name(other) for other in unit.after),
                outside=tuple(str(other) for other in after.get(name, ())),
                wait=unit.wait and not unit.health,
            )
            for path, unit in offered.items()
        },
        given=given,
        secrets=ctx.offers(SecretRef),
        namespaces=BUILT_IN | {str(sync.namespace)} if sync else BUILT_IN,
        source=str(sync.source) if sync else "flux-system",
    )


def _schemas(ctx: Context) -> dict[str, str]:
    """Kinds of `overlays/crds/`: the user says that they exist, and applies them elsewhere."""
    files = [file for below, file in ctx.overlays.items() if below.startswith("crds/")]
    if not files:
        return {}
    from generator.core.yaml import load

    documents = ((file, document) for file in files for document in load(file.data) if isinstance(document, dict))
    return {
        kind: f"somebody else, says {file.path}"
        for file, document in documents
        if (kind := defined_by_document(document)) is not None
    }
