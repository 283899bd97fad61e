"""Releases that Flux keeps for other components: where their objects stand, and how a unit waits for one."""

from __future__ import annotations

from typing import Any

from generator.core.artifact import Json
from generator.core.context import Context
from generator.core.release import RELEASE_API


def namespace_of_flux(ctx: Context) -> str:
    """Of all of Flux's objects; its usual one where the inventory has no `flux`."""
    flux: Any = ctx.section("flux")
    return str(flux.namespace) if flux else "flux-system"


def health_of_release(ctx: Context, name: str) -> Json:
    """What a unit's `health` says to wait for a release."""
    return {"apiVersion": RELEASE_API, "kind": "HelmRelease", "name": name, "namespace": namespace_of_flux(ctx)}
