"""The local cache `.gen/`: what was written last, so that nothing has to be done twice. Losing it loses nothing.

Imported on every start: only what the interpreter has loaded anyway, and `marshal`.
"""

from __future__ import annotations

import marshal
import os

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` itself would cost a third of a run without changes
    from typing import Any

DIRECTORY = ".gen"
STATE = f"{DIRECTORY}/state"
FORMAT = 1
PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

Stamp = tuple[int, int, int]
"""(size, mtime in ns, inode): changes with every write that matters."""


def stamp(path: str) -> Stamp | None:
    """None when there is no such file."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns, found.st_ino)


def read(root: str) -> dict[str, Any]:
    """The state as last written; {} when there is none, or none that this version understands."""
    try:
        with open(os.path.join(root, STATE), "rb") as file:
            state = marshal.load(file)  # noqa: S302 - our own file, below the user's own directory
    except (OSError, ValueError, EOFError, TypeError):
        return {}
    if not isinstance(state, dict) or state.get("format") != FORMAT or state.get("tool") != fingerprint():
        return (
            {"outputs": state.get("outputs", {})} if isinstance(state, dict) and state.get("format") == FORMAT else {}
        )
    return state


def write(root: str, state: dict[str, Any]) -> None:
    """Atomic. Failing to cache is no failure."""
    directory = os.path.join(root, DIRECTORY)
    try:
        os.makedirs(directory, exist_ok=True)
        ignore = os.path.join(directory, ".gitignore")
        if not os.path.exists(ignore):
            with open(ignore, "w", encoding="ascii") as file:
                file.write("*\n")
        target = os.path.join(root, STATE)
        with open(f"{target}.{os.getpid()}", "wb") as out:
            out.write(marshal.dumps({"format": FORMAT, "tool": fingerprint(), **state}, 2))
        os.replace(f"{target}.{os.getpid()}", target)
    except OSError:
        return


def unchanged(root: str, state: dict[str, Any]) -> bool:
    """Whether inputs and outputs are all as the last complete build left them."""
    if "inputs" not in state:
        return False
    join = os.path.join
    return all(stamp(join(root, path)) == was for path, was in state["inputs"].items()) and all(
        stamp(join(root, path)) == was[0] for path, was in state["outputs"].items()
    )


_fingerprint: list[tuple[Any, ...]] = []


def fingerprint() -> tuple[Any, ...]:
    """What tells one state of the tool from another: of a checkout every source, of an installation its folder.

    Taken once, at the start: what is written is by the sources that were loaded.
    """
    if not _fingerprint:
        if f"{os.sep}site-packages{os.sep}" in PACKAGE:
            _fingerprint.append((PACKAGE, stamp(os.path.join(PACKAGE, "__init__.py")), stamp(PACKAGE)))
        else:
            schemas = os.path.join(os.path.dirname(PACKAGE), "schemas")
            _fingerprint.append((PACKAGE, _newest(PACKAGE), _newest(schemas, 1)))  # indexes and locks tell of the rest
    return _fingerprint[0]


def _newest(directory: str, depth: int = 99) -> tuple[int, int]:
    """(number of files, newest mtime) below a directory, down to a depth."""
    count, newest = 0, 0
    try:
        entries = os.scandir(directory)
    except OSError:
        return 0, 0
    with entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if depth and entry.name not in ("__pycache__", "cases"):
                    inner = _newest(entry.path, depth - 1)
                    count, newest = count + inner[0], max(newest, inner[1])
            else:
                count, newest = count + 1, max(newest, entry.stat().st_mtime_ns)
    return count, newest
