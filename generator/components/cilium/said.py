"""How the parts of the section say chart values."""

from __future__ import annotations

from typing import Any

Said = tuple[str, Any, tuple[str, ...]]
"""Path in the chart, value, paths of the inventory that say it (empty: nobody does, it only follows)."""
