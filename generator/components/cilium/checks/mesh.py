"""Clusters that share a mesh, and the service mesh."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from generator.components.cilium import fleet
from generator.components.cilium.meshed import LABELS, SERVICE, needed, seen, written
from generator.components.cilium.settings import Settings
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.exposure import pool_of
from generator.core.judgement import Other, Problem, check
from generator.core.net import Address, within
from generator.core.offer import AddressPool, Announcement


@check("cilium/mesh-without-id")
def mesh_without_id(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """A cluster of a mesh without `cluster.id`: the API server of the mesh does not start.

    Cilium, pkg/clustermesh/types (ValidateStrict): 1 to 255, or 511.
    """
    if cilium.cluster_mesh is not None and ctx.cluster.id == 0:
        yield Problem(
            cilium,
            "clusterMesh",
            f"cluster {ctx.cluster.name!r} joins a mesh and has no id",
            hint="give it a `cluster.id` from 1 to 255 that no other cluster has",
        )


@check("cilium/default-name-with-id")
def default_name_with_id(ctx: Context, _cilium: Settings) -> Iterator[Problem]:
    """A cluster named `default` with an id: the chart refuses to render (templates/validate.yaml)."""
    if ctx.cluster.name == "default" and ctx.cluster.id:
        yield Problem(
            ctx.cluster,
            "name",
            f"the name `default` means a cluster without an id, and the id is {ctx.cluster.id}",
            hint="give the cluster a name of its own",
            others=(Other(ctx.cluster, "id", "the id is here"),),
        )


@check("cilium/mesh-of-one", WARNING)
def mesh_of_one(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """`clusterMesh` while no other cluster of the fleet has it: nothing to connect to."""
    if cilium.cluster_mesh is not None and not fleet.peers(ctx):
        yield Problem(
            cilium.cluster_mesh,
            (),
            "no other cluster of this inventory has `clusterMesh`",
            hint="add it there, or write clusters that are kept elsewhere under `values.clustermesh.config`",
        )


@check("cilium/mesh-without-address")
def mesh_without_address(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """A cluster of a mesh that says no address: the others cannot reach its API server of the mesh."""
    mesh = cilium.cluster_mesh
    if mesh is not None and mesh.address is None and fleet.peers(ctx):
        yield Problem(
            mesh,
            (),
            f"cluster {ctx.cluster.name!r} does not say where the others reach it",
            hint="write `address`: of the Service (in a pool), of a node, or a DNS name",
        )


NODE_PORTS = range(30000, 32768)
"""Kubernetes' own range for NodePorts (kube-apiserver, --service-node-port-range)."""


