"""What `gen explain` answers of paths without a value: sections that are absent, fields that are not set, parts of a fleet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from generator.core.places import Keys
from generator.core.suggest import did_you_mean
from generator.stages import fleet
from generator.stages.load import Loaded
from generator.stages.validator import document


class Explanation(Struct, frozen=True, kw_only=True):
    """One answer."""

    title: str
    text: str
    source: str = ""


class Unknown(Exception):  # noqa: N818 - a question that cannot be answered
    """Neither a code nor a path. The message is for people."""


def unset(raw: dict[str, Any], wanted: str) -> Explanation:
    """What a path of the language would mean that has no value here. Raises Unknown."""
    node = _described(wanted)
    section = _parts(wanted)[0]
    layers = (raw, *(part for key in (fleet.GROUPS, fleet.CLUSTERS) for part in (raw.get(key) or {}).values()))
    there = any(isinstance(layer, dict) and section in layer for layer in layers)
    title = f"{wanted} is not set" if there else f"{section} is not in the inventory: it is off"
    if section in (fleet.GROUPS, fleet.CLUSTERS) and not there:
        title = f"{section} is not in the inventory: it is about one cluster"
    return Explanation(
        title=title, text="\n".join(_lines(node)) or "a field of the language", source="docs/inventory.md"
    )


def of_fleet(loaded: Loaded, wanted: str) -> Iterator[Explanation]:
    """The parts of a fleet, or one of them, or what a group says at a path. Raises Unknown."""
    key, *rest = _parts(wanted)
    parts = loaded.raw.get(key) or {}
    if rest and rest[0] not in parts:
        raise Unknown(f"`{key}` has no `{rest[0]}`; {did_you_mean(rest[0], parts)}")
    for name in rest[:1] or parts:
        users = [m.name for m in fleet.members(loaded.raw) if name in (m.name, *m.groups)]
        groups = [str(one) for one in (parts[name] or {}).get(fleet.GROUPS) or ()]
        said = f"groups: {', '.join(groups)}" if groups else "in no group"
        text = f"used by: {', '.join(users) or 'no cluster'}" if key == fleet.GROUPS else said
        own = ", ".join(one for one in parts[name] or {} if one != fleet.GROUPS)
        at: Keys = (key, name)
        yield Explanation(
            title=f"{key}.{name}", text=f"{text}\nits own: {own or 'nothing'}", source=str(loaded.place(at, key=True))
        )


def _parts(wanted: str) -> list[str]:
    return re.findall(r"[^.\[\]]+", wanted) or [wanted]


def _described(wanted: str) -> dict[str, Any]:
    """The schema of a path of the language. Raises Unknown, with what there is beside it."""
    node, before = _plain(document()["$defs"]["Fleet"]), ""
    for part in _parts(wanted):
        if node.get("type") == "array":
            node = _plain(node["items"])
            if part.isdecimal():
                continue
        known = node.get("properties", {})
        inner = known.get(part, node.get("additionalProperties"))
        if not isinstance(inner, dict):
            where = f"`{before}`" if before else "the inventory"
            raise Unknown(f"`{part}` is no key of {where}; {did_you_mean(part, known) or 'it has none'}")
        node, before = _plain(inner), f"{before}.{part}".lstrip(".")
    return node


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema with what it refers to; of several forms the one with keys of its own."""
    for one in schema.get("anyOf", ()):
        if "$ref" in one or one.get("type") == "array":
            return {**_plain(one), **{key: value for key, value in schema.items() if key == "description"}}
    if "$ref" in schema:
        return {**document()["$defs"][schema["$ref"].rpartition("/")[2]], **schema}
    return schema


def _lines(node: dict[str, Any]) -> Iterator[str]:
    if "description" in node:
        yield str(node["description"])
    if node.get("type") == "array":
        yield "a list; of each item:"
        node = _plain(node["items"])
    if "enum" in node:
        yield f"one of {', '.join(map(str, node['enum']))}"
    if "properties" in node:
        required = node.get("required", ())
        yield "fields: " + ", ".join(f"{key} (required)" if key in required else key for key in node["properties"])
    if node.get("examples"):
        from generator.core.yaml.inline import inline

        yield f"for example {inline(node['examples'][0])}"
