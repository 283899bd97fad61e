"""Our reproduction of the charts' `fail` rules."""

from __future__ import annotations

import pytest

from generator.core.charts import shelf
from generator.core.charts.check import check_values
from generator.core.charts.finding import CHART_FAILS, dotted
from generator.core.charts.number import number
from tests.core.charts.refusal_cases import CASES, Case

SUPPORTED = {"cilium": (1, 18)}


def versions(chart: str) -> list[str]:
    """The held versions whose rules we claim to know."""
    return [one for one in shelf.versions(chart) if number(one)[:2] >= SUPPORTED.get(chart, (0, 0))]


RUNS = [
    pytest.param(case, version, id=f"{case.chart}-{version}-{case.name}")
    for case in CASES
    for version in versions(case.chart)
    if number(version)[:2] >= case.since
]


@pytest.mark.parametrize(("case", "version"), RUNS)
def test_rules_name_what_the_chart_refuses(case: Case, version: str) -> None:
    found = [f for f in check_values(case.chart, version, case.values) if f.code == CHART_FAILS]

    expected = [case.path] if case.path else []
    actual = [dotted(finding.path) for finding in found]

    assert actual == expected
    assert all(finding.hint for finding in found)


def test_placeholder_is_not_judged() -> None:
    values = {"cluster": {"name": "${CLUSTER_NAME}", "id": 3}, "kubeProxyReplacement": "${KPR}"}

    assert list(check_values("cilium", "1.20.0", values)) == []


def test_monitor_needs_its_api_only_where_the_apis_are_known() -> None:
    values = {"prometheus": {"enabled": True, "serviceMonitor": {"enabled": True}}}

    def codes(apis: set[str] | None) -> list[str]:
        return [finding.code for finding in check_values("cilium", "1.20.0", values, apis=apis)]

    assert codes(None) == []
    assert codes({"monitoring.coreos.com/v1"}) == []
    assert codes(set()) == [CHART_FAILS]
