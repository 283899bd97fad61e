"""ReferenceGrants: leave to refer across namespaces, given where the target is."""

from __future__ import annotations

from generator.components.gateway_api.bundle import GROUP, api_version
from generator.components.gateway_api.settings import Settings
from generator.core.artifact import Manifest, manifest


def grant(
    settings: Settings,
    unit: str,
    name: str,
    namespace: str,
    source: tuple[str, str],
    target: tuple[str, str],
    about: tuple[object, ...],
) -> Manifest:
    """`source` is (kind, namespace) of the Gateway API, `target` (kind, name) of the core group in `namespace`."""
    kind, origin = source
    return manifest(
        unit,
        "grants",
        api_version("ReferenceGrant", settings.version, settings.channel) or f"{GROUP}/v1beta1",
        "ReferenceGrant",
        name,
        namespace=namespace,
        spec={
            "from": [{"group": GROUP, "kind": kind, "namespace": origin}],
            "to": [{"group": "", "kind": target[0], "name": target[1]}],
        },
        about=about,
    )
