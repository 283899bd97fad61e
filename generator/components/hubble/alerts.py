"""Alerts that Hubble's metrics can give: each needs one of them (`schemas/metrics/cilium`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.core.offer import Alert

UNIT = "cilium/hubble"
_ALERTS = {
    "": Alert(
        group="hubble",
        name="HubbleLosesEvents",
        expr="sum by (source) (rate(hubble_lost_events_total[5m])) > 1",
        duration="15m",
        summary="Hubble loses {{ $value | humanize }} events a second in {{ $labels.source }}: what it shows is incomplete",
        unit=UNIT,
    ),
    "drop": Alert(
        group="hubble",
        name="HubbleSeesDrops",
        expr='sum by (reason) (rate(hubble_drop_total{reason!="POLICY_DENIED"}[5m])) > 1',
        duration="10m",
        summary="{{ $value | humanize }} packets a second are dropped: {{ $labels.reason }}",
        unit=UNIT,
    ),
    "dns": Alert(
        group="hubble",
        name="HubbleSeesDNSFailures",
        expr='sum(rate(hubble_dns_responses_total{rcode=~"Server Failure|Query Refused"}[5m])) > 1',
        duration="10m",
        summary="{{ $value | humanize }} DNS answers a second are failures",
        unit=UNIT,
    ),
    "httpV2": Alert(
        group="hubble",
        name="HubbleSeesServerErrors",
        expr='sum(rate(hubble_http_requests_total{reporter="server",status=~"5.."}[5m]))'
        ' / sum(rate(hubble_http_requests_total{reporter="server"}[5m])) > 0.05',
        duration="10m",
        summary="{{ $value | humanizePercentage }} of HTTP requests seen by the proxy fail",
        unit=UNIT,
    ),
}


def names(metrics: Iterable[str]) -> tuple[str, ...]:
    """The metrics without their options."""
    return tuple(metric.partition(":")[0] for metric in metrics)


def alerts(metrics: Iterable[str]) -> Iterator[Alert]:
    """Those whose metric is on."""
    on = names(metrics)
    yield from (alert for metric, alert in _ALERTS.items() if metric in ("", *on))
