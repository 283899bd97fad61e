"""Dashboards of Grafana as plain data: few panels, each one expression.

`$__rate_interval` is written without braces: `${…}` would be a variable of Flux. Fields as Grafana 11 exports them.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from generator.core.artifact import Json

WIDTH, HEIGHT = 12, 8
"""Of a panel; the grid of Grafana is 24 wide."""
SOURCE: Json = {"type": "prometheus", "uid": "$datasource"}


class Panel(Struct, frozen=True):
    """A graph of one expression."""

    title: str
    expr: str
    legend: str
    unit: str = "short"


def document(title: str, panels: Iterable[Panel]) -> Json:
    """A dashboard that Grafana imports."""
    slug = title.lower().replace(" ", "-")
    return {
        "title": title,
        "uid": f"infraflux-{slug}",
        "tags": ["infraflux"],
        "editable": False,
        "schemaVersion": 39,
        "time": {"from": "now-3h", "to": "now"},
        "refresh": "1m",
        "templating": {
            "list": [{"name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus"}]
        },
        "panels": [_panel(number, panel) for number, panel in enumerate(panels)],
    }


def _panel(number: int, panel: Panel) -> Json:
    return {
        "id": number + 1,
        "type": "timeseries",
        "title": panel.title,
        "datasource": SOURCE,
        "gridPos": {"h": HEIGHT, "w": WIDTH, "x": number % 2 * WIDTH, "y": number // 2 * HEIGHT},
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
        "targets": [{"refId": "A", "datasource": SOURCE, "expr": panel.expr, "legendFormat": panel.legend}],
    }
