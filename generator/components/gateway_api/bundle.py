"""Facts about Gateway API bundles: which one a Cilium minor needs, and what each serves.

Read out of the CRDs of kubernetes-sigs/gateway-api v1.3.0, v1.4.1, v1.5.1 and v1.6.1, `config/crd/{standard,experimental}`.
"""

from __future__ import annotations

from generator.core.scalar import Version

GROUP = "gateway.networking.k8s.io"
REPOSITORY = "https://github.com/kubernetes-sigs/gateway-api"

BUNDLES = {"1.18": "1.3.0", "1.19": "1.4.1", "1.20": "1.6.1"}
"""One fixed answer per Cilium minor.

1.18: its docs name v1.2.0; its operator asks for GatewayClass, Gateway, HTTPRoute, GRPCRoute v1 and ReferenceGrant v1beta1,
which v1.3.0 serves alike, and upstream's conformance report of that development cycle ran against v1.3.0
(conformance/reports/v1.3.0/cilium-cilium). 1.19: conformance against v1.4.0; from v1.5 on the standard TLSRoute no longer
serves v1alpha2 and its operator stops (cilium#44920, #45139). 1.20: v1.6.1 is the minimum (upgrade-current.inc).
"""
CEILING = {"1.18": (1, 4), "1.19": (1, 4)}
"""Highest bundle minor that a Cilium minor lives with."""
FLOOR = {"1.20": (1, 6)}
"""Lowest bundle minor whose kinds its operator finds."""

Minor = tuple[int, int]
ALSO_SERVED = {
    "experimental": {"TLSRoute": "v1alpha2", "TCPRoute": "v1alpha2", "UDPRoute": "v1alpha2"},
    "standard": {"ReferenceGrant": "v1beta1"},
}
"""Older API versions that a channel goes on serving beside the one to write."""
SERVED: dict[str, dict[str, tuple[tuple[Minor, str], ...]]] = {
    "GatewayClass": {"standard": (((1, 0), "v1"),)},
    "Gateway": {"standard": (((1, 0), "v1"),)},
    "HTTPRoute": {"standard": (((1, 0), "v1"),)},
    "GRPCRoute": {"standard": (((1, 1), "v1"),)},
    "ReferenceGrant": {"standard": (((1, 0), "v1beta1"), ((1, 5), "v1"))},
    "BackendTLSPolicy": {"standard": (((1, 4), "v1"),), "experimental": (((1, 3), "v1alpha3"), ((1, 4), "v1"))},
    "ListenerSet": {"standard": (((1, 5), "v1"),)},
    "TLSRoute": {"standard": (((1, 5), "v1"),), "experimental": (((1, 0), "v1alpha2"), ((1, 5), "v1"))},
    "TCPRoute": {"standard": (((1, 6), "v1"),), "experimental": (((1, 0), "v1alpha2"), ((1, 6), "v1"))},
    "UDPRoute": {"standard": (((1, 6), "v1"),), "experimental": (((1, 0), "v1alpha2"), ((1, 6), "v1"))},
}
"""Kind -> channel -> (first bundle minor, API version to write). Without an `experimental` entry both channels are alike."""


def needed(cilium: Version) -> Version:
    """The bundle that a Cilium version needs; of a minor that is not known (which `cilium` refuses) the nearest one's."""
    first, *_, last = BUNDLES.values()
    nearest = first if cilium.numbers[:2] < (1, 18) else last
    return Version(BUNDLES.get(cilium.minor, nearest))


def minor(version: Version) -> Minor:
    return version.numbers[:2]


def api_version(kind: str, version: Version, channel: str) -> str | None:
    """The apiVersion to write a kind in; None when the bundle does not have it."""
    channels = SERVED[kind]
    found = None
    for since, api in channels.get(channel, channels["standard"]):
        if minor(version) >= since:
            found = api
    return f"{GROUP}/{found}" if found else None


def serves(kind: str, api: str, version: Version, channel: str) -> bool:
    """Whether a bundle serves a kind at an API version (`v1alpha2`)."""
    written = api_version(kind, version, channel)
    return written is not None and api in (written.rpartition("/")[2], ALSO_SERVED.get(channel, {}).get(kind))


def kinds(version: Version, channel: str) -> tuple[str, ...]:
    """Every kind of a bundle, as `Kind.group`."""
    return tuple(f"{kind}.{GROUP}" for kind in SERVED if api_version(kind, version, channel))
