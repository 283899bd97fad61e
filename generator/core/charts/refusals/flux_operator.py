"""flux-operator: templates/web-secret.yaml, 0.49."""

from __future__ import annotations

from generator.core.charts.merged import Merged
from generator.core.charts.refusals.rule import Refusal, refuses


@refuses()
def web_configured_twice(values: Merged) -> Refusal | None:
    """The web server's settings are values or a Secret."""
    if values("web.config") and values("web.configSecretName"):
        return Refusal("web.config", "both `web.config` and `web.configSecretName` are set", "keep one of them")
    return None
