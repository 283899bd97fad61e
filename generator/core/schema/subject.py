"""What CEL rules are about: the value at a node of a schema, and what one of them sees of it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from generator.core.schema.crd import Json

_SELF = re.compile(r"\bself\b(?:\.(\w+)\b(?!\s*\())?")
"""`self`, with the field that is asked of it, if it is one: `self.all(…)` asks for all of them."""
_HAS = re.compile(r"\bhas\(\s*self\.(\w+)\s*\)")


class Seen(Struct, frozen=True):
    """The fields of an object that a rule sees, in the rule's spelling."""

    fields: frozenset[str]
    there: frozenset[str]
    """Those of which it asks only whether they are there."""


class Subject:
    """A value for all rules of its node: it is converted, and written down, once."""

    __slots__ = ("_encoded", "_narrowed", "contexts", "node", "value")

    def __init__(self, value: Any, node: Json) -> None:
        self.value = value
        self.node = node
        self.contexts: dict[bool, Any] = {}
        """The engine's own form of it, by whether names are escaped: to make one takes longer than to evaluate twenty rules."""
        self._encoded: bytes | None = None
        self._narrowed: dict[Seen, Subject] = {}

    @property
    def encoded(self) -> bytes:
        """Equal for equal values."""
        if self._encoded is None:
            self._encoded = msgspec.json.encode(self.value, enc_hook=str)
        return self._encoded

    def seen_by(self, source: str) -> Subject:
        """What a rule sees of it: ten thousand routes that differ in their names are one to most rules."""
        seen = seen_of(source) if isinstance(self.value, dict) else None
        if seen is None:
            return self
        found = self._narrowed.get(seen)
        if found is None:
            found = self._narrowed[seen] = Subject(self._only(seen), self.node)
        return found

    def _only(self, seen: Seen) -> Json:
        names = {name: name for name in self.value}
        if any("__" in field for field in seen.fields):  # CEL spells some names in its own way
            from generator.core.schema.rule import escaped

            names = {name: escaped(name) for name in self.value}
        return {
            name: True if names[name] in seen.there and held is not None else held
            for name, held in self.value.items()
            if names[name] in seen.fields
        }


@cache
def seen_of(source: str) -> Seen | None:
    """What a rule sees of an object; None when it may look at all of it."""
    asked = _SELF.findall(source)
    if "" in asked:
        return None
    has = _HAS.findall(source)
    return Seen(frozenset(asked), frozenset(name for name in has if has.count(name) == asked.count(name)))
