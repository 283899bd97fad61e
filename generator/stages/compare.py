"""Compiled files held against the disk: what is there already, what is ours to replace, what somebody else wrote."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Set

from msgspec import Struct

from generator.core import header
from generator.core.git import blob_of, open_repository
from generator.core.known import Known
from generator.core.state import Stamp
from generator.stages.write import TEMPORARY, TreeError

_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_MOST = 1 << 20


class Sorted(Struct, kw_only=True):
    """What became of a row of files."""

    added: list[str] = []
    changed: list[str] = []
    """Differ, and hold what we wrote last: free to be replaced."""
    unsure: dict[str, tuple[bytes, bool]] = {}
    """Differ, and hold something else: path -> (blob id on disk, whether it carries our header)."""
    same: dict[str, Stamp] = {}


def sort_out(root: str, files: Mapping[str, bytes], blobs: Mapping[str, bytes], known: Known, name: str) -> Sorted:
    """The files of one cluster. What has the stamp and the content of the last build is not read again."""
    found = Sorted()
    last = known.stamps(name)
    for path, data in files.items():
        there = _same_as(f"{root}/{path}", last.get(path), blobs[path]) or _read(root, path)
        if there is None:
            found.added.append(path)
        elif there[1] is None or there[1] == data:
            found.same[path] = there[0]
        elif known.wrote(path, blob := blob_of(there[1])):
            found.changed.append(path)
        else:
            found.unsure[path] = (blob, header.is_ours(there[1]))
    return found


def orphans(root: str, tops: Iterable[str], wanted: Set[str], known: Known, seen: Set[str] = frozenset()) -> Sorted:
    """Generated files below some directories that are no longer produced. `seen` directories hold none."""
    found = Sorted()
    for top in tops:
        for path in _walk(root, top, wanted, seen) if top not in seen else ():
            there = _read(root, path)
            if there is None or not header.is_ours(there[1]):
                continue
            blob = blob_of(there[1])
            if known.wrote(path, blob):
                found.changed.append(path)
            else:
                found.unsure[path] = (blob, True)
    return found


def protected(root: str, unsure: Mapping[str, tuple[bytes, bool]]) -> tuple[set[str], set[str]]:
    """(hand edits, files that are not ours): contents that neither HEAD nor the index has."""
    if not unsure:
        return set(), set()
    repository = open_repository(root)
    recorded = repository.blobs(unsure) if repository else {}
    at_risk = {path for path, (blob, _) in unsure.items() if blob.hex() not in recorded.get(path, ())}
    edited = {path for path in at_risk if unsure[path][1]}
    return edited, at_risk - edited


def _walk(root: str, directory: str, wanted: Set[str], seen: Set[str]) -> Iterator[str]:
    """Every file below a directory that is not wanted. Links are left out, and what waits aside."""
    try:
        with os.scandir(f"{root}/{directory}") as entries:
            inside = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in inside:
        path = f"{directory}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            if path not in seen and not path.endswith(TEMPORARY):
                yield from _walk(root, path, wanted, seen)
        elif path not in wanted and entry.is_file(follow_symlinks=False):
            yield path


def _same_as(full: str, last: tuple[Stamp, bytes] | None, blob: bytes) -> tuple[Stamp, None] | None:
    """The stamp of a file that is as the last build wrote it, with this content."""
    if last is None or last[1] != blob:
        return None
    try:
        found = os.lstat(full)
    except OSError:
        return None
    stamp = (found.st_size, found.st_mtime_ns, found.st_ino)
    return (stamp, None) if stamp == last[0] and stat.S_ISREG(found.st_mode) else None


def _read(root: str, path: str) -> tuple[Stamp, bytes] | None:
    """Stamp and content; None when nothing is there. TreeError where something else than a file stands."""
    try:
        handle = os.open(f"{root}/{path}", _READ)
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        raise TreeError(path, "a file stands where a directory is needed", "move it away") from None
    except OSError as stop:
        if os.path.islink(f"{root}/{path}"):
            message = "is a symbolic link; gen does not write through links"
            raise TreeError(path, message, "replace it by a file") from None
        raise TreeError(path, f"cannot be read: {(stop.strerror or str(stop)).lower()}") from None
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            what = "a directory" if stat.S_ISDIR(found.st_mode) else "something that is no file"
            raise TreeError(path, f"{what} stands where a generated file belongs", "move it away")
        data = os.read(handle, found.st_size + 1)
        while len(data) != found.st_size and (more := os.read(handle, _MOST)):
            data += more
    finally:
        os.close(handle)
    return (found.st_size, found.st_mtime_ns, found.st_ino), data
