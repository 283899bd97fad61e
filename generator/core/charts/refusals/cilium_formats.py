"""Cilium: values whose text has to have a form (`validateDuration` in templates/_helpers.tpl, 1.18 to 1.20)."""

from __future__ import annotations

import re

from generator.core.charts.merged import Merged
from generator.core.charts.refusals.rule import Refusal, refuses

_DURATION = re.compile(r"[-+]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)")
_DURATIONS = (
    "authentication.gcInterval",
    "authentication.mutual.connectTimeout",
    "bpf.monitorInterval",
    "conntrackGCInterval",
    "conntrackGCMaxInterval",
    "crdWaitTimeout",
    "encryption.ipsec.keyRotationDuration",
    "envoyConfig.retryInterval",
    "hubble.lostEventSendInterval",
    "identityChangeGracePeriod",
    "ipam.ciliumNodeUpdateRate",
    "operator.endpointGCInterval",
    "operator.identityGCInterval",
    "operator.identityHeartbeatTimeout",
    "operator.nodeGCInterval",
)
_LARGEST_ENVOY = 4294967295


@refuses()
def duration_malformed(values: Merged) -> Refusal | None:
    """Durations have a unit, as Go writes them."""
    for path in _DURATIONS:
        value = values(path) if values.is_set(path) else None
        if value and not _DURATION.fullmatch(str(value)):
            return Refusal(path, f"`{path}` is {value!r}, which is no duration", "write a number and a unit: `5m0s`")
    return None


@refuses()
def envoy_number_out_of_range(values: Merged) -> Refusal | None:
    """Envoy's base id is an unsigned 32-bit number."""
    value = values("envoy.baseID")
    if isinstance(value, int | float) and not 0 <= value <= _LARGEST_ENVOY:
        return Refusal("envoy.baseID", f"`envoy.baseID` is {value}", f"use 0 to {_LARGEST_ENVOY}")
    return None


@refuses()
def certificate_missing(values: Merged) -> Refusal | None:
    """Without automatic certificates Hubble's have to be given, or the Secret that holds them."""
    if values("hubble.tls.auto.enabled") or not values("hubble.enabled"):
        return None
    relay = values("hubble.tls.enabled") and values("hubble.relay.enabled")
    relay_server = relay and values("hubble.relay.tls.server.enabled")
    owners = {
        "hubble.metrics.tls.server": values("agent") and values("hubble.metrics.tls.enabled"),
        "hubble.relay.tls.client": relay,
        "hubble.relay.tls.server": relay_server,
        "hubble.tls.server": values("agent") and values("hubble.tls.enabled"),
        "hubble.ui.tls.client": relay_server and values("hubble.ui.enabled"),
    }
    for owner, on in owners.items():
        given = values(f"{owner}.cert") and values(f"{owner}.key")
        if on and not given and not values(f"{owner}.existingSecret"):
            return Refusal(f"{owner}.cert", f"`hubble.tls.auto.enabled` is off and `{owner}` has no certificate",
                           f"set `{owner}.existingSecret`, or `hubble.tls.auto.enabled: true`")  # fmt: skip
    return None
