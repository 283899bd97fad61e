"""The egress gateway."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium.devices import faces
from generator.components.cilium.settings import Settings
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.exposure import pool_of
from generator.core.judgement import Other, Path, Problem, called_alike, check
from generator.core.site import site
from generator.core.suggest import by_name
from generator.core.values import at


@check("cilium/egress-without-masquerade")
def egress_without_masquerade(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """An egress gateway without BPF masquerading of IPv4: agents do not start (Cilium, pkg/egressgateway/manager.go)."""
    if not cilium.egress_gateway or not cilium.kube_proxy_replacement:
        return
    if cilium.masquerade != "bpf":
        yield Problem(
            cilium,
            "egressGateway",
            "the egress gateway needs masquerading by BPF",
            hint="set `masquerade: bpf`",
            others=(Other(cilium, "masquerade", f"it is {cilium.masquerade}"),),
        )
    elif 4 not in ctx.families:
        yield Problem(
            cilium,
            "egressGateway",
            "the egress gateway needs IPv4, and pods have IPv6 only",
            hint="remove it, or give pods IPv4 addresses",
            others=(Other(ctx.cluster.networks, "pods", "the pod networks are here"),),
        )


@check("cilium/egress-conflict")
def egress_conflict(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """An egress gateway with CiliumEndpointSlices, identities in a key-value store, or ClusterMesh: not supported.

    With the first two agents do not start (Cilium, pkg/egressgateway/manager.go); in a mesh policies do not see pods of
    other clusters (Documentation/network/egress-gateway/egress-gateway.rst).
    """
    for about, path, what in _conflicting(cilium) if cilium.egress_gateway else ():
        yield Problem(
            about,
            path,
            f"the egress gateway does not work with {what}",
            hint="keep one of them",
            others=(Other(cilium, "egressGateway", "the egress gateway is asked for here"),),
        )


def _conflicting(cilium: Settings) -> Iterator[tuple[object, Path, str]]:
    if at(cilium.values, ("ciliumEndpointSlice", "enabled")) is True:
        yield cilium, ("values", "ciliumEndpointSlice", "enabled"), "CiliumEndpointSlices"
    mode = at(cilium.values, ("identityAllocationMode",))
    if mode not in (None, "crd"):
        yield cilium, ("values", "identityAllocationMode"), f"identities in {mode!r}"
    if cilium.cluster_mesh is not None:
        yield cilium, "clusterMesh", "ClusterMesh"


@check("cilium/egress-of-two-addresses")
def egress_of_two_addresses(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """`address` and `interface` together: agents ignore the policy (Cilium, pkg/egressgateway/policy.go)."""
    for egress in cilium.egress_gateway:
        if egress.address is not None and egress.interface is not None:
            yield Problem(
                egress,
                "interface",
                f"{egress.name!r} names an address and an interface",
                hint="keep one of them",
                others=(Other(egress, "address", "the address is here"),),
            )


@check("cilium/egress-without-gateway")
def egress_without_gateway(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """No listed node matches the gateway's selector: the selected pods' traffic is dropped.

    Cilium, Documentation/network/egress-gateway/egress-gateway.rst.
    """
    for egress in cilium.egress_gateway:
        if site(ctx).misses(egress.node.requirements):
            yield Problem(
                egress,
                "node",
                f"`{egress.node}` matches none of the {len(ctx.nodes)} nodes",
                hint=by_name(egress.node, (n.name for n in ctx.nodes), "label a node so, or correct the selector"),
            )


@check("cilium/egress-from-another-node", spoiled=("cilium/egress-without-gateway",))
def egress_from_another_node(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """The source address is that of a node which is not the gateway.

    Agents never put addresses on devices: the gateway itself must have it (Cilium,
    Documentation/network/egress-gateway/egress-gateway.rst, preliminary considerations).
    """
    for egress in cilium.egress_gateway:
        if egress.address is None:
            continue
        owner = next((node for node in ctx.nodes if egress.address in node.addresses), None)
        if owner is not None and owner not in site(ctx).eligible(egress.node.requirements):
            yield Problem(
                egress,
                "address",
                f"{egress.address} is an address of node {str(owner.name)!r}, which `{egress.node}` does not select",
                hint="write an address of the gateway, or select the node that has this one",
                others=(Other(owner, "addresses", f"{str(owner.name)!r} has it here"),),
            )


@check("cilium/egress-from-pool", WARNING)
def egress_from_pool(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """The source address lies in a pool for Services.

    A pool gives addresses to Services and puts them on no device, and agents put the source address on none either: the
    gateway must have it itself (Cilium, Documentation/network/egress-gateway/egress-gateway.rst). Where it does, a Service
    may be given the same one.
    """
    for egress in cilium.egress_gateway:
        pool = pool_of(ctx, egress.address) if egress.address is not None else None
        if pool is not None:
            yield Problem(
                egress,
                "address",
                f"{egress.address} is for Services: it lies in pool {pool.name!r}",
                hint="write an address that the gateway itself has, and keep it out of the pools",
                others=tuple(Other(about, "blocks", f"pool {pool.name!r} is here") for about in pool.about[:1]),
            )


@check("cilium/egress-device-left-out", WARNING)
def egress_device_left_out(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """The gateway is to send from an interface that is not among `cilium.devices`.

    The address that it sends from must be on one of Cilium's devices (Documentation/network/egress-gateway/egress-gateway.rst;
    pkg/egressgateway/manager.go). Nodes with devices of their own are not judged.
    """
    apart = [node.labels_on(ctx.cluster.distribution) for node in ctx.nodes if "devices" in node.cilium]
    for egress in cilium.egress_gateway:
        if (
            egress.interface is not None
            and not faces(cilium, egress.interface)
            and not any(egress.node.matches(labels) for labels in apart)
        ):
            yield Problem(
                egress,
                "interface",
                f"{egress.interface} is not among Cilium's devices",
                hint="add it to `cilium.devices`, or name one of them",
                others=(Other(cilium, "devices", f"these are {', '.join(cilium.devices)}"),),
            )


@check("cilium/egress-of-other-family")
def egress_of_other_family(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """The source address is of another family than every destination: no packet could carry it."""
    for egress in cilium.egress_gateway:
        families = {network.version for network in egress.destinations}
        if egress.address is not None and egress.address.version not in families:
            yield Problem(
                egress,
                "address",
                f"{egress.address} is of another family than the destinations",
                hint="write an address of their family",
                others=(Other(egress, "destinations", "the destinations are here"),),
            )


@check("cilium/egress-of-mixed-families", WARNING)
def egress_of_mixed_families(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """One source address, and destinations of both IP families: only one family leaves with it.

    Packets of the other family leave with an address of the interface that Cilium finds there, or with none and are dropped
    (Cilium, pkg/egressgateway/policy.go; which of both was not verified for each minor).
    """
    for egress in cilium.egress_gateway:
        address = egress.address
        others = [
            at for at, network in enumerate(egress.destinations) if address and network.version != address.version
        ]
        if address is not None and 0 < len(others) < len(egress.destinations):
            yield Problem(
                egress,
                ("destinations", others[0]),
                f"traffic to {egress.destinations[others[0]]} cannot leave as {address}, which is of the other family",
                hint="make an egress policy of its own for each family, or name an `interface`",
                others=(Other(egress, "address", "the address is here"),),
            )


@check("cilium/egress-inside-cluster")
def egress_inside_cluster(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """A destination lies in the pod or service networks: the policy never matches there.

    Egress gateways are for destinations outside: packets to pods are left alone, Services have become pods by then
    (Cilium, Documentation/network/egress-gateway/egress-gateway.rst; bpf/lib/egress_gateway.h).
    """
    networks = ctx.cluster.networks
    inside = [(kind, place, one) for kind in ("pods", "services") for place, one in enumerate(getattr(networks, kind))]
    for egress in cilium.egress_gateway:
        for index, destination in enumerate(egress.destinations):
            found = next(((kind, place, one) for kind, place, one in inside if destination in one), None)
            if found is not None:
                kind, place, network = found
                yield Problem(
                    egress,
                    ("destinations", index),
                    f"{destination} lies inside the cluster, where no egress gateway is asked",
                    hint="remove it, or write a network outside",
                    others=(Other(networks, (kind, place), f"{network} is here"),),
                )


@check("cilium/duplicate-egress")
def duplicate_egress(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """Two egress policies of one name would be one object: the second replaces the first."""
    seen: dict[str, object] = {}
    for egress in cilium.egress_gateway:
        first = seen.setdefault(egress.name, egress)
        if first is not egress:
            yield called_alike(first, egress, f"there is another egress policy {egress.name!r}", "give it another name")


@check("cilium/egress-of-encrypted-xdp", WARNING)
def egress_of_encrypted_xdp(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """XDP acceleration with an egress gateway and encryption: answers reach the pod's node unencrypted.

    Cilium, Documentation/network/kubernetes/kubeproxy-free.rst (XDP acceleration).
    """
    if cilium.egress_gateway and cilium.load_balancer.acceleration != "disabled" and cilium.encryption is not None:
        yield Problem(
            cilium.load_balancer,
            "acceleration",
            "answers through the egress gateway are not encrypted between nodes while XDP passes them on",
            hint="set `acceleration: disabled` if they must be encrypted",
            others=(Other(cilium, "encryption", "encryption is asked for here"),),
        )
