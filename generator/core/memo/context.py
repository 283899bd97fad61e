"""A context that writes down what is read of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import force_setattr

from generator.core.context import Context, Overlaid
from generator.core.graph import Graph, Object
from generator.core.inventory import Charts, Cluster, Node, Shared
from generator.core.memo.graph import WatchedGraph
from generator.core.memo.remembering import Remembering
from generator.core.memo.step import Forgotten, Reads
from generator.core.memo.store import Memo
from generator.core.offer import Offer
from generator.core.scalar import Host

if TYPE_CHECKING:
    from generator.core.component import Component
    from generator.core.fleet import Member

T = TypeVar("T")
S = TypeVar("S")
O = TypeVar("O", bound=Offer)  # noqa: E741 - O for Offer


class WatchedContext(Remembering):
    """One cluster, while it is compiled with a memo."""

    __slots__ = ("_fresh", "_now", "_parts", "_raws", "_settled")

    def __init__(
        self,
        memo: Memo,
        inventory: Shared,
        raws: Mapping[str, Any],
        fresh: Callable[[str], Any],
        fleet: tuple[Member, ...],
        overlays: Mapping[str, Overlaid],
        raw: Mapping[str, Any],
    ) -> None:
        """`raws`: what stands for each raw section (`Memo.raw`). `fresh` types a section anew: rules will fill it."""
        super().__init__(memo, inventory, fleet, overlays, raw)
        self._raws = raws
        self._fresh = fresh
        self._settled: set[str] = set()
        self._now: Reads = {}
        self._parts: list[tuple[str, Any]] = []

    @property
    def shared(self) -> Memo:
        return self.memo

    # What is read

    @property
    def inventory(self) -> Shared:
        self._read("inventory", "")
        return self._inventory

    @property
    def overlays(self) -> Mapping[str, Overlaid]:
        self._read("overlays", "")
        return self._overlays

    @property
    def fleet(self) -> tuple[Member, ...]:
        self._read("fleet", "")
        return self._fleet

    @property
    def raw(self) -> Mapping[str, Any]:
        self._read("raw", "")
        return self._raw

    @property
    def cluster(self) -> Cluster:
        return self._inventory.cluster

    @property
    def nodes(self) -> tuple[Node, ...]:
        self._read("section", "nodes")
        return self._inventory.nodes

    @property
    def domains(self) -> tuple[Host, ...]:
        self._read("section", "domains")
        return self._inventory.domains

    @property
    def charts(self) -> Charts:
        self._read("section", "charts")
        return self._inventory.charts

    def written(self, path: str) -> bool:
        self._read("written", path)
        return super().written(path)

    def has(self, field: str) -> bool:
        self._read("has", field)
        return super().has(field)

    def section(self, field: str) -> Any:
        if field != "cluster":
            self._read("section", field)
        return super().section(field)

    def get(self, component: Component[S]) -> S | None:
        found: S | None = self.section(component.field)
        return found

    def offers(self, kind: type[O]) -> tuple[O, ...]:
        self._read("offers", kind)
        return super().offers(kind)

    def part(self, choose: Callable[..., tuple[Any, ...]], *which: str) -> tuple[Any, ...]:
        key = (choose, *which)
        self._read("part", key)
        found: Any = self._value(("part", key))
        return found  # type: ignore[no-any-return]

    def each(self, look: Callable[[str, Any], tuple[T, ...]]) -> tuple[T, ...]:
        self._read("each", look)
        found: Any = self._value(("each", look))
        return found  # type: ignore[no-any-return]

    def collect(self, offers: Iterable[Offer]) -> None:
        self._forget_parts()
        for kind, more in self.memo.grouped(offers):
            self._now.pop(("offers", kind), None)
            before = self._offers.get(kind)
            self._offers[kind] = self.memo.joined(before, more) if before else more

    # What it stands for

    def _value(self, key: tuple[str, Any]) -> object:
        found = self._now.get(key, self)
        if found is self:
            found = self._now[key] = self._worth(*key)
        return found

    def _worth(self, what: str, which: Any) -> object:
        if what == "cluster":
            return object.__getattribute__(self._inventory.cluster, which)
        if what == "section":
            return getattr(self._inventory, which, None) if which in self._settled else self._raws.get(which)
        if what == "has":
            return Context.has(self, which)
        if what == "offers":
            return self._offers.get(which, ())
        if what == "written":
            return Context.written(self, which)
        if what == "part":
            self._parts.append((what, which))
            return self.memo.row(self._aside(lambda: which[0](self, *which[1:])))
        if what == "each":
            seen = tuple(map(partial(self._look, which), self._raw))
            return self.memo.row(tuple(one for found in seen for one in found))
        if what == "fleet":
            return self._fleet
        if what == "overlays":
            return self._overlays
        return object()  # the whole inventory: like no other

    def _aside(self, make: Callable[[], T]) -> T:
        """What is read on the way is no read of the step: the outcome is."""
        reads, seen = self._reads, self._seen
        self._reads = None
        try:
            return make()
        finally:
            self._reads, self._seen = reads, seen

    def _look(self, look: Callable[[str, Any], tuple[T, ...]], written: str) -> tuple[T, ...]:
        """What a function sees in one section: seen once for all that are written alike."""
        value = self._raw[written]
        token = self.memo.raw(value)
        key = (look, written, id(token))
        found = self.memo.looked[key] or self.memo.looked.put(key, (token, look(written, value)))
        return found[1]  # type: ignore[no-any-return]

    def _forget_parts(self) -> None:
        """What was chosen may be another thing by now."""
        for key in self._parts:
            self._now.pop(key, None)
        self._parts.clear()

    def settle(self, field: str, fill: Callable[[Any], list[Any]]) -> list[Any]:
        if field == "cluster":
            cluster = self._inventory.cluster
            found = fill(cluster)
            for name in cluster.__struct_fields__:
                value = object.__getattribute__(cluster, name)
                force_setattr(cluster, name, self.memo.one(("cluster", name), value))
            cluster.__dict__["watch"] = lambda name: self._read("cluster", name)
            return found

        def make() -> Any:
            fresh = self._fresh(field)
            force_setattr(self._inventory, field, fresh)
            if fill(fresh):
                raise Forgotten
            return (self.memo.settled(field, self._raws.get(field), fresh),)

        (section,) = self.remember(("settle", field), make, field)
        force_setattr(self._inventory, field, section)
        self._settled.add(field)
        self._now.pop(("section", field), None)
        self._forget_parts()
        return []

    def close(self) -> None:
        """What others keep of this cluster's settings must not keep all the rest of it."""
        self._inventory.cluster.__dict__.pop("watch", None)
        self._graph = None

    def alike(self, objects: Iterable[Object]) -> tuple[Object, ...]:
        known = self.memo.known
        return tuple([item if item.body is not None else known(item) for item in objects])

    def graph(self, objects: Iterable[Object], facts: dict[str, Any] | None = None, *, last: bool = True) -> Graph:
        self._graph = WatchedGraph(self, objects, facts, last=last)
        return self._graph
