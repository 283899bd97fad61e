"""Where Pods are put: beside others, away from them, spread."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.schema import syntax
from generator.core.schema.crd import Json
from generator.core.schema.native.choice import Rule, Trouble


def _term(value: Json) -> Iterator[Trouble]:
    """Labels whose values are the Pod's own stand beside a selector, and are no part of it twice."""
    selector, keys = value.get("labelSelector"), value.get("matchLabelKeys") or ()
    for name in ("matchLabelKeys", "mismatchLabelKeys"):
        if value.get(name) and selector is None:
            yield (name,), "form", "it needs a labelSelector"
            return
        for index, key in enumerate(value.get(name) or ()):
            if fault := syntax.bad_key(key or ""):
                yield (name, index), "label", f"{key!r} {fault}"
            elif name == "mismatchLabelKeys" and key in keys:
                yield (name, index), "form", f"{key!r} is in matchLabelKeys, too"
    seen = set((selector or {}).get("matchLabels") or ())
    for index, one in enumerate((selector or {}).get("matchExpressions") or ()):
        key = (one or {}).get("key")
        if key in keys and key in seen:
            yield ("labelSelector", "matchExpressions", index), "form", f"{key!r} is in matchLabelKeys, too"
        seen.add(key)


def _spread(value: Json) -> Iterator[Trouble]:
    yield from _term(value)
    if value.get("minDomains") is not None and value.get("whenUnsatisfiable") != "DoNotSchedule":
        yield ("minDomains",), "form", "only DoNotSchedule takes it"


def _nodes(value: Json) -> Iterator[Trouble]:
    """How many values a condition on nodes takes; of a node's fields there is its name alone."""
    for index, one in enumerate(value.get("matchExpressions") or ()):
        operator, count = (one or {}).get("operator"), len((one or {}).get("values") or ())
        wanted = {"In": count > 0, "NotIn": count > 0, "Gt": count == 1, "Lt": count == 1}.get(
            operator or "", not count
        )
        if not wanted:
            yield ("matchExpressions", index, "values"), "form", f"{operator} does not take {count} values"
    for index, one in enumerate(value.get("matchFields") or ()):
        at, values = ("matchFields", index), (one or {}).get("values") or ()
        if (one or {}).get("operator") not in ("In", "NotIn"):
            yield (*at, "operator"), "enum", "a node's field takes In or NotIn"
        elif len(values) != 1:
            yield (*at, "values"), "form", f"a node's field is compared with one value, not {len(values)}"
        if (one or {}).get("key") != "metadata.name":
            yield (*at, "key"), "enum", f"{(one or {}).get('key')!r} is not metadata.name"
        for place, name in enumerate(values):
            if fault := syntax.bad_subdomain(name or ""):
                yield (*at, "values", place), "name", f"{name!r} {fault}"


def _required(value: Json) -> Iterator[Trouble]:
    """A node's labels have valid values; what is only preferred may name others."""
    for term, one in enumerate(value.get("nodeSelectorTerms") or ()):
        for index, expression in enumerate((one or {}).get("matchExpressions") or ()):
            for place, text in enumerate((expression or {}).get("values") or ()):
                if fault := syntax.bad_label_value(text or ""):
                    at = ("nodeSelectorTerms", term, "matchExpressions", index, "values", place)
                    yield at, "label", f"{text!r} {fault}"


CHECKS: dict[str, Rule] = {
    "NodeSelector": _required,
    "NodeSelectorTerm": _nodes,
    "PodAffinityTerm": _term,
    "TopologySpreadConstraint": _spread,
}
