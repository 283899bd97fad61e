"""The staged migration of one cluster: pure functions of what was compiled."""

from __future__ import annotations

from collections.abc import Iterator

from generator.stages.migration.cni import cni
from generator.stages.migration.facts import Facts, facts
from generator.stages.migration.final import final
from generator.stages.migration.ingress_nginx import ingress_nginx
from generator.stages.migration.kube_proxy import kube_proxy
from generator.stages.migration.metallb import metallb
from generator.stages.migration.overlay import Values, beside, hybrid, proxied
from generator.stages.migration.preparation import held, preparation
from generator.stages.migration.step import File, Stage, Step
from generator.stages.migration.traefik import traefik

NETWORKS = ("canal", "calico")
SOURCES = (*NETWORKS, "kube-proxy", "metallb", "traefik", "ingress-nginx")
"""What can be migrated from, in the order in which it is done."""


def stages(known: Facts, sources: tuple[str, ...]) -> tuple[Stage, ...]:
    """The stages for these sources, in order; each of SOURCES at most once, one network at most."""
    return tuple(_stages(known, tuple(name for name in SOURCES if name in sources)))


def _stages(known: Facts, sources: tuple[str, ...]) -> Iterator[Stage]:
    network = next((name for name in sources if name in NETWORKS), None)
    replaces = "kube-proxy" in sources
    first: Values = {**(hybrid(known) if network else {}), **(proxied(known) if replaces else {})}
    waiting = tuple("cni" if name == network else name for name in sources if name != "kube-proxy")
    yield preparation(known, waiting, first)
    if network:
        yield cni(known, network, kube_proxy=replaces)
    if replaces:
        yield kube_proxy(known, beside(known) if network else {})
    if "metallb" in sources:
        yield metallb(known)
    if "traefik" in sources:
        yield traefik(known)
    if "ingress-nginx" in sources:
        yield ingress_nginx(known)
    yield final(known, network=network is not None, braked=any(held(known, stage) for stage in waiting))


__all__ = ["NETWORKS", "SOURCES", "Facts", "File", "Stage", "Step", "facts", "stages"]
