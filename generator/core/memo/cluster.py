"""The facts of a cluster, watched one by one."""

from __future__ import annotations

from typing import Any

from generator.core.inventory import Cluster

_FIELDS = frozenset(Cluster.__struct_fields__)


class WatchedCluster(Cluster, frozen=True, dict=True, tag=False):
    """The cluster, field by field: most steps read its networks and not its name."""

    def __getattribute__(self, name: str) -> Any:
        if name in _FIELDS:
            watch = object.__getattribute__(self, "__dict__").get("watch")
            if watch is not None:
                watch(name)
        return object.__getattribute__(self, name)
