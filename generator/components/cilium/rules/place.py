"""A finished release against the cluster that it is for: its networks, its API server, what replaces kube-proxy."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator.components.cilium.released import Read, reader, releases
from generator.components.pools import ranges
from generator.core.diagnostics import WARNING
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.net import Address, Network, within
from generator.core.site import Site
from generator.core.values import at

VALUES = ("spec", "values")
NEEDING: tuple[tuple[str, Callable[[Read], bool], str], ...] = (
    ("loadBalancer.mode", lambda read: read("loadBalancer.mode") in ("dsr", "hybrid"), "direct server return"),
    ("loadBalancer.acceleration", lambda read: read("loadBalancer.acceleration") != "disabled", "XDP acceleration"),
    ("bpf.masquerade", lambda read: read("bpf.masquerade") and _masquerades(read), "masquerading by BPF"),
    ("l2announcements.enabled", lambda read: bool(read("l2announcements.enabled")), "L2 announcements"),
    ("gatewayAPI.enabled", lambda read: bool(read("gatewayAPI.enabled")), "the Gateway API"),
)
"""Value, when it needs kube-proxy replacement, and what it is (more are among `cilium/refused-by-agents`). Maglev is only left out."""


@rule("cilium/replacement-taken")
def replacement_taken(graph: Graph) -> Iterator[Finding]:
    """A release has kube-proxy replacement off beside what needs it: agents ignore that or do not start.

    What `cilium/kube-proxy-kept`, `l2/kube-proxy-kept` and `gateway-api/kube-proxy-kept` say of the inventory (Cilium,
    Documentation/network/kubernetes/kubeproxy-free.rst, l2-announcements.rst, servicemesh/gateway-api). Up to 1.18
    `nodePort.enabled` may stand in for it: then nothing is said.
    """
    for release in releases(graph):
        read = reader(release)
        if read("kubeProxyReplacement") or at(release.spec, ("values", "nodePort", "enabled")):
            continue
        needing = [(path, what) for path, needs, what in NEEDING if needs(read)]
        if needing:
            more = f" and {len(needing) - 1} more" if len(needing) > 1 else ""
            yield Finding(
                release,
                (*VALUES, "kubeProxyReplacement"),
                f"kube-proxy replacement is off, and {needing[0][1]}{more} {'need' if more else 'needs'} it",
                hint="set `kubeProxyReplacement: true`, or switch off what needs it",
                others=tuple((release, (*VALUES, *path.split(".")), f"{what} is here") for path, what in needing[:1]),
            )


@rule("cilium/asks-behind-itself")
def asks_behind_itself(graph: Graph) -> Iterator[Finding]:
    """Agents are told to reach the API server at an address that answers only once they run.

    What `cluster/api-behind-cilium` says of the inventory: they dial `k8sServiceHost` before they program any Service, so an
    address of a Service, a pod or a pool never answers, and no node becomes Ready (Cilium docs, kube-proxy free). With kube-proxy
    on the nodes it does answer. In a tree that is not ours a pool may be as wide as the link, servers included.
    """
    for release in releases(graph):
        address, site = Address.read(at(release.spec, ("values", "k8sServiceHost"))), Site.of(graph)
        if address is None or not site.services or not reader(release)("kubeProxyReplacement"):
            continue
        what = next((f"of {what}" for what, known in _inside(site) if within(address, known)), None)
        if what is None:
            held = (block for block in ranges(graph) if block.holds(address.version, address.number))
            what = next((f"in pool {block.pool.name!r}" for block in held), None)
        if what is not None:
            yield Finding(
                release,
                (*VALUES, "k8sServiceHost"),
                f"agents are to reach the API server at {address}, an address {what}: nothing answers there before they run",
                hint="name an address that servers hold themselves",
            )


@rule("cilium/native-network-shrunk")
def native_network_shrunk(graph: Graph) -> Iterator[Finding]:
    """An overlay gives a release a native network that does not hold the inventory's pod networks.

    What `cilium/native-network-too-small` says of the inventory: traffic to pods outside of it is masqueraded, and policies see
    a node (Cilium, Documentation/network/concepts/routing.rst).
    """
    for release in releases(graph):
        for version in (4, 6):
            path = (*VALUES, f"ipv{version}NativeRoutingCIDR")
            native = Network.read(at(release.document, path)) if release.touched(*path) else None
            pods = Site.of(graph).pods if native is not None else ()
            outside = [one for one in pods if one.version == version and native is not None and one not in native]
            if outside and reader(release)("routingMode") == "native":
                yield Finding(
                    release,
                    path,
                    f"{native} does not hold the pod network {outside[0]}",
                    hint="write a network that holds all pods",
                )


@rule("cilium/pods-elsewhere", WARNING)
def pods_elsewhere(graph: Graph) -> Iterator[Finding]:
    """An overlay lets agents take addresses of pods from networks that are not the inventory's pod networks.

    Routes, policies, firewalls of nodes and masquerading are all made for those of `cluster.networks.pods`; a network that
    meets the nodes' or the Services' cuts them off.
    """
    for release in releases(graph):
        if reader(release)("ipam.mode") != "cluster-pool":
            continue
        for version in (4, 6):
            path = (*VALUES, "ipam", "operator", f"clusterPoolIPv{version}PodCIDRList")
            for network in _networks(release, path):
                site = Site.of(graph)
                pods = tuple(one for one in site.pods if one.version == network.version)
                if pods and not within(network, pods):
                    yield Finding(
                        release,
                        path,
                        f"pods are to have addresses of {network}, and the pod network of the inventory is {pods[0]}",
                        hint="write it as `cluster.networks.pods`, and leave it out here",
                    )


def _masquerades(read: Read) -> bool:
    """Whether agents masquerade anything: else they do not look at `bpf.masquerade` (daemon/cmd/daemon.go)."""
    families = (("ipv4.enabled", "enableIPv4Masquerade"), ("ipv6.enabled", "enableIPv6Masquerade"))
    return any(read(family) and read(switch) for family, switch in families)


def _networks(release: Object, path: tuple[str, ...]) -> Iterator[Network]:
    found = at(release.document, path) if release.touched(*path) else None
    for text in found if isinstance(found, list) else [found]:
        if (network := Network.read(text)) is not None:
            yield network


def _inside(site: Site) -> Iterator[tuple[str, tuple[Network, ...]]]:
    yield "the Services", site.services
    yield "the pods", site.pods
