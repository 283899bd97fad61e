"""GoBGP as Cilium's agent configures it: made of the generated CiliumBGP* objects and of nothing else.

What Cilium hands to GoBGP is read from its pkg/bgp/gobgp (1.20): timers, transport, MD5, multihop, graceful restart with
N-bit, families of the peer config. Without `localPort` the agent opens no listener.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.core.selector import from_spec, select

Document = dict[str, Any]


def speakers(
    documents: list[Document],
    labels: Mapping[str, str],
    node: str,
    router_id: str,
    *,
    secrets: Mapping[str, str] | None = None,
    gateways: Mapping[str, str] | None = None,
) -> list[Document]:
    """One GoBGP configuration per BGP instance of a node.

    `labels` are the node's, `secrets` the passwords by Secret name, `gateways` its default gateways by `ipv4`, `ipv6`.
    """
    configs = {_name(d): d["spec"] for d in documents if d["kind"] == "CiliumBGPPeerConfig"}
    override: Document = next(
        (d["spec"] for d in documents if d["kind"] == "CiliumBGPNodeConfigOverride" and _name(d) == node), {}
    )
    found = []
    for document in documents:
        if document["kind"] != "CiliumBGPClusterConfig":
            continue
        spec = document["spec"]
        if not select(from_spec(spec.get("nodeSelector", {})), labels):
            continue
        for instance in spec["bgpInstances"]:
            own = _named(override.get("bgpInstances", ()), instance["name"])
            found.append(
                {
                    "global": {
                        "config": {
                            "as": own.get("localASN", instance["localASN"]),
                            "router-id": own.get("routerID", router_id),
                            "port": own.get("localPort", instance.get("localPort", -1)),
                        }
                    },
                    "neighbors": list(_neighbors(instance, own, configs, secrets or {}, gateways or {})),
                }
            )
    return found


def _neighbors(
    instance: Document,
    override: Document,
    configs: Mapping[str, Document],
    secrets: Mapping[str, str],
    gateways: Mapping[str, str],
) -> Iterator[Document]:
    for peer in instance["peers"]:
        config = configs[peer["peerConfigRef"]["name"]]
        timers, restart = config.get("timers", {}), config.get("gracefulRestart", {})
        transport = {
            "remote-port": config.get("transport", {}).get("peerPort", 179),
            "local-address": _named(override.get("peers", ()), peer["name"]).get("localAddress"),
        }
        multihop = config.get("ebgpMultihop", 1)
        enabled = bool(restart.get("enabled"))
        body: Document = {
            "config": {
                "neighbor-address": _address(peer, gateways),
                "peer-as": peer["peerASN"],
                "description": str(peer["name"]),
            },
            "timers": {
                "config": {
                    "hold-time": timers.get("holdTimeSeconds", 90),
                    "keepalive-interval": timers.get("keepAliveTimeSeconds", 30),
                    "connect-retry": timers.get("connectRetryTimeSeconds", 120),
                }
            },
            "transport": {"config": {key: value for key, value in transport.items() if value is not None}},
            "afi-safis": [_family(family, enabled) for family in config["families"]],
        }
        if secret := config.get("authSecretRef"):
            body["config"]["auth-password"] = secrets[secret]
        if multihop > 1:
            body["ebgp-multihop"] = {"config": {"enabled": True, "multihop-ttl": multihop}}
        if enabled:
            seconds = restart.get("restartTimeSeconds", 120)
            body["graceful-restart"] = {
                "config": {"enabled": True, "restart-time": seconds, "notification-enabled": True}
            }
        yield body


def _address(peer: Document, gateways: Mapping[str, str]) -> str:
    if "peerAddress" in peer:
        return str(peer["peerAddress"])
    return gateways[peer["autoDiscovery"]["defaultGateway"]["addressFamily"]]


def _family(family: Document, restart: bool) -> Document:
    said: Document = {"config": {"afi-safi-name": f"{family['afi']}-{family['safi']}"}}
    if restart:
        said["mp-graceful-restart"] = {"config": {"enabled": True}}
    return said


def _name(document: Document) -> str:
    return str(document["metadata"]["name"])


def _named(items: Any, name: str) -> Document:
    return next((item for item in items if item["name"] == name), {})
