"""Bytes -> the tree on disk: only what differs, atomically, and never over work that git does not have."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from generator.core import git, header
from generator.core.changes import Changes
from generator.core.layout import OWNED
from generator.stages.render import Files

TEMPORARY = ".gen-tmp"
"""Ending of files on their way; a run that was killed may leave some, the next one clears them."""


class TreeError(Exception):
    """The target cannot be written as it stands (symbolic links, permissions). The message is for people."""

    def __init__(self, path: str, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.path, self.message, self.hint = path, message, hint


def compare(root: str, files: Files, known: dict[str, Any], *, force: bool = False) -> Changes:
    """Hold the compiled tree against the one on disk.

    `known`: path -> (stamp, blob ids of what we wrote last). A hand edit is a file of ours whose content is neither
    HEAD's, nor the index's, nor what we wrote.
    """
    added: list[str] = []
    differing: dict[str, bytes] = {}
    same = 0
    for path, data in files.items():
        found = _read(root, path)
        if found is None:
            added.append(path)
        elif found == data:
            same += 1
        else:
            differing[path] = found
    orphans = {path: data for path, data in _generated(root, files) if path not in files}
    edited, foreign = _protected(root, {**differing, **orphans}, orphans, known) if not force else (set(), set())
    safe = set(differing) - edited - foreign
    return Changes(
        added=tuple(sorted(added)),
        changed=tuple(sorted(safe)),
        removed=tuple(sorted(set(orphans) - edited)),
        kept=tuple(sorted(edited)),
        foreign=tuple(sorted(foreign)),
        same=same,
    )


def apply(root: str, files: Files, changes: Changes, executable: frozenset[str]) -> None:
    """Write what `compare` found. Each file is replaced in one step; removed files go last."""
    for path in (*changes.added, *changes.changed):
        _replace(root, path, files[path], executable=path in executable)
    for path in changes.removed:
        os.unlink(os.path.join(root, path))
    _sweep(root, changes.removed)


def clear(root: str) -> None:
    """Remove what a killed run left behind."""
    for top in OWNED:
        for directory, _, names in os.walk(os.path.join(root, top)):
            for name in names:
                if name.endswith(TEMPORARY):
                    os.unlink(os.path.join(directory, name))


def _protected(
    root: str, contents: dict[str, bytes], orphans: Iterable[str], known: dict[str, Any]
) -> tuple[set[str], set[str]]:
    """(hand edits, files that are not ours) among the files that would be overwritten or removed."""
    blobs = {path: git.blob_id(data) for path, data in contents.items()}
    unsure = [path for path, blob in blobs.items() if blob not in (known.get(path) or ())[1:]]
    if not unsure:
        return set(), set()
    repository = git.open_repository(root)
    recorded = repository.blobs(unsure) if repository else {}
    at_risk = {path for path in unsure if blobs[path] not in recorded.get(path, ())}
    foreign = {path for path in at_risk if not header.is_ours(contents[path]) and path not in set(orphans)}
    return at_risk - foreign, foreign


def _generated(root: str, files: Files) -> Iterable[tuple[str, bytes]]:
    """Every file with our header inside the directories that we own, and not among `files` (those were read)."""
    for top in OWNED:
        for directory, folders, names in os.walk(os.path.join(root, top)):
            folders.sort()
            below = os.path.relpath(directory, root).replace(os.sep, "/")
            for name in sorted(names):
                path = f"{below}/{name}"
                if path in files or os.path.islink(os.path.join(directory, name)):
                    continue
                data = _read(root, path)
                if data is not None and header.is_ours(data):
                    yield path, data


def _read(root: str, path: str) -> bytes | None:
    """None when nothing is there. TreeError where a symbolic link or a directory stands."""
    full = os.path.join(root, path)
    try:
        with open(full, "rb", opener=_no_follow) as file:
            return file.read()
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        raise TreeError(path, "a file stands where a directory is needed", "move it away") from None
    except IsADirectoryError:
        raise TreeError(path, "a directory stands where a generated file belongs", "move it away") from None
    except OSError as stop:
        if os.path.islink(full):
            raise TreeError(
                path, "is a symbolic link; gen does not write through links", "replace it by a file"
            ) from None
        raise TreeError(path, f"cannot be read: {(stop.strerror or str(stop)).lower()}") from None


def _no_follow(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW)


def guard(root: str, files: Iterable[str]) -> None:
    """Refuse a tree whose directories are symbolic links: writing would leave the tree."""
    seen: set[str] = set()
    for path in files:
        parts = path.split("/")[:-1]
        for end in range(1, len(parts) + 1):
            directory = "/".join(parts[:end])
            if directory in seen:
                continue
            seen.add(directory)
            if os.path.islink(os.path.join(root, directory)):
                raise TreeError(
                    directory, "is a symbolic link; gen does not write through links", "replace it by a directory"
                )


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


def _sweep(root: str, removed: Iterable[str]) -> None:
    """Directories that pruning left empty go too, up to the owned top."""
    for path in removed:
        directory = path.rpartition("/")[0]
        while directory.count("/"):
            try:
                os.rmdir(os.path.join(root, directory))
            except OSError:
                break
            directory = directory.rpartition("/")[0]
