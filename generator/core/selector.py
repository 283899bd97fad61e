"""Label selectors in kubectl's words: `a=b,c in (x,y),!d`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, ClassVar

from generator.core.scalar import Scalar

_KEY = r"(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
_VALUE = r"(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?"
_TERM = re.compile(
    rf"\s*(?:(?P<not>!)\s*(?P<absent>{_KEY})"
    rf"|(?P<key>{_KEY})\s*(?:(?P<op>==|=|!=)\s*(?P<value>{_VALUE})"
    rf"|\s(?P<set>in|notin)\s*\((?P<values>[^()]*)\))?)\s*(?:,|$)"
)

Requirement = tuple[str, str, tuple[str, ...]]
"""(key, operator, values); operators In, NotIn, Exists, DoesNotExist."""


class Selector(Scalar):
    """What `kubectl -l` takes. The empty string selects everything."""

    FORMAT: ClassVar[str] = "selector"
    WANTS: ClassVar[str] = "a label selector as kubectl -l takes it"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("rack=a", "env in (dev,test),!legacy")

    @classmethod
    def validate(cls, text: str) -> None:
        parse(text)

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        return parse(self)

    @property
    def canonical(self) -> str:
        """Equal for selectors that say the same: terms and values sorted, one spelling of each."""
        return ",".join(sorted(_text(key, operator, values) for key, operator, values in self.requirements))

    def spec(self) -> dict[str, Any]:
        """As Kubernetes writes it: `matchLabels` where equality suffices, else `matchExpressions`."""
        labels: dict[str, str] = {}
        expressions: list[dict[str, Any]] = []
        for key, operator, values in self.requirements:
            if operator == "In" and len(values) == 1 and key not in labels:
                labels[key] = values[0]
            elif values:
                expressions.append({"key": key, "operator": operator, "values": list(values)})
            else:
                expressions.append({"key": key, "operator": operator})
        spec: dict[str, Any] = {}
        if labels:
            spec["matchLabels"] = labels
        if expressions:
            spec["matchExpressions"] = expressions
        return spec

    def matches(self, labels: Mapping[str, str]) -> bool:
        return select(self.requirements, labels)


def satisfying(requirements: Iterable[Requirement]) -> dict[str, str]:
    """Labels that a thing needs to be selected, as far as labels can do it: `a in (x,y),b,!c` -> {a: x, b: "true"}."""
    wanted: dict[str, str] = {}
    for key, operator, values in requirements:
        if operator == "In":
            wanted.setdefault(key, min(values))
        elif operator == "Exists":
            wanted.setdefault(key, "true")
    return wanted


def select(requirements: Iterable[Requirement], labels: Mapping[str, str]) -> bool:
    """Whether all of them hold; no requirement selects everything."""
    return all(holds(requirement, labels) for requirement in requirements)


def disjoint(one: Iterable[Requirement], other: Iterable[Requirement]) -> bool:
    """Whether no set of labels can match both."""
    return contradiction((*one, *other)) is not None


def contradiction(requirements: Iterable[Requirement]) -> str | None:
    """A label of which these ask what no label can be: `a=x,a!=x`. None when some set of labels meets them all."""
    asked: dict[str, list[tuple[str, set[str]]]] = {}
    for key, operator, values in requirements:
        asked.setdefault(key, []).append((operator, set(values)))
    for key, terms in asked.items():
        operators = {operator for operator, _ in terms}
        if "DoesNotExist" in operators and operators & {"In", "Exists"}:
            return key
        allowed = [values for operator, values in terms if operator == "In"]
        barred = set().union(*(values for operator, values in terms if operator == "NotIn"))
        if allowed and not set.intersection(*allowed) - barred:
            return key
    return None


def implies(one: Iterable[Requirement], other: Iterable[Requirement]) -> bool:
    """Whether all labels that match one surely match the other."""
    said: dict[str, list[tuple[str, set[str]]]] = {}
    for key, operator, values in one:
        said.setdefault(key, []).append((operator, set(values)))
    return all(_implied(said.get(key, ()), operator, set(values)) for key, operator, values in other)


def _implied(said: Iterable[tuple[str, set[str]]], operator: str, values: set[str]) -> bool:
    """Whether what is said of a key is enough for one more requirement of it."""
    for mine, of in said:
        if operator == "In" and mine == "In" and of <= values:
            return True
        if operator == "NotIn" and (
            mine == "DoesNotExist" or (mine == "In" and not of & values) or (mine == "NotIn" and of >= values)
        ):
            return True
        if operator == "Exists" and mine in ("In", "Exists"):
            return True
        if operator == mine == "DoesNotExist":
            return True
    return False


def holds(requirement: Requirement, labels: Mapping[str, str]) -> bool:
    """Kubernetes' rule: NotIn is true of a missing key."""
    key, operator, values = requirement
    if operator == "Exists":
        return key in labels
    if operator == "DoesNotExist":
        return key not in labels
    return (labels.get(key) in values) == (operator == "In")


def from_spec(spec: Mapping[str, Any]) -> tuple[Requirement, ...]:
    """The requirements of a Kubernetes LabelSelector (rules judge objects that anybody may have written)."""
    labels, terms = spec.get("matchLabels"), spec.get("matchExpressions")
    found: list[Requirement] = []
    if isinstance(labels, dict):
        found += [(str(key), "In", (str(value),)) for key, value in labels.items()]
    for term in terms if isinstance(terms, list) else ():
        if isinstance(term, dict):
            values = term.get("values")
            listed = tuple(map(str, values)) if isinstance(values, list) else ()
            found.append((str(term.get("key")), str(term.get("operator")), listed))
    return tuple(found)


def _text(key: str, operator: str, values: tuple[str, ...]) -> str:
    if operator == "Exists":
        return key
    if operator == "DoesNotExist":
        return f"!{key}"
    if len(set(values)) == 1:
        return f"{key}{'=' if operator == 'In' else '!='}{values[0]}"
    return f"{key} {operator.lower()} ({','.join(sorted(set(values)))})"


@lru_cache(maxsize=4096)
def parse(text: str) -> tuple[Requirement, ...]:
    """ValueError when kubectl would refuse it."""
    found: list[Requirement] = []
    position = 0
    while position < len(text):
        match = _TERM.match(text, position)
        if not match or (match.end() == len(text) and text.endswith(",")):
            raise ValueError(text)
        found.append(_requirement(match))
        position = match.end()
    if not found and text.strip():
        raise ValueError(text)
    return tuple(found)


def _requirement(match: re.Match[str]) -> Requirement:
    if match["absent"]:
        return match["absent"], "DoesNotExist", ()
    key = match["key"]
    if match["op"]:
        return key, "NotIn" if match["op"] == "!=" else "In", (match["value"] or "",)
    if match["set"]:
        values = tuple(v.strip() for v in match["values"].split(","))
        if not all(re.fullmatch(_VALUE, v) for v in values):
            raise ValueError(match[0])
        return key, "In" if match["set"] == "in" else "NotIn", values
    return key, "Exists", ()
