"""What the cluster itself asks of the others."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.context import Context
from generator.core.inventory import Cluster
from generator.core.offer import Offer, Port, Unit


def offer(_ctx: Context, cluster: Cluster) -> Iterator[Offer]:
    """The Service of the API server stands with the pools it takes its address from."""
    if cluster.api.load_balancer is not None:
        balancer = cluster.api.load_balancer
        yield Unit(path="cilium/bgp", about=(balancer,))
        # With the policy Local clients keep their addresses on the way to the servers.
        yield Port(
            port="6443/tcp", sources="clients", targets="servers", why="published Kubernetes API", about=(balancer,)
        )
