"""Where batches of clusters are compiled: here, in processes of this machine, or on any `concurrent.futures` executor."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from generator.commands.batch import compile_batch
from generator.commands.hold import Disk, Held, hold
from generator.core.state import DIRECTORY, processors
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
        self, root: str, processes: int = 1, executor: Executor | None = None, end: Callable[[], None] | None = None
    ) -> None:
        """`executor` is one on other machines, which have neither this disk nor this memory; `end` says farewell to it."""
        self._processes = processes
        self._executor = executor
        self._end = end
        self._spool = os.path.join(root, DIRECTORY, f"spool.{os.getpid()}")

    def compile(
        self,
        loaded: Loaded,
        overlays: dict[str, bytes],
        names: tuple[str, ...],
        disk: Disk,
        *,
        placed: bool,
        tell: Callable[[int], None],
    ) -> list[Held]:
        """All clusters, in batches, each held against the disk. `tell` hears how many clusters are done."""
        parts = _parts(names, parallel=self._processes > 1 and self._executor is None)
        if len(parts) > 1:
            os.makedirs(self._spool, exist_ok=True)
        made: list[Held] = []

        def here(index: int) -> Held:
            batch = compile_batch(loaded.file, loaded.data, overlays, parts[index], placed=placed)
            return hold(disk, batch, self._place(index) if len(parts) > 1 else None)

        def elsewhere(part: tuple[str, ...]) -> tuple[Any, ...]:
            return compile_batch, loaded.file, loaded.data, overlays, part

        if self._executor is not None:
            batches = self._submitted([elsewhere(part) for part in parts], {"pack": True, "placed": placed})
            found: Iterator[Held] = (hold(disk, batch, self._place(index)) for index, batch in enumerate(batches))
        else:
            found = self._over(here, range(len(parts)))
        for index, held in enumerate(found):
            made.append(held)
            tell(len(parts[index]))
        return made

    def over(self, action: Callable[[A], T], tasks: Sequence[A]) -> Iterator[T]:
        """One task after the other, of this machine's disk: side by side where processes can be had."""
        processes = 1 if len(tasks) < 2 else self._processes
        if processes == 1:
            return map(action, tasks)
        from generator.commands.forks import each

        return each(action, tasks, processes)

    def close(self) -> None:
        if os.path.isdir(self._spool):
            import shutil

            shutil.rmtree(self._spool, ignore_errors=True)
        if self._end is not None:
            self._end()

    def _place(self, index: int) -> str:
        return os.path.join(self._spool, str(index))

    def _over(self, action: Callable[[int], T], tasks: Sequence[int]) -> Iterator[T]:
        """The first here: what it imports and remembers, forked processes need not."""
        if tasks:
            yield action(tasks[0])
        if self._processes == 1:
            for task in tasks[1:]:
                gc.collect()
                yield action(task)
        else:
            yield from self.over(action, tasks[1:])

    def _submitted(self, tasks: list[tuple[Any, ...]], options: dict[str, Any]) -> Iterator[Batch]:
        """In order. A worker that dies costs time: what it had is done here, and what fails there may fail here again."""
        assert self._executor is not None  # noqa: S101 - asked for before
        futures: list[Any] = []
        with suppress(Exception):
            futures.extend(self._executor.submit(*task, **options) for task in tasks)
        for index, (action, *arguments) in enumerate(tasks):
            try:
                found = futures[index].result()
                futures[index] = None  # a thousand clusters do not fit into memory politely
            except Exception:  # noqa: BLE001 - whatever an executor calls it
                found = action(*arguments, **options)
            yield found


def _parts(names: tuple[str, ...], *, parallel: bool) -> list[tuple[str, ...]]:
    """The first is one cluster alone where others wait for what it leaves in memory."""
    size = max(SIZE, -(-len(names) // _TASKS))
    first = [names[:1]] if parallel and len(names) > 1 else []
    rest = names[len(first) :]
    return [*first, *(rest[start : start + size] for start in range(0, len(rest), size))]


@contextmanager
def workers(root: str, wanted: str | None, clusters: int) -> Iterator[Workers]:
    """`None`: processes when there is enough to do; `serial`; `processes[:N]`; `dask://host:port`. Raises ExecutorError."""
    made = _workers(root, wanted, clusters)
    try:
        yield made
    finally:
        made.close()


def _workers(root: str, wanted: str | None, clusters: int) -> Workers:
    if wanted is None:
        return Workers(root, processors() if clusters >= PARALLEL_FROM else 1)
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
