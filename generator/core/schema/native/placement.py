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


CHECKS: dict[str, Rule] = {"PodAffinityTerm": _term, "TopologySpreadConstraint": _spread}
