"""Version, owner and replicas of the release."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium.minors import MINORS, NEWEST
from generator.components.cilium.operators import homes
from generator.components.cilium.settings import RELEASE, Settings
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Problem, check
from generator.core.values import conflicts

OLDEST = next(iter(MINORS))


@check("cilium/value-set-twice")
def value_set_twice(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """A chart value is written under `values` although a typed field was written for it, or two parts want it different.

    One of the two would be lost without a word: Helm merges, it does not compare.
    """
    yield from conflicts(ctx, RELEASE, cilium, cilium.values)


@check("cilium/unsupported-minor")
def unsupported_minor(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """A minor before 1.18: its BGP and pool objects have other API versions, and upstream no longer maintains it."""
    if not cilium.at_least(int(OLDEST.partition(".")[2])):
        yield Problem(
            cilium,
            "version",
            f"Cilium {cilium.version.minor} is older than {OLDEST}, the oldest that is known here",
            hint=f"upgrade, one minor at a time; known are {', '.join(MINORS)}",
        )


@check("cilium/unknown-minor")
def unknown_minor(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """A minor newer than this compiler knows.

    API versions, the Gateway API bundle, chart values and the agent's fatal combinations follow the minor: a tree made by
    the rules of another one would be a guess (removed chart keys are ignored in silence, CRDs lose served versions).
    """
    if cilium.at_least(int(NEWEST.partition(".")[2]) + 1):
        yield Problem(
            cilium,
            "version",
            f"Cilium {cilium.version.minor} is newer than {NEWEST}, the newest minor that this gen knows",
            hint="upgrade `gen` first",
        )


@check("cilium/compatible-with-the-future")
def compatible_with_the_future(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """`upgradeCompatibility` newer than the version: it names the minor that the cluster was installed with."""
    first, now = _minors(cilium)
    if first is not None and first > now:
        yield Problem(
            cilium,
            "upgradeCompatibility",
            f"the cluster cannot have been installed with {cilium.upgrade_compatibility}: it runs {cilium.version}",
            hint="write the minor that it was first installed with, or remove it",
        )


@check("cilium/skipped-minor", WARNING)
def skipped_minor(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """An upgrade over more than one minor: upstream tests only the next one, from the newest patch.

    Cilium, Documentation/operations/upgrade.rst. Told from `upgradeCompatibility`, which is written during an upgrade.
    """
    first, now = _minors(cilium)
    if first is not None and now - first > 1:
        yield Problem(
            cilium,
            "version",
            f"{cilium.upgrade_compatibility} and {cilium.version.minor} are {now - first} minors apart",
            hint="upgrade one minor at a time; once it is through, remove `upgradeCompatibility`",
            others=(Other(cilium, "upgradeCompatibility", "the older minor is here"),),
        )


def _minors(cilium: Settings) -> tuple[int | None, int]:
    written = cilium.upgrade_compatibility
    return (int(written.partition(".")[2]) if written else None), cilium.version.numbers[1]


@check("cilium/too-many-operators")
def too_many_operators(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """More replicas of the operator than nodes that take it: they never share one, so one stays pending and the release fails.

    Chart, templates/cilium-operator/deployment.yaml (required anti-affinity by host name) and values.yaml
    (`operator.tolerations`): it runs on servers, and on no node with a taint of yours.
    """
    fitting = homes(ctx, cilium)
    if not ctx.nodes or cilium.operator.replicas <= len(fitting):
        return
    tainted = next((node for node in ctx.nodes if node not in fitting), None)
    tolerate = "say in `cilium.values.operator.tolerations` what it tolerates"
    yield Problem(
        cilium.operator,
        "replicas",
        f"{cilium.operator.replicas} replicas, and nodes for {len(fitting)}",
        hint=tolerate
        if not fitting
        else f"write {min(2, len(fitting))}, or leave it out" + (f"; or {tolerate}" if tainted else ""),
        others=(Other(tainted, "taints", f"node {tainted.name!r} keeps it off"),) if tainted else (),
    )


@check("cilium/owner-of-another-distribution")
def owner_of_another_distribution(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """`owner: rke2` on another distribution: nobody would install Cilium."""
    if cilium.owner == "rke2" and ctx.cluster.distribution != "rke2":
        yield Problem(
            cilium,
            "owner",
            f"RKE2 is to install Cilium, and the distribution is {ctx.cluster.distribution}",
            hint="remove `owner`: Flux installs it",
            others=(Other(ctx.cluster, "distribution", "the distribution is here"),),
        )
