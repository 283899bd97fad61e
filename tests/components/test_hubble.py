"""What Hubble asks of others reaches them: chart values, its route, its traffic."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.harness import COMPONENTS, compile_inventory

CASES = Path(COMPONENTS) / "hubble" / "cases"


def found(case: str, kind: str, name: str) -> dict[str, Any]:
    documents = compile_inventory(CASES / case / "inventory.yaml")
    return next(d for _, d in documents if d["kind"] == kind and d["metadata"]["name"] == name)


def test_values_of_everything() -> None:
    hubble = found("everything", "HelmRelease", "cilium")["spec"]["values"]["hubble"]

    assert hubble["relay"] == {"enabled": True, "prometheus": {"enabled": True}, "rollOutPods": True}
    assert hubble["ui"] == {"enabled": True, "rollOutPods": True}
    assert hubble["tls"] == {"auto": {"method": "cronJob"}}
    assert hubble["peerService"] == {"clusterDomain": "lab.local"}
    assert hubble["metrics"]["enableOpenMetrics"] is True
    assert "serviceMonitor" not in hubble["metrics"]
    assert hubble["export"]["static"]["filePath"] == "/var/run/cilium/hubble/events.log"
    assert "denyList" not in hubble["export"]["static"]


def test_no_metrics_without_somebody_who_reads_them() -> None:
    hubble = found("relay-alone", "HelmRelease", "cilium")["spec"]["values"]["hubble"]

    assert hubble == {
        "enabled": True,
        "relay": {"enabled": True, "rollOutPods": True},
        "tls": {"auto": {"method": "helm"}},
    }


def test_page_is_published() -> None:
    route = found("everything", "HTTPRoute", "hubble-ui")

    assert route["metadata"]["namespace"] == "kube-system"
    assert route["metadata"]["annotations"]["example.com/team"] == "network"
    assert route["spec"]["hostnames"] == ["hubble.example.com"]
    assert route["spec"]["rules"][0]["backendRefs"] == [{"name": "hubble-ui", "port": 80}]


def test_route_stands_in_the_unit_of_hubble() -> None:
    documents = compile_inventory(CASES / "everything" / "inventory.yaml")
    path = next(p for p, d in documents if d["metadata"]["name"] == "hubble-ui")

    assert path.startswith("gitops/cilium/hubble/")
