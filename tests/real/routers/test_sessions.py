"""Both ends of BGP come up from one inventory."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.harness import compiled
from tests.real.conftest import Find, Network
from tests.real.namespaces import Namespace
from tests.real.routers.daemons import ROUTERS, Speaker, gobgp, routes, settles
from tests.real.routers.speaker import Document, speakers

INVENTORY = """\
apiVersion: infraflux.dev/v1alpha1
kind: Inventory
cluster:
  name: lab
  distribution: rke2
  networks:
    nodes: [10.99.0.0/24, "fd99::/64"]
    pods: [10.42.0.0/16, "2001:db8:42::/56"]
    services: [10.43.0.0/16, "2001:db8:43::/112"]
nodes:
  - {name: cp-1, role: server, addresses: [10.99.0.2, "fd99::2"]}
  - {name: w-1, role: agent, addresses: [10.99.0.3, "fd99::3"]}
cilium: {version: 1.20.0}
pools: [{name: lan, blocks: [10.60.0.0/24, "fd60::/112"]}]
bgp:
  asn: 64512
  routers:
    - {name: tor, ROUTER}
flux: {repository: "https://github.com/example/lab", install: existing}
"""
FLEET = """\
apiVersion: infraflux.dev/v1alpha1
kind: Inventory
cilium: {version: 1.20.0, operator: {replicas: 1}}
flux: {repository: "https://github.com/example/lab", install: existing}
bgp:
  asn: 64512
  routers: [{name: tor, addresses: [10.99.0.1], asn: 64513, holdTime: 9s, connectRetry: 3s, platform: PLATFORM}]
clusters:
  one:
    cluster: {id: 1, distribution: rke2, networks: {nodes: [10.99.0.0/24]}}
    nodes: [{name: cp-1, role: server, addresses: [10.99.0.2]}]
    pools: [{name: lan, blocks: [10.60.0.0/24]}]
  two:
    cluster:
      id: 2
      distribution: rke2
      networks: {nodes: [10.99.0.0/24], pods: [10.44.0.0/16], services: [10.45.0.0/16]}
    nodes: [{name: cp-1, role: server, addresses: [10.99.0.3]}]
    pools: [{name: lan, blocks: [10.61.0.0/24]}]
    bgp: {asn: 64515}
