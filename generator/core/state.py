"""The local cache `.gen/`: what was written last, so that nothing has to be done twice. Losing it loses nothing.

Imported on every start: only what the interpreter has loaded anyway, and `marshal`. Everything of a cluster is packed into a
few byte strings, so that a fleet of a thousand is read in milliseconds: clusters share the shape of their tree, and
stamps are compared without being unpacked.
"""

from __future__ import annotations

import marshal
import os

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` itself would cost a third of a run without changes
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

DIRECTORY = ".gen"
STATE = f"{DIRECTORY}/state"
JOURNAL = f"{DIRECTORY}/journal"
FORMAT = 3
PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MANY = 4000
"""Files whose stamps are worth a second process."""

Stamp = tuple[int, int, int]
"""(size, mtime in ns, inode): changes with every write that matters."""
Shape = tuple[bool, tuple[tuple[str, tuple[str, ...]], ...]]
"""The paths of a cluster: whether its name is a level of them, and the rest below each top-level directory."""

SHAPE, BLOBS, STAMPS, FOLDERS, DIGEST, CLAIMS, UNCHECKED = range(7)
"""What is kept of a cluster: the number of its shape; 20 bytes per file that tell its content; stamps of the files and of
their folders (`stamped`, `foldered`); the digest of its inputs (b"": compile it again); claims; what was not checked."""


def stamp(path: str) -> Stamp | None:
    """None when there is no such file."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns, found.st_ino)


def prefix(shape: Shape, top: str, name: str) -> str:
    """What the paths of a cluster below a top-level directory start with."""
    return f"{top}/{name}/" if shape[0] else f"{top}/"


def paths(shape: Shape, name: str) -> list[str]:
    """Every file of a cluster, in the order of its stamps and blobs."""
    found: list[str] = []
    for top, below in shape[1]:
        start = prefix(shape, top, name)
        found += [start + rest for rest in below]
    return found


def folders(shape: Shape, name: str) -> list[str]:
    """Every directory that holds a file of a cluster, or another of these."""
    inner = _inner.get(shape)
    if inner is None:
        inner = _inner[shape] = tuple((top, _around(below)) for top, below in shape[1])
    found: list[str] = []
    for top, below in inner:
        start = prefix(shape, top, name)[:-1]
        found += [start + rest for rest in below]
    return found


_inner: dict[Shape, tuple[tuple[str, tuple[str, ...]], ...]] = {}


def _around(below: tuple[str, ...]) -> tuple[str, ...]:
    found = {""}
    for rest in below:
        folder = rest.rpartition("/")[0]
        while folder and f"/{folder}" not in found:
            found.add(f"/{folder}")
            folder = folder.rpartition("/")[0]
    return tuple(sorted(found))


def stamped(root: str, shape: Shape, name: str) -> bytes | None:
    """The stamps of every file of a cluster, packed; None when one is missing."""
    stat = os.stat
    flat: list[int] = []
    try:
        for top, below in shape[1]:
            start = f"{root}/{prefix(shape, top, name)}"
            for rest in below:
                found = stat(start + rest)
                flat += (found.st_size, found.st_mtime_ns, found.st_ino)
    except OSError:
        return None
    return packed(flat)


def foldered(root: str, shape: Shape, name: str) -> bytes | None:
    """The stamps of every directory of a cluster: they change when an entry comes or goes. None when one is missing."""
    stat = os.stat
    flat: list[int] = []
    try:
        for path in folders(shape, name):
            found = stat(f"{root}/{path}")
            flat += (found.st_mtime_ns, found.st_ino)
    except OSError:
        return None
    return packed(flat)


def packed(flat: list[int]) -> bytes:
    """Equal bytes for equal numbers."""
    return marshal.dumps(flat, 2)


def read(root: str) -> dict[str, Any]:
    """The state as last written: {} when there is none, or none that this version understands.

    A build that was cut short left a journal: then nothing is complete, and under `journal` stands what else is ours.
    """
    key = (root, stamp(os.path.join(root, STATE)), stamp(os.path.join(root, JOURNAL)))
    if key not in _READ:
        _READ.clear()
        _READ[key] = _judged(_loaded(os.path.join(root, STATE)), _loaded(os.path.join(root, JOURNAL)).get("layers", ()))
    return _READ[key]


_READ: dict[tuple[str, Stamp | None, Stamp | None], dict[str, Any]] = {}
"""What was read last: a build that has something to do asks twice, before it holds the lock and after."""


def _judged(state: dict[str, Any], journal: tuple[Any, ...]) -> dict[str, Any]:
    if state.get("tool") != fingerprint():
        layers = (*journal, (state["shapes"], state["clusters"])) if state else journal
        return {"journal": layers} if layers else {}
    if journal:
        del state["inputs"]
        state["journal"] = journal
    return state


def _loaded(path: str) -> dict[str, Any]:
    try:
        with open(path, "rb", buffering=0) as file:
            found = marshal.loads(file.read())  # noqa: S302 - our own file, below the user's own directory
    except (OSError, ValueError, EOFError, TypeError):
        return {}
    return found if isinstance(found, dict) and found.get("format") == FORMAT else {}


def write(root: str, state: dict[str, Any]) -> None:
    """Atomic; ends the journal. Failing to cache is no failure."""
    try:
        _store(root, STATE, {"inputs": None, **state, "tool": fingerprint()})
        os.unlink(os.path.join(root, JOURNAL))
    except OSError:
        return


def note(root: str, layers: Iterable[tuple[Any, Any]]) -> None:
    """Put on record what is about to be written, as (shapes, clusters): the next run must know whose contents it finds."""
    try:
        _store(root, JOURNAL, {"layers": tuple(layers)})
    except OSError:
        return


def folder(root: str) -> str:
    """The folder `.gen`, made where there is none: git ignores it without being told."""
    directory = os.path.join(root, DIRECTORY)
    os.makedirs(directory, exist_ok=True)
    ignore = os.path.join(directory, ".gitignore")
    if not os.path.exists(ignore):
        with open(ignore, "w", encoding="utf-8") as file:
            file.write("*\n")
    return directory


def _store(root: str, name: str, content: dict[str, Any]) -> None:
    folder(root)
    target = os.path.join(root, name)
    with open(f"{target}.{os.getpid()}", "wb") as out:
        out.write(marshal.dumps({"format": FORMAT, **content}, 2))
    os.replace(f"{target}.{os.getpid()}", target)


def unchanged(root: str, state: dict[str, Any]) -> bool:
    """Whether inputs and outputs are all as the last complete build left them."""
    inputs = state.get("inputs")
    if inputs is None or any(stamp(os.path.join(root, path)) != was for path, was in inputs.items()):
        return False
    return _halved(
        lambda names: all(intact(root, state, name) for name in names), list(state["clusters"]), state["files"]
    )


def intact(root: str, state: Mapping[str, Any], name: str) -> bool:
    """Whether every file of a cluster is as it was written."""
    cluster = state["clusters"][name]
    return bool(stamped(root, state["shapes"][cluster[SHAPE]], name) == cluster[STAMPS])


def processors() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _halved(holds: Callable[[list[str]], bool], names: list[str], files: int) -> bool:
    """Whether it holds of all; of many, another process looks at every second one."""
    if files < MANY or len(names) < 2 or processors() < 2:
        return holds(names)
    child = os.fork()
    if not child:
        verdict = False
        try:
            verdict = holds(names[1::2])
        finally:
            os._exit(0 if verdict else 1)
    mine = holds(names[::2])
    _, status = os.waitpid(child, 0)
    return mine and status == 0


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
