"""A CustomResourceDefinition, distilled: what validation needs, without prose.

The distilled form keeps the words of the CRD (`properties`, `x-kubernetes-list-type`, …), so that it can be
compared with its source; only descriptions, titles and examples are dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

Json = dict[str, Any]

KEPT = (
    "type", "format", "nullable", "default", "enum", "pattern", "required",
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
    "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "uniqueItems",
    "x-kubernetes-int-or-string", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource",
    "x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-map-type",
)  # fmt: skip
RULE = ("rule", "message", "messageExpression", "fieldPath", "reason", "optionalOldSelf")


class Kind(msgspec.Struct, frozen=True, omit_defaults=True):
    """One served version of one kind: its schema and how the API names it."""

    api_version: str
    kind: str
    scope: str  # "Namespaced" or "Cluster"
    schema: Json
    plural: str = ""
    singular: str = ""
    short_names: tuple[str, ...] = ()
    served: bool = True
    storage: bool = True
    deprecated: bool = False
    subresources: tuple[str, ...] = ()
    ruled: bool = False  # some CEL rule judges new objects
    native: bool = False  # built into the API server: decoded into Go structs, checked by code
    partial: bool = False  # names and types only: bounds, patterns and rules are not ours to carry


class Malformed(Exception):  # noqa: N818 - a verdict on a file
    """A CustomResourceDefinition that lacks what makes it one, or holds something of the wrong shape."""


def kinds(document: Mapping[str, Any]) -> tuple[Kind, ...]:
    """Every version of a CustomResourceDefinition (`apiextensions.k8s.io/v1`); () for other kinds. Raises Malformed."""
    if document.get("kind") != "CustomResourceDefinition":
        return ()
    try:
        return tuple(_kinds(document))
    except (AttributeError, KeyError, TypeError, ValueError) as stop:
        raise Malformed(str(stop)) from stop


def _kinds(document: Mapping[str, Any]) -> Iterator[Kind]:
    spec = document["spec"]
    names = spec["names"]
    for version in spec["versions"]:
        schema = distilled(version.get("schema", {}).get("openAPIV3Schema", PRESERVED))
        yield Kind(
            api_version=f"{spec['group']}/{version['name']}",
            kind=names["kind"],
            scope=spec["scope"],
            schema=schema,
            ruled=has_rules(schema),
            plural=names["plural"],
            singular=names.get("singular", names["kind"].lower()),
            short_names=tuple(names.get("shortNames", ())),
            served=version["served"],
            storage=version["storage"],
            deprecated=version.get("deprecated", False),
            subresources=tuple(sorted(version.get("subresources", ()))),
        )


PRESERVED: Json = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}


def distilled(node: Mapping[str, Any]) -> Json:
    """Return a schema node without prose; the words of `KEPT` and the nested schemas stay as they are."""
    kept = {word: node[word] for word in KEPT if word in node}
    if "properties" in node:
        kept["properties"] = {name: distilled(child) for name, child in sorted(node["properties"].items())}
    for word in ("items", "not"):
        if word in node:
            kept[word] = distilled(node[word])
    if "additionalProperties" in node:
        extra = node["additionalProperties"]
        kept["additionalProperties"] = extra if isinstance(extra, bool) else distilled(extra)
    for word in ("allOf", "anyOf", "oneOf"):
        if word in node:
            kept[word] = [distilled(child) for child in node[word]]
    if "x-kubernetes-validations" in node:
        kept["x-kubernetes-validations"] = [_rule(rule) for rule in node["x-kubernetes-validations"]]
    return kept


def has_rules(node: Json) -> bool:
    """Tell whether a schema node or one below it carries rules that judge a new object."""
    own = any(not rule.get("update") for rule in node.get("x-kubernetes-validations", ()))
    return own or any(has_rules(child) for child in children(node))


def children(node: Json) -> Iterator[Json]:
    """Yield the nodes below one that may carry rules; `anyOf`, `oneOf` and `not` may not."""
    yield from node.get("properties", {}).values()
    yield from node.get("allOf", ())
    for word in ("items", "additionalProperties"):
        if isinstance(node.get(word), dict):
            yield node[word]


def _rule(rule: Mapping[str, Any]) -> Json:
    """Return a CEL rule; `update` marks one that compares with the old object and so never judges a new one.

    apiextensions-apiserver skips rules that read `oldSelf` on create, unless `optionalOldSelf` is set.
    """
    kept = {word: rule[word] for word in RULE if word in rule}
    if "oldSelf" in rule["rule"] and not rule.get("optionalOldSelf"):
        kept["update"] = True
    return kept
