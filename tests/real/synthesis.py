"""Values made from a schema, for fields that a manifest does not set."""

from __future__ import annotations

from random import Random
from typing import Any

from generator.core.schema.regex import matcher
from tests.real.spots import Node

# Tried in this order for strings whose name or pattern asks for something special.
_WORDS = (
    ("cidr", "192.0.2.0/24"),
    ("duration", "30s"),
    ("interval", "30s"),
    ("timeout", "30s"),
    ("address", "192.0.2.7"),
    ("ip", "192.0.2.7"),
    ("time", "2026-01-01T00:00:00Z"),
    ("url", "https://example.com/a"),
    ("uri", "https://example.com/a"),
    ("host", "www.example.com"),
    ("dnsname", "www.example.com"),
    ("prefix", "/a"),
    ("path", "/a"),
    ("apiversion", "v1"),
)
_STRINGS = (
    *("a", "10", "app", "example.com", "192.0.2.0/24", "30s", "/a", "A", "2001:db8::1", "*", "a-b.c/d"),
    *("Service", "apps/v1", "oci://example.com/a", "https://example.com/a", "@artifact/a", "YQ==", "k8s:app=a", "1Gi"),
)


def value(node: Node, random: Random, name: str = "", depth: int = 0) -> Any:
    """A value that the node's own words allow, as far as they can be read off; deeper ones hold less."""
    if "enum" in node:
        return random.choice(node["enum"])
    if "default" in node and random.random() < 0.5:
        return node["default"]
    if node.get("x-kubernetes-int-or-string"):
        return random.choice((1, 8080, "http", "25%"))
    make = {"object": _object, "array": _array, "integer": _integer, "number": _integer, "boolean": _boolean}
    return make.get(str(node.get("type")), _string)(node, random, name, depth)


def _object(node: Node, random: Random, _name: str, depth: int) -> Any:
    properties, extra = node.get("properties", {}), node.get("additionalProperties")
    if not properties:
        inner = extra if isinstance(extra, dict) else {"type": "string"}
        return {"app": value(inner, random, "app", depth + 1)} if random.random() < 0.8 else {}
    names = set(node.get("required", ()))
    optional = [name for name in properties if name not in names]
    chance = 0.5 / (depth + 1)
    names.update(name for name in optional if random.random() < chance and (depth < 3))
    if not names and optional:
        names = {random.choice(optional)}
    return {name: value(properties[name], random, name, depth + 1) for name in properties if name in names}


def _array(node: Node, random: Random, name: str, depth: int) -> Any:
    least = max(node.get("minItems", 0), 0 if random.random() < 0.1 else 1)
    items = node.get("items") or {"type": "string"}
    return [value(items, random, name.removesuffix("s"), depth + 1) for _ in range(least)]


def _integer(node: Node, random: Random, _name: str, _depth: int) -> Any:
    low, high = node.get("minimum", 0), node.get("maximum", 65535)
    return random.choice((low, high, (low + high) // 2, min(low + 1, high)))


def _boolean(_node: Node, random: Random, _name: str, _depth: int) -> Any:
    return random.random() < 0.5


def _string(node: Node, random: Random, name: str, _depth: int) -> Any:
    fitting = [word for key, word in _WORDS if key in (name + str(node.get("format", ""))).lower()]
    if node.get("format") == "byte":
        fitting = ["YQ=="]
    text = fitting[0] if fitting and random.random() < 0.8 else random.choice(_STRINGS)
    if "pattern" in node and random.random() < 0.9:
        fits = matcher(node["pattern"])
        text = next((word for word in (text, *random.sample(_STRINGS, len(_STRINGS))) if fits(word)), text)
    return text.ljust(node.get("minLength", 0), "a")[: node.get("maxLength", 200)]
