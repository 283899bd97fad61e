"""A chart's own `fail` rules, answered before Helm is asked.

Not reproduced, because values do not decide them: what asks the cluster (`lookup`, the monitoring API, unless the
caller says which APIs there are) and what asks the release's namespace (GKE with deprecated labels).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from importlib import import_module

from generator.core.charts.finding import CHART_FAILS, Finding
from generator.core.charts.merged import Merged, UnknownValueError
from generator.core.charts.node import FAMILY, Chart
from generator.core.charts.refusals.rule import Rule

_MODULES: Mapping[str, tuple[str, ...]] = {
    "cilium": ("cilium_removed", "cilium_features", "cilium_network", "cilium_mesh", "cilium_formats"),
    "cert-manager": ("cert_manager",),
    "external-dns": ("external_dns",),
    "flux-operator": ("flux_operator",),
    "tetragon": ("tetragon",),
}

Asked = dict[Rule, set[str]]
"""Which paths of the values each rule looked at."""


def refused(
    chart: Chart,
    values: Mapping[str, object],
    apis: Collection[str] | None = None,
    *,
    asked: Asked | None = None,
    only: Collection[Rule] | None = None,
) -> Iterator[Finding]:
    """Yield every rule of the chart that would end the installation.

    `asked` gets the paths that each rule looks at; `only` these rules are asked.

    `apis` are the API groups and versions of the cluster (`monitoring.coreos.com/v1`); None: not known. A rule that
    would have to look at a placeholder is left out.
    """
    merged = Merged(chart, values)
    for rule in rules(chart.name):
        if merged.minor < rule.since or (only is not None and rule not in only):
            continue
        if asked is not None:
            merged.asked = asked[rule] = set()
        try:
            refusal = rule.ask(merged, apis)
        except UnknownValueError:
            continue
        if refusal:
            yield Finding(tuple(refusal.path.split(".")), CHART_FAILS, refusal.message, refusal.hint)


@cache
def rules(chart: str) -> tuple[Rule, ...]:
    """Return the rules of a chart in the order of its modules."""
    names = _MODULES.get(FAMILY.get(chart, chart), ())
    modules = (import_module(f"{__name__}.{name}") for name in names)
    return tuple(value for module in modules for value in vars(module).values() if isinstance(value, Rule))
