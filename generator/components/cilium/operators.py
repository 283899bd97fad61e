"""On which nodes Cilium's operator may run."""

from __future__ import annotations

from generator.components.cilium.settings import Settings
from generator.core.context import Context
from generator.core.inventory import Node
from generator.core.within import mapping

TOLERATED = frozenset({
    "node-role.kubernetes.io/control-plane",
    "node-role.kubernetes.io/master",
    "node.kubernetes.io/not-ready",
    "node.cloudprovider.kubernetes.io/uninitialized",
    "node.cilium.io/agent-not-ready",
})  # fmt: skip
"""Keys of taints (chart, values.yaml of 1.18 to 1.20, `operator.tolerations`; the last by its template)."""
ALSO_BY_RKE2 = "node-role.kubernetes.io/etcd"
REPELLING = ("NoSchedule", "NoExecute")


def homes(ctx: Context, cilium: Settings) -> tuple[Node, ...]:
    """The listed nodes whose taints it tolerates; all, where somebody else says what it tolerates."""
    if "tolerations" in mapping(cilium.values, "operator"):
        return ctx.nodes
    tolerated = TOLERATED | {ALSO_BY_RKE2} if cilium.owner == "rke2" else TOLERATED
    return tuple(node for node in ctx.nodes if not any(_repels(taint, tolerated) for taint in node.taints))


def _repels(taint: str, tolerated: frozenset[str]) -> bool:
    """Whether a taint `key=value:effect` keeps pods off that tolerate these keys."""
    head, _, effect = taint.rpartition(":")
    return bool(head) and effect in REPELLING and head.partition("=")[0] not in tolerated
