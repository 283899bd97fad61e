"""The `bgp:` section of the inventory."""

from typing import Literal

from msgspec import Meta

from generator.core.inventory import ASN, PortNumber, SecretKey
from generator.core.model import DERIVED, Annotated, Derived, Section, Unordered, doc
from generator.core.net import Address, Network
from generator.core.scalar import DottedName, Duration, Name
from generator.core.selector import Selector

Family = Literal["ipv4", "ipv6"]
Advertised = Literal["LoadBalancerIP", "ExternalIP", "ClusterIP"]
Platform = Literal["frr", "bird", "routeros", "vyos", "opnsense", "pfsense", "unifi", "eos", "ios-xe", "junos"]
OwnASN = Annotated[int, Meta(ge=1, le=4294967295)]
WellKnown = Literal[
    "internet",
    "planned-shut",
    "accept-own",
    "route-filter-translated-v4",
    "route-filter-v4",
    "route-filter-translated-v6",
    "route-filter-v6",
    "llgr-stale",
    "no-llgr",
    "blackhole",
    "no-export",
    "no-advertise",
    "no-export-subconfed",
    "no-peer",
]
EVERY_NODE = Selector("kubernetes.io/os=linux")


class Router(Section, frozen=True):
    """A device that nodes peer with: one session, and one CiliumBGPPeerConfig of the session's name, per address."""

    name: Annotated[Name, doc("Name of the router.", "tor-a")]
    asn: Annotated[ASN, doc("Its AS number; the cluster's own: iBGP; 0: any.", 64513)]
    addresses: Annotated[
        tuple[Address, ...], doc("Its addresses, at most one per family; or say `discover`.", ["192.168.1.1"])
    ] = ()
    discover: Annotated[
        tuple[Family, ...], doc("Peer with the default gateway of each node, for these families.", ["ipv4"])
    ] = ()
    local_asn: Annotated[Derived[OwnASN], doc("AS number that the nodes use towards it; left out: `bgp.asn`.")] = (
        DERIVED
    )
    nodes: Annotated[Derived[Selector], doc("Nodes that peer with it; left out: `bgp.nodes`.", "rack=a")] = DERIVED
    families: Annotated[
        tuple[Family, ...], doc("Families that each session carries; left out: the family of its address.")
    ] = ()
    port: Annotated[PortNumber, doc("Port on which the router listens.")] = 179
    multihop: Annotated[
        Annotated[int, Meta(ge=1, le=255)] | None, doc("Hops to an eBGP router that is not on a node network.", 2)
    ] = None
    source_interface: Annotated[
        str | None, doc("Interface whose address the nodes peer from (Cilium 1.19 and later).", "lo")
    ] = None
    hold_time: Annotated[
        Duration | None, doc("Silence after which the session is down; left out: upstream's 90s.", "9s")
    ] = None
    keepalive: Annotated[
        Derived[Duration | None], doc("Time between keepalives; left out: a third of `holdTime`.", "3s")
    ] = DERIVED
    connect_retry: Annotated[
        Duration | None, doc("Time between attempts to connect; left out: upstream's 120s.", "5s")
    ] = None
    graceful_restart: Annotated[
        Duration | None, doc("How long the router keeps routes while an agent restarts; left out: off.", "120s")
    ] = None
    password: Annotated[
        SecretKey | None, doc("Secret with the session's MD5 password; its key is always `password`.")
    ] = None
    platform: Annotated[Platform | None, doc("Write the router's side for this system.")] = None


class Communities(Section, frozen=True):
    """BGP communities that routes carry."""

    standard: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^\d{1,10}(:\d{1,5})?$")], ...],
        doc("`asn:value`, or one number.", ["64512:99"]),
    ] = ()
    large: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^\d{1,10}:\d{1,10}:\d{1,10}$")], ...],
        doc("`asn:value:value`.", ["64512:100:1"]),
    ] = ()
    well_known: Annotated[tuple[WellKnown, ...], doc("Communities with a name.", ["no-export"])] = ()


