"""What the finished pools can get wrong, whoever wrote them."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.graph import Graph
from generator.core.judgement import Finding, rule
from generator.core.net import parse


@rule("pools/backwards")
def backwards(graph: Graph) -> Iterator[Finding]:
    """A block's `start` lies behind its `stop`.

    The API server accepts it; the pool then holds no address (seen with kube-apiserver 1.36.3 and the CRD of Cilium 1.20).
    """
    for pool in graph.of("CiliumLoadBalancerIPPool", "cilium.io"):
        for index, block in enumerate(pool.spec.get("blocks") or ()):
            start, stop = str(block.get("start", "")), str(block.get("stop", ""))
            if start and stop and _number(start) > _number(stop):
                yield Finding(
                    pool,
                    ("spec", "blocks", index),
                    f"the block of pool {pool.name!r} starts at {start}, behind its end {stop}",
                    hint="write the lower address first",
                )


def _number(text: str) -> tuple[int, int]:
    try:
        return parse(text)
    except ValueError:
        return (0, 0)  # not an address: the schema's finding, not this rule's
