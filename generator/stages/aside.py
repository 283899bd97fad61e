"""Whole directories: written beside their place, put there by one rename, so that nobody ever sees a part of them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable

from generator.stages.write import TEMPORARY, discard, store


def possible(root: str, target: str) -> bool:
    """Whether nothing is at the place, and what is around it is no link."""
    try:
        os.lstat(f"{root}/{target}")
    except FileNotFoundError:
        pass
    except OSError:
        return False
    else:
        return False
    top, _, level = target.partition("/")
    if not level:
        return True
    try:
        return stat.S_ISDIR(os.lstat(f"{root}/{top}").st_mode)
    except FileNotFoundError:
        return True
    except OSError:
        return False


def write(root: str, target: str, files: Iterable[tuple[str, bytes, bool]]) -> tuple[list[int], list[int]] | None:
    """Files of a directory, as (path below it, bytes, executable), in the order of their names.

    Returns the stamps of files and of folders as `state.stamped` and `state.foldered` take them; None when no directory can
    be made there.
    """
    base = _base(root, target)
    if base is None:
        return None
    made = {""}
    stamps: list[int] = []
    for path, data, executable in files:
        folder = path.rpartition("/")[0]
        if folder not in made:
            _make(base, folder, made)
        stamps += store(f"{base}/{path}", data, executable=executable)
    folders: list[int] = []
    for folder in sorted(made):
        found = os.stat(f"{base}/{folder}")
        folders += (found.st_mtime_ns, found.st_ino)
    return stamps, folders


def settle(root: str, targets: Iterable[str]) -> None:
    """Put directories in their places."""
    for target in targets:
        os.rename(f"{root}/{target}{TEMPORARY}", f"{root}/{target}")


def _base(root: str, target: str) -> str | None:
    base = f"{root}/{target}{TEMPORARY}"
    try:
        try:
            os.mkdir(base)
        except FileExistsError:  # of a worker that died
            discard(base)
            os.mkdir(base)
        except FileNotFoundError:
            os.makedirs(base)
    except OSError:
        return None
    return base


def _make(base: str, folder: str, made: set[str]) -> None:
    parent = folder.rpartition("/")[0]
    if parent not in made:
        _make(base, parent, made)
    os.mkdir(f"{base}/{folder}")
    made.add(folder)
