"""An inventory once more at the other minors of Cilium, to see its trees at each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from generator.core import facts
from generator.core.schema.store import Held

_VERSION = re.compile(rb"""(\bcilium:(?:\s*\{\s*|\s*\n\s+)version:\s*["']?)(\d+\.\d+)\.\d+""")

TOO_NEW = {
    "bgp/needs-newer-cilium": "fields of a session that came with 1.19",
    "cilium/compatible-with-the-future": "`upgradeCompatibility` names a later minor",
    "cilium/hybrid-too-early": "hybrid routing came with 1.20",
    "cilium/ipsec-with-native-pools": "not possible before 1.19",
    "cilium/undispatched-dsr": "IPIP without XDP came with 1.19",
    "cilium/unknown-datapath": "`auto` came with 1.20",
    "external-dns/unreadable-source": "the minor's Gateway API serves no TLSRoute v1",
    "flux/kind-without-owner": "the minor's Gateway API lacks BackendTLSPolicy v1, which an overlay brings",
    "gateway-api/backend-tls-unread": "Cilium reads BackendTLSPolicies from 1.20 on",
    "gateway-api/kind-not-served": "the minor's Gateway API lacks the kind in its standard channel",
    "gateway-api/listener-without-routes": "the minor's Gateway API lacks the kind in its standard channel",
    "hubble/unknown-metric": "the metric went with 1.20",
    "inventory/underivable": "no class of the minor serves the listeners",
    "schema/bounds": "the minor's Gateway API allows fewer annotations",
    "schema/unknown-field": "the minor's CiliumGatewayClassConfig has no `envoy`",
    "schema/unknown-kind": "as flux/kind-without-owner",
    "security/double-star": "came with 1.19",
}
"""Errors that say of an inventory which compiles as it stands that another minor lacks something it asks for."""


def versions() -> dict[str, str]:
    """The newest version held of each minor of Cilium."""
    held = msgspec.json.decode(facts.read("crds", "index.json"), type=Held)["cilium"]
    by_number = sorted(held, key=lambda version: [int(number) for number in version.split(".")])
    return {version.rpartition(".")[0]: version for version in by_number}


def others(inventory: bytes) -> Iterator[tuple[str, bytes]]:
    """(minor, the inventory with Cilium of that minor) for each minor that the inventory does not name."""
    named = {match[2].decode() for match in _VERSION.finditer(inventory)}
    for minor, version in versions().items():
        if named and minor not in named:
            yield minor, _VERSION.sub(rb"\g<1>" + version.encode(), inventory)
