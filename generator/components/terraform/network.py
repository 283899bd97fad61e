"""The numbers of the network: variables with the inventory's values, and what routers need to know."""

from __future__ import annotations

from generator.components.bgp import COMPONENT as BGP
from generator.components.bgp import Side, sides
from generator.components.pools import COMPONENT as POOLS
from generator.core.artifact import Json
from generator.core.context import Context

NETWORKS = "${alltrue([for network in var.%s : can(cidrhost(network, 0))])}"


def variables(ctx: Context) -> Json:
    """The bodies of `variable` blocks, by name."""
    networks = ctx.cluster.networks
    found: Json = {
        "node_networks": _networks("node_networks", "Networks that the nodes stand in.", networks.nodes),
        "pod_networks": _networks("pod_networks", "Networks of pods.", networks.pods),
        "service_networks": _networks("service_networks", "Networks of Services.", networks.services),
    }
    pools = ctx.get(POOLS) or ()
    if pools:
        found["pools"] = {
            "type": "map(list(string))",
            "description": "Addresses of Services of type LoadBalancer, by pool.",
            "default": {str(pool.name): [str(block) for block in pool.blocks] for pool in pools},
            "validation": [
                {
                    "condition": "${alltrue([for block in flatten(values(var.pools)) : "
                    'can(cidrhost(block, 0)) || length(split("-", block)) == 2])}',
                    "error_message": "Write each block as a network in CIDR notation, or as first-last.",
                }
            ],
        }
    bgp = ctx.get(BGP)
    if bgp is not None:
        found["bgp_asn"] = {
            "type": "number",
            "description": "AS number of the cluster.",
            "default": bgp.asn,
            "validation": [
                {
                    "condition": "${var.bgp_asn >= 1 && var.bgp_asn <= 4294967295 && floor(var.bgp_asn) == var.bgp_asn}",
                    "error_message": "An AS number is a whole number from 1 to 4294967295.",
                }
            ],
        }
    return found


def outputs(ctx: Context) -> Json:
    """The bodies of `output` blocks, by name."""
    found: Json = {
        "networks": {
            "description": "Networks of the cluster.",
            "value": {kind: f"${{var.{kind}_networks}}" for kind in ("node", "pod", "service")},
        }
    }
    bgp = ctx.get(BGP)
    if bgp is not None:
        found["bgp_routers"] = {
            "description": "Each router's side of the BGP sessions: who peers with it, and what it may accept.",
            "value": {str(side.router.name): _side(side) for side in sides(ctx, bgp)},
        }
    return found


def examples(ctx: Context) -> Json:
    """A value per variable, as the inventory has it."""
    return {name: body["default"] for name, body in variables(ctx).items()}


def _networks(name: str, description: str, networks: tuple[str, ...]) -> Json:
    return {
        "type": "list(string)",
        "description": description,
        "default": [str(network) for network in networks],
        "validation": [
            {"condition": NETWORKS % name, "error_message": "Write each network in CIDR notation: 10.0.0.0/24."}
        ],
    }


def _side(side: Side) -> Json:
    return {
        "asn": side.router.asn,
        "addresses": [str(address) for address in side.addresses],
        "port": side.router.port,
        "neighbors": [
            {"node": str(one.node), "address": str(one.address), "asn": one.asn, "families": list(one.families)}
            for one in side.neighbors
        ],
        "ranges": [str(network) for network in side.ranges],
        "accept": [
            {"network": one.network, "from_length": one.lengths[0], "to_length": one.lengths[1]}
            for one in side.prefixes
        ],
        "hold_seconds": side.hold,
        "keepalive_seconds": side.keepalive,
    }
