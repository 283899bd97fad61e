"""The built-in kinds of Kubernetes, out of the OpenAPI document that ships with its Go module.

The document gives types, names, scope and list topology. What the API server refuses beyond that is Go code; the
part of it that matters to manifests is written down by type in `native.RULES` and merged in here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.core.schema.crd import KEPT, Json, Kind
from generator.core.schema.native import CHECKS
from generator.distill.native import COMPARED, OPTIONAL, RULES

GROUPS = frozenset({
    "", "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "apps", "autoscaling",
    "batch", "coordination.k8s.io", "discovery.k8s.io", "networking.k8s.io", "node.k8s.io", "policy",
    "rbac.authorization.k8s.io", "scheduling.k8s.io", "storage.k8s.io",
})  # fmt: skip
_STABLE = re.compile(r"v\d+\Z")
_OBJECT = re.compile(r"/(namespaces/\{namespace\}/)?([a-z]+)/\{name\}\Z")
_ANY: Json = {"x-kubernetes-preserve-unknown-fields": True}

LEAVES: dict[str, Json] = {
    "Quantity": {"x-native": "quantity"},
    "IntOrString": {"x-kubernetes-int-or-string": True},
    "Time": {"type": "string", "x-native": "time"},
    "MicroTime": {"type": "string", "x-native": "time"},
    **dict.fromkeys(("RawExtension", "FieldsV1", "JSON", "JSONSchemaPropsOrArray", "JSONSchemaPropsOrBool"), _ANY),
    "JSONSchemaPropsOrStringArray": _ANY,
}
"""Go types with a JSON form of their own, by the last part of their name."""


def native_kinds(document: Mapping[str, Any]) -> Iterator[Kind]:
    """Yield every stable kind that can be created by name, in the order of its paths."""
    definitions: Json = document["definitions"]
    for path, verbs in sorted(document["paths"].items()):
        found = _OBJECT.search(path)
        named = verbs.get("put", {}).get("x-kubernetes-group-version-kind")
        if not found or not named or named["group"] not in GROUPS or not _STABLE.match(named["version"]):
            continue
        if named["kind"] in {"ComponentStatus", "Binding"}:
            continue
        body = next(one for one in verbs["put"]["parameters"] if one.get("in") == "body")
        yield Kind(
            api_version="/".join(part for part in (named["group"], named["version"]) if part),
            kind=named["kind"],
            scope="Namespaced" if found[1] else "Cluster",
            schema=_root(body["schema"]["$ref"], definitions),
            plural=found[2],
            singular=named["kind"].lower(),
            subresources=tuple(name for name in ("scale", "status") if f"{path}/{name}" in document["paths"]),
            native=True,
            partial=named["kind"] not in COMPARED,
        )


def _root(reference: str, definitions: Json) -> Json:
    """Return the schema of a kind; the server drops `status` from a new object, so only its shape counts."""
    schema = _definition(reference, definitions, ())
    properties = {name: child for name, child in schema["properties"].items() if name not in META}
    if "status" in properties:
        properties["status"] = _without_demands(properties["status"])
    return {**schema, "properties": properties}


META = frozenset({"apiVersion", "kind", "metadata"})


def _without_demands(node: Json) -> Json:
    words = {"type", "properties", "items", "additionalProperties", *_ANY, "x-kubernetes-int-or-string", "format"}
    kept = {word: value for word, value in node.items() if word in words}
    if "properties" in kept:
        kept["properties"] = {name: _without_demands(child) for name, child in kept["properties"].items()}
    for word in ("items", "additionalProperties"):
        if isinstance(kept.get(word), dict):
            kept[word] = _without_demands(kept[word])
    return kept


def _definition(reference: str, definitions: Json, above: tuple[str, ...]) -> Json:
    """Return a named type with its rules; one that contains itself is open from the second time on."""
    name = reference.rpartition("/")[2]
    short = name.rpartition(".")[2]
    if short in LEAVES:
        return dict(LEAVES[short])
    if name in above:
        return dict(_ANY)
    node = _node(definitions[name], definitions, (*above, name))
    node["required"] = [field for field in node.get("required", ()) if field not in OPTIONAL.get(short, ())]
    if "properties" not in node and "additionalProperties" not in node:
        node["properties"] = {}
    node = merged(node, RULES.get(short, {}))
    if short in CHECKS:
        node["x-check"] = short
    return {word: value for word, value in node.items() if value not in ([], None)}


def _node(node: Mapping[str, Any], definitions: Json, above: tuple[str, ...]) -> Json:
    if "$ref" in node:
        return _definition(node["$ref"], definitions, above)
    if node.get("format") == "int-or-string":
        return {"x-kubernetes-int-or-string": True}
    kept: Json = {word: node[word] for word in KEPT if word in node and word != "default"}
    if kept.get("format") == "byte":
        kept = {"type": "string", "x-native": "base64"}
    if kept.get("x-kubernetes-list-type") == "atomic":
        del kept["x-kubernetes-list-type"]
    if "properties" in node:
        kept["properties"] = {
            field: _node(child, definitions, above) for field, child in sorted(node["properties"].items())
        }
    for word in ("items", "additionalProperties"):
        if word in node:
            kept[word] = _node(node[word], definitions, above)
    return kept


def merged(node: Json, rules: Json) -> Json:
    """Return a node with rules laid over it; objects merge, lists of `required` add up, all else is replaced."""
    result = dict(node)
    for word, value in rules.items():
        if isinstance(value, dict) and isinstance(result.get(word), dict):
            result[word] = merged(result[word], value)
        elif word == "required":
            result[word] = sorted({*result.get(word, ()), *value})
        else:
            result[word] = value
    return result
