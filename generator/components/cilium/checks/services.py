"""Balancing of Services: what replaces kube-proxy, direct server return."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium.settings import Settings
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Path, Problem, check
from generator.core.values import at


@check("cilium/kube-proxy-kept")
def kube_proxy_kept(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """A feature that needs kube-proxy replacement while it is off: agents ignore it or do not start.

    Cilium, Documentation/network/kubernetes/kubeproxy-free.rst; pkg/kpr/initializer; daemon/cmd/daemon.go;
    operator/pkg/ingress (up to 1.18 the chart value `nodePort.enabled` would do for Ingresses).
    """
    if cilium.kube_proxy_replacement:
        return
    for about, path, what in _depending(cilium):
        yield Problem(
            about,
            path,
            f"{what} needs kube-proxy replacement, which is off",
            hint="remove it, or `kubeProxyReplacement: false`",
            others=(Other(cilium, "kubeProxyReplacement", "it is switched off here"),),
        )


def _depending(cilium: Settings) -> Iterator[tuple[object, Path, str]]:
    balancer = cilium.load_balancer
    if balancer.mode != "snat":
        yield balancer, "mode", "direct server return"
    if balancer.per_service:
        yield balancer, "perService", "a mode per Service"
    if balancer.algorithm == "maglev":
        yield balancer, "algorithm", "Maglev"
    if balancer.acceleration != "disabled":
        yield balancer, "acceleration", "XDP acceleration"
    if balancer.topology_aware:
        yield balancer, "topologyAware", "topology-aware balancing"
    if cilium.socket_lb.host_namespace_only:
        yield cilium.socket_lb, "hostNamespaceOnly", "balancing at the socket"
    if cilium.masquerade == "bpf":
        yield cilium, "masquerade", "masquerading by BPF"
    if cilium.datapath in ("netkit", "netkit-l2"):
        yield cilium, "datapath", cilium.datapath
    if cilium.big_tcp:
        yield cilium, "bigTCP", "BIG TCP"
    if cilium.bandwidth_manager is not None and cilium.bandwidth_manager.bbr:
        yield cilium, ("bandwidthManager",), "BBR for pods"
    if cilium.egress_gateway:
        yield cilium, "egressGateway", "the egress gateway"
    if cilium.mesh.ingress_controller is not None and not at(cilium.values, ("nodePort", "enabled")):
        yield cilium.mesh, "ingressController", "serving Ingresses"


@check("cilium/undispatched-dsr")
def undispatched_dsr(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """Direct server return that cannot tell the backend which Service was meant: agents do not start.

    VXLAN carries no room for it; a tunnel needs Geneve dispatch; Geneve dispatch needs the Geneve protocol; IPIP needs
    XDP in 1.18 (Cilium, pkg/kpr/initializer/kube_proxy_replacement.go; 1.18: daemon/cmd).
    """
    balancer, routing = cilium.load_balancer, cilium.routing
    if not cilium.dsr or not cilium.kube_proxy_replacement:
        return
    protocol = Other(routing, "protocol" if routing.protocol == "geneve" else "mode", "pods travel so")
    if cilium.tunnels and balancer.mode != "snat" and balancer.dsr_dispatch != "geneve":
        yield Problem(
            balancer,
            "mode",
            f"direct server return with dispatch `{balancer.dsr_dispatch}` does not work in a tunnel",
            hint="write `dsrDispatch: geneve`, which makes the tunnel Geneve too, or use `mode: snat`",
            others=(protocol,),
        )
    elif balancer.dsr_dispatch == "geneve" and routing.protocol != "geneve":
        yield Problem(
            balancer,
            "dsrDispatch",
            f"dispatch by Geneve needs the protocol Geneve, which is {routing.protocol}",
            hint="remove `routing.protocol`, it follows",
            others=(Other(routing, "protocol", "it is written here"),),
        )
    elif (
        balancer.per_service
        and cilium.tunnels
        and cilium.at_least(20)
        and (routing.protocol == "vxlan" and balancer.dsr_dispatch != "ipip")
    ):
        yield Problem(
            balancer,
            "perService",
            "Services choose their mode, and VXLAN can dispatch direct server return by IPIP only",
            hint="write `dsrDispatch: ipip` or `dsrDispatch: geneve`",
            others=(protocol,),
        )
    if balancer.dsr_dispatch == "ipip" and not cilium.at_least(19) and balancer.acceleration == "disabled":
        yield Problem(
            balancer,
            "dsrDispatch",
            "dispatch by IPIP needs XDP acceleration in Cilium 1.18",
            hint="set `acceleration`, or take Cilium 1.19",
        )


@check("cilium/dispatch-without-dsr", WARNING)
def dispatch_without_dsr(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """`dsrDispatch` is written while nothing is dispatched: Services are balanced by SNAT (chart value loadBalancer.mode)."""
    if not cilium.dsr and ctx.written("cilium.loadBalancer.dsrDispatch"):
        yield Problem(
            cilium.load_balancer,
            "dsrDispatch",
            "a dispatch of direct server return is written, and `loadBalancer.mode` is snat",
            hint="set `mode: dsr` or `hybrid`, or remove it",
        )
