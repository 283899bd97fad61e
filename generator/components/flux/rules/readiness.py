"""When each unit says Ready, and how long it has: health checks, expressions, retries, timeouts."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.boot import FluxUnit, read
from generator.core.diagnostics import WARNING
from generator.core.graph import Graph
from generator.core.judgement import Finding, rule
from generator.core.scalar import Duration

SOON = 600
"""Seconds; a race that is lost costs no more than this."""
SHORTEST = 30
"""Seconds; a shorter timeout of a Kustomization counts as this one (kustomize-controller 1.9.5)."""


@rule("flux/wait-and-health-checks")
def wait_and_health_checks(graph: Graph) -> Iterator[Finding]:
    """A Kustomization has `wait: true` and `healthChecks`: Flux ignores the health checks.

    What they name (a CRD that an operator brings, a release's DaemonSet) is then not waited for
    (docs/spec/v1/kustomizations.md; seen with kustomize-controller 1.9.5).
    """
    for unit in read(graph).units.values():
        if unit.waits and unit.spec.get("healthChecks"):
            yield Finding(
                unit.item, ("spec", "wait"), f"Kustomization {unit.name!r} has `wait: true`, so its healthChecks are ignored",
                hint="remove one of the two",
            )  # fmt: skip


@rule("flux/unguarded-health-expression")
def unguarded_health_expression(graph: Graph) -> Iterator[Finding]:
    """A health expression fails, or is true, while the object has no status yet.

    Without `has(status.conditions)` the expression is an error on a fresh object and fails the unit; `filter(…).all(…)` is
    true of an empty list, so the unit is Ready at once (seen with kustomize-controller 1.9.5).
    """
    for unit in read(graph).units.values():
        for index, entry in enumerate(unit.spec.get("healthCheckExprs") or ()):
            text = str(entry.get("current", ""))
            if "status.conditions" not in text:
                continue
            what = None
            if "has(status.conditions)" not in text:
                what = "fails while the object has no conditions", "start it with `has(status.conditions) && …`"
            elif ".all(" in text and ".exists(" not in text:
                what = "is true of an empty list of conditions", "write `.exists(…)` instead of `.all(…)`"
            if what:
                yield Finding(
                    unit.item, ("spec", "healthCheckExprs", index, "current"),
                    f"the health expression for {entry.get('kind')} in Kustomization {unit.name!r} {what[0]}", hint=what[1],
                )  # fmt: skip


@rule("flux/slow-retry", WARNING)
def slow_retry(graph: Graph) -> Iterator[Finding]:
    """A Kustomization without `retryInterval` is tried again only after its `interval`.

    With an interval of an hour each lost race on a fresh cluster costs an hour (docs/spec/v1/kustomizations.md). It is a habit, so
    it is said once of all of them.
    """
    slow = [
        (unit, interval)
        for unit in read(graph).units.values()
        if "retryInterval" not in unit.spec and _seconds(interval := str(unit.spec.get("interval", ""))) > SOON
    ]
    if slow:
        (unit, interval), others = slow[0], slow[1:]
        more = f", and {len(others)} more {'are' if len(others) > 1 else 'is'}" if others else ""
        yield Finding(
            unit.item, ("spec",), f"Kustomization {unit.name!r} is tried again only after {interval}{more}",
            hint="set `retryInterval: 1m`",
            others=tuple((other.item, ("spec",), f"so is {other.name!r}") for other, _ in others[:2]),
        )  # fmt: skip


@rule("flux/impatient-unit", WARNING)
def impatient_unit(graph: Graph) -> Iterator[Finding]:
    """A unit gives up on a release before Helm does.

    The unit fails, and with it everything behind, while the installation goes on and succeeds later. A timeout below 30 s
    counts as 30 s.
    """
    for unit in read(graph).units.values():
        own = str(unit.spec.get("timeout") or unit.spec.get("interval") or "")
        for item in unit.objects if _holds_release(unit) else ():
            if item.kind != "HelmRelease" or not (unit.waits or unit.checked("HelmRelease", item.name)):
                continue
            wanted = str(item.spec.get("timeout") or "5m")
            if max(_seconds(own), SHORTEST) < _seconds(wanted):
                yield Finding(
                    unit.item, ("spec", "timeout"),
                    f"Kustomization {unit.name!r} gives up after {own}, and {item.title} may take {wanted}",
                    hint=f"set its timeout to {wanted} or more",
                )  # fmt: skip


@rule("flux/awaited-certificate")
def awaited_certificate(graph: Graph) -> Iterator[Finding]:
    """A unit that others wait for is ready only with a Certificate.

    A certificate comes from outside: a wrong token or a rate limit of the authority would keep everything behind the unit
    from being applied, in the worst case the policies that close the cluster.
    """
    awaited = {need for unit in read(graph).units.values() for need in unit.needs}
    for unit in read(graph).units.values():
        waiting = sorted(other.name for other in read(graph).units.values() if unit.name in other.needs)
        for index, check in enumerate(unit.checks if unit.name in awaited else ()):
            if check.get("kind") == "Certificate":
                behind = ", ".join(f"`{name}`" for name in waiting)
                yield Finding(
                    unit.item, ("spec", "healthChecks", index),
                    f"unit `{unit.name}` is ready only with Certificate {check.get('name')}, and {behind} waits for it",
                    hint="remove the health check, or the edge",
                )  # fmt: skip


def _holds_release(unit: FluxUnit) -> bool:
    return "HelmRelease.helm.toolkit.fluxcd.io" in unit.kinds


def _seconds(text: str) -> float:
    try:
        return Duration(text).seconds
    except ValueError:
        return 0
