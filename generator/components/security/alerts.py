"""Alerts about refused traffic. Only metrics and labels that every supported minor of Cilium has."""

from __future__ import annotations

from generator.core.offer import Alert

ALERTS: tuple[Alert, ...] = (
    Alert(
        group="security",
        name="PolicyRefusesTraffic",
        expr='sum by (pod, direction) (rate(cilium_drop_count_total{reason=~"Policy denied.*"}[5m])) > 1',
        duration="15m",
        summary="Policies refuse {{ $value | humanize }} packets a second ({{ $labels.direction }}) on {{ $labels.pod }}",
    ),
    Alert(
        group="security",
        name="PolicyRefusesRequests",
        expr='sum by (proxy_type) (rate(cilium_policy_l7_total{rule="denied"}[5m])) > 1',
        duration="15m",
        summary="Policies refuse {{ $value | humanize }} {{ $labels.proxy_type }} requests a second",
    ),
    Alert(
        group="security",
        name="TrafficWithoutAuthentication",
        expr='sum by (pod) (rate(cilium_drop_count_total{reason="Authentication required"}[5m])) > 0',
        duration="15m",
        summary="Traffic of pods on the node of {{ $labels.pod }} is dropped: it could not be authenticated",
    ),
)
