"""RKE2, as far as it differs from k3s."""

from __future__ import annotations

import re

from generator.components.k3s import Family
from generator.core.artifact import Json

# rancher/rke2-docs: install/configuration, reference/server_config, install/requirements.
RKE2 = Family(name="rke2", config="/etc/rancher/rke2", data="/var/lib/rancher/rke2", supervisor=9345)
INGRESS_CONTROLLER = (1, 30, 3)
"""The first release with `ingress-controller` (rancher/rke2, pkg/rke2/rke2.go at v1.30.2 and v1.30.3)."""
SHIPS_GATEWAY_API = (1, 37, 0)
"""From here on the Gateway API CRDs are bundled (rancher/rke2, docs/adrs/011-bundle-gatewayAPI.md)."""
_NEWEST = (1, 99, 0)
_VERSION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)")


def release(kubernetes: str | None) -> tuple[int, ...]:
    """(1, 35, 4) of `v1.35.4+rke2r1`; newer than all when no version is pinned."""
    found = _VERSION.match(kubernetes or "")
    return tuple(map(int, found.groups())) if found else _NEWEST


def without_ingress(kubernetes: str | None) -> Json:
    """How a server is told to bring no ingress controller of its own."""
    if release(kubernetes) < INGRESS_CONTROLLER:
        return {"disable": ["rke2-ingress-nginx"]}
    return {"ingress-controller": "none"}
