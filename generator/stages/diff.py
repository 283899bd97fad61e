"""What differs between two trees, in the terms of the objects they hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from generator.core.yaml import KUBERNETES, YamlProblems, load
from generator.stages.render import Files

Identity = tuple[str, str, str, str]
"""(apiVersion, kind, namespace, name); for a file that holds no object: ("", FILE, "", path)."""

KEYS = ("name", "key", "sectionName", "type", "port", "cidr", "address", "hostname")
"""What items of a list are told apart by, the first that all of them have, each once."""

FILE = "file"
"""Kind of what is no object."""

ABSENT = "\0absent"
"""Stands for a value that one side does not have."""


_GONE = "\0"
"""Marks the index of an item that only the old side has."""


class Field(Struct, frozen=True):
    """One value that differs. `old` or `new` is ABSENT where there is none."""

    path: str
    old: Any
    new: Any


class Change(Struct, frozen=True, kw_only=True):
    """One object (or file) that was added, removed, changed or moved to another file."""

    what: str
    """added, removed, changed"""
    identity: Identity
    file: str
    was: str | None = None
    """The file it stood in before, where that is another one."""
    fields: tuple[Field, ...] = ()

    @property
    def title(self) -> str:
        _, kind, namespace, name = self.identity
        if kind == FILE:
            return f"file {name.rpartition('/')[2]}"
        return f"{kind} {namespace}/{name}" if namespace else f"{kind} {name}"


def diff(old: Files, new: Files) -> tuple[Change, ...]:
    """Documents matched by identity. Sorted by file, then by identity."""
    before, after = _index(old, new), _index(new, old)
    found: list[Change] = []
    for identity in before.keys() | after.keys():
        found += _compare(identity, before.get(identity), after.get(identity))
    return tuple(sorted(found, key=lambda c: (c.file, c.identity, c.what)))


def _compare(identity: Identity, was: tuple[str, Any] | None, now: tuple[str, Any] | None) -> Iterator[Change]:
    if now is None and was is not None:
        yield Change(what="removed", identity=identity, file=was[0])
    elif was is None and now is not None:
        yield Change(what="added", identity=identity, file=now[0])
    elif was is not None and now is not None and (was[1] != now[1] or was[0] != now[0]):
        moved = was[0] if was[0] != now[0] else None
        differing = lines(was[1], now[1]) if identity[1] == FILE else fields(was[1], now[1])
        yield Change(what="changed", identity=identity, file=now[0], was=moved, fields=differing)


def lines(old: str, new: str) -> tuple[Field, ...]:
    """The lines of a text that differ, by the number of their first line."""
    from difflib import SequenceMatcher

    before, after = old.splitlines(), new.splitlines()
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    found: list[Field] = []
    for kind, start, end, there, until in matcher.get_opcodes():
        if kind != "equal":
            was, now = "\n".join(before[start:end]), "\n".join(after[there:until])
            found.append(Field(f"line {there + 1}", was or ABSENT, now or ABSENT))
    return tuple(found)


def fields(old: Any, new: Any) -> tuple[Field, ...]:
    """The values that differ between two documents, by path; items of lists are matched by their keys."""
    if old == new:
        return ()
    from deepdiff import DeepDiff  # costs 140 ms: only for documents that differ

    found = DeepDiff(*_paired(old, new), view="tree", verbose_level=2)
    changed: list[Field] = []
    for group in found.values():
        for level in group:
            path = _path(level.path(output_format="list"))
            changed.append(Field(path, _side(level.t1), _side(level.t2)))
    return tuple(sorted(changed, key=lambda f: f.path))


def _side(value: Any) -> Any:
    return ABSENT if type(value).__name__ == "NotPresent" else _unkeyed(value)


def _paired(old: Any, new: Any) -> tuple[Any, Any]:
    """Both sides with their lists as objects: items that can be told apart by their keys, others by what stays around them."""
    if isinstance(old, dict) and isinstance(new, dict):
        both = {key: _paired(old[key], new[key]) for key in old.keys() & new.keys()}
        sides = ((old, 0), (new, 1))
        before, after = (
            {key: both[key][at] if key in both else _keyed(item) for key, item in side.items()} for side, at in sides
        )
        return before, after
    if _are_objects(old) and _are_objects(new):
        key = _key(old)
        if key and key == _key(new):
            names = ([f"[{key}={item[key]}]" for item in side] for side in (old, new))
            return _paired(
                *(dict(zip(named, side, strict=True)) for named, side in zip(names, (old, new), strict=True))
            )
        return _paired(*_aligned(old, new))
    return _keyed(old), _keyed(new)


def _are_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _aligned(old: list[Any], new: list[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Items by their index, the new one where there is one, so that an item more or less is one difference."""
    from difflib import SequenceMatcher
    from json import dumps

    texts = [[dumps(item, sort_keys=True, default=str) for item in side] for side in (old, new)]
    before: dict[str, Any] = {}
    after = {f"[{index}]": item for index, item in enumerate(new)}
    for _, start, end, there, until in SequenceMatcher(a=texts[0], b=texts[1], autojunk=False).get_opcodes():
        for index in range(start, end):
            counterpart = there + index - start
            before[f"[{counterpart}]" if counterpart < until else f"[{index}{_GONE}]"] = old[index]
    return before, after


