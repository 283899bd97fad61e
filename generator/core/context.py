"""All that a component may see: shared facts, the settings of what it requires, and what others offer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct

from generator.core.inventory import Charts, Cluster, Node, Shared
from generator.core.layout import Layout
from generator.core.offer import Offer
from generator.core.scalar import Host

if TYPE_CHECKING:
    from generator.core.component import Component
    from generator.core.fleet import Member
    from generator.core.graph import Graph, Object
    from generator.core.memo import Memo

T = TypeVar("T")
S = TypeVar("S")
O = TypeVar("O", bound=Offer)  # noqa: E741 - O for Offer


class Overlaid(Struct, frozen=True):
    """An overlay file as it was read."""

    path: str
    """From the directory of the inventory: `overlays/secrets/kube-system/bgp.sops.yaml`."""
    data: bytes


class Context:
    """One cluster, while it is compiled."""

    __slots__ = ("_fleet", "_inventory", "_offers", "_overlays", "_raw")

    def __init__(
        self,
        inventory: Shared,
        fleet: tuple[Member, ...] = (),
        overlays: Mapping[str, Overlaid] | None = None,
        raw: Mapping[str, Any] | None = None,
    ) -> None:
        self._inventory = inventory
        self._raw = raw or {}
        self._fleet = fleet
        self._overlays: Mapping[str, Overlaid] = overlays or {}
        self._offers: dict[type[Offer], tuple[Offer, ...]] = {}

    @property
    def shared(self) -> Memo | None:
        """What other clusters share with this one; None where it is compiled alone."""
        return None

    @property
    def inventory(self) -> Shared:
        """All of it. Whoever asks for a part (`get`, `section`, `has`) is asked again only when that part differs."""
        return self._inventory

    @property
    def fleet(self) -> tuple[Member, ...]:
        """All clusters of the document, this one among them; one that stands alone: ()."""
        return self._fleet

    @property
    def overlays(self) -> Mapping[str, Overlaid]:
        """The overlay files that apply to this cluster, by their path below `overlays/` and the level they are written for."""
        return self._overlays

    @property
    def cluster(self) -> Cluster:
        return self._inventory.cluster

    @property
    def nodes(self) -> tuple[Node, ...]:
        return self._inventory.nodes

    @property
    def domains(self) -> tuple[Host, ...]:
        return self._inventory.domains

    @property
    def charts(self) -> Charts:
        return self._inventory.charts

    @property
    def raw(self) -> Mapping[str, Any]:
        """The cluster as it was written (its groups merged in), without defaults: for what may stand in any text."""
        return self._raw

    @property
    def layout(self) -> Layout:
        """Where the files of this cluster stand."""
        return Layout(self.cluster.name if self.fleet else None)

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

    def overlaid(self, *kinds: str) -> bool:
        """Whether an overlay speaks of objects of these kinds: brings, or changes them."""
        return any(kind.encode() in file.data for file in self.overlays.values() for kind in kinds)

    def host(self, host: Host) -> Host:
        """A host as DNS knows it: short names completed with the first domain."""
        return host.completed(self.domains[0] if self.domains else None)

    def get(self, component: Component[S]) -> S | None:
        """The settings of a component, None when the inventory does not have it."""
        section: S | None = getattr(self._inventory, component.field, None)
        return section

    def section(self, field: str) -> Any:
        """The settings of a component that the asking one does not require, by its Python name; None or () without."""
        return getattr(self._inventory, field, None)

    def has(self, field: str) -> bool:
        """Whether the inventory has the section at all."""
        return getattr(self._inventory, field, None) not in (None, ())

    def offers(self, kind: type[O]) -> tuple[O, ...]:
        """Everything of that kind that components offer, in the order of the components."""
        return self._offers.get(kind, ())  # type: ignore[return-value]  # keyed by the type of its values

    def part(self, choose: Callable[..., tuple[Any, ...]], *which: str) -> tuple[Any, ...]:
        """What a function chooses of this context. Whoever reads no more than that is not asked again for other reasons."""
        return choose(self, *which)

    def each(self, look: Callable[[str, Any], tuple[T, ...]]) -> tuple[T, ...]:
        """What a function sees in the sections as they were written, one after the other."""
        return tuple(found for key, value in self._raw.items() for found in look(key, value))

    def collect(self, offers: Iterable[Offer]) -> None:
        """For the pipeline: take in what a component offers."""
        found: dict[type[Offer], list[Offer]] = {}
        for offer in offers:
            found.setdefault(type(offer), []).append(offer)
        for kind, more in found.items():
            self._offers[kind] = (*self._offers.get(kind, ()), *more)

    # What the pipeline does by way of the context: for a cluster among many, `core.memo.context` does it otherwise.

    def remember(
        self,
        step: object,  # noqa: ARG002
        make: Callable[[], T],
        section: str = "",  # noqa: ARG002
        keep: Callable[[T], bool] | None = None,  # noqa: ARG002
    ) -> T:
        """What a step makes. `section`: the settings it is given; `keep`: whether a result may serve another cluster."""
        return make()

    def remember_each(
        self,
        steps: tuple[S, ...],
        make: Callable[[S], list[T]],
        section: str = "",  # noqa: ARG002
    ) -> list[tuple[S, T]]:
        """What each of these steps finds. What is to be said of one cluster is about its own objects, so it serves no other."""
        return [(one, found) for one in steps for found in make(one)]

    def close(self) -> None:
        """The cluster is compiled: what follows is no part of it."""

    def settle(self, field: str, fill: Callable[[Any], list[Any]]) -> list[Any]:
        """Let the rules of a section fill it."""
        return fill(getattr(self._inventory, field))

    def alike(self, objects: Iterable[Object]) -> tuple[Object, ...]:
        """The objects, with documents that clusters share."""
        return tuple(objects)

    def graph(
        self,
        objects: Iterable[Object],
        facts: dict[str, Any] | None = None,
        *,
        last: bool = True,  # noqa: ARG002
    ) -> Graph:
        """The object graph of this cluster; `last`: the finished one, that rules judge."""
        from generator.core.graph import Graph

        return Graph(objects, facts)
