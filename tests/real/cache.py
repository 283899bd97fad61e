"""Where programs that tests built or unpacked are kept between runs; never committed."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path


def root() -> Path:
    """The cache directory: `$INFRAFLUX_REAL_CACHE`, or one under the user's own cache."""
    given = os.environ.get("INFRAFLUX_REAL_CACHE")
    return Path(given) if given else Path.home() / ".cache" / "infraflux-real"


def key(*words: str, files: Iterable[Path] = ()) -> str:
    """Twelve hex digits that change with any word or any file's name and bytes."""
    digest = hashlib.sha256()
    for word in words:
        digest.update(word.encode() + b"\0")
    for file in sorted(files):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def fill(name: str, make: Callable[[Path], None]) -> Path:
    """The cache's directory `name`, made by `make(empty directory)` unless it is there already.

    It appears whole or not at all, and two test runs never make it at the same time.
    """
    place = root() / name
    if place.is_dir():
        return place
    root().mkdir(parents=True, exist_ok=True)
    with (root() / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if place.is_dir():
            return place
        draft = Path(tempfile.mkdtemp(dir=root(), prefix=f".{name}-"))
        try:
            make(draft)
            draft.chmod(0o755)
            draft.rename(place)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    return place
