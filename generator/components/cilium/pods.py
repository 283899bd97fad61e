"""Chart values of address management: who gives pods their addresses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.components.cilium.said import Said
from generator.components.cilium.settings import Settings
from generator.core.context import Context
from generator.core.net import node_prefix


def addresses(ctx: Context, cilium: Settings) -> Iterator[Said]:
    """The mode and what it splits."""
    yield "ipam.mode", cilium.ipam.mode, ("cilium.ipam.mode",)
    if cilium.ipam.mode == "cluster-pool":
        for version in ctx.families:
            pods = [network.canonical for network in ctx.cluster.networks.pods if network.version == version]
            yield f"ipam.operator.clusterPoolIPv{version}PodCIDRList", pods, ("cluster.networks.pods",)
        longest = max((network.prefix for network in ctx.cluster.networks.pods if network.version == 6), default=None)
        masks = ctx.cluster.networks.pod_masks.written
        if longest is not None and "ipv6" not in masks:
            yield "ipam.operator.clusterPoolIPv6MaskSize", node_prefix(longest), ()
        for family, length in masks.items():
            yield f"ipam.operator.clusterPoolIPv{family[-1]}MaskSize", length, ("cluster.networks.podMasks",)
    if cilium.ipam.mode == "multi-pool" and cilium.ipam.pools:
        pools = {str(pool.name): dict(_pod_pool(pool.cidrs, pool.mask_sizes)) for pool in cilium.ipam.pools}
        yield "ipam.operator.autoCreateCiliumPodIPPools", pools, ("cilium.ipam.pools",)


def _pod_pool(cidrs: tuple[Any, ...], masks: tuple[int, ...]) -> Iterator[tuple[str, Any]]:
    families = sorted({network.version for network in cidrs})
    for version, mask in zip(families, masks if len(masks) == len(families) else masks[-len(families) :], strict=False):
        yield (
            f"ipv{version}",
            {"cidrs": [n.canonical for n in cidrs if n.version == version], "maskSize": mask},
        )
