"""Alerts about Cilium itself. Only metrics and labels that every supported minor has (`schemas/metrics/cilium`)."""

from __future__ import annotations

from generator.core.offer import Alert

CILIUM = (
    Alert(
        group="cilium",
        name="CiliumNodesUnreachable",
        expr="max by (pod) (cilium_unreachable_nodes) > 0",
        duration="10m",
        severity="critical",
        summary="{{ $labels.pod }} cannot reach {{ $value }} nodes",
    ),
    Alert(
        group="cilium",
        name="CiliumControllersFail",
        expr="max by (pod) (cilium_controllers_failing) > 0",
        duration="15m",
        summary="{{ $value }} controllers of {{ $labels.pod }} fail again and again",
    ),
    Alert(
        group="cilium",
        name="CiliumEndpointsNotBuilt",
        expr='sum by (pod) (increase(cilium_endpoint_regenerations_total{outcome="fail"}[15m])) > 0',
        duration="15m",
        summary="{{ $labels.pod }} cannot build the network of some of its pods",
    ),
    Alert(
        group="cilium",
        name="CiliumMapNearlyFull",
        expr="max by (map_name) (cilium_bpf_map_pressure) > 0.9",
        duration="10m",
        summary="BPF map {{ $labels.map_name }} is {{ $value | humanizePercentage }} full: new entries will be refused",
    ),
    Alert(
        group="cilium",
        name="CiliumSourcePortsNearlyUsedUp",
        expr="max by (pod, family) (cilium_nat_endpoint_max_connection) > 80",
        duration="10m",
        summary="{{ $labels.pod }} has {{ $value }} % of its source ports in use towards one destination",
    ),
    Alert(
        group="cilium",
        name="CiliumDropsPackets",
        expr='sum by (reason) (rate(cilium_drop_count_total{reason!~"Policy denied.*"}[5m])) > 1',
        duration="10m",
        summary="{{ $value | humanize }} packets a second are dropped: {{ $labels.reason }}",
    ),
)
POOLS = (
    Alert(
        group="pools",
        name="PoolHasNoAddressLeft",
        expr="max by (pool) (cilium_lbipam_ips_available) == 0",
        duration="5m",
        summary="Pool {{ $labels.pool }} has no address left: the next Service stays without one",
    ),
    Alert(
        group="pools",
        name="ServicesWithoutAddress",
        expr="max(cilium_lbipam_services_unsatisfied) > 0",
        duration="15m",
        summary="{{ $value }} Services wait for an address that no pool gives them",
    ),
    Alert(
        group="pools",
        name="PoolsConflict",
        expr="max(cilium_lbipam_conflicting_pools) > 0",
        duration="5m",
        summary="{{ $value }} pools overlap others and give nothing away",
    ),
)
