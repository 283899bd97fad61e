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


def policies(ctx: Context, flux: Settings) -> Iterator[Manifest]:
    """One for the webhook, one for the status page, where a gateway of Cilium publishes them: proxies of others are pods."""
    if flux.webhook is not None and ctx.part(_of_cilium, *flux.webhook.gateways):
        yield _policy(flux, "flux-webhook", RECEIVER, RECEIVER_PORT, flux.webhook)
    if flux.ui is not None and ctx.part(_of_cilium, *flux.ui.gateways):
        yield _policy(flux, "flux-ui", PAGE, PAGE_PORT, flux.ui)


def _of_cilium(ctx: Context, *names: str) -> tuple[str, ...]:
    """Which of these gateways, or of all, Cilium implements."""
    section = ctx.section("gateway_api")
    gateways = section.gateways if section is not None else ()
    classes = {gateway.name: section.class_of(gateway) for gateway in gateways if not names or gateway.name in names}
    return tuple(name for name, one in classes.items() if one is None or one.is_cilium)


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
