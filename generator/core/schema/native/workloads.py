"""Workloads and their Pods: containers, volumes, selectors, budgets."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.schema import syntax
from generator.core.schema.crd import Json
from generator.core.schema.finding import Step
from generator.core.schema.native.choice import Rule, Trouble, labelled, one_of, selects
from generator.core.schema.native.pods import mounts


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
    if (value.get("spec") or {}).get("ephemeralContainers"):
        yield ("spec", "ephemeralContainers"), "form", "a template takes none"


def _workload(value: Json) -> Iterator[Trouble]:
    """A workload's selector selects its own Pods, which may only be of those that restart."""
    selector = value.get("selector") or {}
    labels = ((value.get("template") or {}).get("metadata") or {}).get("labels") or {}
    wanted, expressions = selector.get("matchLabels") or {}, selector.get("matchExpressions") or ()
    if not wanted and not expressions:
        yield ("selector",), "required", "the selector is empty"
    elif not selects(selector, labels):
        yield ("template", "metadata", "labels"), "form", "the selector does not select these labels"
    yield from _restarts(value, ("Always",), default="Always")
    if ((value.get("template") or {}).get("spec") or {}).get("activeDeadlineSeconds") is not None:
        yield ("template", "spec", "activeDeadlineSeconds"), "form", "Pods of a workload that restarts them take none"


def _deployment(value: Json) -> Iterator[Trouble]:
    yield from _workload(value)
    patience, ready = value.get("progressDeadlineSeconds"), value.get("minReadySeconds") or 0
    if (600 if patience is None else patience) <= ready:
        yield ("progressDeadlineSeconds",), "bounds", f"{patience or 600} is not above minReadySeconds {ready}"


def _restarts(value: Json, allowed: tuple[str, ...], default: str = "") -> Iterator[Trouble]:
    policy = ((value.get("template") or {}).get("spec") or {}).get("restartPolicy") or default
    if policy not in allowed:
        at = ("template", "spec", "restartPolicy")
        yield at, "enum", f"{policy!r} is none of {', '.join(allowed)}" if policy else "restartPolicy is missing"


def _stateful(value: Json) -> Iterator[Trouble]:
    """A StatefulSet's Pods also mount what its claims bring."""
    yield from _workload(value)
    claims: list[str | None] = [
        ((one or {}).get("metadata") or {}).get("name") for one in value.get("volumeClaimTemplates") or ()
    ]
    for index, name in enumerate(claims):
        fault = syntax.bad_label_name(name or "")
        if fault:
            yield ("volumeClaimTemplates", index, "metadata", "name"), "name", f"{name!r} {fault}"
    for path, code, message in mounts((value.get("template") or {}).get("spec") or {}, claims):
        yield ("template", "spec", *path), code, message


def _budget(value: Json) -> Iterator[Trouble]:
    yield from one_of("minAvailable", "maxUnavailable", needed=False)(value)
    yield from _shares(value, "minAvailable", "maxUnavailable", most=("minAvailable", "maxUnavailable"))


def _shares(value: Json, *names: str, most: tuple[str, ...], at: tuple[Step, ...] = ()) -> Iterator[Trouble]:
    """Amounts are numbers from 0 or percentages; those of `most` are at most 100 %."""
    for name in names:
        amount = value.get(name)
        if isinstance(amount, str) and not (amount.endswith("%") and amount[:-1].isdigit()):
            yield (*at, name), "format", f"{amount!r} is no percentage"
        elif isinstance(amount, str) and name in most and int(amount[:-1]) > 100:
            yield (*at, name), "bounds", f"{amount} is above 100 %"
        elif isinstance(amount, int) and amount < 0:
            yield (*at, name), "bounds", f"{amount} is below the minimum 0"


def _nothing(amount: object) -> bool:
    return amount in (0, "0%")


def _rolling(kind: str) -> Rule:
    """How Pods are replaced; of a DaemonSet one of the two amounts is zero, of a Deployment not both are."""

    def rule(value: Json) -> Iterator[Trouble]:
        rolling, at = value.get("rollingUpdate"), ("rollingUpdate",)
        if rolling is None:
            return
        if (value.get("type") or "RollingUpdate") != "RollingUpdate":
            if kind != "DaemonSet":
                yield at, "form", "only type RollingUpdate takes it"
            return
        if kind == "StatefulSet":
            # Without the feature gate MaxUnavailableStatefulSet the server drops the field unread.
            return
        yield from _shares(rolling, "maxUnavailable", "maxSurge", most=MOST[kind], at=at)
        missing, more = rolling.get("maxUnavailable"), rolling.get("maxSurge")
        if kind == "Deployment" and _nothing(missing) and _nothing(more):
            yield (*at, "maxUnavailable"), "bounds", "maxUnavailable and maxSurge are both 0"
        if kind == "DaemonSet" and _nothing(missing) == (more is None or _nothing(more)):
            yield (*at, "maxSurge"), "form", "exactly one of maxUnavailable (1 if not set) and maxSurge must be 0"

    return rule


MOST = {
    "DaemonSet": ("maxUnavailable", "maxSurge"),
    "Deployment": ("maxUnavailable",),
}
"""Amounts that may be at most 100 %."""


CHECKS: dict[str, Rule] = {
    "DaemonSetUpdateStrategy": _rolling("DaemonSet"),
    "DeploymentStrategy": _rolling("Deployment"),
    "LabelSelector": _selector,
    "StatefulSetUpdateStrategy": _rolling("StatefulSet"),
    "PodTemplateSpec": _template,
    "DeploymentSpec": _deployment,
    "DaemonSetSpec": _workload,
    "ReplicaSetSpec": _workload,
    "StatefulSetSpec": _stateful,
    "PodDisruptionBudgetSpec": _budget,
}
