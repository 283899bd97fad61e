"""How each unit is delivered: pruning, decryption, substitution, health, time."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.boot import FluxUnit, World, read
from generator.core.diagnostics import WARNING
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.release import PRUNE_DISABLED
from generator.core.scalar import Duration
from generator.core.substitution import SWITCH, references
from generator.core.units import kind_of

SHORTEST = 30
"""Seconds; a shorter timeout of a Kustomization counts as this one (kustomize-controller 1.9.5)."""


@rule("flux/wait-and-health-checks")
def wait_and_health_checks(graph: Graph) -> Iterator[Finding]:
    """A Kustomization has `wait: true` and `healthChecks`: Flux ignores the health checks.

    What they name (a CRD that an operator brings, a release's DaemonSet) is then not waited for
    (docs/spec/v1/kustomizations.md; seen with kustomize-controller 1.9.5).
    """
    for unit in _units(graph):
        if unit.waits and unit.spec.get("healthChecks"):
            yield Finding(
                unit.item, ("spec", "wait"), f"Kustomization {unit.name!r} has `wait: true`, so its healthChecks are ignored",
                hint="remove one of the two",
            )  # fmt: skip


@rule("flux/prunable-cni")
def prunable_cni(graph: Graph) -> Iterator[Finding]:
    """The release of the CNI would be uninstalled with its file, or with its Kustomization.

    Pruning a HelmRelease uninstalls it. `prune: disabled` on the HelmRelease guards against a removed or moved file,
    `deletionPolicy: Orphan` (or `prune: false`) on the Kustomization against a dropped or renamed unit: each covers what the
    other does not (seen with kustomize-controller 1.9.5).
    """
    for unit in _units(graph):
        for item in unit.objects:
            if not _is_cilium(item):
                continue
            if not _kept(item) and unit.spec.get("prune") is not False:
                yield Finding(
                    item, ("metadata", "annotations"), f"removing the file of {item.title} would uninstall the CNI",
                    hint="annotate it with kustomize.toolkit.fluxcd.io/prune: disabled",
                )  # fmt: skip
            if unit.spec.get("prune") is not False and unit.spec.get("deletionPolicy") != "Orphan":
                yield Finding(
                    unit.item, ("spec", "deletionPolicy"),
                    f"dropping or renaming Kustomization {unit.name!r} would uninstall the CNI: it holds {item.title}",
                    hint="set `deletionPolicy: Orphan`",
                )  # fmt: skip


def _is_cilium(item: Object) -> bool:
    if item.kind != "HelmRelease":
        return False
    chart = ((item.spec.get("chart") or {}).get("spec") or {}).get("chart")
    return "cilium" in (chart, (item.spec.get("chartRef") or {}).get("name"), item.spec.get("releaseName"), item.name)


def _kept(item: Object) -> bool:
    key, value = next(iter(PRUNE_DISABLED.items()))
    return value in (item.annotations.get(key), item.labels.get(key))


@rule("flux/undecrypted-secret")
def undecrypted_secret(graph: Graph) -> Iterator[Finding]:
    """An object encrypted by SOPS stands in a unit that decrypts nothing.

    Flux refuses it when the values stand under `data`; under `stringData` it applies the ciphertext as the password and says
    Ready (seen with kustomize-controller 1.9.5).
    """
    for unit in _units(graph):
        for item in unit.objects:
            if "sops" in item.document and not unit.spec.get("decryption"):
                yield Finding(
                    item, (), f"{item.title} is encrypted, and Kustomization {unit.name!r} decrypts nothing",
                    hint="set `flux.decryption`" if item.unit else "set `decryption: {provider: sops, secretRef: …}`",
                    others=((unit.item, ("spec",), "the Kustomization is here"),),
                )  # fmt: skip


@rule("flux/root-object")
def root_object(graph: Graph) -> Iterator[Finding]:
    """The directory that Flux syncs holds something that cannot be applied before everything else.

    The root is applied as a whole, first, and without decryption: one kind whose CRD comes later fails every unit of the
    tree, and a Secret would have to be plain.
    """
    for item in read(graph).root:
        if item.unit is None:
            continue
        if item.kind == "Secret":
            yield Finding(
                item, (), f"{item.title} stands in the root, which decrypts nothing",
                hint="move it into the unit that uses it, or create it before Flux is installed",
            )  # fmt: skip
        elif not World().knows(kind_of(item)):
            yield Finding(
                item, (), f"{item.title} stands in the root, and its CRD does not exist when Flux first applies it",
                hint="move it into a unit",
            )  # fmt: skip


@rule("flux/foreign-reference")
def foreign_reference(graph: Graph) -> Iterator[Finding]:
    """`${…}` that no variable declares, in a unit where Flux substitutes.

    Substitution is strict since Flux 2.9: the whole unit fails with `variable not set (strict mode)`. Dashboards
    (`${__rate_interval}`) and relabelings (`${1}`) are full of them. In a tree that is not ours only units without
    `substituteFrom` can be judged.
    """
    for unit in _units(graph):
        build = unit.spec.get("postBuild") or {}
        if not build or (unit.item.unit is None and build.get("substituteFrom")):
            continue
        known = set(build.get("substitute") or {})
        for item in unit.objects:
            if SWITCH[1] in (item.annotations.get(SWITCH[0]), item.labels.get(SWITCH[0])):
                continue
            for name in dict.fromkeys(references(item.document)):
                if name not in known and not any(sign in name for sign in (":=", ":-", "=", "-")):
                    yield Finding(
                        item, (), f"${{{name}}} in {item.title} is declared by no variable, and Kustomization {unit.name!r} "
                        "substitutes",
                        hint=f"declare it, write $${{{name}}}, or annotate the object with {SWITCH[0]}: {SWITCH[1]}",
                    )  # fmt: skip


@rule("flux/unguarded-health-expression")
def unguarded_health_expression(graph: Graph) -> Iterator[Finding]:
    """A health expression fails, or is true, while the object has no status yet.

    Without `has(status.conditions)` the expression is an error on a fresh object and fails the unit; `filter(…).all(…)` is
    true of an empty list, so the unit is Ready at once (seen with kustomize-controller 1.9.5).
    """
    for unit in _units(graph):
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

    With an interval of an hour each lost race on a fresh cluster costs an hour (docs/spec/v1/kustomizations.md).
    """
    for unit in _units(graph):
        interval = str(unit.spec.get("interval", ""))
        if "retryInterval" not in unit.spec and _seconds(interval) > 600:
            yield Finding(
                unit.item, ("spec",), f"Kustomization {unit.name!r} is tried again only after {interval}",
                hint="set `retryInterval: 1m`",
            )  # fmt: skip


@rule("flux/impatient-unit", WARNING)
def impatient_unit(graph: Graph) -> Iterator[Finding]:
    """A unit gives up on a release before Helm does.

    The unit fails, and with it everything behind, while the installation goes on and succeeds later. A timeout below 30 s
    counts as 30 s.
    """
    for unit in _units(graph):
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
    awaited = {need for unit in _units(graph) for need in unit.needs}
    for unit in _units(graph):
        waiting = sorted(other.name for other in _units(graph) if unit.name in other.needs)
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


def _units(graph: Graph) -> Iterator[FluxUnit]:
    yield from read(graph).units.values()
