"""Addresses of gateways: whether anybody outside hears of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec import Struct

from generator.components.gateway_api.rules.found import addresses
from generator.components.gateway_api.rules.labelled import Selecting, by_labels, selects
from generator.components.pools import giving, pools, selected_services
from generator.core.announcing import (
    GROUP,
    advertisements,
    arp_policies,
    carried,
    families,
    is_whole,
    peer_configs,
    service_entries,
)
from generator.core.gateways import gateways, is_cilium, service_labels
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, Path, rule
from generator.core.net import Address
from generator.core.selector import disjoint, select


class _Announcer(Struct, frozen=True):
    """An entry of an advertisement, or an L2 policy."""

    object: Object
    path: Path
    selector: Selecting | None
    """None takes no Service."""
    by_arp: bool

    def takes(self, graph: Graph, gateway: Object) -> bool:
        return self.selector is not None and selects(graph, self.selector, gateway)


@rule("gateway-api/address-unannounced", follows=("gateway-api/address-in-no-pool",))
def address_unannounced(graph: Graph) -> Iterator[Finding]:
    """Nobody announces the address of a gateway: no BGP advertisement and no L2 policy selects its Service.

    Or sessions do not carry its IP family. Inside the cluster it works; from outside nobody finds a way to it. Only judged
    where the tree has advertisements or L2 policies at all, and the class is Cilium's: labels of other Services are not known
    here. A gateway that asks for no address may be meant for a tunnel, which needs none.
    """
    if not pools(graph) or not (advertisements(graph) or graph.of("CiliumL2AnnouncementPolicy", GROUP)):
        return
    announcers, reached = list(_announcers(graph)), carried(graph)
    ends = {id(one.object): (one.object, one.path) for one in announcers} or {
        id(one): (one, ("spec",)) for one in advertisements(graph)
    }
    for gateway in gateways(graph):
        fixed = list(addresses(gateway))
        if not fixed or not is_cilium(graph, gateway):
            continue
        selecting = [one for one in announcers if one.takes(graph, gateway)]
        path, address = fixed[0]
        if not selecting:
            yield Finding(
                gateway,
                path,
                f"nobody announces {address} of gateway {gateway.name!r}",
                hint=_unselected(graph, announcers, gateway),
                others=tuple((one, where, "this does not select it") for one, where in islice(ends.values(), 2)),
            )
        elif any(one.by_arp for one in selecting):
            continue
        elif is_whole(graph) and not any(id(one.object) in reached for one in selecting):
            yield Finding(
                gateway,
                path,
                f"nobody announces {address} of gateway {gateway.name!r}: no peer carries what selects it",
                hint="let the families of a peer config select the advertisement by its labels",
                others=((selecting[0].object, ("metadata", "labels"), "this selects the gateway"),),
            )
        else:
            yield from _unheard(graph, gateway, fixed)


def _announcers(graph: Graph) -> Iterator[_Announcer]:
    """All that announces LoadBalancer addresses of Services."""
    for entry in service_entries(graph):
        yield _Announcer(entry.advertisement, entry.path, entry.selector, by_arp=False)
    for policy in arp_policies(graph):
        yield _Announcer(policy, ("spec",), selected_services(policy), by_arp=True)


def _unheard(graph: Graph, gateway: Object, fixed: Sequence[tuple[Path, Address]]) -> Iterator[Finding]:
    """Addresses of a family that no session carries. Without `families` a session carries both (Cilium docs, BGP control plane)."""
    configs = peer_configs(graph)
    spoken = {family.afi for family in families(graph)}
    for path, address in fixed if all(config.spec.get("families") for config in configs) else ():
        family = f"ipv{address.version}"
        if spoken and family not in spoken:
            yield Finding(
                gateway,
                path,
                f"nobody announces {address} of gateway {gateway.name!r}: no BGP session carries IPv{address.version}",
                hint=f"give a router an address of that family, or {family} among its `families`",
                others=tuple((one, ("spec", "families"), "what this session carries") for one in configs[:2]),
            )


def _unselected(graph: Graph, announcers: list[_Announcer], gateway: Object) -> str:
    """What to do about announcements that do not select a gateway: a label, as long as its pool still gives it an address."""
    if not announcers:
        return "advertise `LoadBalancerIP` too, or announce it by L2"
    serving = [one for one in map(selected_services, giving(graph)) if select(one, service_labels(gateway))] or [()]
    selectors = (one.selector for one in announcers if one.selector is not None)
    if any(by_labels(one, gateway) and any(not disjoint(one, pool) for pool in serving) for one in selectors):
        return "label the gateway in `infrastructure.labels` so that an advertisement or L2 policy selects it"
    return "let the selector of an advertisement or L2 policy take it"
