"""Bytes -> the tree on disk: each file in one step, never through a link."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping

from generator.core.layout import OWNED
from generator.core.state import Stamp

TEMPORARY = ".gen-tmp"
"""Ending of what is on its way; a run that was killed may leave some, the next one clears it."""

_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC


class TreeError(Exception):
    """The target cannot be written as it stands (symbolic links, permissions). The message is for people."""

    def __init__(self, path: str, message: str, hint: str | None = None) -> None:
        super().__init__(path, message, hint)
        self.path, self.message, self.hint = path, message, hint


def put(root: str, files: Mapping[str, bytes], paths: Iterable[str], executable: frozenset[str]) -> dict[str, Stamp]:
    """Write files, each in one step. Returns their stamps."""
    return {path: _replace(f"{root}/{path}", files[path], executable=path in executable) for path in paths}


def store(full: str, data: bytes, *, executable: bool) -> Stamp:
    """A new file. Its stamp is that of the open file, where the file system lets that stand."""
    handle = os.open(full, _NEW, 0o666)
    try:
        rest = os.write(handle, data)
        while rest < len(data):
            rest += os.write(handle, data[rest:])
        if executable:
            os.fchmod(handle, 0o755)
        found = os.fstat(handle)
    except OSError as stop:
        stop.filename = stop.filename or full
        raise
    finally:
        os.close(handle)
    if not _lasting(full, found):
        found = os.stat(full)
    return (found.st_size, found.st_mtime_ns, found.st_ino)


_LASTING: dict[int, bool] = {}


def _lasting(full: str, opened: os.stat_result) -> bool:
    """Whether closing leaves stamps alone: some network file systems set them then. Tried once per file system."""
    known = _LASTING.get(opened.st_dev)
    if known is None:
        closed = os.stat(full)
        known = (closed.st_mtime_ns, closed.st_ino) == (opened.st_mtime_ns, opened.st_ino)
        _LASTING[opened.st_dev] = known
    return known


def remove(root: str, paths: Iterable[str]) -> None:
    """Remove files, and the directories that this leaves empty, up to the owned top."""
    gone = list(paths)
    for path in gone:
        os.unlink(f"{root}/{path}")
    for path in gone:
        directory = path.rpartition("/")[0]
        while directory.count("/"):
            try:
                os.rmdir(f"{root}/{directory}")
            except OSError:
                break
            directory = directory.rpartition("/")[0]


def clear(root: str, noted: Iterable[str], *, everywhere: bool) -> None:
    """Remove what a run left behind that was cut short: directories aside of their places, and files that it had noted.

    `everywhere`: when its notes are lost.
    """
    if everywhere:
        noted = [n.removesuffix(TEMPORARY) for n in _files(root) if n.endswith(TEMPORARY)]
    for place in ("", *OWNED):
        try:
            with os.scandir(f"{root}/{place}") as entries:
                left = [entry for entry in entries if entry.name.endswith(TEMPORARY)]
        except OSError:
            continue
        for entry in left:
            discard(entry.path)
    for path in noted:
        try:
            os.unlink(f"{root}/{path}{TEMPORARY}")
        except OSError:
            continue


def discard(full: str) -> None:
    """Remove a file, or a directory with all that is in it."""
    if os.path.isdir(full) and not os.path.islink(full):
        import shutil  # hardly ever

        shutil.rmtree(full)
    else:
        os.unlink(full)


def _files(root: str) -> Iterator[str]:
    for top in OWNED:
        for directory, _, names in os.walk(f"{root}/{top}"):
            for name in names:
                yield os.path.relpath(f"{directory}/{name}", root)


def guard(root: str, folders: Iterable[str]) -> None:
    """Refuse a tree whose directories are symbolic links: writing would leave the tree."""
    for folder in folders:
        try:
            found = os.lstat(f"{root}/{folder}")
        except OSError:
            continue  # nothing is there, or what is around it says why
        if stat.S_ISLNK(found.st_mode):
            message = "is a symbolic link; gen does not write through links"
            raise TreeError(folder, message, "replace it by a directory")


def _replace(full: str, data: bytes, *, executable: bool) -> Stamp:
    temporary = full + TEMPORARY
    try:
        try:
            found = store(temporary, data, executable=executable)
        except FileNotFoundError:  # directories are made only when opening failed for want of one: most exist
            os.makedirs(os.path.dirname(full), exist_ok=True)
            found = store(temporary, data, executable=executable)
        os.replace(temporary, full)
    except OSError:
        if os.path.lexists(temporary):
            os.unlink(temporary)
        raise
    return found
