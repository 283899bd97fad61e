"""What is said about values, on the facts that ship."""

from __future__ import annotations

import time
from typing import Any

import pytest

from generator.core.charts import shelf
from generator.core.charts.check import check_values
from generator.core.charts.finding import (
    DECLARED_UNREAD,
    ENUM,
    RANGE,
    TYPE,
    UNREAD_KEY,
    Finding,
    dotted,
)
from generator.core.charts.node import Chart, Node
from tests.core.charts.refusal_cases import nest


def check(values: dict[str, Any], chart: str = "cilium", version: str = "1.20.0") -> list[Finding]:
    return list(check_values(chart, version, values))


@pytest.mark.parametrize(
    ("path", "value", "key", "hint"),
    [
        ("cgroup.automount.enabled", False, "cgroup.automount", "did you mean `cgroup.autoMount`?"),
        ("mtu", 9000, "mtu", "did you mean `MTU`?"),
        ("operator.PodDisruptionBudget.enabled", True, "operator.PodDisruptionBudget",
         "did you mean `operator.podDisruptionBudget`?"),
        ("hubble.serviceMonitor.enabled", True, "hubble.serviceMonitor",
         "did you mean `hubble.metrics.serviceMonitor`?"),
        ("operator.prometheus.replicas", 1, "operator.prometheus.replicas", "did you mean `operator.replicas`?"),
        ("ipam.clusterPoolIPv4PodCIDRList", [], "ipam.clusterPoolIPv4PodCIDRList",
         "did you mean `ipam.operator.clusterPoolIPv4PodCIDRList`?"),
        ("nodePort.enabled", True, "nodePort.enabled", "gone since cilium 1.19: use `kubeProxyReplacement`"),
        ("bgp.announce.loadbalancerIP", True, "bgp", "gone since cilium 1.17: use `bgpControlPlane.enabled`"),
        ("sessionAffinity", True, "sessionAffinity", "gone since cilium 1.19: use `kubeProxyReplacement`"),
        ("tunnel", "", "tunnel", "gone since cilium 1.15: use `routingMode` and `tunnelProtocol`"),
        ("customCalls.enabled", False, "customCalls", "gone since cilium 1.19: remove it"),
        ("systemDefaultIngressClass", "x", "systemDefaultIngressClass", "remove it: it has no effect"),
    ],
)  # fmt: skip
def test_dead_key_says_what_was_meant(path: str, value: object, key: str, hint: str) -> None:
    (finding,) = check(nest(**{path: value}))

    assert (finding.code, dotted(finding.path), finding.hint) == (UNREAD_KEY, key, hint)
    assert finding.message == f"chart cilium 1.20.0 never reads `{key}`"


def test_dotted_key_does_not_nest() -> None:
    (finding,) = check({"bpf": {"distributedLRU.enabled": True}})

    assert dotted(finding.path) == 'bpf."distributedLRU.enabled"'
    assert finding.hint == "write `bpf.distributedLRU.enabled` as nested keys: a dot in a key does not nest"


@pytest.mark.parametrize(
    "values",
    [
        {"loadBalancer": {"mode": "dsr", "algorithm": "maglev", "dsrDispatch": "geneve"}},
        {"socketLB": {"hostNamespaceOnly": True}, "policyAuditMode": True, "dnsPolicyUnloadOnShutdown": True},
        {"l2announcements": {"leaseDuration": "15s"}, "hubble": {"eventQueueSize": 4096}},
        {"extraConfig": {"any-key": "any"}, "podAnnotations": {"a.b/c": "d"}, "resources": {"limits": {"cpu": 1}}},
        {"clustermesh": {"config": {"clusters": [{"name": "a", "ips": ["10.0.0.1"], "port": 2379}]}}},
        {"clustermesh": {"config": {"clusters": {"a": {"address": "a.example", "port": 2379}}}}},
        {"tolerations": [{"operator": "Exists", "effect": "NoSchedule", "tolerationSeconds": 5}]},
        {"envoy": {"log": {"defaultLevel": None}}, "securityContext": None},
    ],
)
def test_read_key_is_not_reported(values: dict[str, Any]) -> None:
    assert check(values) == []


def test_declared_but_unread_key_is_a_warning() -> None:
    (finding,) = check({"enableInternalTrafficPolicy": False})

    assert (finding.code, finding.severity) == (DECLARED_UNREAD, "warning")


