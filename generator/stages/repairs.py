"""What to write in place of a value of the wrong kind: where it is clear what was meant, as YAML that is right to paste."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.core.places import Keys
from generator.core.yaml.inline import inline
from generator.stages.wording import BOOLEANS

Schema = Mapping[str, Any]
Takes = Callable[[Schema, Any], bool]
"""Whether a schema takes a value."""
_LONGEST = 90
"""Characters of YAML that still read well in a hint."""
NAME = "name"
_NAMED = {
    "namespaces": "kubernetes.io/metadata.name",
    "nodes": "kubernetes.io/hostname",
    "node": "kubernetes.io/hostname",
}
"""Labels that hold the name of what a selector under this key selects."""
REMOVE = "remove"
"""What items of a fleet's lists may say, and nothing else."""


class Repair:
    """One wrong value; `wanted` are the forms that its key takes."""

    def __init__(self, path: Keys, value: Any, defs: Mapping[str, Any], takes: Takes) -> None:
        self._key = next((part for part in reversed(path) if isinstance(part, str)), "")
        self._item = bool(path) and isinstance(path[-1], int)
        self._value = value
        self._defs = defs
        self._takes = takes

    def hint(self, wanted: list[Schema]) -> str | None:
        """The first form that the value can be brought into."""
        for form in wanted:
            kind = form.get("type")
            if kind == "object":
                found = self._mapping(form)
            elif kind == "array":
                found = self._list(form)
            elif kind == "boolean":
                found = self._flag()
            else:
                found = self._text(form) if kind == "string" or (isinstance(kind, list) and "string" in kind) else None
            if found:
                return found
        return None

    def _flag(self) -> str | None:
        """A word for something that is on or off."""
        meant = BOOLEANS.get(str(self._value).lower())
        return None if meant or not isinstance(self._value, str) else "write true or false"

    def _mapping(self, form: Schema) -> str | None:
        known: Mapping[str, Any] = form.get("properties", {})
        switch = BOOLEANS.get(str(self._value).lower()) if isinstance(self._value, bool | str) else None
        if switch and known:
            if switch == "false":
                return f"remove `{self._key}`: what is absent is off"
            return self._written({}) if self._takes(form, {}) else self._keys(form)
        if isinstance(self._value, list):
            if len(self._value) == 1 and isinstance(self._value[0], dict) and self._value[0].keys() <= known.keys():
                return f"write its keys without the `- `: `{self._key}` is one, not a list"
            return self._labels(form) or self._keys(form)
        if "secret" in form.get("required", ()):
            return f"name a Secret that holds it, never the value itself: `{self._key}: {{secret: NAME}}`"
        named = [key for key, one in known.items() if self._value in self._plain(one).get("enum", ())]
        required = [key for key in form.get("required", ()) if key in known]
        for key in named if len(named) == 1 else required if len(required) == 1 else ():
            if self._takes(form, {key: self._value}):
                return self._written({key: self._value})
        return self._keys(form)

    def _labels(self, form: Schema) -> str | None:
        """`[a=b]` for a mapping of any keys."""
        pairs = dict(one.split("=", 1) for one in self._value if isinstance(one, str) and one.count("=") == 1)
        whole = len(pairs) == len(self._value) and "additionalProperties" in form and not form.get("properties")
        return self._written(pairs) if whole and self._takes(form, pairs) else None

    def _keys(self, form: Schema) -> str | None:
        known = form.get("properties", {})
        required = [key for key in form.get("required", ()) if key in known]
        if required:
            return f"write a mapping with `{'`, `'.join(required)}`"
        own = [key for key in known if key != REMOVE]
        return f"write a mapping: its keys are {', '.join(own)}" if own else None

    def _list(self, form: Schema) -> str | None:
        items = self._plain(form.get("items", {}))
        if isinstance(self._value, dict):
            return self._listed(form, items)
        if isinstance(self._value, str) and self._value.startswith("-"):
            return "put a space after each `-`"
        parts = self._value if isinstance(self._value, list) else [self._value]
        if isinstance(self._value, str):
            parts = [part.strip() for part in self._value.split(",")]
        for value in (parts, [{NAME: part} for part in parts]):
            if self._takes(form, value):
                return self._written(value)
        return None

    def _listed(self, form: Schema, items: Schema) -> str | None:
        """A mapping where a list belongs: one item, items by their names, or one value with a key too many."""
        known = items.get("properties", {})
        if any(key.startswith("-") for key in self._value):
            return "put a space after each `-`"
        if known and self._value.keys() <= known.keys():
            whole, words = [self._value], "put `- ` before its first key, and indent the others like it"
            return (self._written(whole) if self._takes(form, whole) else None) or words
        inner = list(self._value.values())
        if NAME in known and all(one is None or isinstance(one, dict) for one in inner):
            whole = [{NAME: name, **(one or {})} for name, one in self._value.items()]
            words = "make it a list: begin each item with `- name: …`, and indent its keys like that"
            return (self._written(whole) if self._takes(form, whole) else None) or words
        flat = [one for value in inner for one in (value if isinstance(value, list) else [value])]
        told = "format" in items or all(isinstance(value, list) for value in inner)  # else the keys say something, too
        if flat and told and self._takes(form, flat):
            return self._written(flat)
        lists = [key for key in items.get("required", ()) if self._plain(known.get(key, {})).get("type") == "array"]
        whole = [{NAME: name, **dict.fromkeys(lists, value)} for name, value in self._value.items()]
        found = self._written(whole) if len(lists) == 1 and self._takes(form, whole) else None
        return found or "write a list: `[a, b]`, or each item on a line of its own after `- `"

    def _text(self, form: Schema) -> str | None:
        if isinstance(self._value, list) and form.get("format") == "selector":
            text = _selector(self._value, _NAMED.get(self._key))
            found = self._written(text) if text and self._takes(form, text) else None
            words = "write one selector, such as `key=value`, with a comma between what must all be met"
            return found or (None if form.get("examples") else words)
        if isinstance(self._value, list) and len(self._value) == 1 and self._takes(form, self._value[0]):
            return self._written(self._value[0])
        if not isinstance(self._value, dict):
            return None
        if form.get("format") == "selector":
            terms = list(_terms(self._value))
            text = ",".join(term for term in terms if term)
            return self._written(text) if terms and all(terms) and self._takes(form, text) else None
        if form.get("format") == "port" and {"port"} <= self._value.keys() <= {"port", "protocol"}:
            text = "/".join(
                str(one).lower() for one in (self._value["port"], self._value.get("protocol")) if one is not None
            )
            return self._written(text) if self._takes(form, text) else None
        values = [one for one in self._value.values() if isinstance(one, str)]
        for text in ("-".join(values), *values[:1]):
            if len(values) == len(self._value) and self._takes(form, text):
                return self._written(text)
        return None

    def _written(self, value: Any) -> str | None:
        """As YAML, with its key; None for what is too long for a line."""
        text = inline(value) if self._item else inline({self._key: value})[1:-1]
        return f"write `{text}`" if len(text) <= _LONGEST else None

    def _plain(self, schema: Schema) -> Schema:
        """A schema, or what it refers to."""
        return self._defs[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def _selector(items: list[Any], label: str | None) -> str | None:
    """The selector that a list meant: its terms, all to be met, or names that `label` holds; a lone word would mean a key of that name."""
    if not items or not all(isinstance(one, str) for one in items):
        return None
    if all(any(sign in one for sign in ("=", "!", " in ", " notin ")) for one in items):
        return ",".join(items)
    plain = label and not any(sign in one for one in items for sign in "=!(), ")
    return f"{label} in ({','.join(items)})" if plain else None


def _terms(selector: Mapping[str, Any]) -> Iterator[str | None]:
    """A selector in Kubernetes' words, or as keys and values, term by term; None for what is neither."""
    if selector.keys() <= {"matchLabels", "matchExpressions"}:
        labels, expressions = selector.get("matchLabels") or {}, selector.get("matchExpressions") or []
        if not isinstance(labels, dict) or not isinstance(expressions, list):
            yield None
            return
        yield from _terms(labels) if labels else ()
        for one in expressions:
            yield _term(one.get("key"), one.get("operator"), one.get("values") or []) if isinstance(one, dict) else None
        return
    for key, value in selector.items():
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            yield f"{key} in ({','.join(value)})"
        else:
            yield f"{key}={value}" if isinstance(value, str) else None


def _term(key: object, operator: object, values: list[Any]) -> str | None:
    text = ",".join(map(str, values))
    return {
        "In": f"{key} in ({text})",
        "NotIn": f"{key} notin ({text})",
        "Exists": f"{key}",
        "DoesNotExist": f"!{key}",
    }.get(str(operator))
