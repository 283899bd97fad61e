"""Steps of a compilation, taken from memory where everything that they read is as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sized
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from generator.core.context import Context, Overlaid
from generator.core.inventory import Shared
from generator.core.memo.step import Entry, Reads, Step, unchanged
from generator.core.memo.store import Memo

if TYPE_CHECKING:
    from generator.core.fleet import Member
    from generator.core.memo.graph import WatchedGraph

T = TypeVar("T")
S = TypeVar("S")


def _nothing(found: Sized) -> bool:
    """Findings are of one cluster; that there are none may serve another one."""
    return not found


class Remembering(Context):
    """Writes down what the step at hand reads; what a read gives is for `core.memo.context` to say."""

    __slots__ = ("_graph", "_reads", "_seen", "memo")

    def __init__(
        self,
        memo: Memo,
        inventory: Shared,
        fleet: tuple[Member, ...],
        overlays: Mapping[str, Overlaid],
        raw: Mapping[str, Any],
    ) -> None:
        super().__init__(inventory, fleet, None, raw)
        self._overlays = memo.one("overlays", dict(overlays))
        self.memo = memo
        self._graph: WatchedGraph | None = None
        self._reads: Reads | None = None
        """Of the step at hand; None between steps."""
        self._seen: Reads = {}

    def _value(self, key: tuple[str, Any]) -> object:
        """The one object that stands for what a read gives."""
        raise NotImplementedError

    def _read(self, what: str, which: Any) -> None:
        if self._reads is not None:
            key = (what, which)
            self._reads[key] = self._value(key)

    def remember(
        self, step: object, make: Callable[[], T], section: str = "", keep: Callable[[T], bool] | None = None
    ) -> T:
        known = self.memo.steps.get(step)
        if known is None:
            known = self.memo.steps[step] = Step()
        for index, entry in enumerate(known.entries):
            if self._holds(entry):
                if index:
                    known.entries.insert(0, known.entries.pop(index))
                known.missed = 0
                if self._reads is not None:
                    self._also(entry.reads, entry.seen)
                return entry.result  # type: ignore[no-any-return]
        known.missed += 1
        if known.hopeless:
            known.entries.clear()
            if self._reads is not None:
                self._own(section)
            return known.steady(make())
        reads, seen = self._reads, self._seen
        self._reads, self._seen = {}, {}
        try:
            self._own(section)
            made = known.steady(make())
        finally:
            mine, looked = self._reads, self._seen
            self._reads, self._seen = reads, seen
        if reads is not None:
            self._also(mine.items(), looked.items())
        if keep is None or keep(made):
            known.keep(Entry(mine, looked, made))
        return made

    def remember_each(self, steps: tuple[S, ...], make: Callable[[S], list[T]], section: str = "") -> list[tuple[S, T]]:
        """All at once; where something that one of them reads differs, apart."""
        return self.remember(steps, partial(self._apart, steps, make, section), section, _nothing)

    def _apart(self, steps: tuple[S, ...], make: Callable[[S], list[T]], section: str) -> list[tuple[S, T]]:
        """Those that were made anew lately each by itself, the others still at once. All of them, where the settings are new."""
        known = self.memo.steps[steps]
        if section and section != "cluster":
            before, known.given = known.given, self._value(("section", section))
            if before is not known.given:
                return [(one, found) for one in steps for found in make(one)]
        calm = tuple([one for one in steps if one not in known.restless])
        found = self.remember(("calm", calm), partial(self._one_by_one, calm, make, section), section, _nothing)
        if known.restless:
            found = found | self._one_by_one(tuple(known.restless), make, section)
        for one in calm:
            if one in self.memo.steps and self.memo.steps[one].missed > 1:  # not only the first time
                known.restless[one] = None
        return [(one, item) for one in steps for item in found.get(one, ())]

    def _one_by_one(self, steps: tuple[S, ...], make: Callable[[S], list[T]], section: str) -> dict[S, list[T]]:
        made = ((one, self.remember(one, partial(make, one), section, _nothing)) for one in steps)
        return {one: found for one, found in made if found}

    def _own(self, section: str) -> None:
        if section and section != "cluster":
            self._read("section", section)

    def _also(self, reads: Iterable[tuple[Any, object]], seen: Iterable[tuple[Any, object]]) -> None:
        """Whoever asked for a step has read what the step read."""
        if self._reads is not None:
            self._reads.update(reads)
            self._seen.update(seen)

    def _holds(self, entry: Entry) -> bool:
        """Whether everything that was read then would be read now."""
        if not unchanged(entry.reads, self._value):
            return False
        return not entry.seen or (self._graph is not None and unchanged(entry.seen, self._graph.value))

    def look(self, key: tuple[str, Any], graph: WatchedGraph) -> None:
        """For the graph: something of it is read."""
        if self._reads is not None:
            self._seen[key] = graph.value(key)