@pytest.mark.parametrize(
    ("values", "code", "path", "hint"),
    [
        ({"MTU": "9000"}, TYPE, "MTU", "chart cilium 1.20.0 wants integer"),
        ({"hubble": True}, TYPE, "hubble", "chart cilium 1.20.0 wants object"),
        ({"bpf": {"masquerade": "yes"}}, TYPE, "bpf.masquerade", "chart cilium 1.20.0 wants null or boolean"),
        ({"ipam": {"operator": {"clusterPoolIPv4PodCIDRList": [1]}}}, TYPE,
         "ipam.operator.clusterPoolIPv4PodCIDRList[0]", "chart cilium 1.20.0 wants string"),
        ({"identityManagementMode": "none"}, ENUM, "identityManagementMode", "use one of 'agent', 'operator', 'both'"),
        ({"envoy": {"xdsMode": "tri"}}, ENUM, "envoy.xdsMode", "use one of null, 'split', 'ads', 'strict-ads'"),
    ],
)  # fmt: skip
def test_schema_of_the_chart_holds(values: dict[str, Any], code: str, path: str, hint: str) -> None:
    (finding,) = check(values)

    assert (finding.code, dotted(finding.path), finding.hint) == (code, path, hint)


def test_null_is_seen_by_the_schema_only_where_helm_keeps_it() -> None:
    (finding,) = check({"ingressShim": {"defaultIssuerGroup": None}}, "cert-manager", "1.21.1")

    assert (finding.code, finding.message) == (TYPE, "`ingressShim.defaultIssuerGroup` is null")
    assert check({"image": {"pullPolicy": None}}, "cert-manager", "1.21.1") == []


def test_unread_key_still_has_a_type() -> None:
    codes = [finding.code for finding in check({"envoy": {"initContainers": 0}})]

    assert codes == [DECLARED_UNREAD, TYPE]


def test_table_that_templates_step_into_is_a_map_without_a_schema_too() -> None:
    (finding,) = check({"tetragon": True}, "tetragon", "1.7.0")

    assert (finding.code, finding.message) == (TYPE, "`tetragon` is a boolean: True")


def test_bounds_of_the_chart_hold() -> None:
    (finding,) = check({"bpf": {"monitorTraceIPOption": 256}})

    assert (finding.code, finding.hint) == (RANGE, "stay between 0 and 255")


def test_closed_schema_refuses_a_key() -> None:
    (finding,) = check({"webhook": {"replicas": 2}}, "cert-manager", "1.21.1")

    assert finding.message == "chart cert-manager 1.21.1 never reads `webhook.replicas`, and its schema refuses it"


def test_placeholder_has_any_type() -> None:
    assert check({"MTU": "${MTU}", "bpf": {"masquerade": "{{ masquerade }}"}}) == []


@pytest.mark.parametrize(
    ("chart", "version", "fit", "answering"),
    [
        ("cilium", "1.20.0", "exact", "1.20.0"),
        ("cilium", "v1.20.0", "exact", "1.20.0"),
        ("cilium", "1.20.1", "nearest patch", "1.20.0"),
        ("cilium", "1.18.x", "nearest patch", "1.18.12"),
        ("cilium", "1.12.0", "none", ""),
        ("cilium", "", "none", ""),
        ("rke2-cilium", "1.20.101", "nearest patch", "1.20.102"),
        ("podinfo", "6.0.0", "none", ""),
        ("../crds/cilium", "1.20.0", "none", ""),
    ],
)
def test_held_says_how_well_a_version_is_known(chart: str, version: str, fit: str, answering: str) -> None:
    assert shelf.held(chart, version) == shelf.Held(fit, answering)  # type: ignore[arg-type]


def test_chart_that_is_not_held_is_not_judged() -> None:
    assert check({"anything": True}, "podinfo", "6.0.0") == []


def test_hundred_keys_take_less_than_a_millisecond() -> None:
    defaults = shelf.load("cilium", "1.20.0").values.keys
    values: dict[str, Any] = {
        key: node.default for key, node in defaults.items() if isinstance(node.default, str | bool | int)
    }
    values |= {
        key: {"enabled": True} for key, node in defaults.items() if "enabled" in node.keys and key != "preflight"
    }
    assert len(values) > 100
    check(values)

    taken = []
    for _ in range(20):  # the quickest run: others share the machine with somebody
        start = time.perf_counter()
        check(values)
        taken.append(time.perf_counter() - start)

    assert min(taken) < 0.003  # one millisecond on a machine that does nothing else


def test_demanded_value_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of the charts whose facts ship demands a value without a default, so this one is made up."""
    values = Node(keys={"token": Node(types=("string",)), "mode": Node(origin="v")}, required=("token", "mode"))
    demo = Chart("demo", "1.0.0", values)
    monkeypatch.setattr(shelf, "answer", lambda _chart, _version: demo)

    (finding,) = check({}, "demo", "1.0.0")

    assert finding.code == "values/required"
    assert finding.message == "`token` is required by the schema of chart demo 1.0.0"
    assert check({"token": "x"}, "demo", "1.0.0") == []