class Advertisement(Section, frozen=True):
    """What some routers hear beyond `advertise`. Exactly one of addresses, pods, podPools, interface is set."""

    name: Annotated[Name, doc("Name of the advertisement.", "anycast")]
    addresses: Annotated[tuple[Advertised, ...], doc("Addresses of Services.", ["LoadBalancerIP"])] = ()
    pods: Annotated[bool, doc("The pod network of each node.")] = False
    pod_pools: Annotated[Selector | None, doc("CiliumPodIPPools that match (multi-pool IPAM).")] = None
    interface: Annotated[str | None, doc("Addresses of this interface (Cilium 1.19 and later).", "lo")] = None
    services: Annotated[Selector | None, doc("Services whose addresses are meant; left out: all.")] = None
    pools: Annotated[Unordered[Name], doc("Services that may use these pools; instead of `services`.")] = ()
    routers: Annotated[Unordered[Name], doc("Routers that hear it; left out: all.")] = ()
    communities: Annotated[Communities | None, doc("Communities that its routes carry.")] = None
    local_preference: Annotated[
        Annotated[int, Meta(ge=0, le=4294967295)] | None, doc("LOCAL_PREF of its routes; iBGP only.", 200)
    ] = None
    aggregate: Annotated[
        tuple[Annotated[int, Meta(ge=0, le=128)], ...],
        Meta(max_length=2),
        doc(
            "Announce prefixes of this length (IPv4, then IPv6) in the place of single addresses; 32 and 128: do not.",
            [24, 112],
        ),
    ] = ()


class Override(Section, frozen=True):
    """What one node does differently → CiliumBGPNodeConfigOverride."""

    name: Annotated[DottedName, doc("Name of the node.", "cp-1")]
    router_id: Annotated[Address | None, doc("Its BGP router ID, written as an IPv4 address.", "192.168.1.11")] = None
    listen: Annotated[PortNumber | None, doc("Port on which it accepts sessions.")] = None
    local_asn: Annotated[OwnASN | None, doc("Its own AS number.")] = None
    local_addresses: Annotated[
        dict[str, Address], doc("Address that it peers from, by session (`tor-a`, `tor-a-v6`).")
    ] = {}


class Settings(Section, frozen=True):
    """BGP: which routers hear which addresses from which nodes."""

    asn: Annotated[OwnASN, doc("AS number of the cluster.", 64512)]
    routers: Annotated[Unordered[Router], Meta(min_length=1), doc("The routers that nodes peer with.")]
    nodes: Annotated[Selector, doc("Nodes that peer with routers which name none of their own.")] = EVERY_NODE
    name: Annotated[
        DottedName, doc("Name of the CiliumBGPClusterConfig of `bgp.nodes`; keep an old one to take it over.")
    ] = DottedName("default")
    instance: Annotated[
        Annotated[str, Meta(min_length=1, max_length=255)] | None,
        doc("Name of the BGP instance with `bgp.asn`; left out: `asn-<number>`.", "cilium"),
    ] = None
    advertise: Annotated[
        tuple[Literal["LoadBalancerIP", "ExternalIP", "ClusterIP", "PodCIDR"], ...],
        doc("What every router hears; `[]`: only what `advertisements` say."),
    ] = ("LoadBalancerIP",)
    services: Annotated[
        Selector | None, doc("Services whose addresses `advertise` means; left out: all.", "expose=lan")
    ] = None
    pools: Annotated[Unordered[Name], doc("Services that may use these pools; instead of `services`.")] = ()
    router_id: Annotated[
        Network | None, doc("IPv4 network to take router IDs from; left out: the node's IPv4, or its MAC.")
    ] = None
    advertisements: Annotated[Unordered[Advertisement], doc("More than `advertise` says; they add up.")] = ()
    secrets_namespace: Annotated[
        Name, doc("Namespace of the Secrets with passwords; made before Cilium where it is missing.")
    ] = Name("kube-system")
    listen: Annotated[
        PortNumber | None, doc("Accept sessions on this port of the nodes; left out: nodes only connect.", 179)
    ] = None
    overrides: Annotated[Unordered[Override], doc("What single nodes do differently.")] = ()
