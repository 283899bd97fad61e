"""Which ports each kind of node opens, and to whom."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from generator.components.nodes.roles import servers
from generator.core.context import Context
from generator.core.inventory import Node
from generator.core.offer import Port

ANYBODY = ()


class Opening(Struct, frozen=True, kw_only=True):
    """One port, as a firewall is told."""

    port: str
    """`6443`, `30000-32767`; the type for ICMP."""
    protocol: str
    """tcp, udp or icmp."""
    sources: tuple[str, ...]
    """Networks and addresses; (): from anywhere."""
    why: str


def openings(ctx: Context, role: str) -> tuple[Opening, ...]:
    """What nodes of a role (`server`, `agent`) open, by protocol and port; each once."""
    wanted: dict[tuple[str, str], tuple[list[str], set[str], bool]] = {}
    for port in ctx.offers(Port):
        if port.targets not in ("nodes", f"{role}s"):
            continue
        whys, sources, anybody = wanted.setdefault(_split(port.port), ([], set(), False))
        found = _sources(ctx, port.sources)
        if port.why not in whys:
            whys.append(port.why)
        sources.update(found or ())
        wanted[_split(port.port)] = (whys, sources, anybody or found is None)
    return tuple(
        Opening(
            port=number,
            protocol=protocol,
            sources=ANYBODY if anybody else tuple(sorted(sources)),
            why=", ".join(whys),
        )
        for (number, protocol), (whys, sources, anybody) in sorted(wanted.items(), key=_order)
    )


def _order(item: tuple[tuple[str, str], object]) -> tuple[str, int]:
    (number, protocol), _ = item
    return protocol, int(number.partition("-")[0])


def _split(port: str) -> tuple[str, str]:
    head, _, tail = port.partition("/")
    return (tail, "icmp") if head == "icmp" else (head, tail or "tcp")


def _sources(ctx: Context, sources: str) -> tuple[str, ...] | None:
    """None: addresses that nobody wrote down, so the port is open to all."""
    found: list[str] = []
    for who in (part.strip() for part in sources.split(",")):
        if who == "nodes":
            found += [network.canonical for network in ctx.cluster.networks.nodes] or _hosts(ctx.nodes)
        elif who == "servers":
            found += _hosts(servers(ctx))
        elif who == "routers":
            found += _routers(ctx)
        elif who == "prometheus":  # a pod: behind its own address, or its node's
            found += [network.canonical for network in (*ctx.cluster.networks.pods, *ctx.cluster.networks.nodes)]
        else:  # clients, clusters
            return None
    return tuple(found) or None


def _hosts(nodes: Iterable[Node]) -> list[str]:
    return [str(address) for node in nodes for address in node.addresses]


def _routers(ctx: Context) -> list[str]:
    """Addresses of the routers, read where a cluster has any."""
    routers = getattr(ctx.section("bgp"), "routers", ())
    return [str(address) for router in routers for address in router.addresses]
