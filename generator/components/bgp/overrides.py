"""CiliumBGPNodeConfigOverride: what single nodes do differently."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.bgp.sessions import Group, Instance
from generator.components.bgp.settings import Override, Settings
from generator.core.artifact import Json, pruned
from generator.core.context import Context


def overrides(ctx: Context, bgp: Settings, found: tuple[Group, ...]) -> Iterator[tuple[Override, Json]]:
    """One per node; Cilium reads the object whose name is the node's."""
    for override in sorted(bgp.overrides, key=lambda one: one.name):
        instances = [
            body for instance in instances_of(ctx, override.name, found) if (body := _said(override, instance))
        ]
        if instances:
            yield override, {"bgpInstances": instances}


def instances_of(ctx: Context, name: str, found: tuple[Group, ...]) -> tuple[Instance, ...]:
    """The BGP instances of a node: those of its group; of every group when the node is not listed."""
    node = next((node for node in ctx.nodes if node.name == name), None)
    if node is None:
        return tuple({instance.name: instance for group in found for instance in group.instances}.values())
    labels = node.labels_on(ctx.cluster.distribution)
    return tuple(instance for group in found if group.selector.matches(labels) for instance in group.instances)


def _said(override: Override, instance: Instance) -> Json:
    peers = [
        {"name": session.name, "localAddress": str(override.local_addresses[session.name])}
        for session in instance.sessions
        if session.name in override.local_addresses
    ]
    said = pruned(
        {
            "routerID": override.router_id and str(override.router_id),
            "localPort": override.listen,
            "localASN": override.local_asn,
            "peers": peers or None,
        }
    )
    return {"name": instance.name, **said} if said else {}
