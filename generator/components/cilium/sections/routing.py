"""How packets travel between nodes, and which addresses pods get."""

from typing import Literal

from msgspec import Meta

from generator.core.model import DERIVED, Annotated, Derived, Section, Unordered, doc
from generator.core.net import Network
from generator.core.scalar import Name

RoutingMode = Literal["native", "tunnel", "hybrid"]
Protocol = Literal["vxlan", "geneve"]
IpamMode = Literal["kubernetes", "cluster-pool", "multi-pool"]


class Routing(Section, frozen=True):
    """How pods of one node reach those of another."""

    mode: Annotated[
        Derived[RoutingMode],
        doc("native: the network carries pod addresses; tunnel: nodes wrap them; hybrid: tunnel between subnets only."),
    ] = DERIVED
    protocol: Annotated[Derived[Protocol], doc("What a tunnel is made of.")] = DERIVED
    auto_direct_node_routes: Annotated[
        Derived[bool],
        doc(
            "Nodes install a route to each other's pods. They must share a link; off where BGP or a router carries these routes."
        ),
    ] = DERIVED
    skip_unreachable: Annotated[
        bool, doc("Install direct routes only to nodes on the same link, and leave the others to the network.")
    ] = False
    native_cidrs: Annotated[
        Derived[tuple[Network, ...]],
        doc("Where pods are reached without masquerading, one network per family.", ["10.42.0.0/16"]),
    ] = DERIVED


class PodPool(Section, frozen=True):
    """A pool of pod addresses (multi-pool)."""

    name: Annotated[Name, doc("Name of the pool; `default` serves pods that ask for none.", "default")]
    cidrs: Annotated[tuple[Network, ...], Meta(min_length=1), doc("Networks of both families.", ["10.10.0.0/16"])]
    mask_sizes: Annotated[
        tuple[int, ...],
        Meta(min_length=1, max_length=2),
        doc("Prefix length of the part that a node takes at once: for IPv4, then for IPv6.", [24, 112]),
    ]


class Ipam(Section, frozen=True):
    """Who gives pods their addresses."""

    mode: Annotated[
        IpamMode,
        doc(
            "kubernetes: the node's PodCIDR; cluster-pool: Cilium's operator splits `networks.pods`; multi-pool: `pools`."
        ),
    ] = "kubernetes"
    pools: Annotated[Unordered[PodPool], doc("Pools made at first start (multi-pool).")] = ()
