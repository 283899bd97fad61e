"""Workloads and their Pods: containers, volumes, selectors, budgets."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.schema import syntax
from generator.core.schema.crd import Json
from generator.core.schema.finding import Step
from generator.core.schema.native.choice import Rule, Trouble, labelled, one_of


def _selector(value: Json) -> Iterator[Trouble]:
    yield from labelled(value.get("matchLabels") or {}, ("matchLabels",))
    for index, one in enumerate(value.get("matchExpressions") or ()):
        at: tuple[Step, ...] = ("matchExpressions", index, "values")
        values, operator = one.get("values"), one.get("operator")
        if operator in {"In", "NotIn"} and not values:
            yield at, "required", f"operator {operator} needs values"
        if operator in {"Exists", "DoesNotExist"} and values:
            yield at, "form", f"operator {operator} takes no values"
        for place, text in enumerate(values or ()):
            fault = syntax.bad_label_value(text or "")
            if fault:
                yield (*at, place), "label", f"{text!r} {fault}"


def _template(value: Json) -> Iterator[Trouble]:
    """A Pod template carries ordinary metadata."""
    metadata = value.get("metadata") or {}
    yield from labelled(metadata.get("labels") or {}, ("metadata", "labels"))
    for key in metadata.get("annotations") or {}:
        fault = syntax.bad_key(key.lower())
        if fault:
            yield ("metadata", "annotations", key), "label", f"{key!r} {fault}"


def _workload(value: Json) -> Iterator[Trouble]:
    """A workload's selector selects its own Pods, which may only be of those that restart."""
    selector = value.get("selector") or {}
    labels = ((value.get("template") or {}).get("metadata") or {}).get("labels") or {}
    wanted, expressions = selector.get("matchLabels") or {}, selector.get("matchExpressions") or ()
    if not wanted and not expressions:
        yield ("selector",), "required", "the selector is empty"
    elif not all(labels.get(key) == text for key, text in wanted.items()) or not all(
        _fits(labels, one) for one in expressions
    ):
        yield ("template", "metadata", "labels"), "form", "the selector does not select these labels"
    yield from _restarts(value, ("Always",), default="Always")


def _fits(labels: Json, one: Json) -> bool:
    present, values = one.get("key") in labels, one.get("values") or ()
    text = labels.get(str(one.get("key")))
    return {
        "In": present and text in values,
        "NotIn": not present or text not in values,
        "Exists": present,
        "DoesNotExist": not present,
    }.get(str(one.get("operator")), False)


def _restarts(value: Json, allowed: tuple[str, ...], default: str = "") -> Iterator[Trouble]:
    policy = ((value.get("template") or {}).get("spec") or {}).get("restartPolicy") or default
    if policy not in allowed:
        at = ("template", "spec", "restartPolicy")
        yield at, "enum", f"{policy!r} is none of {', '.join(allowed)}" if policy else "restartPolicy is missing"


def _job(value: Json) -> Iterator[Trouble]:
    yield from _restarts(value, ("OnFailure", "Never"))


def _budget(value: Json) -> Iterator[Trouble]:
    yield from one_of("minAvailable", "maxUnavailable", needed=False)(value)
    for name in ("minAvailable", "maxUnavailable"):
        amount = value.get(name)
        if isinstance(amount, str) and not (amount.endswith("%") and amount[:-1].isdigit()):
            yield (name,), "format", f"{amount!r} is no percentage"
        elif isinstance(amount, int) and amount < 0:
            yield (name,), "bounds", f"{amount} is below the minimum 0"


CHECKS: dict[str, Rule] = {
    "LabelSelector": _selector,
    "PodTemplateSpec": _template,
    "DeploymentSpec": _workload,
    "DaemonSetSpec": _workload,
    "ReplicaSetSpec": _workload,
    "StatefulSetSpec": _workload,
    "JobSpec": _job,
    "PodDisruptionBudgetSpec": _budget,
}
