"""Chart values that no template reads: written in a repository, without any effect."""

import re

from generator.core.charts.check import check_values
from generator.core.charts.finding import DECLARED_UNREAD, UNREAD_KEY
from generator.core.charts.shelf import versions

STEP = re.compile(r'"([^"]*)"|([^.]+)')


def chart_of(object_id: str, fields: dict[str, str]) -> tuple[str, str]:
    """Chart and version of a release, from the fields of its facts; of RKE2's bundled chart the newest one held."""
    if object_id.startswith("HelmChartConfig/"):
        name = object_id.rpartition("/")[2]
        return name, [*versions(name), ""][-2]
    return fields.get("chart.source", "").rpartition("/")[2], fields.get("chart.version", "").removeprefix("v")


def dead(chart: str, version: str, path: str, value: object) -> bool:
    """Whether the chart's facts say that nothing reads this value; False where the chart is not held."""
    if not path.startswith("values.") or not chart or not version:
        return False
    plain = path.removeprefix("values.").partition("[")[0]
    steps = [quoted or bare for quoted, bare in STEP.findall(plain)]
    tree: object = value if "[" not in path else []
    for step in reversed(steps):
        tree = {step: tree}
    codes = {finding.code for finding in check_values(chart, version, tree if isinstance(tree, dict) else {})}
    return bool(codes & {UNREAD_KEY, DECLARED_UNREAD})
