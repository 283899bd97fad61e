"""Small dashboards of Cilium itself."""

from __future__ import annotations

from generator.components.monitoring.panels import Panel, document
from generator.core.offer import Dashboard

CILIUM = Dashboard(
    name="cilium",
    document=document(
        "Cilium",
        (
            Panel(
                "Forwarded",
                "sum by (direction) (rate(cilium_forward_bytes_total[$__rate_interval]))",
                "{{direction}}",
                "Bps",
            ),
            Panel("Dropped", "sum by (reason) (rate(cilium_drop_count_total[$__rate_interval]))", "{{reason}}", "pps"),
            Panel("Endpoints", "sum by (pod) (cilium_endpoint)", "{{pod}}"),
            Panel("Identities", "max by (type) (cilium_identity)", "{{type}}"),
            Panel("Nodes out of reach", "max by (pod) (cilium_unreachable_nodes)", "{{pod}}"),
            Panel("Controllers that fail", "max by (pod) (cilium_controllers_failing)", "{{pod}}"),
            Panel("BPF maps", "max by (map_name) (cilium_bpf_map_pressure)", "{{map_name}}", "percentunit"),
            Panel("Pod addresses in use", "sum by (family) (cilium_ip_addresses)", "{{family}}"),
        ),
    ),
)
BGP = Dashboard(
    name="bgp",
    document=document(
        "BGP",
        (
            Panel("Sessions that are up", "sum by (neighbor) (cilium_bgp_control_plane_session_state)", "{{neighbor}}"),
            Panel(
                "Routes advertised",
                "sum by (neighbor, afi) (cilium_bgp_control_plane_advertised_routes)",
                "{{neighbor}} {{afi}}",
            ),
            Panel(
                "Routes received",
                "sum by (neighbor, afi) (cilium_bgp_control_plane_received_routes)",
                "{{neighbor}} {{afi}}",
            ),
            Panel("Addresses left", "max by (pool) (cilium_lbipam_ips_available)", "{{pool}}"),
        ),
    ),
)
