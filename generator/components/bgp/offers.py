"""What BGP needs of the others."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.bgp.advertisements import offered, selectors
from generator.components.bgp.sessions import groups
from generator.components.bgp.settings import Settings
from generator.components.cilium import COMPONENT as CILIUM
from generator.components.cilium import UNIT as RELEASE_UNIT
from generator.components.pools import COMPONENT as POOLS
from generator.core.context import Context
from generator.core.offer import (
    Alert,
    Announcement,
    ChartItem,
    ChartValue,
    Namespace,
    Offer,
    Port,
    Probe,
    SecretRef,
    Unit,
)
from generator.core.values import at
from generator.core.wiring import BUILT_IN

WITHHELD = "the chart puts a Role into this namespace, which Flux makes only later"
PASSWORD = "password"  # noqa: S105 - the key that Cilium reads, not a password
PRIVILEGED = 1024
"""Ports below need CAP_NET_BIND_SERVICE."""


def offer(ctx: Context, bgp: Settings) -> Iterator[Offer]:
    """Chart values, ports, Secrets, probes, alerts and announcements."""
    yield Unit(path="cilium/bgp", about=(bgp,))
    yield from _chart(ctx, bgp)
    yield from _ports(bgp)
    yield from _secrets(bgp)
    yield from _announcements(ctx, bgp)
    yield from _probes(bgp)
    yield from _alerts(ctx, bgp)


def _chart(ctx: Context, bgp: Settings) -> Iterator[Offer]:
    def value(path: str, of: object, withheld: str | None = None) -> ChartValue:
        path = f"bgpControlPlane.{path}"
        return ChartValue(release="cilium", path=path, value=of, withheld=withheld, about=(bgp,))

    yield value("enabled", of=True)
    late = nobody_made(ctx, bgp)
    yield value("secretsNamespace.name", str(bgp.secrets_namespace), WITHHELD if late else None)
    if late:
        yield Namespace(name=bgp.secrets_namespace, unit=RELEASE_UNIT, about=(bgp,))
    if bgp.router_id is not None:
        yield value("routerIDAllocation.mode", "ip-pool")
        yield value("routerIDAllocation.ipPool", bgp.router_id.canonical)
    listens = [bgp.listen, *(override.listen for override in bgp.overrides)]
    if any(port is not None and port < PRIVILEGED for port in listens):
        path = "securityContext.capabilities.ciliumAgent"
        yield ChartItem(release="cilium", path=path, item="NET_BIND_SERVICE", about=(bgp,))


def nobody_made(ctx: Context, bgp: Settings) -> bool:
    """Whether the namespace of the passwords is missing when Cilium comes: no API server makes it, nor Cilium's chart."""
    cilium = ctx.get(CILIUM)
    made = cilium is not None and at(cilium.values, ("bgpControlPlane", "secretsNamespace", "create")) is True
    return bgp.secrets_namespace not in BUILT_IN and not made


def _ports(bgp: Settings) -> Iterator[Port]:
    """Nodes that only connect need no open port: answers belong to their own connection."""
    for port in sorted({bgp.listen, *(override.listen for override in bgp.overrides)} - {None}, key=str):
        yield Port(port=f"{port}/tcp", sources="routers", why="BGP sessions from routers", about=(bgp,))


def _secrets(bgp: Settings) -> Iterator[SecretRef]:
    for router in bgp.routers:
        if router.password is not None:
            yield SecretRef(
                name=router.password.secret,
                namespace=bgp.secrets_namespace,
                keys=(PASSWORD,),
                unit="cilium/bgp",
                why=f"password of the BGP sessions with {router.name}",
                about=(router.password,),
            )


def _announcements(ctx: Context, bgp: Settings) -> Iterator[Announcement]:
    pools = {str(pool.name): pool.services for pool in ctx.get(POOLS) or ()}
    for one in offered(bgp):
        if one.addresses:
            for selector in selectors(one, pools):
                yield Announcement(by="bgp", addresses=one.addresses, selector=selector, about=(one.about,))


def _probes(bgp: Settings) -> Iterator[Probe]:
    for group in groups(bgp):
        for session in group.sessions:
            facts = {
                "session": session.name,
                "nodes": str(group.selector),
                "address": None if session.address is None else str(session.address),
                "asn": session.router.asn,
                "families": list(session.families),
            }
            yield Probe(name=f"bgp-{session.name}", kind="bgp-session", facts=facts, about=(session.router,))


def _alerts(ctx: Context, bgp: Settings) -> Iterator[Alert]:
    """Metric and label names: Cilium, Documentation/observability/metrics.rst (BGP Control Plane); 1.20 renamed a label."""
    cilium = ctx.get(CILIUM)
    instance = "vrouter" if cilium and cilium.version.numbers < (1, 20, 0) else "instance_name"
    peer = "{{ $labels.neighbor }} (" + instance + " {{ $labels." + instance + " }})"
    yield Alert(
        group="cilium-bgp",
        name="CiliumBGPSessionDown",
        expr="cilium_bgp_control_plane_session_state == 0",
        severity="critical",
        summary=f"A node has no BGP session with {peer}",
        about=(bgp,),
    )
    yield Alert(
        group="cilium-bgp",
        name="CiliumBGPNothingAdvertised",
        expr="sum by (neighbor, afi) (cilium_bgp_control_plane_advertised_routes) == 0",
        duration="15m",
        summary="No node advertises a route to {{ $labels.neighbor }} ({{ $labels.afi }})",
        about=(bgp,),
    )
    yield Alert(
        group="cilium-bgp",
        name="CiliumBGPReconcileErrors",
        expr="increase(cilium_bgp_control_plane_reconcile_errors_total[10m]) > 0",
        duration="10m",
        summary="BGP configuration cannot be applied on a node (" + instance + " {{ $labels." + instance + " }})",
        about=(bgp,),
    )
