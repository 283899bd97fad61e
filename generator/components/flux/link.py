"""The Kustomizations: order, health and pruning follow from what the units hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from generator.components.flux import addresses
from generator.components.flux.settings import Settings, Variable
from generator.components.flux.spaces import namespaces
from generator.core.artifact import Json, Manifest, manifest
from generator.core.context import Context
from generator.core.graph import Graph, Object
from generator.core.layout import BOOTSTRAP, unit_name
from generator.core.offer import Unit
from generator.core.scalar import Duration
from generator.core.substitution import texts
from generator.core.units import crd_name, kind_of, reduced
from generator.core.wiring import Wiring, wired

API = "kustomize.toolkit.fluxcd.io/v1"
SOURCE_API = "source.toolkit.fluxcd.io/v1"


def link(ctx: Context, flux: Settings, graph: Graph) -> Iterator[Manifest]:
    """The namespaces that units need, the sources that are not the repository, and one Kustomization per unit."""
    others, units = ctx.remember(_units, partial(_units, ctx, flux, graph), "flux")
    yield from others
    root = addresses.tree(ctx, flux)
    for path, spec, about in units:
        name = unit_name(path)
        if spec["path"] is None:
            spec = {**spec, "path": f"{root}/{path}"}
        yield manifest(
            BOOTSTRAP, f"unit-{name}", API, "Kustomization", name, namespace=flux.namespace, spec=spec, about=about
        )


def _units(
    ctx: Context, flux: Settings, graph: Graph
) -> tuple[list[Manifest], list[tuple[str, Json, tuple[object, ...]]]]:
    """(namespaces and sources, each unit with its spec and with what it comes from): all that does not depend on where a
    cluster's tree stands. There the path is None."""
    wiring = wired(ctx, graph)
    edges, used = reduced(wiring.edges), {kind_of(item) for item in graph.outlines}
    others = list(namespaces(ctx, flux, wiring))
    units = []
    for path, unit in sorted(wiring.units.items()):
        name = unit_name(path)
        about = (*unit.about, flux)
        if unit.source and "url" in unit.source:
            others.append(_source(flux, name, unit.source, about))
        spec = _head(flux, unit, wiring.held.get(path, ()))
        spec |= _from(flux, unit, name)
        depends = [{"name": n} for n in sorted({*map(unit_name, edges[path]), *flux.after.get(name, ())})]
        if depends:
            spec["dependsOn"] = depends
        spec |= _health(unit, wiring, used)
        spec |= _opened(flux, wiring.held.get(path, ()))
        units.append((path, spec, about))
    return others, units


def _opened(flux: Settings, held: Iterable[Object]) -> Json:
    """Decryption where something is encrypted, variables where some are used: both fail a unit that has no use for them."""
    spec: Json = {}
    objects = tuple(held)
    if flux.decryption is not None and any("sops" in item.document for item in objects):
        secret = {"name": str(flux.decryption.secret)}
        spec["decryption"] = {"provider": flux.decryption.provider, "secretRef": secret}
    sources = tuple(dict.fromkeys(_holder(v) for v in flux.variables if _uses(v.name, objects)))
    if sources:
        spec["postBuild"] = {"substituteFrom": [{"kind": kind, "name": name} for kind, name in sources]}
    return spec


def _holder(variable: Variable) -> tuple[str, str]:
    return ("Secret", str(variable.secret)) if variable.secret else ("ConfigMap", str(variable.config_map))


def _uses(name: str, objects: tuple[Object, ...]) -> bool:
    return any(f"${{{name}}}" in text for item in objects for text in texts(item.document))


def _head(flux: Settings, unit: Unit, held: Iterable[Object]) -> Json:
    """A unit may take as long as the slowest Helm action in it."""
    limits = [Duration(unit.timeout or flux.timeout)]
    limits += [Duration(str(r.spec["timeout"])) for r in held if r.kind == "HelmRelease" and r.spec.get("timeout")]
    spec: Json = {
        "interval": str(flux.interval),
        "retryInterval": str(flux.retry_interval),
        "timeout": str(max(limits, key=lambda limit: limit.seconds)),
        "prune": unit.prune,
    }
    if unit.orphan:
        spec["deletionPolicy"] = "Orphan"
    return spec


def _from(flux: Settings, unit: Unit, name: str) -> Json:
    if unit.source is None:
        return {"path": None, "sourceRef": {"kind": "GitRepository", "name": str(flux.source)}}
    given = unit.source
    reference = {"kind": given.get("kind", "GitRepository"), "name": given.get("name", name)}
    return {"path": given.get("path", "./"), "sourceRef": reference}


def _source(flux: Settings, name: str, given: Json, about: tuple[object, ...]) -> Manifest:
    """Somebody else's repository, pinned."""
    spec: Json = {"interval": str(flux.interval), "url": given["url"], "ref": given["ref"]}
    if "ignore" in given:
        spec["ignore"] = given["ignore"]
    title = str(given.get("name", name))
    return manifest(
        BOOTSTRAP, f"source-{title}", SOURCE_API, "GitRepository", title,
        namespace=flux.namespace, spec=spec, about=about,
    )  # fmt: skip


def _health(unit: Unit, wiring: Wiring, used: set[str]) -> Json:
    """What makes a unit Ready: its releases, what its owner names, and the CRDs it brings that somebody uses.

    `wait` ignores `healthChecks`, so it is for units that have none.
    """
    checks: list[Json] = [
        {"apiVersion": r.api_version, "kind": r.kind, "name": r.name, "namespace": r.namespace}
        for r in wiring.held.get(unit.path, ())
        if r.kind == "HelmRelease"
    ]
    checks += [check for check in unit.health if check not in checks]
    if not unit.wait:
        checks += [
            {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "name": crd_name(kind)}
            for kind in sorted(unit.brings)
            if kind in used and wiring.bringers.get(kind) == unit.path
        ]
    spec: Json = {"healthChecks": checks} if checks else {"wait": True} if unit.wait else {}
    if unit.expressions:
        spec["healthCheckExprs"] = list(unit.expressions)
    return spec
