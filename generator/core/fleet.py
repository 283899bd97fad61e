"""What one cluster of a fleet may know of the others."""

from __future__ import annotations

from typing import Any

from msgspec import Struct


class Member(Struct, frozen=True, kw_only=True):
    """A cluster of the document, before it is typed: enough for ClusterMesh and for unique names."""

    name: str
    groups: tuple[str, ...]
    raw: dict[str, Any]
    """The merged inventory of that cluster."""
