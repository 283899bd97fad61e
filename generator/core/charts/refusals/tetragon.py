"""Tetragon: templates/_container_rthooks.tpl and _helpers.tpl, 1.6 and 1.7."""

from __future__ import annotations

from generator.core.charts.merged import Merged
from generator.core.charts.refusals.rule import Refusal, refuses


@refuses()
def hook_interface_unknown(values: Merged) -> Refusal | None:
    """Runtime hooks are installed by one of two interfaces."""
    interface = values("rthooks.interface")
    if values("rthooks.enabled") and interface not in ("oci-hooks", "nri-hook"):
        return Refusal("rthooks.interface", f"`rthooks.interface` is {interface!r}", "use `oci-hooks` or `nri-hook`")
    return None
