"""One document -> one raw inventory per cluster: base, then its groups in order, then its own part."""

from __future__ import annotations

from typing import Any

from generator.core.fleet import Member
from generator.core.places import Keys

GROUPS, CLUSTERS = "groups", "clusters"


def is_fleet(raw: dict[str, Any]) -> bool:
    return CLUSTERS in raw


def members(raw: dict[str, Any]) -> tuple[Member, ...]:
    """The clusters of a document, by name; a document without `clusters` is one cluster called by its own name.

    The shape of `groups` and `clusters` was validated before.
    """
    if not is_fleet(raw):
        cluster = raw.get("cluster")
        name = cluster.get("name") if isinstance(cluster, dict) else None
        return (Member(name=str(name), groups=(), raw=raw),)
    base = {key: value for key, value in raw.items() if key not in (GROUPS, CLUSTERS)}
    return tuple(_member(base, raw.get(GROUPS) or {}, name, part or {}) for name, part in sorted(raw[CLUSTERS].items()))


def _member(base: dict[str, Any], groups: dict[str, Any], name: str, part: dict[str, Any]) -> Member:
    listed = tuple(part.get(GROUPS) or ())
    own = {key: value for key, value in part.items() if key != GROUPS}
    merged = base
    for layer in (*(groups[group] or {} for group in listed), own):
        merged = merge(merged, layer)
    merged = merge(merged, {"cluster": {"name": name}})
    return Member(name=name, groups=listed, raw=merged)


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
        for layer in layers:
            found = _follow(raw, member.raw, layer, path[:length])
            if found is not None:
                return found
    return (CLUSTERS, member.name)


def _follow(raw: Any, merged: Any, layer: Keys, path: Keys) -> Keys | None:
    """`path` of the merged inventory inside one layer: list items are found by their names."""
    here: Any = raw
    for part in layer:
        here = here.get(part) if isinstance(here, dict) else None
    found: list[str | int] = list(layer)
    for part in path:
        merged = step(merged, part)
        here, counted = _named(here, merged["name"]) if _is_item(merged, part) else (step(here, part), part)
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


def _named(items: Any, name: str) -> tuple[Any, int]:
    """The item of that name in one layer, and its place there."""
    if isinstance(items, list):
        for index, item in enumerate(items):
            if isinstance(item, dict) and item.get("name") == name:
                return item, index
    return None, 0
