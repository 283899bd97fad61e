"""Where batches of clusters are compiled: here, in processes of this machine, or on any `concurrent.futures` executor."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from generator.commands.batch import compile_batch
from generator.commands.hold import Disk, Held, hold
from generator.core.state import DIRECTORY, processors
from generator.stages import beside
from generator.stages.load import Loaded

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from generator.commands.batch import Batch

A = TypeVar("A")
T = TypeVar("T")

PARALLEL_FROM = 12
"""Clusters: below, starting processes costs more than they save."""
SIZE = 8
"""Clusters per batch: large enough to amortise a task, small enough to bound memory and to end together."""
_TASKS = 4000
"""At most: the queue of the processes is a pipe."""


class ExecutorError(Exception):
    """The executor that was asked for cannot be had. The message is for people."""


class Workers:
    """One way to run tasks over batches: in this process, in forked ones, or where an executor has them."""

    def __init__(
        self,
        root: str,
        processes: int = 1,
        enough: int = 2,
        executor: Executor | None = None,
        end: Callable[[], None] | None = None,
    ) -> None:
        """`enough` clusters are worth the processes. `executor` is one on other machines, which have neither this disk nor
        this memory; `end` says farewell to it.
        """
        self.executor = executor
        self.spool = os.path.join(root, DIRECTORY, f"spool.{os.getpid()}")
        self.processes = processes
        self._enough = enough
        self._end = end

    def several(self, clusters: int) -> bool:
        """Whether so many are compiled side by side."""
        return self.processes > 1 and clusters >= self._enough

    def over(self, action: Callable[[A], T], tasks: Sequence[A]) -> Iterator[T]:
        """One task after the other, of this machine's disk: side by side where processes can be had."""
        if self.processes == 1 or len(tasks) < 2:
            return map(action, tasks)
        from generator.commands.forks import each

        return each(action, tasks, self.processes)

    def submitted(self, tasks: list[tuple[Any, ...]], options: dict[str, Any]) -> Iterator[Batch]:
        """In order. A worker that dies costs time: what it had is done here, and what fails there may fail here again."""
        assert self.executor is not None  # noqa: S101 - asked for before
        futures: list[Any] = []
        with suppress(Exception):
            futures.extend(self.executor.submit(*task, **options) for task in tasks)
        for index, (action, *arguments) in enumerate(tasks):
            try:
                found = futures[index].result()
                futures[index] = None  # a thousand clusters do not fit into memory politely
            except Exception:  # noqa: BLE001 - whatever an executor calls it
                found = action(*arguments, **options)
            yield found

    def close(self) -> None:
        if os.path.isdir(self.spool):
            import shutil

            shutil.rmtree(self.spool, ignore_errors=True)
        if self._end is not None:
            self._end()


class Compiling:
    """The clusters of one document, compiled in batches, each of them held against the disk."""

    def __init__(
        self,
        pool: Workers,
        loaded: Loaded,
        overlays: dict[str, bytes],
        disk: Disk,
        *,
        tell: Callable[[int, int], None],
    ) -> None:
        """`tell` hears how many clusters of how many are done."""
        self._pool, self._loaded, self._overlays, self._disk = pool, loaded, overlays, disk
        self._tell = tell
        self._done = self._wanted = self._batches = 0

    def of(self, names: tuple[str, ...]) -> list[Held]:
        """These clusters."""
        several = self._pool.several(len(names))
        if several:
            beside.end()  # its memory is not ours: what the first cluster leaves in this process, all of them share
        parts = _parts(names, self._pool.processes if several else 1)
        self._wanted += len(names)
        if len(parts) > 1:
            os.makedirs(self._pool.spool, exist_ok=True)
        spools = [
            os.path.join(self._pool.spool, str(self._batches + n)) if len(parts) > 1 else None
            for n in range(len(parts))
        ]
        self._batches += len(parts)
        made: list[Held] = []
        for one in self._held(parts, spools):
            made.append(one)
            self._done += len(one.batch.clusters)
            self._tell(self._done, self._wanted)
        return made

    def _held(self, parts: list[tuple[str, ...]], spools: list[str | None]) -> Iterator[Held]:
        file, data, overlays = self._loaded.file, self._loaded.data, self._overlays
        several = sum(map(len, parts)) > 1
        if self._pool.executor is not None:
            tasks = [(compile_batch, file, data, overlays, part) for part in parts]
            batches = self._pool.submitted(tasks, {"pack": True, "several": several})
            for batch, spool in zip(batches, spools, strict=True):
                yield hold(self._disk, batch, spool)
            return

        def compiled(index: int) -> Held:
            batch = compile_batch(file, data, overlays, parts[index], several=several)
            return hold(self._disk, batch, spools[index])

        if parts:
            yield compiled(0)  # what it imports and remembers, forked processes need not
        over = self._pool.over if self._pool.several(sum(map(len, parts))) else map
        yield from over(compiled, range(1, len(parts)))


def _parts(names: tuple[str, ...], processes: int) -> list[tuple[str, ...]]:
    """Batches. For several processes the first is one cluster alone, because they wait for what it leaves in memory, and
    the last ones become smaller, so that all processes end together.
    """
    several = processes > 1
    least = -(-len(names) // _TASKS)
    parts = [names[:1]] if several else []
    done = len(parts)
    while done < len(names):
        share = -(-(len(names) - done) // (2 * processes))
        size = max(min(SIZE, share) if several else SIZE, least)
        parts.append(names[done : done + size])
        done += size
    return parts


@contextmanager
def workers(root: str, wanted: str | None) -> Iterator[Workers]:
    """`None`: processes when there is enough to do; `serial`; `processes[:N]`; `dask://host:port`. Raises ExecutorError."""
    made = _workers(root, wanted)
    try:
        yield made
    finally:
        made.close()


def _workers(root: str, wanted: str | None) -> Workers:
    if wanted is None:
        return Workers(root, processors(), PARALLEL_FROM)
    kind, _, rest = wanted.partition(":")
    if kind == "serial":
        return Workers(root)
    if kind == "processes":
        return Workers(root, int(rest) if rest.isdigit() and int(rest) else processors())
    if kind == "dask":
        return _dask(root, wanted)
    raise ExecutorError(f"there is no executor `{wanted}`; write serial, processes, processes:4 or dask://host:port")


def _dask(root: str, address: str) -> Workers:
    try:
        from distributed import Client  # type: ignore[import-not-found,unused-ignore]  # an optional extra
    except ImportError:
        raise ExecutorError("`--executor dask://…` needs the extra: pip install 'infraflux[dask]'") from None
    try:
        client = Client(address.replace("dask://", "tcp://"), timeout=10)
    except OSError as stop:
        raise ExecutorError(f"no Dask scheduler answers at {address}: {stop}") from None
    return Workers(root, executor=client.get_executor(retries=3, pure=False), end=client.close)
