"""One walk: a tree comes up in a cluster of its own, half of it leaves, then every unit leaves; what was wrong."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator.stages.simulate import Boot
from tests.real.control_plane import data_of, serve
from tests.real.crds import Crd
from tests.real.flux import departures
from tests.real.flux.scripted import Scripted, flux
from tests.real.flux.timeline import Timeline
from tests.real.flux.walks import Walk

_LATE = frozenset({"ReconciliationFailed", "BuildFailed", "ArtifactFailed", "HealthCheckFailed", "PruneFailed"})


def early(timeline: Timeline) -> list[str]:
    """What units said that were applied too early, or could not be built; a source may well be slower than its unit."""
    said = [one for one in timeline.messages if one.reason in _LATE]
    return [str(one) for one in said if not one.text.startswith("Source artifact not found")]


@dataclass(frozen=True)
class Result:
    """What was not as it must be, and how long it took to see."""

    name: str
    wrong: Sequence[str]
    seconds: float

    def __str__(self) -> str:
        return "\n    ".join((f"{self.seconds:6.1f} s  {self.name}", *self.wrong))


@dataclass(frozen=True)
class Programs:
    """What walks need, and the clusters that they start from: those that hold the same CRDs are prepared once."""

    cluster: Mapping[str, Path]
    controller: Path
    home: Path
    _prepared: dict[frozenset[str], Path] = field(default_factory=dict)
    _preparing: threading.Lock = field(default_factory=threading.Lock)

    def walk(self, walk: Walk) -> Result:
        """The whole walk, in a cluster of its own."""
        data = self._data(walk.before)
        start, home = time.monotonic(), Path(tempfile.mkdtemp(dir=self.home))
        with (
            serve(self.cluster, home, data) as server,
            flux(
                server,
                self.controller,
                home,
                brings=walk.brings,
                existing=walk.existing,
                root=walk.root,
                sync=walk.sync,
            ) as cluster,
        ):
            wrong = list(_wrong(walk, cluster))
        return Result(f"{walk.name} {walk.root}", wrong, time.monotonic() - start)

    def _data(self, before: Sequence[Crd]) -> Path:
        """What a cluster with just these CRDs has stored."""
        texts = frozenset(crd.text for crd in before)
        with self._preparing:
            if texts not in self._prepared:
                home = Path(tempfile.mkdtemp(dir=self.home))
                with serve(self.cluster, home) as server:
                    server.install(before)
                self._prepared[texts] = data_of(home)
        return self._prepared[texts]


def _wrong(walk: Walk, cluster: Scripted) -> Iterator[str]:
    up = cluster.commit(walk.files)
    yield from (f"the plan: {unit} waits: {why}" for unit, why in walk.plan.waiting.items())
    yield from (f"{unit} waits: {why}" for unit, why in up.waiting.items())
    yield from (f"too early: {one}" for one in early(up))
    yield from out_of_order(up.order, walk.plan)
    yield from (f"{name} never came up" for name in walk.units if name not in up.order)
    whole = departures.Departure(walk, frozenset(), frozenset())
    yield from (f"up: {one}" for one in whole.wrong(cluster.client))
    if up.waiting:
        return
    half = departures.thinned(walk)
    for title, departure in (("half", half), ("no units", departures.emptied(half))):
        after = cluster.commit(departure.walk.files)
        yield from (f"{title}: {unit} waits: {why}" for unit, why in after.waiting.items())
        yield from (f"{title}: {one}" for one in departure.wrong(cluster.client))


def out_of_order(order: Sequence[str], plan: Boot) -> list[str]:
    """Pairs that `gen plan --from-empty` orders and Flux brought up the other way round."""
    place = {name: index for index, name in enumerate(order)}
    return [
        f"{later} before {earlier}"
        for later, needed in plan.tree.behind.items()
        for earlier in sorted(needed)
        if place.get(later, len(order)) < place.get(earlier, len(order))
    ]
