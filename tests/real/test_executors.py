"""Fleets compiled by other processes: the same bytes, also when a worker is killed in the middle."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.workload import fleet, project
from tests.e2e.project import ROOT
from tests.real.conftest import Find
from tests.real.process import free_ports, running, wait_until

CLUSTERS = 150
WORKERS = 3
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}

Tree = dict[str, bytes]


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """The fleet as one process compiles it."""
    root = project(tmp_path_factory.mktemp("fleet") / "serial", fleet(CLUSTERS))
    assert _start(root, sys.executable, "serial").wait() == 0
    return _tree(root)


@contextlib.contextmanager
def _dask(home: Path, dask: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and its workers, each a process without a nanny that would start it again."""
    [port] = free_ports(1)
    log = home / "scheduler.log"
    scheduler: list[str | Path] = [dask, "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    with contextlib.ExitStack() as stack:
        stack.enter_context(running(scheduler, log, ready=lambda: "Scheduler at" in log.read_text(), env=ENVIRONMENT))
        workers = [stack.enter_context(_worker(home / f"worker-{number}.log", dask, port)) for number in range(WORKERS)]
        yield f"dask://127.0.0.1:{port}", workers


def _worker(log: Path, dask: Path, port: int) -> contextlib.AbstractContextManager[subprocess.Popen[bytes]]:
    command: list[str | Path] = [
        dask, "worker", f"tcp://127.0.0.1:{port}", "--nthreads", "1", "--no-nanny", "--no-dashboard",
        "--local-directory", log.parent,
    ]  # fmt: skip
    return running(command, log, ready=lambda: "Registered to" in log.read_text(), env=ENVIRONMENT)


def test_dask_writes_the_same_bytes(tmp_path: Path, need: Find, expected: Tree) -> None:
    dask = need("dask")
    with _dask(tmp_path, dask) as (address, _):
        root = project(tmp_path / "fleet", fleet(CLUSTERS))
        assert _start(root, dask.parent / "python", address).wait() == 0
    assert _tree(root) == expected


def test_a_killed_dask_worker_costs_only_time(tmp_path: Path, need: Find, expected: Tree) -> None:
    dask = need("dask")
    with _dask(tmp_path, dask) as (address, workers):
        root = project(tmp_path / "fleet", fleet(CLUSTERS))
        build = _start(root, dask.parent / "python", address)
        _first_batch(root)
        assert build.poll() is None, "the build was over before a worker could be killed"
        workers[0].kill()
        assert build.wait() == 0
        assert workers[0].wait() == -signal.SIGKILL
    assert _tree(root) == expected


def test_a_killed_process_costs_only_time(tmp_path: Path, expected: Tree) -> None:
    root = project(tmp_path / "fleet", fleet(CLUSTERS))
    build = _start(root, sys.executable, "processes:2")
    _first_batch(root)
    children = Path(f"/proc/{build.pid}/task/{build.pid}/children").read_text().split()
    assert build.poll() is None, "the build was over before a worker could be killed"
    os.kill(int(children[0]), signal.SIGKILL)
    assert build.wait() == 0
    assert _tree(root) == expected


def _start(root: Path, python: str | Path, executor: str) -> subprocess.Popen[bytes]:
    command = [str(python), "-m", "generator", "build", "--executor", executor]
    return subprocess.Popen(command, cwd=root, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _first_batch(root: Path) -> None:
    """Wait until some clusters of several batches wait beside their places."""
    assert wait_until(lambda: len(list(root.glob("gitops/*.gen-tmp"))) > 4, seconds=60)


def _tree(root: Path) -> Tree:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted((root / "gitops").rglob("*"))
        if path.is_file()
    }
