"""A small dashboard of what Hubble sees."""

from __future__ import annotations

from collections.abc import Iterable

from generator.components.hubble.alerts import UNIT, names
from generator.components.monitoring import Panel, document
from generator.core.offer import Dashboard

_PANELS = {
    "flow": Panel(
        "Flows", "sum by (verdict) (rate(hubble_flows_processed_total[$__rate_interval]))", "{{verdict}}", "reqps"
    ),
    "drop": Panel("Drops", "sum by (reason) (rate(hubble_drop_total[$__rate_interval]))", "{{reason}}", "pps"),
    "dns": Panel(
        "DNS answers", "sum by (rcode) (rate(hubble_dns_responses_total[$__rate_interval]))", "{{rcode}}", "reqps"
    ),
    "tcp": Panel("TCP flags", "sum by (flag) (rate(hubble_tcp_flags_total[$__rate_interval]))", "{{flag}}", "pps"),
    "icmp": Panel("ICMP", "sum by (type) (rate(hubble_icmp_total[$__rate_interval]))", "{{type}}", "pps"),
    "port-distribution": Panel(
        "Busiest ports",
        "topk(10, sum by (port, protocol) (rate(hubble_port_distribution_total[$__rate_interval])))",
        "{{port}}/{{protocol}}",
        "pps",
    ),
    "httpV2": Panel(
        "HTTP requests", "sum by (status) (rate(hubble_http_requests_total[$__rate_interval]))", "{{status}}", "reqps"
    ),
}
_LOST = Panel("Lost events", "sum by (source) (rate(hubble_lost_events_total[$__rate_interval]))", "{{source}}", "cps")


def dashboard(metrics: Iterable[str]) -> Dashboard:
    """A panel for each metric that is on."""
    on = names(metrics)
    panels = [panel for metric, panel in _PANELS.items() if metric in on]
    return Dashboard(name="hubble", unit=UNIT, document=document("Hubble", (*panels, _LOST)))
