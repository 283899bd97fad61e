"""All that a component may see: shared facts, the settings of what it requires, and what others offer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct

from generator.core.inventory import Charts, Cluster, Node, Shared
from generator.core.offer import Offer
from generator.core.scalar import Host

if TYPE_CHECKING:
    from generator.core.component import Component
    from generator.core.fleet import Member

S = TypeVar("S")
O = TypeVar("O", bound=Offer)  # noqa: E741 - O for Offer


class Overlaid(Struct, frozen=True):
    """An overlay file as it was read."""

    path: str
    """From the directory of the inventory: `overlays/secrets/kube-system/bgp.sops.yaml`."""
    data: bytes


class Context:
    """One cluster, while it is compiled."""

    __slots__ = ("_offers", "_raw", "fleet", "inventory", "overlays")

    def __init__(
        self,
        inventory: Shared,
        fleet: tuple[Member, ...] = (),
        overlays: Mapping[str, Overlaid] | None = None,
        raw: Mapping[str, Any] | None = None,
    ) -> None:
        self.inventory = inventory
        self._raw = raw or {}
        self.fleet = fleet
        """All clusters of the document, this one among them; one that stands alone: ()."""
        self.overlays: Mapping[str, Overlaid] = overlays or {}
        """The overlay files that apply to this cluster, by their path below `overlays/` and the level they are written for."""
        self._offers: dict[type[Offer], tuple[Offer, ...]] = {}

    @property
    def cluster(self) -> Cluster:
        return self.inventory.cluster

    @property
    def nodes(self) -> tuple[Node, ...]:
        return self.inventory.nodes

    @property
    def domains(self) -> tuple[Host, ...]:
        return self.inventory.domains

    @property
    def charts(self) -> Charts:
        return self.inventory.charts

    @property
    def raw(self) -> Mapping[str, Any]:
        """The cluster as it was written (its groups merged in), without defaults: for what may stand in any text."""
        return self._raw

    @property
    def families(self) -> tuple[int, ...]:
        """IP versions of the pod networks: (4,), (6,) or (4, 6)."""
        return tuple(sorted({network.version for network in self.cluster.networks.pods}))

    def written(self, path: str) -> bool:
        """Whether somebody wrote this (`cilium.routing.mode`), rather than a default or a rule giving its value."""
        here: Any = self._raw
        for key in path.split("."):
            if not isinstance(here, Mapping) or key not in here:
                return False
            here = here[key]
        return True

    def host(self, host: Host) -> Host:
        """A host as DNS knows it: short names completed with the first domain."""
        return host.completed(self.domains[0] if self.domains else None)

    def get(self, component: Component[S]) -> S | None:
        """The settings of a component, None when the inventory does not have it."""
        section: S | None = getattr(self.inventory, component.field, None)
        return section

    def offers(self, kind: type[O]) -> tuple[O, ...]:
        """Everything of that kind that components offer, in the order of the components."""
        return self._offers.get(kind, ())  # type: ignore[return-value]  # keyed by the type of its values

    def collect(self, offers: Iterable[Offer]) -> None:
        """For the pipeline: take in what a component offers."""
        found: dict[type[Offer], list[Offer]] = {}
        for offer in offers:
            found.setdefault(type(offer), []).append(offer)
        for kind, more in found.items():
            self._offers[kind] = (*self._offers.get(kind, ()), *more)
