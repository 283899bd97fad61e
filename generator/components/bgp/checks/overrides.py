"""What single nodes do differently: names that must exist, and numbers that must differ."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.bgp.overrides import instances_of
from generator.components.bgp.sessions import family_of, groups
from generator.components.bgp.settings import Override, Settings
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Problem, called_alike, check
from generator.core.suggest import did_you_mean


@check("bgp/override-names-no-node")
def override_names_no_node(ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """An override is called as no listed node is.

    Cilium finds a CiliumBGPNodeConfigOverride by the name of the node: this one has no effect.
    """
    names = [node.name for node in ctx.nodes]
    for override in bgp.overrides if names else ():
        if override.name not in names:
            yield Problem(
                override,
                "name",
                f"no node is called {override.name!r}",
                hint=did_you_mean(override.name, names) or "name a listed node",
            )


@check("bgp/override-of-unpeered-node")
def override_of_unpeered_node(ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """An override names a node that peers with no router.

    No CiliumBGPClusterConfig selects the node, so there is nothing to override.
    """
    found = groups(bgp)
    listed = {node.name for node in ctx.nodes}
    for override in bgp.overrides:
        if override.name in listed and not instances_of(ctx, override.name, found):
            yield Problem(
                override,
                "name",
                f"node {override.name!r} peers with no router",
                hint="remove the override, or let `nodes` select the node",
            )


@check("bgp/override-of-nothing")
def override_of_nothing(_ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """An override says nothing.

    It would be an empty object, which the API server refuses (CRD CiliumBGPNodeConfigOverride, bgpInstances minItems 1).
    """
    for override in bgp.overrides:
        if not _says(override):
            yield Problem(
                override,
                (),
                f"the override of node {override.name!r} says nothing",
                hint="write `routerID`, `listen`, `localASN` or `localAddresses`, or remove it",
            )


@check("bgp/duplicate-override")
def duplicate_override(_ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """Two overrides are for one node.

    They would be one CiliumBGPNodeConfigOverride: the one applied last wins.
    """
    seen: dict[str, Override] = {}
    for override in bgp.overrides:
        first = seen.setdefault(override.name, override)
        if first is not override:
            yield called_alike(first, override, f"node {override.name!r} has two overrides", "put them into one")


@check("bgp/override-names-no-session")
def override_names_no_session(ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """A local address is given for a session that the node does not have.

    Peers of an override must be called as those of the CiliumBGPClusterConfig, or they have no effect
    (Cilium docs, BGP, node override).
    """
    found = groups(bgp)
    for override in bgp.overrides:
        instances = instances_of(ctx, override.name, found)
        names = [session.name for instance in instances for session in instance.sessions]
        for name in override.local_addresses if instances else ():
            if name not in names:
                yield Problem(
                    override,
                    ("localAddresses", name),
                    f"node {override.name!r} has no session {name!r}",
                    hint=did_you_mean(name, names) or f"its sessions are {', '.join(sorted(names))}",
                )


@check("bgp/local-address-of-other-family")
def local_address_of_other_family(ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """A node is to peer from an IPv4 address with an IPv6 one, or the other way round.

    A TCP connection has one family: the session can never be opened.
    """
    found = groups(bgp)
    for override in bgp.overrides:
        for instance in instances_of(ctx, override.name, found):
            for session in instance.sessions:
                address = override.local_addresses.get(session.name)
                if address is not None and family_of(address) != session.family:
                    yield Problem(
                        override,
                        ("localAddresses", session.name),
                        f"session {session.name!r} runs over {session.family}, {address} is {family_of(address)}",
                        hint="write an address of the session's family",
                        others=(Other(session.router, (), "the router is here"),),
                    )


def _says(override: Override) -> bool:
    return bool(override.router_id or override.listen or override.local_asn or override.local_addresses)


@check("bgp/router-id-twice", WARNING)
def router_id_twice(_ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """Two nodes are given one router ID.

    It must tell all speakers of an AS apart (RFC 6286, 2.1): whoever compares paths, or reflects them, takes both for one.
    """
    seen: dict[tuple[int, int], Override] = {}
    for override in bgp.overrides:
        if override.router_id is not None:
            key = (override.local_asn or bgp.asn, override.router_id.number)
            first = seen.setdefault(key, override)
            if first is not override:
                message = f"nodes {first.name!r} and {override.name!r} both have router ID {override.router_id}"
                yield Problem(
                    override,
                    "routerID",
                    message,
                    hint="give each node its own",
                    others=(Other(first, "routerID", "the other one is here"),),
                    mirror=message,
                )
