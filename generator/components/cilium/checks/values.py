"""Values written by hand that agents refuse, as far as a value and the typed fields decide it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

from generator.components.cilium.capabilities import FORBIDDEN
from generator.components.cilium.minors import AGENT, CLEANING
from generator.components.cilium.settings import Settings
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.exposure import of_services
from generator.core.judgement import Problem, check
from generator.core.net import Address, Endpoint
from generator.core.values import at, items, shown


class Refused(Struct, frozen=True):
    """A value that agents do not start with."""

    path: tuple[str, ...]
    wrong: Callable[[Any, Settings, Context], bool]
    why: str
    """What is, continued after the path."""
    hint: str


TABLES = (251, 509, 1021, 2039, 4093, 8191, 16381, 32749, 65521, 131071)
"""Sizes of Maglev's table that agents take: primes (Cilium, kubeproxy-free.rst, Maglev)."""
SEED = re.compile(r"[A-Za-z0-9+/]{16}")
"""Twelve bytes as base64."""


REFUSED = (
    Refused(
        ("maglev", "tableSize"),
        lambda value, _cilium, _ctx: value not in TABLES,
        "is no size that Maglev's table can have",
        f"use one of {', '.join(map(str, TABLES))}",
    ),
    Refused(
        ("maglev", "hashSeed"),
        lambda value, _cilium, _ctx: not (isinstance(value, str) and SEED.fullmatch(value)),
        "is no seed of twelve bytes",
        "make one: `head -c12 /dev/urandom | base64 -w0`",
    ),
    Refused(
        ("egressMasqueradeInterfaces",),
        lambda value, cilium, _ctx: bool(value) and cilium.masquerade == "bpf",
        "chooses devices for masquerading, which BPF does not allow",
        "use `cilium.devices`, or `masquerade: iptables`",
    ),
    Refused(
        ("enableMasqueradeRouteSource",),
        lambda value, cilium, _ctx: value is True and cilium.masquerade == "bpf",
        "does not work with masquerading by BPF",
        "remove it, or use `masquerade: iptables`",
    ),
    Refused(
        ("ipMasqAgent", "enabled"),
        lambda value, cilium, _ctx: value is True and cilium.masquerade != "bpf",
        "needs masquerading by BPF",
        "use `masquerade: bpf`",
    ),
    Refused(
        ("installIptablesRules",),
        lambda value, cilium, _ctx: value is False and (cilium.kube_proxy_replacement or cilium.masquerade == "bpf"),
        "takes away the iptables rules that kube-proxy replacement and BPF masquerading need",
        "remove it",
    ),
    Refused(
        ("installNoConntrackIptablesRules",),
        lambda value, cilium, ctx: (
            value is True
            and (
                cilium.tunnels
                or 4 not in ctx.families
                or cilium.masquerade == "iptables"
                or not cilium.kube_proxy_replacement
            )
        ),
        "needs native routing, IPv4, kube-proxy replacement and no masquerading by iptables",
        "remove it",
    ),
    Refused(
        ("bpf", "tproxy"),
        lambda value, cilium, _ctx: value is True and cilium.datapath in ("netkit", "netkit-l2"),
        "does not work on netkit devices",
        "keep `datapath: veth`, or remove it",
    ),
    Refused(
        ("dnsProxy", "enableTransparentMode"),
        lambda value, cilium, _ctx: (
            value is False and cilium.encrypted is not None and cilium.encrypted.type == "ipsec"
        ),
        "must stay on with IPsec",
        "remove it",
    ),
    Refused(
        ("enableCiliumNodeCRD",),
        lambda value, cilium, _ctx: value is False and cilium.encryption is not None,
        "takes away the objects by which encrypting nodes know each other",
        "remove it",
    ),
    Refused(
        ("nodePort", "addresses"),
        lambda value, _cilium, _ctx: value == [],
        "leaves no address to NodePorts",
        "remove it: it means all addresses of the nodes' devices",
    ),
)
"""Sources, all Cilium 1.20: daemon/cmd/daemon.go and daemon_main.go, pkg/kpr/initializer, pkg/datapath/connector."""


