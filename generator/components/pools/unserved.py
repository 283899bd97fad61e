"""Rules on Services that nobody gives an address to: for a pool that is gone, or words that nobody reads."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.pools.addresses import CLASSES, REQUEST, SHARING, balancers, pools
from generator.components.pools.rules import wishes
from generator.core.diagnostics import WARNING
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.suggest import nearest

NODES = "io.cilium/node"
"""Class of Services that get the addresses of nodes (Cilium docs, Node IPAM LB)."""
OURS = (*(one for one in CLASSES if one), NODES)
METALLB = ("metallb.io/", "metallb.universe.tf/")


@rule("pools/taken-away")
def taken_away(graph: Graph) -> Iterator[Finding]:
    """An overlay takes the last pool away, and Services or gateways ask for addresses.

    LB IPAM satisfies a requested address only out of a pool that holds it (Cilium docs, LB IPAM, requesting IPs). Where other pools
    are left, `pools/address-in-no-pool` and `gateway-api/address-in-no-pool` say which address is in none.
    """
    gone = graph.taken("CiliumLoadBalancerIPPool")
    asked = list(wishes(graph)) if gone and not pools(graph) else []
    if asked:
        more = f" and {len(asked) - 1} more addresses are" if len(asked) > 1 else " is"
        yield Finding(
            gone[0],
            ("metadata", "name"),
            f"this takes away pool {gone[0].name!r}, and no other is left: {asked[0].text} of {asked[0].by.title}{more} asked for",
            hint="keep it, or bring another pool",
            others=((asked[0].by, asked[0].path, f"{asked[0].text} is asked for here"),),
        )


@rule("pools/unknown-class", WARNING)
def unknown_class(graph: Graph) -> Iterator[Finding]:
    """A Service is of a class of Cilium's that Cilium does not have: nobody gives it an address or announces it.

    There are `io.cilium/bgp-control-plane`, `io.cilium/l2-announcer` and `io.cilium/node` (operator/pkg/lbipam, nodeipam).
    """
    for service in graph.of("Service", ""):
        given = str(service.spec.get("loadBalancerClass") or "")
        if given.startswith("io.cilium/") and given not in OURS and "${" not in given:
            meant = nearest(given, OURS)
            yield Finding(
                service,
                ("spec", "loadBalancerClass"),
                f"Cilium has no class {given!r}, of which {service.title} is",
                hint=f"did you mean `{meant}`?" if meant else "leave it out, or name one of Cilium's",
            )


@rule("pools/metallb-annotation", WARNING)
def metallb_annotation(graph: Graph) -> Iterator[Finding]:
    """A Service asks in MetalLB's words, and the tree has pools of Cilium and nothing of MetalLB.

    LB IPAM reads `lbipam.cilium.io/ips` and `lbipam.cilium.io/sharing-key` (Cilium docs, LB IPAM): the Service gets any address,
    and shares none. A Service that says it in both words is on its way from one to the other.
    """
    if not pools(graph) or any(map(_is_metallb, graph.outlines)):
        return
    for service in balancers(graph):
        if not service.annotations.keys().isdisjoint((*REQUEST, *SHARING)):
            continue
        for key in service.annotations:
            if str(key).startswith(METALLB):
                yield Finding(
                    service,
                    ("metadata", "annotations", key),
                    f"nobody reads {key} of {service.title}",
                    hint="write `lbipam.cilium.io/ips` for addresses, `lbipam.cilium.io/sharing-key` to share one",
                )


def _is_metallb(item: Object) -> bool:
    return item.group == "metallb.io" or (item.kind in ("HelmRelease", "HelmChart") and "metallb" in item.name)
