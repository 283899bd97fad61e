"""Keys that are right and stand on the wrong level: where they belong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.core.places import Keys, dotted
from generator.core.yaml.inline import inline
from generator.stages.fleet import at
from generator.stages.slips import section

Schema = Mapping[str, Any]
_LONGEST = 60
"""Characters of a value that a hint still repeats."""


def astray(raw: Any, path: Keys, key: str, root: Schema, kinds: Mapping[str, Any]) -> str | None:
    """The hint for a key that one section just below knows, or one around it that does not have it yet."""
    here = at(raw, path)
    levels = list(_levels(path, root, kinds))
    knowing = [name for name, one in levels[-1][1].items() if key in section(one, kinds)]
    below = [name for name in knowing if _free(here.get(name), key)]
    if len(below) == 1:
        return _below(below[0], key, here[key])
    if len(knowing) == 1:  # it is there already, or another layer of a fleet has it
        return f"it belongs to `{knowing[0]}`"
    for above, known in reversed(levels[:-1]):
        around = at(raw, above)
        if key in known and isinstance(around, Mapping) and (key not in around or not above):
            return f"it belongs to `{dotted(above)}`" if above else f"it stands at the top of the document: `{key}:`"
    return None


def of_items(path: Keys, key: str, root: Schema, kinds: Mapping[str, Any]) -> str | None:
    """The hint for a key of the items of one list below."""
    *_, (_, known) = _levels(path, root, kinds)
    lists = ((name, _items(one)) for name, one in known.items())
    knowing = [name for name, item in lists if item is not None and key in section(item, kinds)]
    return f"it belongs to the items of `{knowing[0]}`" if len(knowing) == 1 else None


def switched(key: str, value: object) -> str | None:
    """The hint for `enabled: true`, which no section has."""
    if key.lower() not in ("enabled", "enable") or not isinstance(value, bool):
        return None
    return "remove it: what is present is on" if value else "remove the whole section: what is absent is off"


def _items(schema: Schema) -> Schema | None:
    """What the items of a list are; None for what is no list."""
    return next((one["items"] for one in (schema, *schema.get("anyOf", ())) if "items" in one), None)


def _free(value: object, key: str) -> bool:
    """Whether a section would take a key."""
    return value is None or (isinstance(value, Mapping) and key not in value)


def _below(name: str, key: str, value: object) -> str:
    text = inline({key: value})
    return f"write it in `{name}`: `{name}: {text}`" if len(text) <= _LONGEST else f"write it in `{name}`"


def _levels(path: Keys, root: Schema, kinds: Mapping[str, Any]) -> Iterator[tuple[Keys, Schema]]:
    """(path, keys) of every section around a place, from the top down to itself."""
    known: Schema = section(root, kinds)
    yield (), known
    for length, part in enumerate(path, 1):
        if isinstance(part, str):
            schema = known.get(part, {})
            known = section(_items(schema) or schema, kinds)
        if length == len(path) or not isinstance(path[length], int):
            yield path[:length], known
