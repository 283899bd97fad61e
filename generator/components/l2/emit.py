"""CiliumL2AnnouncementPolicy: who answers for what."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.l2.policies import Announced, announced
from generator.components.l2.settings import Settings
from generator.core.artifact import Json, Manifest, manifest
from generator.core.context import Context

API = "cilium.io/v2alpha1"
"""No other version is served by Cilium 1.18 to 1.20."""
UNIT = "cilium/bgp"


def emit(ctx: Context, l2: Settings) -> Iterator[Manifest]:
    """All policies in one file."""
    for one in announced(ctx, l2):
        yield manifest(
            UNIT, "l2-policies", API, "CiliumL2AnnouncementPolicy", one.name, spec=_spec(one), about=(one.policy, l2)
        )


def _spec(one: Announced) -> Json:
    """Both kinds of addresses are said: upstream's default is neither."""
    policy = one.policy
    spec: Json = {
        "loadBalancerIPs": "LoadBalancerIP" in policy.addresses,
        "externalIPs": "ExternalIP" in policy.addresses,
    }
    if policy.interfaces:
        spec["interfaces"] = list(policy.interfaces)
    if policy.nodes is not None:
        spec["nodeSelector"] = policy.nodes.spec()
    if one.services is not None:
        spec["serviceSelector"] = one.services.spec()
    return spec
