"""Settings of Cilium for the nodes that a migration has reached: they change where the label arrives."""

from __future__ import annotations

from typing import Any


def node_config(name: str, label: str, defaults: dict[str, str]) -> dict[str, Any]:
    """A CiliumNodeConfig for nodes with the label, of the agent's own options (keys of the ConfigMap `cilium-config`)."""
    return {
        "apiVersion": "cilium.io/v2",
        "kind": "CiliumNodeConfig",
        "metadata": {"name": name, "namespace": "kube-system"},
        "spec": {"nodeSelector": {"matchLabels": {label: "true"}}, "defaults": defaults},
    }
