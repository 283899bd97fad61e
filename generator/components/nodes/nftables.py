"""The openings as rules for nftables.

They stand in a chain of their own in the table that distributions ship (`inet filter`): an `accept` in another table
would not help against a `drop` there (nftables wiki, netfilter hooks: every base chain is passed).
"""

from __future__ import annotations

from generator.components.nodes.firewall import Opening, openings
from generator.core.context import Context

TABLE, INPUT, CHAIN = "inet filter", "input", "infraflux"
TO_PROXY = "0x200"
"""Mark of packets that Cilium hands to its proxy on the node (MARK_MAGIC_TO_PROXY, bpf/lib/common.h). That a ruleset which
drops needs this rule was not tried on a node."""
_FAMILY = {False: ("ip", "icmp"), True: ("ip6", "icmpv6")}


def nftables(ctx: Context, role: str) -> list[str]:
    """Loading them again replaces the rules; a second jump does no harm."""
    rules = [rule for one in openings(ctx, role) for rule in _rules(one)]
    rules += [f'{_FAMILY[":" in n][0]} saddr {n.canonical} accept comment "pods"' for n in ctx.cluster.networks.pods]
    rules.append(f'meta mark and 0xf00 == {TO_PROXY} accept comment "to the proxy of Cilium: gateways, L7 policies"')
    return [
        f"add table {TABLE}",
        f"add chain {TABLE} {CHAIN}",
        f"flush chain {TABLE} {CHAIN}",
        f"insert rule {TABLE} {INPUT} jump {CHAIN}",
        *(f"add rule {TABLE} {CHAIN} {rule}" for rule in rules),
    ]


def _rules(one: Opening) -> list[str]:
    """One rule per family; from anywhere, one for both (for ICMP two)."""
    end = f'accept comment "{one.why}"'
    found = []
    for six in (False, True):
        family, icmp = _FAMILY[six]
        sources = [source for source in one.sources if (":" in source) == six]
        what = f"{icmp} type echo-request" if one.protocol == "icmp" else f"{one.protocol} dport {one.port}"
        if sources:
            found.append(f"{family} saddr {{ {', '.join(sources)} }} {what} {end}")
        elif not one.sources and (one.protocol == "icmp" or not six):
            found.append(f"{what} {end}")
    return found
