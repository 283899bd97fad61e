"""A chart's own `fail` rules, answered before Helm is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.core.charts.finding import Finding
from generator.core.charts.node import Chart


def refused(chart: Chart, values: Mapping[str, object]) -> Iterator[Finding]:
    return iter(())
