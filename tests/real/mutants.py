"""Manifests with one thing changed: what the API server and our offline check must judge alike.

Each class of mutation is a function `(document, schema, random) -> Change | None`; None when the document has
nothing of the sort. Some changes are harmless on purpose, so that agreement is not only agreement on refusals.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.real import synthesis
from tests.real.spots import Node, Spot, removed, renamed, replaced, spots

Document = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """A changed document, and what was changed in it."""

    document: Document
    note: str


Mutate = Callable[[Document, Node, Random], Change | None]

_TYPES: tuple[Any, ...] = (7, -1, "text", "7", "", True, None, [], {}, 1.5, 7.0, ["text"], {"a": "text"}, [{}])
_TEXTS = (
    *("", " ", "a b", "-a", "a-", "A", "a_b", "a.b", "a..b", "a/b", "ä", "x" * 64, "x" * 254, "*", "*.example.com"),
    *("10.0.0.0/33", "10.0.0.0/8", "10.0.0.1", "10.0.0", "2001:db8::/129", "2001:db8::/32", "::1", "300.1.1.1"),
    *("1h", "1h30m", "10 min", "5", "1d", "-1s", "0.5s", "http://[::1", "https://example.com", "65536", "80", "1Gi"),
)
_NAMES = ("Bad", "a_b", "a.b", "-a", "a" * 64, "a" * 254, "a-1", "1a", "", "a/b", "ä", "a..b")
_LABELS = (
    *(("app", "a b"), ("app", "ok"), ("app", ""), ("app", "x" * 64), ("a b", "x"), ("example.com/app", "x")),
    *(("Example.com/app", "x"), ("/app", "x"), ("a/b/c", "x"), ("app", "-x"), ("x" * 64, "x"), ("app_1", "X.y_z")),
)


def _some(document: Document, schema: Node, random: Random, fits: Callable[[Spot], bool]) -> Spot | None:
    found = [spot for spot in spots(document, schema) if fits(spot)]
    return random.choice(found) if found else None


def _drop(document: Document, schema: Node, random: Random) -> Change | None:
    spot = _some(document, schema, random, lambda _spot: True)
    return Change(removed(document, spot.path), f"without {spot.where}") if spot else None


def _retype(document: Document, schema: Node, random: Random) -> Change | None:
    spot = _some(document, schema, random, lambda _spot: True)
    return _put(document, spot, random.choice(_TYPES)) if spot else None


def _rename(document: Document, schema: Node, random: Random) -> Change | None:
    spot = _some(document, schema, random, lambda spot: isinstance(spot.path[-1], str))
    if spot is None:
        return None
    name = str(spot.path[-1])
    new = random.choice((name + "s", name[:-1] or "x", name.upper(), name.lower(), name.capitalize(), name + "-x"))
    return None if new == name else Change(renamed(document, spot.path, new), f"{spot.where} called {new!r}")


def _range(document: Document, schema: Node, random: Random) -> Change | None:
    spot = _some(document, schema, random, lambda spot: not isinstance(spot.value, bool | None))
    return _put(document, spot, _beyond(spot, random)) if spot else None


def _beyond(spot: Spot, random: Random) -> Any:
    """A value at, inside or outside the bounds of the spot."""
    node, held = spot.node, spot.value
    if isinstance(held, int | float):
        bounds = [node[word] + step for word in ("minimum", "maximum") if word in node for step in (-1, 0, 1)]
        return random.choice((*bounds, -1, 0, 1, 65535, 65536, 2**31, 2**32, 2**63))
    if isinstance(held, str):
        lengths = [node[word] + step for word in ("minLength", "maxLength") if word in node for step in (-1, 0, 1)]
        length = random.choice((*lengths, 0, 1, 300))
        return (held * (length // max(len(held), 1) + 1) or "a" * length)[: max(length, 0)]
    if isinstance(held, list):
        most = node.get("maxItems", 20)
        return random.choice(([], held[:1], [copy.deepcopy(one) for one in held * (most + 1)][: most + 1]))
    return {}


def _enum(document: Document, schema: Node, random: Random) -> Change | None:
    spot = _some(document, schema, random, lambda spot: "enum" in spot.node)
    if spot is None:
        return None
    wrong = (f"{spot.value}x", str(spot.value).lower(), str(spot.value).swapcase(), "", None)
    return _put(document, spot, random.choice((*spot.node["enum"], *wrong)))


def _duplicate(document: Document, schema: Node, random: Random) -> Change | None:
    """Repeat an item of a list: as it is, or with one field other than the keys made anew."""
    spot = _some(document, schema, random, lambda spot: isinstance(spot.value, list) and bool(spot.value))
    if spot is None:
        return None
    item = copy.deepcopy(random.choice(spot.value))
    properties = (spot.node.get("items") or {}).get("properties", {})
    if isinstance(item, dict) and properties and random.random() < 0.5:
        name = random.choice(sorted(properties))
        item[name] = synthesis.value(properties[name], random, name)
    return Change(replaced(document, spot.path, [*spot.value, item]), f"{spot.where} with {json.dumps(item)[:120]}")


def _rule(document: Document, schema: Node, random: Random) -> Change | None:
    """Change a field that a CEL rule of the object around it speaks of."""
    spot = _some(document, schema, random, lambda spot: "x-kubernetes-validations" in spot.node)
    if spot is None:
        return None
    text = " ".join(rule["rule"] for rule in spot.node["x-kubernetes-validations"])
    if not isinstance(spot.value, dict):
        return _put(document, spot, synthesis.value(spot.node, random, str(spot.path[-1])))
    properties = spot.node.get("properties", {})
    names = [name for name in properties if name in text] or sorted(properties)
    if not names:
        return None
    name = random.choice(names)
    if name in spot.value and random.random() < 0.4:
        return Change(removed(document, (*spot.path, name)), f"without {spot.where}.{name}")
    made = synthesis.value(properties[name], random, name)
    return _put(document, Spot((*spot.path, name), None, properties[name]), made)


def _text(document: Document, schema: Node, random: Random) -> Change | None:
    spot = _some(document, schema, random, lambda spot: isinstance(spot.value, str))
    return _put(document, spot, random.choice(_TEXTS)) if spot else None


def _metadata(document: Document, _schema: Node, random: Random) -> Change | None:
    where = random.choice(("name", "labels", "annotations"))
    if where == "name":
        name = random.choice(_NAMES)
        return Change(replaced(document, ("metadata", "name"), name), f"metadata.name is {name[:20]!r}")
    entry = dict([random.choice(_LABELS)])
    return Change(replaced(document, ("metadata", where), entry), f"metadata.{where} is {entry}")


def grow(document: Document, schema: Node, random: Random) -> Change | None:
    """Set one more optional field, to a value made from its schema."""
    spot = _some(document, schema, random, lambda spot: isinstance(spot.value, dict))
    if spot is None:
        return None
    properties = spot.node.get("properties", {})
    missing = sorted(set(properties) - set(spot.value))
    if not missing:
        return None
    name = random.choice(missing)
    made = synthesis.value(properties[name], random, name)
    return _put(document, Spot((*spot.path, name), None, properties[name]), made)


def _put(document: Document, spot: Spot, value: Any) -> Change:
    return Change(replaced(document, spot.path, value), f"{spot.where} is {json.dumps(value)[:120]}")


CLASSES: dict[str, Mutate] = {
    "drop": _drop,
    "retype": _retype,
    "rename": _rename,
    "range": _range,
    "enum": _enum,
    "duplicate": _duplicate,
    "rule": _rule,
    "text": _text,
    "metadata": _metadata,
    "grow": grow,
}
