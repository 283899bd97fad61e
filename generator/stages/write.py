"""Bytes -> the tree on disk: only what differs, atomically, and never over work that git does not have."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from generator.core import header
from generator.core.git import blob_id, open_repository
from generator.core.layout import OWNED
from generator.core.state import Stamp, stamp
from generator.stages.render import Files

TEMPORARY = ".gen-tmp"
"""Ending of files on their way; a run that was killed may leave some, the next one clears them."""


class TreeError(Exception):
    """The target cannot be written as it stands (symbolic links, permissions). The message is for people."""

    def __init__(self, path: str, message: str, hint: str | None = None) -> None:
        super().__init__(path, message, hint)
        self.path, self.message, self.hint = path, message, hint


class Sorted(Struct, frozen=True, kw_only=True):
    """Compiled files held against the disk."""

    added: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    """Differ, and hold what we wrote last: free to be replaced."""
    unsure: dict[str, tuple[str, bool]] = {}
    """Differ, and hold something else: path -> (blob id on disk, whether it carries our header)."""


def sort_out(root: str, files: Files, known: Mapping[str, Any]) -> Sorted:
    """`known`: path -> (stamp, blob ids of what we wrote last)."""
    added: list[str] = []
    same: list[str] = []
    changed: list[str] = []
    unsure: dict[str, tuple[str, bool]] = {}
    for path, data in files.items():
        found = _read(root, path)
        if found is None:
            added.append(path)
        elif found == data:
            same.append(path)
        elif (blob := blob_id(found)) in (known.get(path) or ())[1:]:
            changed.append(path)
        else:
            unsure[path] = (blob, header.is_ours(found))
    return Sorted(added=tuple(added), same=tuple(same), changed=tuple(changed), unsure=unsure)


def orphans(root: str, expected: Iterable[str], known: Mapping[str, Any]) -> Sorted:
    """Generated files inside the directories that we own which are no longer produced."""
    wanted = set(expected)
    free: list[str] = []
    unsure: dict[str, tuple[str, bool]] = {}
    for path, data in _generated(root, wanted):
        if (blob := blob_id(data)) in (known.get(path) or ())[1:]:
            free.append(path)
        else:
            unsure[path] = (blob, True)
    return Sorted(changed=tuple(free), unsure=unsure)


def protected(root: str, unsure: Mapping[str, tuple[str, bool]]) -> tuple[set[str], set[str]]:
    """(hand edits, files that are not ours): contents that neither HEAD nor the index has."""
    if not unsure:
        return set(), set()
    repository = open_repository(root)
    recorded = repository.blobs(unsure) if repository else {}
    at_risk = {path for path, (blob, _) in unsure.items() if blob not in recorded.get(path, ())}
    edited = {path for path in at_risk if unsure[path][1]}
    return edited, at_risk - edited


def put(root: str, files: Files, paths: Iterable[str], executable: frozenset[str]) -> dict[str, Stamp | None]:
    """Write files, each in one step. Returns their new stamps."""
    stamps: dict[str, Stamp | None] = {}
    for path in paths:
        _replace(root, path, files[path], executable=path in executable)
        stamps[path] = stamp(os.path.join(root, path))
    return stamps


def stamps(root: str, paths: Iterable[str]) -> dict[str, Stamp | None]:
    return {path: stamp(os.path.join(root, path)) for path in paths}


def remove(root: str, paths: Iterable[str]) -> None:
    """Remove files, and the directories that this leaves empty, up to the owned top."""
    gone = list(paths)
    for path in gone:
        os.unlink(os.path.join(root, path))
    for path in gone:
        directory = path.rpartition("/")[0]
        while directory.count("/"):
            try:
                os.rmdir(os.path.join(root, directory))
            except OSError:
                break
            directory = directory.rpartition("/")[0]


def clear(root: str) -> None:
    """Remove what a killed run left behind."""
    for top in OWNED:
        for directory, _, names in os.walk(os.path.join(root, top)):
            for name in names:
                if name.endswith(TEMPORARY):
                    os.unlink(os.path.join(directory, name))


def guard(root: str, files: Iterable[str]) -> None:
    """Refuse a tree whose directories are symbolic links: writing would leave the tree."""
    seen: set[str] = set()
    for path in files:
        directory = path.rpartition("/")[0]
        while directory and directory not in seen:
            seen.add(directory)
            if os.path.islink(os.path.join(root, directory)):
                message = "is a symbolic link; gen does not write through links"
                raise TreeError(directory, message, "replace it by a directory")
            directory = directory.rpartition("/")[0]


def _generated(root: str, wanted: set[str]) -> Iterator[tuple[str, bytes]]:
    """Every file with our header inside the directories that we own, and not among those wanted."""
    for top in OWNED:
        for directory, folders, names in os.walk(os.path.join(root, top)):
            folders.sort()
            below = os.path.relpath(directory, root).replace(os.sep, "/")
            for name in sorted(names):
                path = f"{below}/{name}"
                if path in wanted or os.path.islink(os.path.join(directory, name)):
                    continue
                data = _read(root, path)
                if data is not None and header.is_ours(data):
                    yield path, data


def _read(root: str, path: str) -> bytes | None:
    """None when nothing is there. TreeError where a symbolic link or a directory stands."""
    full = os.path.join(root, path)
    try:
        handle = os.open(full, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        raise TreeError(path, "a file stands where a directory is needed", "move it away") from None
    except OSError as stop:
        if os.path.islink(full):
            message = "is a symbolic link; gen does not write through links"
            raise TreeError(path, message, "replace it by a file") from None
        raise TreeError(path, f"cannot be read: {(stop.strerror or str(stop)).lower()}") from None
    try:
        with open(handle, "rb") as file:
            return file.read()
    except IsADirectoryError:
        os.close(handle)
        raise TreeError(path, "a directory stands where a generated file belongs", "move it away") from None


def _replace(root: str, path: str, data: bytes, *, executable: bool) -> None:
    full = os.path.join(root, path)
    temporary = f"{full}.{os.getpid()}{TEMPORARY}"
    make = _retrying_with_directory(full)
    try:
        with make(lambda: open(temporary, "wb")) as file:
            file.write(data)
        if executable:
            os.chmod(temporary, 0o755)  # noqa: S103 - a script is run
        os.replace(temporary, full)
    except OSError:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise


def _retrying_with_directory(full: str) -> Callable[[Callable[[], Any]], Any]:
    """Directories are made only when opening failed for want of one: most exist."""

    def attempt(action: Callable[[], Any]) -> Any:
        try:
            return action()
        except FileNotFoundError:
            os.makedirs(os.path.dirname(full), exist_ok=True)
            return action()

    return attempt
