"""Cilium's BGP objects: who peers with whom, how, and what is said."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.bgp.advertisements import LABEL, Offered, offered, spec
from generator.components.bgp.overrides import overrides
from generator.components.bgp.sessions import Group, Instance, Session, groups
from generator.components.bgp.settings import Settings
from generator.components.pools import COMPONENT as POOLS
from generator.core.artifact import Json, Manifest, manifest, pruned
from generator.core.context import Context

API = "cilium.io/v2"
UNIT = "cilium/bgp"


def emit(ctx: Context, bgp: Settings) -> Iterator[Manifest]:
    """One cluster config per group of nodes, one peer config per session, one object per advertisement.

    Equal peer configs are not shared: whose name would it be? Each has its peer's, so that no router's end, or change, is
    seen in another's objects.
    """
    found, advertisements = groups(bgp), offered(bgp)
    for group in found:
        routers = tuple(dict.fromkeys(session.router for session in group.sessions))
        body = _cluster_config(group, bgp)
        yield manifest(UNIT, "cluster-configs", API, "CiliumBGPClusterConfig", group.name, about=routers, spec=body)
    for session in sorted((s for group in found for s in group.sessions), key=lambda s: s.name):
        body = _peer_config(session, advertisements)
        yield manifest(
            UNIT, "peer-configs", API, "CiliumBGPPeerConfig", session.name, about=(session.router,), spec=body
        )
    pools = {str(pool.name): pool.services for pool in ctx.get(POOLS) or ()}
    for one in advertisements:
        yield manifest(
            UNIT,
            "advertisements",
            API,
            "CiliumBGPAdvertisement",
            one.name,
            labels={LABEL: one.name},
            about=(one.about,),
            spec=spec(one, pools),
        )
    for override, body in overrides(ctx, bgp, found):
        yield manifest(
            UNIT, "node-overrides", API, "CiliumBGPNodeConfigOverride", override.name, about=(override,), spec=body
        )


def _cluster_config(group: Group, bgp: Settings) -> Json:
    selector = group.selector.spec()
    instances = [_instance(instance, bgp) for instance in group.instances]
    return {"nodeSelector": selector, "bgpInstances": instances} if selector else {"bgpInstances": instances}


def _instance(instance: Instance, bgp: Settings) -> Json:
    peers = [_peer(session) for session in instance.sessions]
    return pruned({"name": instance.name, "localASN": instance.asn, "localPort": bgp.listen, "peers": peers})


def _peer(session: Session) -> Json:
    peer: Json = {"name": session.name, "peerASN": session.router.asn}
    if session.address is None:
        peer["autoDiscovery"] = {"mode": "DefaultGateway", "defaultGateway": {"addressFamily": session.family}}
    else:
        peer["peerAddress"] = str(session.address)
    return {**peer, "peerConfigRef": {"name": session.name}}


def _peer_config(session: Session, advertisements: tuple[Offered, ...]) -> Json:
    router = session.router
    timers = {
        "connectRetryTimeSeconds": router.connect_retry and router.connect_retry.whole_seconds,
        "holdTimeSeconds": router.hold_time and router.hold_time.whole_seconds,
        "keepAliveTimeSeconds": router.keepalive and router.keepalive.whole_seconds,
    }
    restart = router.graceful_restart
    transport = {
        "peerPort": None if router.port == 179 else router.port,
        "sourceInterface": router.source_interface,
    }
    heard = [one.name for one in advertisements if one.heard_by(router)]
    return pruned(
        {
            "transport": pruned(transport) or None,
            "timers": pruned(timers) or None,
            "authSecretRef": router.password and str(router.password.secret),
            "gracefulRestart": restart and {"enabled": True, "restartTimeSeconds": restart.whole_seconds},
            "ebgpMultihop": router.multihop,
            "families": [_family(family, heard) for family in session.families],
        }
    )


def _family(family: str, heard: list[str]) -> Json:
    said: Json = {"afi": family, "safi": "unicast"}
    if len(heard) == 1:
        said["advertisements"] = {"matchLabels": {LABEL: heard[0]}}
    elif heard:
        said["advertisements"] = {"matchExpressions": [{"key": LABEL, "operator": "In", "values": heard}]}
    return said
