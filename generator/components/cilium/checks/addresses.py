"""Who gives pods their addresses."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium.sections.routing import PodPool
from generator.components.cilium.settings import Settings
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Problem, check
from generator.core.net import WIDEST_SPLIT

_BITS = {4: 32, 6: 128}


@check("cilium/pools-without-multi-pool")
def pools_without_multi_pool(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """`ipam.pools` in another mode than multi-pool: nobody makes them (chart, templates/cilium-configmap.yaml)."""
    if cilium.ipam.pools and cilium.ipam.mode != "multi-pool":
        yield Problem(
            cilium.ipam,
            "pools",
            f"pod pools are listed, and `ipam.mode` is {cilium.ipam.mode}",
            hint="set `mode: multi-pool`, or remove `pools`",
        )


@check("cilium/no-default-pool", WARNING)
def no_default_pool(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """Multi-pool without a pool named `default`: pods that ask for none, CoreDNS among them, get no address.

    Cilium, Documentation/network/concepts/ipam/multi-pool.rst. A pool of an overlay would do.
    """
    if cilium.ipam.mode == "multi-pool" and "default" not in {pool.name for pool in cilium.ipam.pools}:
        yield Problem(
            cilium.ipam,
            "mode",
            "no pool of pod addresses is named `default`",
            hint="add one: pods ask for it by default",
        )


@check("cilium/pool-not-splittable")
def pool_not_splittable(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """A pod pool cannot be cut into parts of the length asked for: Cilium's operator refuses the pool.

    Cilium, pkg/ipam/cidrset.
    """
    for pool in cilium.ipam.pools:
        families = sorted({network.version for network in pool.cidrs})
        if len(pool.mask_sizes) not in (len(families), 2):
            yield Problem(
                pool,
                "maskSizes",
                f"pool {pool.name!r} has networks of {len(families)} families and {len(pool.mask_sizes)} mask sizes",
                hint="write one for IPv4 and one for IPv6",
            )
            continue
        yield from _unsplittable(pool, families)


def _unsplittable(pool: PodPool, families: list[int]) -> Iterator[Problem]:
    sizes = dict(zip((4, 6) if len(pool.mask_sizes) == 2 else families, pool.mask_sizes, strict=True))
    for index, network in enumerate(pool.cidrs):
        size = sizes[network.version]
        if not network.prefix <= size <= _BITS[network.version] or (
            network.version == 6 and size - network.prefix > WIDEST_SPLIT
        ):
            yield Problem(
                pool,
                ("cidrs", index),
                f"{network} cannot be cut into parts of /{size}",
                hint="make the parts smaller than the network, for IPv6 at most 16 bits longer",
                others=(Other(pool, "maskSizes", "the length is here"),),
            )
