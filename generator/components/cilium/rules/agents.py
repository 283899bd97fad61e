"""What finished releases and policies can get wrong, whoever wrote them: values that agents do not start with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from msgspec import Struct

from generator.components.cilium.kinds import GROUP, POLICY_KINDS
from generator.components.cilium.released import Read, reader, releases
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.values import at


class Fatal(Struct, frozen=True):
    """A combination that agents exit on."""

    path: str
    """The value to show."""
    wrong: Callable[[Read], bool]
    what: str
    hint: str


def _ipsec(read: Read) -> bool:
    return bool(read("encryption.enabled")) and read("encryption.type") == "ipsec"


def _big_tcp(read: Read) -> bool:
    return bool(read("enableIPv4BIGTCP") or read("enableIPv6BIGTCP"))


def _tunnel(read: Read) -> bool:
    return bool(read("routingMode") == "tunnel")


FATAL = (
    Fatal(
        "ipv4.enabled",
        lambda read: not (read("ipv4.enabled") or read("ipv6.enabled")),
        "neither IPv4 nor IPv6 is on",
        "switch on the families of the pods",
    ),
    Fatal(
        "autoDirectNodeRoutes",
        lambda read: read("autoDirectNodeRoutes") is True and _tunnel(read),
        "direct routes between nodes are on, and `routingMode` is tunnel",
        "set `autoDirectNodeRoutes: false`, or `routingMode: native`",
    ),
    Fatal(
        "directRoutingSkipUnreachable",
        lambda read: read("directRoutingSkipUnreachable") is True and not read("autoDirectNodeRoutes"),
        "`directRoutingSkipUnreachable` needs `autoDirectNodeRoutes`, which is off",
        "set `autoDirectNodeRoutes: true`",
    ),
    Fatal(
        "loadBalancer.mode",
        lambda read: (
            _tunnel(read)
            and read("loadBalancer.mode") in ("dsr", "hybrid")
            and not (read("tunnelProtocol") == "geneve" and read("loadBalancer.dsrDispatch") == "geneve")
        ),
        "direct server return in a tunnel needs `tunnelProtocol: geneve` and `loadBalancer.dsrDispatch: geneve`",
        "set both, or `loadBalancer.mode: snat`",
    ),
    Fatal(
        "hostFirewall.enabled",
        lambda read: read("hostFirewall.enabled") is True and _ipsec(read),
        "the host firewall does not work with IPsec",
        "set `encryption.type: wireguard`, or `hostFirewall.enabled: false`",
    ),
    Fatal(
        "bpf.datapathMode",
        lambda read: (
            read("bpf.datapathMode") in ("netkit", "netkit-l2")
            and (not read("kubeProxyReplacement") or read("bpf.hostLegacyRouting") is True)
        ),
        "netkit needs kube-proxy replacement and BPF host routing",
        "set `kubeProxyReplacement: true`, and no `bpf.hostLegacyRouting`",
    ),
    Fatal(
        "enableIPv4BIGTCP",
        lambda read: _big_tcp(read) and (_tunnel(read) or _ipsec(read) or read("bpf.hostLegacyRouting") is True),
        "BIG TCP works with neither a tunnel nor IPsec nor legacy host routing",
        "turn BIG TCP off, or the other one",
    ),
    Fatal(
        "egressGateway.enabled",
        lambda read: (
            read("egressGateway.enabled") is True and not (read("bpf.masquerade") and read("enableIPv4Masquerade"))
        ),
        "the egress gateway needs `bpf.masquerade` and `enableIPv4Masquerade`",
        "set both to true",
    ),
)
"""Sources, Cilium 1.18-1.20: daemon/cmd, pkg/kpr/initializer, pkg/datapath/connector, pkg/datapath/linux/bigtcp, pkg/egressgateway."""


@rule("cilium/refused-by-agents")
def refused_by_agents(graph: Graph) -> Iterator[Finding]:
    """A Cilium release whose values render, and whose agents exit at start: a roll gets stuck after two nodes.

    Judged on the finished release, so that a patch cannot slip past; a release with `valuesFrom` is not judged.
    Cilium, daemon/cmd, pkg/kpr/initializer, pkg/datapath, pkg/egressgateway.
    """
    for release in releases(graph):
        read = reader(release)
        for fatal in FATAL:
            if fatal.wrong(read):
                yield Finding(release, ("spec", "values", *fatal.path.split(".")), fatal.what, hint=fatal.hint)


@rule("cilium/egress-by-two-names")
def egress_by_two_names(graph: Graph) -> Iterator[Finding]:
    """An egress gateway with an address and an interface: agents ignore the policy (Cilium, pkg/egressgateway/policy.go)."""
    for policy in graph.of("CiliumEgressGatewayPolicy", GROUP):
        gateway = policy.spec.get("egressGateway") or {}
        if gateway.get("egressIP") and gateway.get("interface"):
            yield Finding(
                policy,
                ("spec", "egressGateway", "interface"),
                f"policy {policy.name!r} names an address and an interface",
                hint="keep one of them",
            )


@rule("cilium/requests-without-proxy")
def requests_without_proxy(graph: Graph) -> Iterator[Finding]:
    """HTTP or DNS rules while `l7Proxy` is off: there is no proxy that could read a request.

    Cilium, Documentation/security/policy/layer7.rst: L7 rules are enforced by the proxy alone.
    """
    off = next((r for r in releases(graph) if at(r.spec, ("values", "l7Proxy")) is False), None)
    if off is None or any(at(off.spec, ("values", part, "enabled")) for part in ("gatewayAPI", "ingressController")):
        return  # with these the chart itself refuses (`values/chart-fails`)
    found: list[tuple[Object, tuple[str | int, ...]]] = []
    for kind in POLICY_KINDS:
        found += ((policy, path) for policy in graph.of(kind, GROUP) for path in islice(_requests(policy), 1))
    if found:
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        yield Finding(
            off,
            ("spec", "values", "l7Proxy"),
            f"{found[0][0].title}{more} judges requests, and `l7Proxy` is off",
            hint="switch `l7Proxy` on, or allow by ports alone",
            others=tuple((policy, path, "requests are judged here") for policy, path in found[:3]),
        )


def _requests(policy: Object) -> Iterator[tuple[str | int, ...]]:
    """Where a policy looks into requests."""
    for direction in ("ingress", "egress"):
        for number, item in enumerate(policy.spec.get(direction) or ()):
            for index, ports in enumerate(item.get("toPorts") or () if isinstance(item, dict) else ()):
                if isinstance(ports, dict) and ports.get("rules"):
                    yield ("spec", direction, number, "toPorts", index, "rules")
