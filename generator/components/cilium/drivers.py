"""Drivers of network cards with native XDP, and the kernel that brought it.

Cilium, Documentation/reference-guides/bpf/progtypes.rst (1.20); names as `ethtool -i` says them. vmxnet3: kernel 6.6.
"""

from __future__ import annotations

XDP = {
    "atlantic": "5.19",
    "bnxt_en": "4.11",
    "bonding": "5.15",
    "cpsw": "5.3",
    "ena": "5.6",
    "enetc": "5.13",
    "fec": "6.2",
    "fsl_dpa": "5.11",
    "fsl_dpaa2_eth": "5.0",
    "fun": "5.18",
    "funeth": "5.18",
    "gve": "6.4",
    "hv_netvsc": "5.6",
    "i40e": "4.13",
    "ice": "5.5",
    "igb": "5.10",
    "igc": "5.13",
    "ixgbe": "4.12",
    "ixgbevf": "4.17",
    "lan966x": "6.2",
    "mana": "5.17",
    "mlx4": "4.8",
    "mlx4_en": "4.8",
    "mlx5": "4.9",
    "mlx5_core": "4.9",
    "mvneta": "5.5",
    "mvpp2": "5.9",
    "mtk_soc_eth": "6.0",
    "netsec": "5.3",
    "nicvf": "4.12",
    "nfp": "4.10",
    "qede": "4.10",
    "rvu_nicpf": "5.16",
    "sfc": "5.5",
    "stmmac": "5.13",
    "tsnep": "6.3",
    "tun": "4.14",
    "veth": "4.19",
    "virtio_net": "4.10",
    "vmxnet3": "6.6",
    "xen_netfront": "5.9",
}
BIG_TCP = frozenset({"mlx4", "mlx4_en", "mlx5", "mlx5_core", "ice"})
"""Drivers that BIG TCP is supported on (Cilium, Documentation/operations/performance/tuning.rst)."""
