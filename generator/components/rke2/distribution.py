"""RKE2, as far as it differs from k3s."""

from __future__ import annotations

import re

from generator.components.k3s import Family

# rancher/rke2-docs: install/configuration, reference/server_config, install/requirements.
RKE2 = Family(name="rke2", config="/etc/rancher/rke2", data="/var/lib/rancher/rke2", supervisor=9345)
SHIPS_GATEWAY_API = 37
"""From this minor on the Gateway API CRDs are bundled (rancher/rke2#11135)."""


def minor(kubernetes: str | None) -> int | None:
    """35 of `v1.35.4+rke2r1`; None when no version is pinned."""
    found = re.match(r"v?1\.(\d+)\.", kubernetes or "")
    return int(found[1]) if found else None
