"""Sessions: what they carry, how they are secured, who listens."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.bgp.sessions import Session, groups, sessions
from generator.components.bgp.settings import Router, Settings
from generator.components.cilium import COMPONENT as CILIUM
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Problem, check

RESERVED = (23456, 65535, 4294967295)


@check("bgp/multihop-on-ibgp", WARNING)
def multihop_on_ibgp(_ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """`multihop` is set for a router of the cluster's own AS number.

    iBGP is not bound to one hop: the field `ebgpMultihop` is not read for it (CRD CiliumBGPPeerConfig).
    """
    for router in bgp.routers:
        if router.multihop is not None and router.asn == router.local_asn:
            yield Problem(
                router,
                "multihop",
                f"router {router.name!r} has the cluster's own AS number: `multihop` does nothing",
                hint="remove it",
            )


@check("bgp/reserved-asn", WARNING)
def reserved_asn(_ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """An AS number is one that nobody may have: 23456 stands for those of four bytes, 65535 and 4294967295 are kept back.

    RFC 6793 (AS_TRANS), RFC 7300. A router may refuse the session, or paths with it.
    """
    found: list[tuple[object, str, int | None]] = [(bgp, "asn", bgp.asn)]
    found += [(router, "asn", router.asn) for router in bgp.routers]
    found += [(router, "localASN", router.local_asn) for router in bgp.routers if router.local_asn != bgp.asn]
    found += [(override, "localASN", override.local_asn) for override in bgp.overrides]
    for about, field, asn in found:
        if asn in RESERVED:
            yield Problem(
                about,
                field,
                f"AS number {asn} is reserved",
                hint="take one of 64512 to 65534, or of 4200000000 to 4294967294",
            )


@check("bgp/session-without-family")
def session_without_family(ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """A session carries only families that pods of this cluster do not have.

    The agent cannot advertise routes of a family that it does not run: the session would stay empty (Cilium docs, BGP,
    families).
    """
    known = _known(ctx)
    for router in bgp.routers:
        for session in sessions(router):
            if not known & set(session.families):
                path, what = _where(router, session, known)
                yield Problem(
                    router,
                    path,
                    f"session {session.name!r} carries {' and '.join(session.families)}, "
                    f"but the cluster has {' and '.join(sorted(known))} only",
                    hint=what,
                    others=(Other(ctx.cluster.networks, "pods", "pod networks are here"),),
                )


@check("bgp/family-not-in-cluster", WARNING)
def family_not_in_cluster(ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """A router is to hear a family that pods of this cluster do not have, beside one that they have.

    The agent runs the cluster's families only: nothing of the other one is ever advertised (Cilium docs, BGP, families).
    """
    known = _known(ctx)
    for router in bgp.routers:
        for index, family in enumerate(router.families):
            if family not in known and known & set(router.families):
                yield Problem(
                    router,
                    ("families", index),
                    f"router {router.name!r} is to hear {family}, but the cluster has {' and '.join(sorted(known))} only",
                    hint="remove the family, or make the cluster dual stack (`cluster.networks`)",
                    others=(Other(ctx.cluster.networks, "pods", "pod networks are here"),),
                )


@check("bgp/password-key")
def password_key(_ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """The password of a session is to be read from a key that is not `password`.

    Cilium reads the key `password` and no other; without it the session runs with an empty password and fails on the
    far side as a timeout (Cilium docs, BGP, MD5 password).
    """
    for router in bgp.routers:
        if router.password is not None and router.password.key not in (None, "password"):
            yield Problem(
                router.password,
                "key",
                f"the key of a BGP password is always `password`, not {router.password.key}",
                hint="remove `key`, and name the key in the Secret `password`",
            )


@check("bgp/needs-newer-cilium")
def needs_newer_cilium(ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """`sourceInterface` or an advertisement of an interface is written, but Cilium is older than 1.19.

    The CRDs of 1.18 do not have the fields: the API server drops them or refuses the object (CRDs of Cilium 1.18, 1.19).
    """
    cilium = ctx.get(CILIUM)
    if cilium is None or cilium.version.numbers >= (1, 19, 0):
        return
    found: list[tuple[object, str]] = [(r, "sourceInterface") for r in bgp.routers if r.source_interface is not None]
    found += [(a, "interface") for a in bgp.advertisements if a.interface is not None]
    for about, field in found:
        yield Problem(
            about,
            field,
            f"`{field}` needs Cilium 1.19, this cluster has {cilium.version.bare}",
            hint="remove it, or upgrade Cilium first",
            others=(Other(cilium, "version", "the version is here"),),
        )


@check("bgp/any-asn-while-listening", WARNING)
def any_asn_while_listening(_ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """Nodes accept connections, and a router of any AS number may connect without a password.

    AS number 0 switches the check of the OPEN message off (CRD CiliumBGPClusterConfig, peerASN): whoever can send from
    that address gets a session.
    """
    if bgp.listen is None:
        return
    for router in bgp.routers:
        if router.asn == 0 and router.password is None:
            yield Problem(
                router,
                "asn",
                f"any AS number is accepted from {router.name!r}, while nodes listen on port {bgp.listen}",
                hint="write its AS number, or a `password`",
                others=(Other(bgp, "listen", "nodes listen because of this"),),
            )


@check("bgp/listen-shared")
def listen_shared(_ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """Nodes have two BGP instances that would listen on one port.

    Each AS number is an instance with a listener of its own: the second one cannot bind and is not started
    (CRD CiliumBGPClusterConfig, localPort).
    """
    if bgp.listen is None:
        return
    for group in groups(bgp):
        talking = [instance for instance in group.instances if instance.sessions]
        for instance in talking[1:]:
            first, router = talking[0], instance.sessions[0].router
            yield Problem(
                router,
                "localASN",
                f"AS numbers {first.asn} and {instance.asn} of the same nodes would both listen on port {bgp.listen}",
                hint="use one AS number on these nodes, or do without `listen`",
                others=(Other(bgp, "listen", "nodes listen because of this"),),
            )


def _known(ctx: Context) -> set[str]:
    return {f"ipv{version}" for version in ctx.families}


def _where(router: Router, session: Session, known: set[str]) -> tuple[str | tuple[str | int, ...], str]:
    """What decides the families of a session, and what to do about it."""
    if router.families:
        return "families", "remove the family, or make the cluster dual stack (`cluster.networks`)"
    if session.address is None:
        return "discover", "discover the other family only"
    way = f"write `families: [{', '.join(sorted(known))}]` if it is to carry them"
    at = router.addresses.index(session.address)
    return ("addresses", at), f"remove the address, or {way}" if len(router.addresses) > 1 else way
