"""What the kernel of every node must be able to do, by feature.

Versions and configuration: Cilium, Documentation/operations/system_requirements.rst and performance/tuning.rst. Names of
modules UNVERIFIED one by one: some kernels build them in.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium.settings import Settings
from generator.core.context import Context
from generator.core.offer import KernelNeed

BASE = (
    "BPF", "BPF_SYSCALL", "BPF_EVENTS", "NET_CLS_BPF", "BPF_JIT", "NET_CLS_ACT", "NET_SCH_INGRESS", "DEBUG_INFO_BTF",
    "CRYPTO_SHA1", "CRYPTO_USER_API_HASH", "CGROUPS", "CGROUP_BPF", "PERF_EVENTS", "SCHEDSTATS", "FIB_RULES",
)  # fmt: skip
PROXY_MODULES = ("xt_TPROXY", "xt_socket", "xt_mark", "xt_CT")
PROXY_CONFIGS = ("NETFILTER_XT_TARGET_TPROXY", "NETFILTER_XT_TARGET_MARK", "NETFILTER_XT_TARGET_CT",
                 "NETFILTER_XT_MATCH_MARK", "NETFILTER_XT_MATCH_SOCKET")  # fmt: skip
LOOSE = {"net.ipv4.conf.all.rp_filter": "0", "net.ipv4.conf.default.rp_filter": "0"}
"""Answers that leave by another device than the question came in by are else dropped."""


def kernel(ctx: Context, cilium: Settings) -> Iterator[KernelNeed]:
    """The base, then each feature in use."""
    forwarding = {4: "net.ipv4.ip_forward", 6: "net.ipv6.conf.all.forwarding"}
    yield KernelNeed(
        feature="Cilium", version="5.10", configs=BASE, modules=("cls_bpf", "sch_ingress"),
        sysctls={forwarding[version]: "1" for version in ctx.families}, about=(cilium,),
    )  # fmt: skip
    yield KernelNeed(feature="L7 proxy", modules=PROXY_MODULES, configs=PROXY_CONFIGS, about=(cilium,))
    if cilium.kube_proxy_replacement:
        modules, configs = ("inet_diag", "udp_diag", "tcp_diag"), ("INET_DIAG", "INET_UDP_DIAG", "INET_DIAG_DESTROY")
        feature = "ending connections to backends that are gone"
        yield KernelNeed(feature=feature, modules=modules, configs=configs, about=(cilium,))
    if cilium.tunnels or (cilium.dsr and cilium.load_balancer.dsr_dispatch == "geneve"):
        name = cilium.routing.protocol
        yield KernelNeed(feature=f"{name} tunnel", modules=(name,), configs=(name.upper(),), about=(cilium.routing,))
    yield from _masquerading(cilium)
    yield from _encryption(cilium)
    yield from _speed(cilium)
    if cilium.dsr:
        yield KernelNeed(feature="direct server return", sysctls=LOOSE, about=(cilium.load_balancer,))
    if cilium.egress_gateway:
        yield KernelNeed(feature="egress gateway", sysctls=LOOSE, about=(cilium.egress_gateway[0],))


def _masquerading(cilium: Settings) -> Iterator[KernelNeed]:
    if cilium.masquerade == "iptables":
        modules = ("xt_set", "ip_set", "ip_set_hash_ip", "xt_comment")
        configs = ("NETFILTER_XT_SET", "IP_SET", "IP_SET_HASH_IP", "NETFILTER_XT_MATCH_COMMENT")
        yield KernelNeed(feature="masquerading by iptables", modules=modules, configs=configs, about=(cilium,))


def _encryption(cilium: Settings) -> Iterator[KernelNeed]:
    if cilium.encrypted is None:
        return
    if cilium.encrypted.type == "wireguard":
        yield KernelNeed(feature="WireGuard", modules=("wireguard",), configs=("WIREGUARD",), about=(cilium,))
    else:
        modules, configs = ("xfrm_user", "esp4", "esp6"), ("XFRM", "XFRM_USER", "INET_ESP", "INET6_ESP", "CRYPTO_GCM")
        yield KernelNeed(feature="IPsec", modules=modules, configs=configs, about=(cilium,))


def _speed(cilium: Settings) -> Iterator[KernelNeed]:
    manager = cilium.bandwidth_manager
    if manager is not None:
        about = (manager,)
        yield KernelNeed(feature="bandwidth manager", modules=("sch_fq",), configs=("NET_SCH_FQ",), about=about)
        if manager.bbr:
            yield KernelNeed(feature="BBR for pods", version="5.18", modules=("tcp_bbr",), about=about)
    if "ipv6" in cilium.big_tcp:
        yield KernelNeed(feature="IPv6 BIG TCP", version="5.19", about=(cilium,))
    if "ipv4" in cilium.big_tcp:
        yield KernelNeed(feature="IPv4 BIG TCP", version="6.3", about=(cilium,))
    if cilium.datapath in ("netkit", "netkit-l2"):
        # With endpointRoutes packets lost their identity before 6.13 (cilium/cilium#35306).
        version = "6.13" if cilium.endpoint_routes else "6.8"
        yield KernelNeed(feature="netkit", version=version, modules=("netkit",), configs=("NETKIT",), about=(cilium,))
