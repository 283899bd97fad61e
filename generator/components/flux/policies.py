"""Policies that let gateways reach Flux.

Flux's own NetworkPolicies and flux-operator's admit pods of any namespace. Traffic of a Cilium gateway comes from the
identity `ingress`, which is no pod: without these two it is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.flux.settings import Settings
from generator.core.artifact import Json, Manifest, manifest
from generator.core.context import Context

UNIT = "security/policies"
RECEIVER: Json = {"app": "notification-controller"}
RECEIVER_PORT = 9292
PAGE: Json = {"app.kubernetes.io/name": "flux-operator"}
PAGE_PORT = 9080


def policies(_ctx: Context, flux: Settings) -> Iterator[Manifest]:
    """One for the webhook, one for the status page."""
    if flux.webhook is not None:
        yield _policy(flux, "flux-webhook", RECEIVER, RECEIVER_PORT, flux.webhook)
    if flux.ui is not None:
        yield _policy(flux, "flux-ui", PAGE, PAGE_PORT, flux.ui)


def _policy(flux: Settings, name: str, pods: Json, port: int, about: object) -> Manifest:
    """Allows and denies nothing else: without other policies the pods stay as open as they were."""
    spec: Json = {
        "endpointSelector": {"matchLabels": pods},
        "enableDefaultDeny": {"ingress": False, "egress": False},
        "ingress": [{"fromEntities": ["ingress"], "toPorts": [{"ports": [{"port": str(port), "protocol": "TCP"}]}]}],
    }
    return manifest(
        UNIT,
        "flux",
        "cilium.io/v2",
        "CiliumNetworkPolicy",
        name,
        namespace=flux.namespace,
        spec=spec,
        about=(about, flux),
    )
