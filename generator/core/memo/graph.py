"""An object graph that writes down what is read of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from generator.core.graph import Graph, Object
from generator.core.memo.step import Reads

if TYPE_CHECKING:
    from generator.core.memo.context import WatchedContext

T = TypeVar("T")


class WatchedGraph(Graph):
    """Objects are told apart by their documents and units: that they stand in another cluster makes no difference."""

    __slots__ = ("_ctx", "_last", "_lines", "_now")

    def __init__(
        self, ctx: WatchedContext, objects: Iterable[Object], facts: dict[str, Any] | None, *, last: bool
    ) -> None:
        """`last`: the finished graph, for rules."""
        super().__init__(objects, facts)
        self._ctx = ctx
        self._last = last
        self._now: Reads = {}
        self._lines: tuple[Object, ...] | None = None

    @property
    def objects(self) -> tuple[Object, ...]:
        self._ctx.look(("objects", ""), self)
        return self._objects

    @property
    def outlines(self) -> tuple[Object, ...]:
        self._ctx.look(("outlines", ""), self)
        return self._outlined()

    def _outlined(self) -> tuple[Object, ...]:
        if self._lines is None:
            self._lines = self._ctx.memo.outlines(self._objects)
        return self._lines

    def fact(self, name: str, unknown: T) -> T:
        self._ctx.look(("fact", name), self)
        return super().fact(name, unknown)

    def of(self, kind: str, group: str | None = None) -> tuple[Object, ...]:
        self._ctx.look(("of", kind), self)
        return super().of(kind, group)

    def find(self, group: str, kind: str, name: str, namespace: str | None = None) -> Object | None:
        self._ctx.look(("find", (group, kind, namespace or "", name)), self)
        return super().find(group, kind, name, namespace)

    def within(self, unit: str) -> tuple[Object, ...]:
        self._ctx.look(("within", unit), self)
        return super().within(unit)

    def once(self, make: Callable[[Graph], T]) -> T:
        if not self._last:
            return make(self)
        return self._ctx.remember(("once", make), lambda: make(self))

    def alone(self) -> Graph:
        return Graph(self._objects, self._facts)

    def value(self, key: tuple[str, Any]) -> object:
        """The one object that stands for what a read gives."""
        found = self._now.get(key, self)
        if found is self:
            found = self._now[key] = self._worth(*key)
        return found

    def _worth(self, what: str, which: Any) -> object:
        memo = self._ctx.memo
        if what == "of":
            return self._row(Graph.of(self, which))
        if what == "within":
            return self._row(Graph.within(self, which))
        if what == "objects":
            return self._row(self._objects)
        if what == "outlines":
            return memo.lines(self._objects)
        if what == "find":
            item = self._by_identity.get(which)
            return None if item is None else item.token or memo.token(item)
        return self._facts.get(which)

    def _row(self, objects: Iterable[Object]) -> object:
        memo = self._ctx.memo
        return memo.row(tuple([item.token or memo.token(item) for item in objects]))
