"""WireGuard and IPsec."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium.settings import Settings
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Problem, check
from generator.core.values import at


@check("cilium/ipsec-with-host-firewall")
def ipsec_with_host_firewall(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """IPsec and the host firewall: agents do not start (Cilium, daemon/cmd/daemon.go, 1.18-1.20)."""
    if cilium.host_firewall and _type(cilium) == "ipsec":
        yield Problem(
            cilium,
            "hostFirewall",
            "the host firewall does not work with IPsec",
            hint="encrypt by WireGuard, or remove `hostFirewall`",
            others=(Other(cilium, "encryption", "IPsec is asked for here"),),
        )


@check("cilium/ipsec-with-bandwidth-manager", WARNING)
def ipsec_with_bandwidth_manager(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """IPsec and the bandwidth manager: agents switch the bandwidth manager off with a line in their log.

    Cilium, pkg/datapath/linux/bandwidth.
    """
    if cilium.bandwidth_manager is not None and _type(cilium) == "ipsec":
        yield Problem(
            cilium,
            "bandwidthManager",
            "agents switch the bandwidth manager off where IPsec encrypts",
            hint="encrypt by WireGuard, or remove `bandwidthManager`",
            others=(Other(cilium, "encryption", "IPsec is asked for here"),),
        )


@check("cilium/ipsec-with-native-pools")
def ipsec_with_native_pools(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """IPsec with multi-pool and native routing in 1.18: traffic between pods is not encrypted rightly.

    Cilium 1.18, Documentation/network/concepts/ipam/multi-pool.rst, limitations; lifted in 1.19.
    """
    old = not cilium.at_least(19)
    if old and _type(cilium) == "ipsec" and cilium.ipam.mode == "multi-pool" and cilium.routing.mode == "native":
        yield Problem(
            cilium.ipam,
            "mode",
            "Cilium 1.18 has no IPsec for pod pools with native routing",
            hint="use WireGuard or a tunnel, or take Cilium 1.19",
            others=(Other(cilium, "encryption", "IPsec is asked for here"),),
        )


@check("cilium/wireguard-only")
def wireguard_only(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """`nodes` or `strict` with IPsec: nothing happens, and traffic believed to be encrypted is not.

    Both are WireGuard's (chart values.yaml; Cilium, Documentation/security/network/encryption-wireguard.rst).
    """
    wanted = cilium.encrypted
    if wanted is None or wanted.type != "ipsec":
        return
    for given, path in ((wanted.nodes, "nodes"), (wanted.strict is not None, "strict")):
        if given:
            yield Problem(
                wanted,
                path,
                f"`{path}` has no effect with IPsec",
                hint="use `type: wireguard`, or remove it",
                others=(Other(wanted, "type", "IPsec is asked for here"),),
            )


@check("cilium/strict-over-ipv6")
def strict_over_ipv6(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """An IPv6 network for strict encryption: agents do not start (Cilium, pkg/option/config.go: "must be an IPv4 CIDR")."""
    wanted = cilium.encrypted
    if wanted is not None and wanted.strict is not None and wanted.strict.version == 6:
        yield Problem(
            wanted,
            "strict",
            f"strict encryption knows IPv4 only, {wanted.strict} is IPv6",
            hint="write the IPv4 pod network",
        )


@check("cilium/strict-leaves-ipv6", WARNING)
def strict_leaves_ipv6(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """Strict encryption in a dual-stack cluster: IPv6 traffic between pods may still leave in the clear.

    Agents log the same (Cilium, pkg/option/config.go).
    """
    wanted = cilium.encrypted
    if wanted is not None and wanted.strict is not None and wanted.strict.version == 4 and {4, 6} <= set(ctx.families):
        yield Problem(
            wanted,
            "strict",
            "strict encryption protects IPv4 only, and pods have IPv6 addresses too",
            hint="do not rely on it for IPv6",
            others=(Other(ctx.cluster.networks, "pods", "the pod networks are here"),),
        )


@check("cilium/strict-elsewhere")
def strict_elsewhere(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """The network of strict encryption holds no pods: nothing is dropped, and traffic believed to be strict is not.

    Agents drop unencrypted packets whose source and destination both lie in it (Cilium,
    Documentation/security/network/encryption-wireguard.rst, strict mode).
    """
    wanted = cilium.encrypted
    if wanted is None or wanted.type != "wireguard" or wanted.strict is None or wanted.strict.version != 4:
        return
    pools = [network for pool in cilium.ipam.pools for network in pool.cidrs]
    if not ctx.overlaid("CiliumPodIPPool") and not any(
        network.overlaps(wanted.strict) for network in (*ctx.cluster.networks.pods, *pools)
    ):
        yield Problem(
            wanted,
            "strict",
            f"{wanted.strict} holds no pods of this cluster, so nothing is encrypted strictly",
            hint="write the IPv4 pod network" if 4 in ctx.families else "remove it: it protects IPv4 alone",
            others=(Other(ctx.cluster.networks, "pods", "the pod networks are here"),),
        )


def _type(cilium: Settings) -> str | None:
    return None if cilium.encrypted is None else cilium.encrypted.type


@check("cilium/tproxy-over-wireguard", WARNING)
def tproxy_over_wireguard(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """`bpf.tproxy` and WireGuard: what arrives on the WireGuard device and has to pass the proxy is lost.

    cilium/cilium#44982, open when this was written.
    """
    if at(cilium.values, ("bpf", "tproxy")) is True and _type(cilium) == "wireguard":
        yield Problem(
            cilium,
            ("values", "bpf", "tproxy"),
            "traffic that WireGuard brings does not reach the proxy with `bpf.tproxy`",
            hint="remove it, and let the nodes load xt_TPROXY",
            others=(Other(cilium, "encryption", "WireGuard is asked for here"),),
        )
