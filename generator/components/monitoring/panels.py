"""Dashboards of Grafana as plain data: few panels, each one expression.

`$__rate_interval` is written without braces: `${…}` would be a variable of Flux. Fields as Grafana 11 exports them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
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


def text(dashboard: Json) -> str:
    """A dashboard as JSON, a line for each field and for each panel: short files, and a change shows where it is."""
    lines = []
    for key, value in dashboard.items():
        if key == "panels":
            inner = ",\n    ".join(_json(panel) for panel in value)
            lines.append(f'"panels": [\n    {inner}\n  ]')
        else:
            lines.append(f"{_json(key)}: {_json(value)}")
    return "{\n  " + ",\n  ".join(lines) + "\n}\n"


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode("utf-8")


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
