"""Programs that run in the background while a test talks to them."""

from __future__ import annotations

import contextlib
import random
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path


class StartError(Exception):
    """A program ended, or was not ready in time; the text ends with the last lines it printed."""


_taken: set[int] = set()
_taking = threading.Lock()


def free_ports(count: int) -> list[int]:
    """Ports that nothing listens on just now, on the loopback address, and that this run did not give out before.

    They lie below those that the kernel gives to outgoing connections, so that none takes one before its server does.
    """
    found: list[int] = []
    with _taking, contextlib.ExitStack() as stack:
        while len(found) < count:
            port = random.randrange(15000, 32000)  # noqa: S311 - any port will do
            if port in _taken:
                continue
            one = stack.enter_context(socket.socket())
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
            found.append(port)
            _taken.add(port)
    return found


@contextlib.contextmanager
def running(
    argv: Sequence[str | Path], log: Path, *, ready: Callable[[], bool], env: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """The program, once `ready()` is true (at most 60 s); ended when the block ends."""
    with log.open("wb") as output:
        process = subprocess.Popen([str(word) for word in argv], stdout=output, stderr=output, env=env)
        try:
            _await(process, ready, log)
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _await(process: subprocess.Popen[bytes], ready: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + 60
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            tail = "\n".join(log.read_text(errors="replace").splitlines()[-8:])
            raise StartError(f"{process.args!r} is not ready (exit code {process.poll()}):\n{tail}")
        time.sleep(0.05)


def wait_until(holds: Callable[[], bool], *, seconds: float) -> bool:
    """Whether the condition came to hold within that time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True