"""
BOTH_ENDS = 'addresses: [10.99.0.1, "fd99::1"]'
TIMERS = "holdTime: 9s, connectRetry: 3s"
VIPS = ("10.60.0.1/32", "fd60::1/128")
OUTSIDE = ("10.61.0.1/32", "fd61::1/128", "10.60.0.128/25", "10.42.0.0/24")
PASSWORD = "correct-horse"  # noqa: S105 - of a session between two namespaces
ANOTHER = "wrong-horse"
PROTOCOL = {"frr": "bgp", "bird": "bird"}

Start = Callable[..., "contextlib.AbstractContextManager[Lab]"]


class Lab:
    """A router and its nodes, running."""

    def __init__(self, router: Namespace, platform: str, nodes: Sequence[Speaker]) -> None:
        self.router, self.platform, self.nodes = router, platform, nodes

    def routes(self) -> dict[str, frozenset[str]]:
        return routes(self.router, PROTOCOL[self.platform])

    def up(self, count: int) -> bool:
        """Whether every node has so many sessions."""
        return all(len(node.established()) == count for node in self.nodes)


@pytest.fixture(params=sorted(ROUTERS))
def start(request: pytest.FixtureRequest, need: Find, make_network: Network, home: Path) -> Start:
    """Compiles an inventory with such a router, and starts both sides from what came out."""
    platform: str = request.param

    @contextlib.contextmanager
    def run(router: str, *, nodes: int = 2, password: str = PASSWORD) -> Iterator[Lab]:
        inventory = home / "inventory.yaml"
        inventory.write_text(INVENTORY.replace("ROUTER", f"{router}, platform: {platform}"), encoding="utf-8")
        ((snippet, documents),) = _compiled(inventory)
        snippet = snippet.replace("@BGP_AUTH_PASSWORD@", password)
        with contextlib.ExitStack() as stack:
            ends = stack.enter_context(make_network(nodes + 1))
            stack.enter_context(ROUTERS[platform](need, ends[0], snippet, home))
            running = [
                stack.enter_context(gobgp(need, end, speaker, home))
                for end, name in zip(ends[1:], ("cp-1", "w-1"), strict=False)
                for speaker in _speakers(documents, name, end)
            ]
            yield Lab(ends[0], platform, running)

    return run


def _compiled(inventory: Path) -> list[tuple[str, list[Document]]]:
    """(the router's file, the CiliumBGP objects) of each cluster."""
    clusters, found = compiled(inventory)
    assert [one for one in found if one.severity == "error"] == []
    made = []
    for cluster in clusters:
        (snippet,) = [data.decode() for path, data in cluster.files.items() if "/routers/" in path]
        assert cluster.graph is not None
        documents = [o.document for o in cluster.graph.objects if o.document["kind"].startswith("CiliumBGP")]
        made.append((snippet, documents))
    return made


def _speakers(documents: list[Document], name: str, end: Namespace) -> list[Document]:
    found = speakers(
        documents,
        {"kubernetes.io/os": "linux", "kubernetes.io/hostname": name},
        name,
        end.ipv4,
        secrets={"bgp-auth": PASSWORD},
        gateways={"ipv4": "10.99.0.1", "ipv6": "fd99::1"},
    )
    assert len(found) == 1
    return found


def test_dual_stack_with_password(start: Start) -> None:
    with start(f"{BOTH_ENDS}, asn: 64513, {TIMERS}, password: {{secret: bgp-auth}}") as lab:
        assert settles(lambda: lab.up(2))
        for node in lab.nodes:
            node.announce(*VIPS, *OUTSIDE)

        expected = {
            "10.60.0.1": frozenset({"10.99.0.2", "10.99.0.3"}),
            "fd60::1": frozenset({"fd99::2", "fd99::3"}),
        }
        assert settles(lambda: lab.routes() == expected), lab.routes()
        assert {seconds for node in lab.nodes for seconds in node.hold_times()} == {9}
        assert all(not node.heard() for node in lab.nodes)


def test_another_password_keeps_the_session_down(start: Start) -> None:
    with start(f"{BOTH_ENDS}, asn: 64513, {TIMERS}, password: {{secret: bgp-auth}}", nodes=1, password=ANOTHER) as lab:
        lab.nodes[0].announce(*VIPS)

        assert not settles(lambda: bool(lab.nodes[0].established()), seconds=12)
        assert lab.routes() == {}


@pytest.mark.parametrize(
    "router",
    [
        "discover: [ipv4, ipv6], asn: 64512",
        "discover: [ipv4, ipv6], asn: 64513, password: {secret: bgp-auth}",
        f"{BOTH_ENDS}, asn: 64512",
        f"{BOTH_ENDS}, asn: 64513, multihop: 2, families: [ipv4, ipv6]",
        'addresses: ["fd99::1"], asn: 64513, families: [ipv4, ipv6]',
    ],
    ids=["discovery-ibgp", "discovery-password", "ibgp", "multihop-both-families", "ipv4-over-ipv6"],
)
def test_each_kind_of_session(start: Start, router: str) -> None:
    with start(f"{router}, {TIMERS}") as lab:
        assert settles(lambda: lab.up(1 if router.startswith('addresses: ["') else 2))
        for node in lab.nodes:
            node.announce(*VIPS, *OUTSIDE)

        # Both nodes announce both addresses: each route comes a moment before its second next hop.
        assert settles(lambda: lab.routes().keys() == {"10.60.0.1", "fd60::1"}), lab.routes()
        assert settles(lambda: all(len(hops) >= 2 for hops in lab.routes().values())), lab.routes()


@pytest.mark.parametrize("restart", ["", ", gracefulRestart: 60s"], ids=["plain", "graceful"])
def test_routes_outlive_an_agent_only_with_graceful_restart(start: Start, restart: str) -> None:
    with start(f"{BOTH_ENDS}, asn: 64513, {TIMERS}{restart}", nodes=1) as lab:
        assert settles(lambda: lab.up(2))
        lab.nodes[0].announce(*VIPS)
        assert settles(lambda: lab.routes().keys() == {"10.60.0.1", "fd60::1"}), lab.routes()

        lab.nodes[0].kill()

        gone = settles(lambda: lab.routes() == {}, seconds=14)
        assert gone == (not restart)


def test_an_agent_that_comes_back_keeps_its_routes(start: Start) -> None:
    """The session is up again within the restart time: no moment without the route."""
    with start(f"{BOTH_ENDS}, asn: 64513, {TIMERS}, gracefulRestart: 60s", nodes=1) as lab:
        (node,) = lab.nodes
        assert settles(lambda: lab.up(2))
        node.announce(*VIPS)
        assert settles(lambda: lab.routes().keys() == {"10.60.0.1", "fd60::1"}), lab.routes()

        node.kill()
        with node.again():
            node.announce(*VIPS)
            lost = settles(lambda: len(lab.routes()) < 2, seconds=8)

            assert not lost, lab.routes()
            assert lab.up(2)


@pytest.mark.parametrize("platform", sorted(ROUTERS))
def test_two_clusters_behind_one_router(platform: str, need: Find, make_network: Network, home: Path) -> None:
    """One device loads both files; each cluster may announce its own pool only."""
    inventory = home / "inventory.yaml"
    inventory.write_text(FLEET.replace("PLATFORM", platform), encoding="utf-8")
    clusters = _compiled(inventory)
    with contextlib.ExitStack() as stack:
        ends = stack.enter_context(make_network(3))
        stack.enter_context(ROUTERS[platform](need, ends[0], "".join(text for text, _ in clusters), home))
        nodes = [
            stack.enter_context(gobgp(need, end, _speakers(documents, "cp-1", end)[0], home))
            for end, (_, documents) in zip(ends[1:], clusters, strict=True)
        ]
        lab = Lab(ends[0], platform, nodes)
        assert settles(lambda: lab.up(1))
        for node in nodes:
            node.announce("10.60.0.1/32", "10.61.0.1/32")

        expected = {"10.60.0.1": frozenset({"10.99.0.2"}), "10.61.0.1": frozenset({"10.99.0.3"})}
        assert settles(lambda: lab.routes() == expected), lab.routes()
