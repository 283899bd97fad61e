"""Where things stand below the output root."""

from __future__ import annotations

from msgspec import Struct

GITOPS, INFRA, SCRIPTS = "gitops", "infra", "scripts"
BOOTSTRAP = "bootstrap"
OWNED = (GITOPS, INFRA, SCRIPTS)
"""Top-level directories that `gen build` owns: there it removes generated files that it no longer produces."""


class Layout(Struct, frozen=True):
    """Paths of one cluster; a fleet has a level per cluster."""

    cluster: str | None = None
    """Name of the cluster in a fleet; None for a cluster that stands alone."""

    def unit(self, unit: str) -> str:
        """Directory of a unit: `gitops/cilium/bgp`, `gitops/main/cilium/bgp`."""
        return f"{self.gitops}/{unit}"

    @property
    def gitops(self) -> str:
        return f"{GITOPS}/{self.cluster}" if self.cluster else GITOPS

    def path(self, path: str) -> str:
        """A path that starts with a top-level directory, with the cluster's level put in: `infra/main/rke2/…`."""
        head, _, tail = path.partition("/")
        return f"{head}/{self.cluster}/{tail}" if self.cluster else path


ALONE = Layout()
"""Of a cluster that stands alone: where objects of the graph say they are, so that clusters can share them."""


def unit_name(unit: str) -> str:
    """Name of the Flux Kustomization of a unit: its path, `/` as `-`."""
    return unit.replace("/", "-")
