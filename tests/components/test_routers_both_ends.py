"""What a router's file says of a node is what the node's CiliumBGP* objects say of the router, for every case there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml
from msgspec import Struct

from generator.components.cilium import COMPONENT as CILIUM
from generator.components.pools import selected_services
from generator.components.routers import Device, devices
from generator.core.announcing import families, peers, service_entries
from generator.core.graph import Graph
from generator.core.net import Address, Network
from generator.core.selector import disjoint, select
from generator.pipeline import Compiled
from tests.harness import cases, compiled
from tests.real.routers.speaker import speakers

NEIGHBOR = {
    "frr": r"neighbor ([0-9a-f.:]+) remote-as (\d+)",
    "eos": r"neighbor ([0-9a-f.:]+) remote-as (\d+)",
    "ios-xe": r"neighbor ([0-9a-f.:]+) remote-as (\d+)",
    "vyos": r"neighbor ([0-9a-f.:]+) remote-as (\d+)",
    "bird": r"neighbor ([0-9a-f.:]+) (?:port \d+ )?as (\d+);",
    "routeros": r"remote\.address=([0-9a-f.:]+)/(?:32|128) \.as=(\d+)",
    "junos": r"neighbor ([0-9a-f.:]+) \{[^}]*peer-as (\d+);",
}
OWN = {
    "frr": r"^router bgp (\d+)",
    "eos": r"^router bgp (\d+)",
    "ios-xe": r"^router bgp (\d+)",
    "vyos": r"system-as (\d+)",
    "bird": r"local .*as (\d+);",
    "routeros": r" as=(\d+)",
    "junos": r"autonomous-system (\d+);",
}
TIMERS = {
    "frr": r"timers (?P<keepalive>\d+) (?P<hold>\d+)",
    "eos": r"timers (?P<keepalive>\d+) (?P<hold>\d+)",
    "ios-xe": r"timers (?P<keepalive>\d+) (?P<hold>\d+)",
    "vyos": r"timers keepalive (?P<keepalive>\d+)\n.*timers holdtime (?P<hold>\d+)",
    "bird": r"hold time (?P<hold>\d+);\n  keepalive time (?P<keepalive>\d+);",
    "routeros": r"hold-time=(?P<hold>\d+)s keepalive-time=(?P<keepalive>\d+)s",
    "junos": r"hold-time (?P<hold>\d+);",
}


class End(Struct, frozen=True, order=True):
    """One session as one of both ends has it."""

    node: str
    """Address."""
    node_asn: int
    router_asn: int
    hold: int


def _written() -> list[tuple[Path, Compiled, Device]]:
    """Every router file that some case makes."""
    found = []
    for case in cases():
        if "platform:" in (case / "inventory.yaml").read_text(encoding="utf-8"):
            for cluster in compiled(case / "inventory.yaml")[0]:
                if cluster.files and cluster.ctx is not None:
                    found += [(case, cluster, device) for device in devices(cluster.ctx) if not device.empty]
    return found


WRITTEN = _written()
IDS = [f"{case.name}-{cluster.member.name}-{device.router.name}" for case, cluster, device in WRITTEN]


def _name(device: Device) -> str:
    """`pfsense` and `unifi` write FRR."""
    return device.platform.template or str(device.router.platform)


def _of_nodes(cluster: Compiled, device: Device) -> Iterator[End]:
    """The sessions with the router that the nodes' own configuration makes."""
    assert cluster.ctx is not None
    assert cluster.graph is not None
    documents = [item.document for item in cluster.graph.objects]
    gateways: dict[str, str] = {family: f"gateway-{family}" for family in device.router.discover}
    names = {f"{device.router.name}{suffix}" for suffix in ("", "-v4", "-v6")}
    secrets = {str(device.router.password.secret): "x"} if device.router.password else {}
    for node in cluster.ctx.nodes:
        labels = node.labels_on(cluster.ctx.cluster.distribution)
        every = dict.fromkeys(_secrets(documents), "x") | secrets
        for speaker in speakers(documents, labels, str(node.name), "", secrets=every, gateways=gateways):
            for peer in speaker["neighbors"]:
                far = peer["config"]["neighbor-address"]
                if peer["config"]["description"] in names:
                    version = 6 if ":" in far or far.endswith("ipv6") else 4
                    near = peer["transport"]["config"].get("local-address") or node.address(version)
                    if near is not None:
                        asn = speaker["global"]["config"]["as"]
                        yield End(str(near), asn, peer["config"]["peer-as"], peer["timers"]["config"]["hold-time"])


