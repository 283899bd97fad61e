"""One document -> one raw inventory per cluster: base, then its groups in order, then its own part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.core.fleet import Member
from generator.core.places import Keys

GROUPS, CLUSTERS = "groups", "clusters"


def is_fleet(raw: dict[str, Any]) -> bool:
    return CLUSTERS in raw


def named(raw: Mapping[str, Any]) -> str:
    """Which sections and distributions a document names, in any of its parts and however wrong: what compiling it will take."""
    found: set[str] = set()
    layers = [raw.get(key) for key in (GROUPS, CLUSTERS)]
    for part in (raw, *(part for layer in layers if isinstance(layer, dict) for part in layer.values())):
        if isinstance(part, dict):
            found.update(map(str, part))
            cluster = part.get("cluster")
            found.add(f"{cluster.get('distribution')}" if isinstance(cluster, dict) else "")
    return ",".join(sorted(found - {"", "None"}))


def parts(raw: dict[str, Any]) -> Iterator[tuple[Keys, dict[str, Any]]]:
    """(path, part) of the base, every group and every cluster: each is a partial inventory of its own."""
    yield (), {key: value for key, value in raw.items() if key not in (GROUPS, CLUSTERS)}
    for key in (GROUPS, CLUSTERS):
        for name, part in (raw.get(key) or {}).items():
            yield (key, name), part or {}


_MERGED: list[tuple[dict[str, Any], tuple[Member, ...]]] = []
"""The document that was asked for last, by identity, and its clusters."""


def members(raw: dict[str, Any]) -> tuple[Member, ...]:
    """The clusters of a document, by name; a document without `clusters` is one cluster called by its own name.

    The shape of `groups` and `clusters` was validated before. Clusters share what no layer of their own touches.
    """
    if not _MERGED or _MERGED[0][0] is not raw:
        _MERGED[:] = [(raw, _members(raw))]
    return _MERGED[0][1]


def _members(raw: dict[str, Any]) -> tuple[Member, ...]:
    if not is_fleet(raw):
        cluster = raw.get("cluster")
        name = cluster.get("name") if isinstance(cluster, dict) else None
        return (Member(name=str(name), groups=(), raw=raw),)
    merged = _Layers(raw)
    return tuple(merged.member(name) for name in sorted(raw[CLUSTERS]))


def first(raw: dict[str, Any]) -> dict[str, Any]:
    """The first cluster, merged; of groups alone the base."""
    clusters = raw.get(CLUSTERS)
    return _Layers(raw).member(min(clusters)).raw if clusters else {k: v for k, v in raw.items() if k != GROUPS}


class _Layers:
    """The layers of a document; the base with the same groups over it is merged once."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self._groups = raw.get(GROUPS) or {}
        self._clusters = raw[CLUSTERS]
        self._below: dict[tuple[str, ...], dict[str, Any]] = {
            (): {key: value for key, value in raw.items() if key not in (GROUPS, CLUSTERS)}
        }

    def member(self, name: str) -> Member:
        part = self._clusters[name] or {}
        listed = tuple(part.get(GROUPS) or ())
        merged = merge(self._under(listed), {key: value for key, value in part.items() if key != GROUPS})
        return Member(name=name, groups=listed, raw=merge(merged, {"cluster": {"name": name}}))

    def _under(self, groups: tuple[str, ...]) -> dict[str, Any]:
        found = self._below.get(groups)
        if found is None:
            found = self._below[groups] = merge(self._under(groups[:-1]), self._groups[groups[-1]] or {})
        return found


def merge(below: Any, above: Any) -> Any:
    """`above` over `below`: objects key by key, `null` removes, lists of named items by name, the rest is replaced."""
    if isinstance(below, dict) and isinstance(above, dict):
        result = dict(below)
        for key, value in above.items():
            if value is None:
                result.pop(key, None)
            else:
                result[key] = merge(result[key], value) if key in result else _alone(value)
        return result
    if isinstance(above, list) and is_named(above) and isinstance(below, list) and is_named(below):
        return _by_name(below, above)
    return _alone(above)


def idle(raw: dict[str, Any]) -> list[Keys]:
    """Items with `remove: true` that remove nothing in any cluster that their part is for."""
    groups = raw.get(GROUPS) or {}
    base = {key: value for key, value in raw.items() if key not in (GROUPS, CLUSTERS)}
    effect: dict[Keys, bool] = {}
    for name, part in raw[CLUSTERS].items() if CLUSTERS in raw else ():
        merged = base
        own = {key: value for key, value in (part or {}).items() if key != GROUPS}
        layers = [((GROUPS, group), groups[group] or {}) for group in (part or {}).get(GROUPS) or ()]
        for at, layer in (*layers, ((CLUSTERS, name), own)):
            for path, works in _removals(merged, layer, at):
                effect[path] = effect.get(path, False) or works
            merged = merge(merged, layer)
    return [path for path, works in effect.items() if not works]