def _keyed(value: Any) -> Any:
    """Lists whose items can be told apart become objects, so that an insertion is one difference."""
    if isinstance(value, dict):
        return {key: _keyed(item) for key, item in value.items()}
    if isinstance(value, list):
        key = _key(value)
        if key:
            return {f"[{key}={item[key]}]": _keyed(item) for item in value}
        return [_keyed(item) for item in value]
    return value


def _key(items: list[Any]) -> str | None:
    for key in KEYS:
        values = [item.get(key) if isinstance(item, dict) else None for item in items]
        if items and all(isinstance(v, str | int) for v in values) and len(set(values)) == len(values):
            return key
    return None


def _unkeyed(value: Any) -> Any:
    if isinstance(value, dict):
        if value and all(isinstance(k, str) and k.startswith("[") and k.endswith("]") for k in value):
            return [_unkeyed(item) for item in value.values()]
        return {key: _unkeyed(item) for key, item in value.items()}
    return [_unkeyed(item) for item in value] if isinstance(value, list) else value


def _path(parts: list[Any]) -> str:
    text = ""
    for part in parts:
        if isinstance(part, int):
            text += f"[{part}]"
        elif isinstance(part, str) and part.startswith("["):
            text += part.replace(_GONE, "")
        else:
            text += f".{part}" if text else str(part)
    return text


def _index(files: Files, other: Files) -> dict[Identity, tuple[str, Any]]:
    """Every object by identity. Files whose bytes are equal on both sides are not even read."""
    found: dict[Identity, tuple[str, Any]] = {}
    for path, data in files.items():
        if other.get(path) == data:
            continue
        documents = _documents(path, data)
        if documents is None:
            found["", FILE, "", path] = (path, data.decode("utf-8", "replace"))
            continue
        for document in documents:
            found[_identity(document, path)] = (path, document)
    return found


def _documents(path: str, data: bytes) -> list[Any] | None:
    """The objects of a YAML file; None for anything else."""
    if not path.endswith((".yaml", ".yml")):
        return None
    try:
        documents = load(data, dialect=KUBERNETES)
    except YamlProblems:
        return None
    return documents if all(isinstance(d, dict) and "kind" in d for d in documents) else None


def _identity(document: dict[str, Any], path: str) -> Identity:
    if str(document.get("apiVersion", "")).startswith("kustomize.config.k8s.io/"):
        return (str(document["apiVersion"]), "kustomization.yaml", "", path.rpartition("/")[0])
    metadata = document.get("metadata") or {}
    return (
        str(document.get("apiVersion", "")),
        str(document["kind"]),
        str(metadata.get("namespace", "")),
        str(metadata.get("name", "")),
    )
