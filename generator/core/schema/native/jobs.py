"""Jobs: how many Pods must end well, which failures count, and what only indexed ones take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.core.schema import syntax
from generator.core.schema.crd import Json
from generator.core.schema.finding import Step
from generator.core.schema.native.choice import Rule, Trouble, one_of, selects

MANY, FEW = 100_000, 10_000
"""Most Pods side by side or failed of an indexed Job, and of one with more than `MANY` completions."""
RULES, CODES, CONDITIONS = 20, 255, 20
MADE = dict.fromkeys(
    ("batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name", "controller-uid", "job-name"), ""
)
"""Labels that the server gives to the Pods of a Job; their values are known to nobody else."""
MANAGER = 63
"""Longest `managedBy`."""


def _job(value: Json) -> Iterator[Trouble]:
    if value.get("completions") is None and value.get("parallelism") is None:
        value = {**value, "completions": 1}
    yield from _both(value)
    if value.get("manualSelector") and value.get("selector") is None:
        yield ("selector",), "required", "manualSelector needs it"
    elif value.get("manualSelector"):
        labels = ((value.get("template") or {}).get("metadata") or {}).get("labels") or {}
        if not selects(value["selector"], labels):
            yield ("template", "metadata", "labels"), "form", "the selector does not select these labels"
    elif value.get("selector") is not None and not selects(value["selector"], MADE):
        yield ("selector",), "form", "it does not select what the server selects by, without manualSelector"


def _indexes(value: Json) -> Iterator[Trouble]:
    """The Pods of an indexed Job are called like it, with their index."""
    spec, name = value.get("spec") or {}, (value.get("metadata") or {}).get("name") or ""
    last = f"{name}-{max((spec.get('completions') or 1) - 1, 0)}"
    fault = syntax.bad_label_name(last)
    if spec.get("completionMode") == "Indexed" and spec.get("completions") != 0 and fault:
        yield ("metadata", "name"), "name", f"a Pod cannot be called {last!r}: it {fault}"


def _templated(value: Json) -> Iterator[Trouble]:
    """The Job of a CronJob has no defaults, and its selector is always made by the server."""
    yield from _both(value)
    for name in ("selector", "manualSelector"):
        if value.get(name) not in (None, False):
            yield (name,), "form", "the server makes the selectors of a CronJob's Jobs"


def _both(value: Json) -> Iterator[Trouble]:
    policy = ((value.get("template") or {}).get("spec") or {}).get("restartPolicy") or ""
    if policy not in ("OnFailure", "Never"):
        said = f"{policy!r} is none of OnFailure, Never" if policy else "restartPolicy is missing"
        yield ("template", "spec", "restartPolicy"), "enum", said
    if value.get("completionMode") == "Indexed":
        yield from _indexed(value)
    else:
        for name in ("backoffLimitPerIndex", "maxFailedIndexes", "successPolicy"):
            if value.get(name) is not None:
                yield (name,), "form", "only completion mode Indexed takes it"
    if value.get("maxFailedIndexes") is not None and value.get("backoffLimitPerIndex") is None:
        yield ("backoffLimitPerIndex",), "required", "maxFailedIndexes needs it"
    if len(value.get("managedBy") or "") > MANAGER:
        yield ("managedBy",), "bounds", f"is longer than {MANAGER} characters"
    if value.get("podFailurePolicy") is not None:
        yield from _failures(value, policy)


def _indexed(value: Json) -> Iterator[Trouble]:
    wanted, failed, beside = value.get("completions"), value.get("maxFailedIndexes"), value.get("parallelism") or 1
    if wanted is None:
        yield ("completions",), "required", "completion mode Indexed needs it"
    high = wanted is not None and wanted > MANY and value.get("backoffLimitPerIndex") is not None
    most = FEW if high else MANY
    if beside > most:
        yield ("parallelism",), "bounds", f"{beside} is above {most}"
    if failed is not None and failed > min(most, MANY if wanted is None else wanted):
        yield ("maxFailedIndexes",), "bounds", f"{failed} is above {min(most, wanted or 0)}"
    if high and failed is None:
        yield ("maxFailedIndexes",), "required", f"more than {MANY} completions need it"
    if value.get("successPolicy") is not None:
        yield from _successes(value["successPolicy"].get("rules") or (), wanted)


def _successes(rules: Sequence[Json | None], wanted: int | None) -> Iterator[Trouble]:
    at: tuple[Step, ...] = ("successPolicy", "rules")
    if not rules:
        yield at, "required", "a success policy needs rules"
    if len(rules) > RULES:
        yield at, "bounds", f"holds {len(rules)} rules, at most {RULES} may be there"
    for index, rule in enumerate(rules):
        indexes, count = (rule or {}).get("succeededIndexes"), (rule or {}).get("succeededCount")
        if indexes is None and count is None:
            yield (*at, index), "form", "one of succeededCount, succeededIndexes must be set"
        held = _held(indexes, wanted or 0)
        if indexes is not None and held is None:
            yield (*at, index, "succeededIndexes"), "format", f"{indexes!r} is no rising list of indexes below {wanted}"
        most = min(wanted or 0, (held or 0) if indexes is not None else (wanted or 0))
        if count is not None and not 0 <= count <= most:
            yield (*at, index, "succeededCount"), "bounds", f"{count} is not between 0 and {most}"


def _held(indexes: str | None, wanted: int) -> int | None:
    """How many indexes a text like `0,2-4` names; None when it names them in a wrong way."""
    total, last = 0, -1
    for part in (indexes or "").split(",") if indexes else ():
        ends = part.split("-")
        if len(ends) > 2 or not all(end.isascii() and end.removeprefix("+").isdigit() for end in ends):
            return None
        low, high = int(ends[0]), int(ends[-1])
        if low <= last or high >= wanted or (len(ends) == 2 and low >= high):
            return None
        total, last = total + high - low + 1, high
    return total


def _failures(value: Json, policy: str) -> Iterator[Trouble]:
    if policy != "Never":
        yield ("template", "spec", "restartPolicy"), "form", "podFailurePolicy needs Never"
    if value.get("podReplacementPolicy") not in (None, "Failed"):
        yield ("podReplacementPolicy",), "enum", "podFailurePolicy takes Failed alone"
    rules = value["podFailurePolicy"].get("rules") or ()
    if len(rules) > RULES:
        yield ("podFailurePolicy", "rules"), "bounds", f"holds {len(rules)} rules, at most {RULES} may be there"
    pod = (value.get("template") or {}).get("spec") or {}
    containers = {(one or {}).get("name") for key in ("containers", "initContainers") for one in pod.get(key) or ()}
    for index, rule in enumerate(rules):
        for path, code, message in _failure(rule or {}, value, containers):
            yield ("podFailurePolicy", "rules", index, *path), code, message


def _failure(rule: Json, value: Json, containers: set[str | None]) -> Iterator[Trouble]:
    conditions = rule.get("onPodConditions") or None
    yield from one_of("onExitCodes", "onPodConditions")({**rule, "onPodConditions": conditions})
    if rule.get("action") == "FailIndex" and value.get("backoffLimitPerIndex") is None:
        yield ("action",), "form", "FailIndex needs backoffLimitPerIndex"
    if rule.get("onExitCodes") is not None:
        for path, code, message in _exits(rule["onExitCodes"], containers):
            yield ("onExitCodes", *path), code, message
    if len(conditions or ()) > CONDITIONS:
        yield (
            ("onPodConditions",),
            "bounds",
            f"holds {len(conditions or ())} conditions, at most {CONDITIONS} may be there",
        )
    for index, one in enumerate(conditions or ()):
        fault = syntax.bad_key((one or {}).get("type") or "")
        if fault:
            yield ("onPodConditions", index, "type"), "name", f"{(one or {}).get('type')!r} {fault}"
        status = (one or {}).get("status")
        # Without one it is True.
        if status not in (None, "", "True", "False", "Unknown"):
            yield ("onPodConditions", index, "status"), "enum", f"{status!r} is none of True, False, Unknown"


def _exits(codes: Json, containers: set[str | None]) -> Iterator[Trouble]:
    name, values = codes.get("containerName"), codes.get("values") or ()
    if name is not None and name not in containers:
        yield ("containerName",), "form", f"no container is called {name!r}"
    if not 1 <= len(values) <= CODES:
        yield ("values",), "bounds", f"holds {len(values)} codes, 1 to {CODES} may be there"
    if list(values) != sorted(values):
        yield ("values",), "form", "the codes are not in order"
    if codes.get("operator") == "In" and 0 in values:
        yield ("values", values.index(0)), "form", "In takes no 0: that is success"


CHECKS: dict[str, Rule] = {"Job": _indexes, "JobSpec": _job, "TemplatedJobSpec": _templated}