def _removals(below: Any, above: Any, path: Keys) -> Iterator[tuple[Keys, bool]]:
    """(path, whether there is something to remove) of every `remove: true` of a layer."""
    if isinstance(above, dict):
        for key, value in above.items():
            yield from _removals(step(below, key), value, (*path, key))
    elif isinstance(above, list) and is_named(above):
        known = {item["name"]: item for item in below} if isinstance(below, list) and is_named(below) else {}
        for index, item in enumerate(above):
            if item.get("remove") is True:
                yield (*path, index), item["name"] in known
            else:
                yield from _removals(known.get(item["name"]), item, (*path, index))


def at(raw: Any, path: Keys) -> Any:
    """What stands at a path; None where there is nothing."""
    for part in path:
        raw = step(raw, part)
    return raw


def holds(raw: Any, path: Keys) -> bool:
    """Whether something stands at a path, be it `null`."""
    if not path:
        return True
    around = at(raw, path[:-1])
    return path[-1] in around if isinstance(around, dict) else isinstance(path[-1], int)


def is_named(items: list[Any]) -> bool:
    """Whether every item can be told apart by `name` (an empty list can)."""
    return all(isinstance(item, dict) and isinstance(item.get("name"), str) for item in items)


def _by_name(below: list[Any], above: list[Any]) -> list[Any]:
    """Changed in place, new ones follow, `{name: x, remove: true}` goes."""
    changes = {item["name"]: item for item in above}
    kept = [merge(item, changes[item["name"]]) if item["name"] in changes else item for item in below]
    known = {item["name"] for item in below}
    kept += [_alone(item) for item in above if item["name"] not in known]
    return [item for item in kept if not item.get("remove")]


def _alone(value: Any) -> Any:
    """A layer's value that meets nothing below: its `null`s remove nothing and go."""
    if isinstance(value, dict):
        return {key: _alone(item) for key, item in value.items() if item is not None}
    return value


def origin(raw: dict[str, Any], member: Member, path: Keys) -> Keys:
    """Where in the document the value at `path` of a merged cluster was written: the last layer that has it."""
    if not is_fleet(raw):
        return path
    layers: list[Keys] = [(CLUSTERS, member.name), *((GROUPS, g) for g in reversed(member.groups)), ()]
    for length in range(len(path), 0, -1):
        if path[:length] == ("cluster",) and path[1:2] == ("name",):
            break  # nobody wrote it: the key under `clusters` is the name
        for layer in layers:
            found = _follow(raw, member.raw, layer, path[:length])
            if found is not None:
                return found
    return (CLUSTERS, member.name)


def lacking(raw: dict[str, Any], member: Member, path: Keys) -> Keys:
    """Where to say that a merged cluster has nothing at `path`: at the `null` that removed it; in the base, where that has
    what it would stand in and no cluster and no group gives it; else where the cluster says what is around it.
    """
    if not is_fleet(raw):
        return path
    layers: list[Keys] = [(CLUSTERS, member.name), *((GROUPS, g) for g in reversed(member.groups))]
    for layer in layers:
        part = at(raw, layer)
        for length in range(1, len(path) + 1):
            above = at(part, path[: length - 1])
            if isinstance(above, dict) and above.get(path[length - 1], "") is None:
                return (*layer, *path[:length])
    below = {key: value for key, value in raw.items() if key not in (GROUPS, CLUSTERS)}
    if isinstance(at(below, path[:-1]), dict) and all(at(part, path) is None for _, part in parts(raw)):
        return path
    return origin(raw, member, path[:-1])


def _follow(raw: Any, merged: Any, layer: Keys, path: Keys) -> Keys | None:
    """`path` of the merged inventory inside one layer: list items are found by their names."""
    here: Any = raw
    for part in layer:
        here = here.get(part) if isinstance(here, dict) else None
    found: list[str | int] = list(layer)
    counted: str | int
    for part in path:
        items, merged = merged, step(merged, part)
        if _is_item(merged, part):
            here, counted = _named(here, merged["name"], _before(items, part, merged["name"]))
        else:
            here, counted = step(here, part), part
        if here is None:
            return None
        found.append(counted)
    return tuple(found)


def step(value: Any, part: str | int) -> Any:
    """One step down; None where there is nothing."""
    if isinstance(value, dict):
        return value.get(part)
    if isinstance(value, list) and isinstance(part, int) and part < len(value):
        return value[part]
    return None


def _is_item(merged: Any, part: str | int) -> bool:
    """Whether the merged value is an item of a list that merges by name."""
    return isinstance(part, int) and isinstance(merged, dict) and "name" in merged


def _before(items: list[Any], part: Any, name: str) -> int:
    """How many items of that name stand before: a name given twice is a mistake, and the second one has a place of its own."""
    return sum(isinstance(item, dict) and item.get("name") == name for item in items[:part])


def _named(items: Any, name: str, before: int) -> tuple[Any, int]:
    """The item of that name in one layer, and its place there; `before` others of that name come first."""
    same = [
        (item, index)
        for index, item in enumerate(items if isinstance(items, list) else ())
        if isinstance(item, dict) and item.get("name") == name
    ]
    return same[before] if before < len(same) else (None, 0)
