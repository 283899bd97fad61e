"""What differs between k3s and RKE2, which is built upon it."""

from __future__ import annotations

from msgspec import Struct


class Family(Struct, frozen=True, kw_only=True):
    """Facts of one of the two."""

    name: str
    config: str
    """Folder of its configuration on a node."""
    data: str
    """Folder of its state on a node."""
    supervisor: int
    """Port where nodes join."""

    @property
    def manifests(self) -> str:
        """Folder whose manifests a server applies at start."""
        return f"{self.data}/server/manifests"

    @property
    def token(self) -> str:
        """File that holds what nodes join with. We never make one."""
        return f"{self.config}/token"


# k3s docs, reference/server-config; installation/requirements: the supervisor shares the API's port.
K3S = Family(name="k3s", config="/etc/rancher/k3s", data="/var/lib/rancher/k3s", supervisor=6443)
