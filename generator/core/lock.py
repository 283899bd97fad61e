"""One build at a time in a directory."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from generator.core.state import folder


class Busy(Exception):  # noqa: N818 - a state, not a fault
    """Another build holds the directory."""


@contextmanager
def exclusive(root: str) -> Iterator[None]:
    """Hold the directory; the kernel lets go when the process ends, however it ends. Raises Busy."""
    if not os.path.isdir(root):
        yield  # whoever reads the inventory says that it is not there
        return
    handle = os.open(os.path.join(folder(root), "lock"), os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise Busy from None
    try:
        yield
    finally:
        os.close(handle)
