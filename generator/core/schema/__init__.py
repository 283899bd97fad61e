"""Offline admission: what the API server would say of a manifest."""

from generator.core.schema.check import check
from generator.core.schema.finding import Finding
from generator.core.schema.store import Schemas

__all__ = ["Finding", "Schemas", "check"]
