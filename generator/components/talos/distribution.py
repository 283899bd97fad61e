"""Facts of Talos (siderolabs/docs, Talos 1.8 to 1.14)."""

from __future__ import annotations

KUBEPRISM = 7445
"""Port of the API's load balancer on every machine, on since Talos 1.6."""
