"""Where batches of clusters are compiled: here, in processes of this machine, or on any `concurrent.futures` executor."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from generator.commands.batch import Batch, compile_batch
from generator.core.state import DIRECTORY
from generator.stages.load import Loaded

if TYPE_CHECKING:
    from concurrent.futures import Executor

T = TypeVar("T")

PARALLEL_FROM = 40
"""Clusters: below, starting processes costs more than they save."""
SIZE = 25
"""Clusters per batch: large enough to amortise a task, small enough to bound memory (about 150 KB of text each)."""


class ExecutorError(Exception):
    """The executor that was asked for cannot be had. The message is for people."""


class Workers:
    """One way to run tasks over batches. `executor` None: in this process, one after the other."""

    def __init__(self, root: str, executor: Executor | None = None, end: Callable[[], None] | None = None) -> None:
        """`end` says farewell to an executor on other machines, which have neither this disk nor this memory."""
        self._root = root
        self._executor = executor
        self._end = end
        self._remote = end is not None
        self._spool = os.path.join(root, DIRECTORY, f"spool.{os.getpid()}")

    def compile(
        self,
        loaded: Loaded,
        overlays: dict[str, bytes],
        names: tuple[str, ...],
        *,
        placed: bool,
        tell: Callable[[int], None],
    ) -> list[Batch]:
        """All clusters, in batches. `tell` hears how many clusters are done."""
        if self._executor is None:
            return [compile_batch(loaded.file, loaded.data, overlays, names, placed=placed, tell=tell)]
        os.makedirs(self._spool, exist_ok=True)
        parts = [names[start : start + SIZE] for start in range(0, len(names), SIZE)]
        arguments = [
            (loaded.file, loaded.data, overlays, part, None if self._remote else os.path.join(self._spool, str(index)))
            for index, part in enumerate(parts)
        ]
        options = {"pack": self._remote, "placed": placed}
        made: list[Batch] = []
        for index, batch in enumerate(self._each(compile_batch, arguments, options)):
            made.append(self._kept(batch, index))
            tell(len(parts[index]))
        return made

    def over(self, action: Callable[..., T], arguments: list[tuple[Any, ...]]) -> Iterator[T]:
        """One local task per batch: comparing and writing needs this machine's disk."""
        if self._executor is None or self._remote:
            return (action(*each) for each in arguments)
        return self._each(action, arguments, {})

    def close(self) -> None:
        if self._executor is not None:
            import shutil  # only what was given away is spooled

            shutil.rmtree(self._spool, ignore_errors=True)
            if self._end is None:
                self._executor.shutdown(cancel_futures=True)
            else:
                self._end()

    def _each(self, action: Callable[..., T], arguments: list[tuple[Any, ...]], options: dict[str, Any]) -> Iterator[T]:
        """In order. A worker that dies costs time: what it had is done here, and what fails there may fail here again."""
        from concurrent.futures import BrokenExecutor

        lost: type[Exception] = Exception if self._remote else BrokenExecutor

        assert self._executor is not None  # noqa: S101 - asked for before
        futures: list[Any] = []
        with suppress(lost):
            futures.extend(self._executor.submit(action, *each, **options) for each in arguments)
        for index, each in enumerate(arguments):
            try:
                yield futures[index].result()
            except (lost, IndexError):
                yield action(*each, **options)

    def _kept(self, batch: Batch, index: int) -> Batch:
        """What came from another machine is spooled here: a thousand clusters do not fit into memory politely."""
        if batch.packed is None:
            return batch
        from msgspec.structs import replace

        path = os.path.join(self._spool, str(index))
        with open(path, "wb") as file:
            file.write(batch.packed)
        return replace(batch, packed=None, spool=path)


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
        several = clusters >= PARALLEL_FROM and (os.cpu_count() or 1) > 1
        return Workers(root, _processes(os.cpu_count() or 1)) if several else Workers(root)
    kind, _, rest = wanted.partition(":")
    if kind == "serial":
        return Workers(root)
    if kind == "processes":
        return Workers(root, _processes(int(rest) if rest.isdigit() else os.cpu_count() or 1))
    if kind == "dask":
        return _dask(root, wanted)
    raise ExecutorError(f"there is no executor `{wanted}`; write serial, processes, processes:4 or dask://host:port")


def _processes(count: int) -> Executor:
    """Forked, so that they start with everything imported and the inventory read."""
    import gc
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    gc.freeze()  # the workers share what is there, and look only at what they add
    return ProcessPoolExecutor(max_workers=count, mp_context=get_context("fork"))


def _dask(root: str, address: str) -> Workers:
    try:
        from distributed import Client  # type: ignore[import-not-found,unused-ignore]  # an optional extra
    except ImportError:
        raise ExecutorError("`--executor dask://…` needs the extra: pip install 'infraflux[dask]'") from None
    try:
        client = Client(address.replace("dask://", "tcp://"), timeout=10)
    except OSError as stop:
        raise ExecutorError(f"no Dask scheduler answers at {address}: {stop}") from None
    return Workers(root, client.get_executor(retries=3, pure=False), client.close)


def paths(batches: Iterable[Batch]) -> dict[str, str]:
    """Every file of the batches with the blob id of its content."""
    found: dict[str, str] = {}
    for batch in batches:
        for blobs in batch.blobs.values():
            found |= blobs
    return found