@check("cilium/mesh-node-port-outside", WARNING)
def mesh_node_port_outside(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """The NodePort of the mesh's Service is none that API servers give away.

    They refuse the Service, and with it the release: "provided port is not in the valid range". A warning, for the range is
    a setting of the API servers.
    """
    mesh = cilium.cluster_mesh
    if mesh is not None and mesh.expose == "NodePort" and mesh.node_port not in NODE_PORTS:
        yield Problem(
            mesh,
            "nodePort",
            f"{mesh.node_port} is no NodePort: API servers give away {NODE_PORTS[0]} to {NODE_PORTS[-1]}",
            hint="take one of these, or widen `--service-node-port-range` of the API servers",
        )


@check("cilium/mesh-address-in-no-pool")
def mesh_address_in_no_pool(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """The address of the mesh's Service lies in no pool: LB IPAM never assigns it, and the others wait."""
    address, pools = _own_address(cilium), ctx.offers(AddressPool)
    if address is not None and pools and not any(within(address, pool.blocks) for pool in pools):
        yield Problem(
            cilium.cluster_mesh,
            "address",
            f"{address} lies in no pool",
            hint="take an address of a pool, or add one that holds it",
            others=tuple(Other(pool.about[0], "blocks", f"pool {pool.name} is here") for pool in pools[:1]),
        )


@check("cilium/mesh-address-refused")
def mesh_address_refused(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """The pool of the mesh's address is disabled, or takes other Services than the mesh's.

    LB IPAM then gives the Service nothing, and the other clusters wait (Cilium docs, LB IPAM, service selectors). Labels that
    a pool asks for are made, unless `values` say which ones the Service has.
    """
    address = _own_address(cilium)
    pool = pool_of(ctx, address) if address is not None else None
    if pool is None:
        return
    if pool.disabled:
        why, hint = "is disabled", "enable the pool, or take an address of another one"
    elif pool.selector is not None and not pool.selector.matches(seen(ctx, cilium)):
        why, hint = f"takes {pool.selector} only", "take an address of another pool, or widen the selector of this one"
    else:
        return
    yield Problem(
        cilium.cluster_mesh,
        "address",
        f"pool {pool.name!r} of {address} refuses Service {cilium.namespace}/{SERVICE}: it {why}",
        hint=hint,
        others=tuple(Other(about, "disabled" if pool.disabled else "services", "said here") for about in pool.about),
    )


@check("cilium/mesh-address-unannounced", WARNING)
def mesh_address_unannounced(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """Addresses of Services are announced, and nobody announces that of the mesh.

    The other clusters then reach it only by a route that somebody else makes. Not judged where overlays announce.
    """
    address = _own_address(cilium)
    announced = [one for one in ctx.offers(Announcement) if "LoadBalancerIP" in one.addresses]
    if address is None or not announced or ctx.overlaid(*_ANNOUNCING):
        return
    labels = seen(ctx, cilium)
    if any(one.selector is None or one.selector.matches(labels) for one in announced):
        return
    asked = {**written(cilium), **needed(ctx, cilium, address)}
    helps = any(one.selector is not None and one.selector.matches({**labels, **asked}) for one in announced)
    wanted = ", ".join(f'{key}: "{value}"' for key, value in sorted(asked.items()))
    yield Problem(
        cilium.cluster_mesh,
        "address",
        f"nobody announces {address} of Service {cilium.namespace}/{SERVICE}",
        hint=f"write `{LABELS}: {{{wanted}}}` under `cilium.values`, or widen the selector"
        if helps
        else "let a selector of `bgp` or `l2` take it",
        others=tuple(Other(one.about[0], (), "this does not select it") for one in announced[:2]),
    )


_ANNOUNCING = ("CiliumBGPAdvertisement", "CiliumL2AnnouncementPolicy")


def _own_address(cilium: Settings) -> Address | None:
    """The address that the mesh's Service asks LB IPAM for."""
    mesh = cilium.cluster_mesh
    return (
        mesh.address.address
        if mesh is not None and mesh.expose == "LoadBalancer" and mesh.address is not None
        else None
    )


@check("cilium/mesh-shares-pods")
def mesh_shares_pods(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """Pod networks of two meshed clusters overlap: a packet cannot say which of the two it means.

    Cilium, Documentation/network/clustermesh/setup.rst, cluster addressing requirements.
    """
    if cilium.cluster_mesh is None:
        return
    before = [peer for peer in fleet.peers(ctx) if peer.name < str(ctx.cluster.name)]  # the others say it themselves
    for index, mine in enumerate(ctx.cluster.networks.pods):
        clashes = ((peer, other) for peer in before for other in peer.pods if mine.overlaps(other))
        for peer, other in islice(clashes, 1):
            yield Problem(
                ctx.cluster.networks,
                ("pods", index),
                f"{mine} overlaps {other} of cluster {peer.name!r} in the same mesh",
                hint="give each cluster of the mesh pod networks of its own",
            )


@check("cilium/mesh-of-distant-minors", WARNING)
def mesh_of_distant_minors(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """Clusters of a mesh more than one minor apart: upstream tests neighbours only.

    Cilium, Documentation/network/clustermesh/setup.rst.
    """
    if cilium.cluster_mesh is None:
        return
    mine = cilium.version.numbers[1]
    for peer in fleet.peers(ctx):
        theirs = peer.minor.partition(".")[2]
        if theirs.isdigit() and mine - int(theirs) > 1:
            yield Problem(
                cilium,
                "version",
                f"Cilium {cilium.version.minor} shares a mesh with {peer.minor} of cluster {peer.name!r}",
                hint=f"upgrade {peer.name} first: one minor apart is what upstream tests",
            )


@check("cilium/mutual-auth-deprecated", WARNING)
def mutual_auth_deprecated(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """Mutual authentication is deprecated in Cilium 1.20 and gone in 1.21 (cilium/cilium#47132)."""
    if cilium.mesh.mutual_auth is not None and cilium.at_least(20):
        yield Problem(
            cilium.mesh,
            "mutualAuth",
            "mutual authentication is deprecated in Cilium 1.20 and removed in 1.21",
            hint="plan to go without it: identities are still enforced by policies, traffic is encrypted by `encryption`",
        )


@check("cilium/mutual-auth-in-the-clear", WARNING)
def mutual_auth_in_the_clear(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """Mutual authentication without encryption: pods prove who they are, and then talk in the clear.

    Chart values.yaml, `authentication.mutual`: no mTLS without encryption of some form.
    """
    if cilium.mesh.mutual_auth is not None and cilium.encryption is None:
        yield Problem(
            cilium.mesh,
            "mutualAuth",
            "authenticated traffic is not encrypted",
            hint="add `encryption: wireguard`",
        )
