"""Addresses of gateways: in a pool that serves them, and announced. Two that want one are a matter of `pools`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from generator.components.gateway_api.rules.found import addresses, gateways, is_cilium
from generator.core.diagnostics import WARNING
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.net import Address, Block
from generator.core.selector import disjoint, from_spec, holds

_BOTH = ({"afi": "ipv4"}, {"afi": "ipv6"})
NAME, NAMESPACE = "io.kubernetes.service.name", "io.kubernetes.service.namespace"
OWNER, GATEWAY = "io.cilium.gateway/owning-gateway", "gateway.networking.k8s.io/gateway-name"
_GIVEN = (NAME, NAMESPACE, OWNER, GATEWAY)


@rule("gateway-api/address-in-no-pool")
def address_in_no_pool(graph: Graph) -> Iterator[Finding]:
    """A gateway asks for an address that no pool holds, or whose pool does not serve its Service.

    LB IPAM gives no such address: the Service stays pending and the Gateway is never programmed (operator/pkg/lbipam).
    A tree without pools is not judged: they may live elsewhere.
    """
    pools = graph.of("CiliumLoadBalancerIPPool", "cilium.io")
    for gateway in gateways(graph) if pools else ():
        for path, address in addresses(gateway):
            holding = [pool for pool in pools if any(address in block for block in _blocks(pool))]
            serving = [pool for pool in holding if _selects(graph, pool.spec.get("serviceSelector"), gateway)]
            if not holding:
                names = ", ".join(pool.name for pool in pools)
                yield Finding(
                    gateway,
                    path,
                    f"address {address} of gateway {gateway.name!r} is in no pool",
                    hint=f"take one from the pools ({names}), or add its block to one",
                )
            elif not serving and is_cilium(graph, gateway):
                rivals = [pool for pool in pools if _rivals(pool, holding[0], gateway)]
                yield Finding(
                    gateway,
                    path,
                    f"pool {holding[0].name!r} holds {address} and does not serve gateway {gateway.name!r}",
                    hint=_unserved(holding[0], rivals, gateway),
                    others=tuple(
                        (pool, ("spec", "serviceSelector"), "its selector is here")
                        for pool in (holding[0], *rivals[:1])
                    ),
                )
            elif all(pool.spec.get("disabled") for pool in holding):
                yield Finding(
                    gateway,
                    path,
                    f"address {address} of gateway {gateway.name!r} is in pool {holding[0].name!r}, which is disabled",
                    hint="enable the pool, or take another address",
                    others=((holding[0], ("spec", "disabled"), "the pool is disabled here"),),
                )


@rule("gateway-api/address-unannounced")
def address_unannounced(graph: Graph) -> Iterator[Finding]:
    """Nobody announces the address of a gateway: no BGP advertisement and no L2 policy selects its Service.

    Or sessions do not carry its IP family. Inside the cluster it works; from outside nobody finds a way to it. Only judged where the tree has advertisements or
    L2 policies at all, and the class is Cilium's: labels of other Services are not known here.
    """
    pools = graph.of("CiliumLoadBalancerIPPool", "cilium.io")
    policies = graph.of("CiliumL2AnnouncementPolicy", "cilium.io")
    advertisements = graph.of("CiliumBGPAdvertisement", "cilium.io")
    if not pools or not (policies or advertisements):
        return
    for gateway in gateways(graph):
        fixed = list(addresses(gateway))
        if not fixed or not is_cilium(graph, gateway):
            continue
        by_arp = any(_arp(graph, policy, gateway) for policy in policies)
        by_bgp = any(
            _bgp(graph, item, gateway) for one in advertisements for item in one.spec.get("advertisements") or ()
        )
        if not by_arp and not by_bgp:
            yield Finding(
                gateway,
                fixed[0][0],
                f"nobody announces {fixed[0][1]} of gateway {gateway.name!r}",
                hint=_unselected(list(_announcing(advertisements, policies)), gateway),
                others=tuple((one, ("spec",), "this does not select it") for one in (*advertisements, *policies)[:2]),
            )
        elif by_bgp and not by_arp:
            yield from _unheard(graph, gateway, fixed)


def _unheard(graph: Graph, gateway: Object, fixed: list[tuple[tuple[str | int, ...], Address]]) -> Iterator[Finding]:
    """Addresses of a family that no session carries. Without `families` a session carries both (Cilium docs, BGP control plane)."""
    configs = graph.of("CiliumBGPPeerConfig", "cilium.io")
    carried = {str(one.get("afi")) for config in configs for one in config.spec.get("families") or _BOTH}
    for path, address in fixed:
        family = f"ipv{address.version}"
        if carried and family not in carried:
            yield Finding(
                gateway,
                path,
                f"nobody announces {address} of gateway {gateway.name!r}: no BGP session carries IPv{address.version}",
                hint=f"give a router an address of that family, or {family} among its `families`",
                others=tuple((one, ("spec", "families"), "what this session carries") for one in configs[:2]),
            )


@rule("gateway-api/many-annotations", WARNING)
def many_annotations(graph: Graph) -> Iterator[Finding]:
    """A gateway carries more infrastructure annotations than bundles before 1.6 allow.

    They refuse a ninth; 1.6 allows sixteen (CHANGELOG/1.6). A cluster on an older bundle loses the whole object.
    """
    for gateway in gateways(graph):
        annotations = (gateway.spec.get("infrastructure") or {}).get("annotations") or {}
        if len(annotations) > 8:
            yield Finding(
                gateway,
                ("spec", "infrastructure", "annotations"),
                f"gateway {gateway.name!r} has {len(annotations)} infrastructure annotations; bundles before 1.6 take 8",
                hint="move what the Service does not need to `annotations` of the gateway",
            )


def _blocks(pool: Object) -> Iterator[Block]:
    for block in pool.spec.get("blocks") or ():
        text = str(block.get("cidr") or f"{block.get('start')}-{block.get('stop') or block.get('start')}")
        try:
            yield Block(text)
        except ValueError:
            continue  # the schema's finding


def _unserved(pool: Object, rivals: list[Object], gateway: Object) -> str:
    """What to do about a pool that does not serve a gateway."""
    if rivals:
        other = rivals[0].name
        return f"no labels are those of pool {other!r} as well: let both select the gateway, or leave an address out"
    if not _by_labels(pool.spec.get("serviceSelector"), gateway):
        return "take an address of another pool, or let the selector of this one take the gateway"
    return "give the gateway the labels that the pool selects, in `infrastructure.labels`"


def _unselected(selectors: list[Any], gateway: Object) -> str:
    """What to do about announcements that do not select a gateway."""
    if not selectors:
        return "advertise `LoadBalancerIP` too, or announce it by L2"
    if any(_by_labels(selector, gateway) for selector in selectors):
        return "label the gateway in `infrastructure.labels` so that an advertisement or L2 policy selects it"
    return "let the selector of an advertisement or L2 policy take it"


def _by_labels(selector: Any, gateway: Object) -> bool:
    """Whether labels of its own could let a selector take a gateway: its name and namespace are no labels to choose."""
    terms, labels = from_spec(selector or {}), _labels(gateway)
    return bool(terms) and all(holds(term, labels) for term in terms if term[0] in _GIVEN)


def _announcing(advertisements: Iterable[Object], policies: Iterable[Object]) -> Iterator[Any]:
    """The selectors of those that announce LoadBalancer addresses of Services."""
    for one in advertisements:
        yield from (item.get("selector") for item in one.spec.get("advertisements") or () if _of_services(item))
    yield from (policy.spec.get("serviceSelector") for policy in policies if policy.spec.get("loadBalancerIPs"))


def _of_services(item: dict[str, Any]) -> bool:
    wanted = (item.get("service") or {}).get("addresses") or ()
    return item.get("advertisementType") == "Service" and "LoadBalancerIP" in wanted


def _rivals(one: Object, other: Object, gateway: Object) -> bool:
    """Whether a gateway has an address of a pool whose selector no labels meet beside that of another."""
    selectors = [from_spec(pool.spec.get("serviceSelector") or {}) for pool in (one, other)]
    return disjoint(*selectors) and any(address in block for _, address in addresses(gateway) for block in _blocks(one))


def _selects(graph: Graph, selector: Any, gateway: Object) -> bool:
    """Whether a selector of Services takes a gateway's; an absent one takes all."""
    if not selector:
        return True
    labels = _labels(gateway)
    keys = {key for key, _, _ in from_spec(selector)}
    if not is_cilium(graph, gateway) and not keys <= labels.keys():
        return True  # another controller may label its Service as it likes
    return all(holds(requirement, labels) for requirement in from_spec(selector))


def _labels(gateway: Object) -> dict[str, str]:
    """Labels of the Service that Cilium makes (operator/pkg/model/translation/gateway-api/translator.go)."""
    infrastructure = gateway.spec.get("infrastructure") or {}
    return {
        OWNER: gateway.name,
        GATEWAY: gateway.name,
        NAME: f"cilium-gateway-{gateway.name}",
        NAMESPACE: gateway.namespace or "",
        **{str(key): str(value) for key, value in (infrastructure.get("labels") or {}).items()},
    }


def _arp(graph: Graph, policy: Object, gateway: Object) -> bool:
    return bool(policy.spec.get("loadBalancerIPs")) and _selects(graph, policy.spec.get("serviceSelector"), gateway)


def _bgp(graph: Graph, item: dict[str, Any], gateway: Object) -> bool:
    """An advertisement of Services without a selector advertises none (Documentation, BGP control plane v2)."""
    return _of_services(item) and "selector" in item and _selects(graph, item["selector"], gateway)
