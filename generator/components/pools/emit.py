"""CiliumLoadBalancerIPPool: one per pool."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.pools.settings import Pool
from generator.core.artifact import Json, Manifest, manifest
from generator.core.context import Context
from generator.core.net import Block

API = "cilium.io/v2"


def emit(_ctx: Context, pools: tuple[Pool, ...]) -> Iterator[Manifest]:
    """All pools in one file, by name."""
    for pool in sorted(pools, key=lambda pool: pool.name):
        yield manifest(
            "cilium/bgp", "pools", API, "CiliumLoadBalancerIPPool", pool.name, spec=_spec(pool), about=(pool,)
        )


def _spec(pool: Pool) -> Json:
    spec: Json = {
        "allowFirstLastIPs": "Yes" if pool.allow_first_last_ips else "No",
        "blocks": [_block(block) for block in sorted(pool.blocks, key=lambda b: (b.version, b.first))],
    }
    if pool.services is not None:
        spec["serviceSelector"] = pool.services.spec()
    if pool.disabled:
        spec["disabled"] = True
    return spec


def _block(block: Block) -> Json:
    if not block.is_range:
        return {"cidr": str(block)}
    first, last = block.ends
    return {"start": first, "stop": last}
