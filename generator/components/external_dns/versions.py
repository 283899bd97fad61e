"""What follows from the version of external-dns: which prefix it reads by default, which API versions it watches."""

from __future__ import annotations

import re

from generator.components.external_dns.settings import Instance, Settings
from generator.core.scalar import Version

ALPHA = "external-dns.alpha.kubernetes.io/"
"""Default prefix up to 0.21; before 0.20 there is no other."""
NEW = "external-dns.kubernetes.io/"
"""Default prefix from 0.22 on (release notes of v0.22.0)."""


def app(version: Version) -> int:
    """Minor of the program that a chart ships: chart 1.N.x holds 0.N (Chart.yaml of 1.14.5 to 1.21.1)."""
    return version.numbers[1]


def app_of(settings: Settings, instance: Instance) -> int:
    """The same of an instance, another image in `values` counted in."""
    for values in (instance.values, settings.values):
        image = values.get("image")
        found = re.match(r"v?0\.(\d+)\.", str(image.get("tag", ""))) if isinstance(image, dict) else None
        if found:
            return int(found[1])
    return app(instance.version)


def watched(source: str, minor: int) -> str | None:
    """`Kind/version` of the Gateway API that a source watches; None: not of that API, or not known for so new a version.

    source/gateway_*route.go of v0.21.0 and v0.22.0.
    """
    if source == "gateway-tlsroute":
        return "TLSRoute/v1" if minor >= 22 else "TLSRoute/v1alpha2"
    if source in ("gateway-tcproute", "gateway-udproute") and minor <= 22:
        return "TCPRoute/v1alpha2" if source == "gateway-tcproute" else "UDPRoute/v1alpha2"
    return None
