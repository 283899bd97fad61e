"""cert-manager: templates/_helpers.tpl, podmonitor.yaml and servicemonitor.yaml, 1.17 to 1.21.

A helper there would refuse `installCRDs` beside `crds.enabled`, but no template calls it.
"""

from __future__ import annotations

from generator.core.charts.merged import Merged
from generator.core.charts.refusals.rule import Refusal, refuses


@refuses()
def two_monitors(values: Merged) -> Refusal | None:
    """Prometheus is told of cert-manager once."""
    pods, services = "prometheus.podmonitor.enabled", "prometheus.servicemonitor.enabled"
    if values("prometheus.enabled") and values(pods) and values(services):
        return Refusal(pods, f"both `{pods}` and `{services}` are on", "turn one of them off")
    return None


@refuses((1, 21))
def image_without_a_name(values: Merged) -> Refusal | None:
    """An image is a repository, or a name below the registry."""
    for owner in ("image", "acmesolver.image", "cainjector.image", "startupapicheck.image", "webhook.image"):
        if not values(f"{owner}.repository") and not values(f"{owner}.name"):
            return Refusal(f"{owner}.name", f"neither `{owner}.repository` nor `{owner}.name` is set",
                           f"set `{owner}.repository`")  # fmt: skip
    return None
