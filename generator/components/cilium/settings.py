"""The `cilium:` section of the inventory."""

from __future__ import annotations

from typing import Annotated, Any

from generator.core.model import Section, doc
from generator.core.scalar import Version


class Settings(Section, frozen=True):
    """The Cilium release."""

    version: Annotated[Version, doc("Version of the chart.", "1.20.0")]
    values: Annotated[dict[str, Any], doc("Further chart values; a key that the chart never reads is an error.")] = {}
