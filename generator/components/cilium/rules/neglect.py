"""What a finished release leaves without effect, whoever wrote it: pods, pools and policies that nobody looks after."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator.components.cilium.kinds import GROUP, POLICY_KINDS
from generator.components.cilium.released import reader, releases
from generator.components.pools import OTHER_IPAM, Request, balancers, requests, requests_of_gateway
from generator.core.gateways import of_cilium
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.values import at

POLICIES = (*POLICY_KINDS, "NetworkPolicy")


def _of_nodes(policy: Object) -> bool:
    """A policy about nodes is for the host firewall."""
    more = policy.document.get("specs")
    return any(
        "nodeSelector" in one
        for one in (policy.spec, *(more if isinstance(more, list) else ()))
        if isinstance(one, dict)
    )


def _of_cilium(one: Object) -> bool:
    return str(one.spec.get("controllerName")).startswith("io.cilium/")


SWITCHES: tuple[tuple[str, str, str, Callable[[Object], bool]], ...] = (
    ("CiliumL2AnnouncementPolicy", GROUP, "l2announcements.enabled", lambda _one: True),
    ("CiliumEgressGatewayPolicy", GROUP, "egressGateway.enabled", lambda _one: True),
    ("CiliumClusterwideNetworkPolicy", GROUP, "hostFirewall.enabled", _of_nodes),
    ("GatewayClass", "gateway.networking.k8s.io", "gatewayAPI.enabled", _of_cilium),
)
"""Kind, group, the chart value that has it read, and which objects of the kind need that."""


@rule("cilium/unread-object", severity="warning")
def unread_object(graph: Graph) -> Iterator[Finding]:
    """Objects of a feature that Cilium's values leave switched off: nobody reads them, and nothing says so.

    Each of these switches is off by default: `l2announcements`, `egressGateway`, `hostFirewall`, `gatewayAPI` (Cilium,
    Documentation/network/l2-announcements.rst, network/egress-gateway/egress-gateway.rst, security/host-firewall.rst,
    network/servicemesh/gateway-api). BGP has `bgp/control-plane-off`. Judged where the tree has releases of Cilium with all
    of their values, and none of them has it on. A warning, for on the way to Cilium a feature may stay off for a while.
    """
    found = [(release, reader(release)) for release in releases(graph)]
    for kind, group, path, needs in SWITCHES if found else ():
        unread = [one for one in graph.of(kind, group) if needs(one)]
        if unread and not any(read(path) for _, read in found):
            more = f" and {len(unread) - 1} more" if len(unread) > 1 else ""
            verb = "are" if more else "is"
            yield Finding(
                unread[0],
                (),
                f"{unread[0].title}{more} {verb} read by nobody: `{path}` is not true",
                hint="set it in Cilium's values, or remove what needs it",
                others=tuple(
                    (release, ("spec", "values", *path.split(".")), "Cilium's values are here")
                    for release, _ in found[:1]
                ),
            )


@rule("cilium/pods-without-routes", severity="warning")
def pods_without_routes(graph: Graph) -> Iterator[Finding]:
    """Native routing, and neither agents nor BGP tell anybody on which node a pod stands.

    The network below must then know the pods of each node (Cilium, Documentation/network/concepts/routing.rst): a cloud can,
    from the networks that Kubernetes gives to nodes. So IPAM `kubernetes` is judged only where L2 announcements or BGP show
    that nodes stand on a network of one's own, and a release for one node (`operator.replicas: 1`) not at all.
    """
    advertisements = graph.of("CiliumBGPAdvertisement", GROUP)
    kinds = {
        str(item.get("advertisementType")) for one in advertisements for item in one.spec.get("advertisements", ())
    }
    for release in releases(graph):
        read = reader(release)
        speaks = read("bgpControlPlane.enabled") is True
        known = read("ipam.mode") in ("cluster-pool", "multi-pool") or (
            read("ipam.mode") == "kubernetes" and (speaks or read("l2announcements.enabled") is True)
        )
        carried = kinds & {"PodCIDR", "CiliumPodIPPool"} or (speaks and not advertisements)
        if (
            known
            and not carried
            and read("routingMode") == "native"
            and read("autoDirectNodeRoutes") is not True
            and read("operator.replicas") != 1
        ):
            way = "`podPools` in `advertisements`" if read("ipam.mode") == "multi-pool" else "`advertise: [PodCIDR]`"
            yield Finding(
                release,
                ("spec", "values", "autoDirectNodeRoutes"),
                "pods are routed natively, and nobody carries routes to the pods of other nodes",
                hint=f"advertise the pods by BGP ({way}), use a tunnel, or, where all nodes share a link, set `autoDirectNodeRoutes: true`",
            )


@rule("cilium/pools-without-ipam")
def pools_without_ipam(graph: Graph) -> Iterator[Finding]:
    """Pools of addresses while `enableLBIPAM` is off: nobody gives their addresses to Services.

    Services stay `<pending>`, and nothing says why (Cilium chart, values.yaml: LoadBalancer IPAM).
    """
    pools = graph.of("CiliumLoadBalancerIPPool", GROUP)
    for release in releases(graph):
        if pools and at(release.spec, ("values", "enableLBIPAM")) is False:
            yield Finding(
                release,
                ("spec", "values", "enableLBIPAM"),
                f"`enableLBIPAM` is off, and {pools[0].title} has addresses to give",
                hint="leave it out, or remove the pools",
                others=tuple((pool, ("spec",), "this pool gives nothing") for pool in pools[:3]),
            )


@rule("cilium/requests-without-ipam")
def requests_without_ipam(graph: Graph) -> Iterator[Finding]:
    """Services ask pools for addresses, and `defaultLBServiceIPAM` leaves Services without a class to somebody else.

    With `none` or `nodeipam` LB IPAM serves only Services with a class of Cilium's (operator/pkg/lbipam, isResponsibleForSVC,
    1.18-1.20): the address that these ask for is never given. A Gateway whose class has parameters is not judged, for its
    Service may get a class from them.
    """
    for release in releases(graph):
        by = at(release.spec, ("values", "defaultLBServiceIPAM"))
        asking = [next(one, None) for one in _unclassed(graph)] if by in OTHER_IPAM else []
        found = [one for one in asking if one is not None]
        if found:
            more = f" and {len(found) - 1} more" if len(found) > 1 else ""
            yield Finding(
                release,
                ("spec", "values", "defaultLBServiceIPAM"),
                f"`defaultLBServiceIPAM` is {by}: nobody gives {found[0].by.title} {found[0].text}{more}",
                hint="leave it out, or give the Services a `loadBalancerClass` of Cilium's",
                others=tuple((one.by, one.path, "asked for here") for one in found[:3]),
            )


def _unclassed(graph: Graph) -> Iterator[Iterator[Request]]:
    """What each Service without a class asks for, those of Gateways among them."""
    for service in balancers(graph):
        if service.spec.get("loadBalancerClass") is None:
            yield requests(service)
    described = {one.name for one in graph.of("GatewayClass") if one.spec.get("parametersRef")}
    for gateway in of_cilium(graph):
        if gateway.spec.get("gatewayClassName") not in described:
            yield requests_of_gateway(gateway)


@rule("cilium/everything-denied", severity="warning")
def everything_denied(graph: Graph) -> Iterator[Finding]:
    """`policyEnforcementMode: always`, and no policy in the tree that would allow anything.

    Every pod is in default deny then, in both directions, whether a policy selects it or not (Cilium,
    Documentation/security/policy/intro.rst): names do not resolve, and Flux cannot fetch what would mend it.
    """
    if any(graph.of(kind) for kind in (*POLICIES, "ClusterNetworkPolicy")):
        return
    for release in releases(graph):
        if at(release.spec, ("values", "policyEnforcementMode")) == "always":
            yield Finding(
                release,
                ("spec", "values", "policyEnforcementMode"),
                "all traffic of pods is refused unless a policy allows it, and there is no policy",
                hint="leave it out, or write `security: {defaultDeny: enforce}`, which allows what the platform needs",
            )


@rule("cilium/policies-never-enforced", severity="warning")
def policies_never_enforced(graph: Graph) -> Iterator[Finding]:
    """`policyEnforcementMode: never` beside policies: they select and refuse nothing.

    Cilium, Documentation/security/policy/intro.rst, policy enforcement modes.
    """
    off = [r for r in releases(graph) if at(r.spec, ("values", "policyEnforcementMode")) == "never"]
    policies = [item for kind in POLICIES for item in graph.of(kind)] if off else []
    if policies:
        yield Finding(
            off[0],
            ("spec", "values", "policyEnforcementMode"),
            f"no policy is enforced, {policies[0].title} among them",
            hint="leave it out, or remove the policies",
            others=((policies[0], ("spec",), "this one"),),
        )
