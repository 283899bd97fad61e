"""What CEL rules are about: the value at a node of a schema, and what one of them sees of it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import msgspec

from generator.core.schema.crd import Json

_SELF = re.compile(r"\bself\b(?:\.(\w+)\b(?!\s*\())?")
"""`self`, with the field that is asked of it, if it is one: `self.all(…)` asks for all of them."""


class Subject:
    """A value for all rules of its node: it is converted, and written down, once."""

    __slots__ = ("_encoded", "_narrowed", "contexts", "node", "value")

    def __init__(self, value: Any, node: Json) -> None:
        self.value = value
        self.node = node
        self.contexts: dict[bool, Any] = {}
        """The engine's own form of it, by whether names are escaped: to make one takes longer than to evaluate twenty rules."""
        self._encoded: bytes | None = None
        self._narrowed: dict[frozenset[str], Subject] = {}

    @property
    def encoded(self) -> bytes:
        """Equal for equal values."""
        if self._encoded is None:
            self._encoded = msgspec.json.encode(self.value, enc_hook=str)
        return self._encoded

    def seen_by(self, source: str) -> Subject:
        """What a rule sees of it: ten thousand routes that differ in their names are one to most rules."""
        fields = fields_of(source) if isinstance(self.value, dict) else None
        if fields is None:
            return self
        found = self._narrowed.get(fields)
        if found is None:
            found = self._narrowed[fields] = Subject(self._only(fields), self.node)
        return found

    def _only(self, fields: frozenset[str]) -> Json:
        if any("__" in field for field in fields):  # CEL spells some names in its own way
            from generator.core.schema.rule import escaped

            return {name: held for name, held in self.value.items() if escaped(name) in fields}
        return {name: held for name, held in self.value.items() if name in fields}


@cache
def fields_of(source: str) -> frozenset[str] | None:
    """The fields of an object that a rule sees, in the rule's spelling; None when it may look at all of them."""
    found = frozenset(_SELF.findall(source))
    return None if "" in found else found