@check("cilium/fatal-value")
def fatal_value(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """A value under `values` that agents refuse beside the rest of the section: they do not start.

    Cilium, daemon/cmd/daemon.go, daemon/cmd/daemon_main.go, pkg/kpr/initializer, pkg/datapath/connector.
    """
    for refused in REFUSED:
        value = at(cilium.values, refused.path)
        if value is not None and refused.wrong(value, cilium, ctx):
            path = ".".join(refused.path)
            yield Problem(
                cilium, ("values", *refused.path), f"`{path}: {shown(value)}` {refused.why}", hint=refused.hint
            )


@check("cilium/policies-only-audited", WARNING)
def policies_only_audited(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """`policyAuditMode`: no policy is enforced anywhere, drops are only logged.

    Cilium, Documentation/security/policy-creation.rst.
    """
    if at(cilium.values, ("policyAuditMode",)) is True:
        yield Problem(
            cilium,
            ("values", "policyAuditMode"),
            "no policy of the cluster is enforced",
            hint="remove it once the policies have been seen to fit",
        )


NEEDED: dict[str, tuple[str, ...]] = {"NET_ADMIN": (), "SYS_ADMIN": ("BPF", "PERFMON")}
"""Capabilities of the agent that nothing works without, and what stands in their place."""


@check("cilium/capability-taken")
def capability_taken(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """A list of capabilities under `values` lacks one that agents, or a feature in use, need: it replaces the derived one.

    Agents change routes and load programs, whatever is on (charts 1.18 to 1.20, values.yaml: NET_ADMIN; SYS_ADMIN, or BPF and
    PERFMON in its place).
    """
    for item in items(ctx, "cilium"):
        path = tuple(item.path.split("."))
        written = at(cilium.values, path)
        if isinstance(written, list) and path[:1] != () and "capabilities" in path and item.item not in written:
            yield Problem(
                cilium,
                ("values", *path),
                f"the list of capabilities lacks {item.item}",
                hint=f"add {item.item}, or remove the list: it follows",
            )
    agent = at(cilium.values, tuple(AGENT.split(".")))
    for name, instead in NEEDED.items() if isinstance(agent, list) and not _privileged(cilium) else ():
        if name not in agent and not (instead and set(instead) <= set(agent)):
            yield Problem(
                cilium,
                ("values", *AGENT.split(".")),
                f"the list of capabilities lacks {name}, without which no agent works",
                hint=f"add {name}, or remove the list: it follows",
            )


@check("cilium/capability-forbidden")
def capability_forbidden(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """A list of capabilities under `values` has one that the distribution gives to nobody: the pod does not start.

    Talos lets no pod load kernel modules (siderolabs/docs, deploying Cilium). Of a privileged pod the chart writes no list.
    """
    name = None if _privileged(cilium) else FORBIDDEN.get(ctx.cluster.distribution)
    for path in (AGENT, CLEANING) if name else ():
        written = at(cilium.values, tuple(path.split(".")))
        if isinstance(written, list) and name in written:
            yield Problem(
                cilium,
                ("values", *path.split("."), written.index(name)),
                f"{ctx.cluster.distribution} gives {name} to no pod",
                hint=f"take {name} out, or remove the list: it follows",
            )


def _privileged(cilium: Settings) -> bool:
    return at(cilium.values, ("securityContext", "privileged")) is True


@check("cilium/api-behind-services")
def api_behind_services(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """`k8sServiceHost` under `values` is an address that works only once Cilium runs.

    Agents that replace kube-proxy dial it before they program any Service: no node becomes Ready (Cilium docs, kube-proxy free).
    """
    host = at(cilium.values, ("k8sServiceHost",))
    address = Address(host) if isinstance(host, str) and Endpoint.is_address(host) else None
    what = of_services(ctx, address) if address is not None and cilium.kube_proxy_replacement else None
    if what is not None:
        yield Problem(
            cilium,
            ("values", "k8sServiceHost"),
            f"`k8sServiceHost` {address} is {what}: nothing answers there before Cilium runs",
            hint="remove it, or name an address that servers hold themselves in `cluster.api.host`",
        )
