"""Namespaces whose routes may attach to a listener."""

from __future__ import annotations

from typing import ClassVar

from generator.core.artifact import Json
from generator.core.selector import Selector


class RoutesFrom(Selector):
    """`all`, `same`, or a selector of namespaces."""

    FORMAT: ClassVar[str] = "routes-from"
    WANTS: ClassVar[str] = "`all`, `same`, or a label selector of namespaces as kubectl -l takes it"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("all", "same", "kubernetes.io/metadata.name=dev")

    def namespaces(self) -> Json:
        """As `allowedRoutes.namespaces` writes it."""
        if self in ("all", "same"):
            return {"from": "All" if self == "all" else "Same"}
        return {"from": "Selector", "selector": self.spec()}