def _secrets(documents: list[dict[str, Any]]) -> set[str]:
    return {d["spec"].get("authSecretRef", "") for d in documents if d["kind"] == "CiliumBGPPeerConfig"} - {""}


def _of_router(text: str, device: Device) -> Iterator[End]:
    """The sessions with named nodes that the router's file makes."""
    name = _name(device)
    if name == "opnsense":
        form = yaml.safe_load(text)
        for one in form["neighbors"]:
            yield End(one["address"], one["remoteas"], form["bgp"]["asnumber"], one["holddown"])
        return
    (own,) = set(re.findall(OWN[name], text, re.MULTILINE))
    (hold,) = {found["hold"] for found in re.finditer(TIMERS[name], text)}
    found = re.findall(NEIGHBOR[name], text)
    if name == "junos" and device.internal:
        found = [(address, own) for address in re.findall(r"neighbor (\S+) \{", text)]
    for address, asn in found:
        yield End(address, int(asn), int(own), int(hold))


@pytest.mark.parametrize(("case", "cluster", "device"), WRITTEN, ids=IDS)
def test_neighbors_are_the_sessions_of_the_nodes(case: Path, cluster: Compiled, device: Device) -> None:
    assert case.exists()
    text = cluster.files[cluster.layout.path(device.path)].decode()
    expected, actual = sorted(_of_nodes(cluster, device)), sorted(_of_router(text, device))
    ranges = [(Network(text), group.asn) for group in device.groups for text in group.ranges]
    if not ranges:
        assert actual == expected
        assert actual
        return
    assert actual == []
    for network, _ in ranges:
        assert str(network) in text
    for end in expected:
        assert any(Address(end.node) in network and end.node_asn == asn for network, asn in ranges), end


@pytest.mark.parametrize(("case", "cluster", "device"), WRITTEN, ids=IDS)
def test_no_password_is_written(case: Path, cluster: Compiled, device: Device) -> None:
    """A mark, and the Secret that both ends share."""
    text = cluster.files[cluster.layout.path(device.path)].decode()
    password = device.router.password
    marks = set(re.findall(r"@[A-Z0-9_]+@", text))
    if password is None:
        assert marks == set()
    else:
        assert device.password is not None
        assert marks == {device.password.mark}
        assert f"/{password.secret}" in text, case


def _told(graph: Graph, device: Device) -> Iterator[str]:
    """The pools whose addresses the objects let this router hear of."""
    names = {f"{device.router.name}{suffix}" for suffix in ("", "-v4", "-v6")}
    configs = {peer.config for peer in peers(graph) if peer.name in names}
    joins = [f.selector for f in families(graph) if f.config.name in configs and f.selector is not None]
    for pool in graph.of("CiliumLoadBalancerIPPool"):
        for entry in service_entries(graph):
            heard = any(select(join, entry.advertisement.labels) for join in joins)
            if heard and not disjoint(selected_services(pool), entry.selector or ()):
                yield pool.name
                break


@pytest.mark.parametrize(("case", "cluster", "device"), WRITTEN, ids=IDS)
def test_what_is_accepted_is_what_is_given_away(case: Path, cluster: Compiled, device: Device) -> None:
    """Every network of the file's lists lies in a pool, a pod or service network; the pools are those that it is told."""
    assert cluster.ctx is not None
    assert cluster.graph is not None
    networks = cluster.ctx.cluster.networks
    pools = {str(pool.name): pool.blocks for pool in getattr(cluster.ctx.inventory, "pools", ())}
    cilium = cluster.ctx.get(CILIUM)
    assert cilium is not None
    of_pods = [network for pool in cilium.ipam.pools for network in pool.cidrs]
    known = [*chain(*pools.values()), *networks.pods, *networks.services, *of_pods]
    for one in device.accepted:
        assert any(Network(one.network).overlaps(other) for other in known), (case, one)
    carried = {version for group in device.groups for version in group.families}
    told = {name for name in _told(cluster.graph, device) if carried & {block.version for block in pools[name]}}
    assert {name for one in device.accepted for name in re.findall(r"(?<!pod )pool ([^,]+)", one.why)} == told
    for block in chain(*(pools[name] for name in told)):
        inside = [Network(one.network) for one in device.accepted if one.version == block.version]
        assert block.version not in carried or sum(n.size for n in inside if n.overlaps(block)) >= block.size
