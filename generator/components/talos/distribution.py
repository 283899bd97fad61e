"""Facts of Talos (siderolabs/docs, Talos 1.8 to 1.14)."""

from __future__ import annotations

KUBEPRISM = 7445
"""Port of the API's load balancer on every machine, on since Talos 1.6."""
DOCUMENTS = "1.14"
"""From this version on `talosctl gen config` writes a document per concern; older ones know one document `v1alpha1`."""
