"""What Talos asks of Cilium."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import COMPONENT as CILIUM
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Problem, check


@check("talos/foreign-ipam", WARNING)
def foreign_ipam(ctx: Context, _settings: None) -> Iterator[Problem]:
    """Cilium gives pods addresses that Kubernetes does not know of.

    Talos' guide names `ipam.mode: kubernetes` as a prerequisite (siderolabs/docs, deploying Cilium): with another mode the
    node's PodCIDR, which Talos and Kubernetes show and route by, is not where its pods are.
    """
    cilium = ctx.get(CILIUM)
    if cilium is not None and cilium.ipam.mode != "kubernetes":
        yield Problem(
            cilium.ipam,
            "mode",
            f"Talos asks for IPAM by Kubernetes, this is {cilium.ipam.mode}",
            hint="leave `ipam.mode` out, unless you need several pools",
        )
