"""Every metric and label in our alerts and dashboards is one that upstream exports, for each minor of Cilium."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.core import facts
from tests.components.promql import TARGET, grouped, uses
from tests.harness import compile_inventory

MINORS = ("1.18.12", "1.19.6", "1.20.0")
SUFFIXES = ("_bucket", "_count", "_sum")
EVERYTHING = """
apiVersion: infraflux.dev/v1alpha1
kind: Inventory
domains: [example.com]
cluster:
  name: lab
  distribution: rke2
  networks: {{nodes: [192.168.1.0/24], pods: [10.42.0.0/16]}}
cilium: {{version: {version}, operator: {{replicas: 1}}}}
pools: [{{name: lan, blocks: [192.168.50.0/24]}}]
bgp: {{asn: 64512, routers: [{{name: gw, addresses: [192.168.1.1], asn: 64513}}]}}
hubble: {{ui: {{}}, metrics: [dns, drop, tcp, flow, icmp, port-distribution, httpV2]}}
monitoring: {{dashboards: {{}}}}
cert-manager: {{version: 1.21.1, issuers: [{{name: own, selfSigned: {{}}}}]}}
external-dns:
  version: 1.21.1
  instances: [{{name: cloudflare, provider: cloudflare, sources: [service], credentials: {{secret: cloudflare-token}}}}]
security: {{}}
tetragon:
  version: 1.7.0
  detect: [{{name: shell-in-container}}, {{name: kernel-modules}}]
flux: {{repository: "https://github.com/example/lab", install: existing}}
"""

Metrics = dict[str, frozenset[str]]


def known(minor: str) -> Metrics:
    """Metric -> its labels, of Cilium's minor and of every other project."""
    found: Metrics = {}
    for path in sorted(Path(facts.root(), "metrics").glob("*/*.json")):
        if path.parent.name != "cilium" or path.stem == minor:
            for name, one in json.loads(path.read_text(encoding="utf-8"))["metrics"].items():
                found[name] = frozenset(one["labels"])
    return found


def wrong(expr: str, text: str, metrics: Metrics) -> Iterator[str]:
    """What an expression, and the text that shows its labels, use although nobody exports it."""
    labels = set(TARGET)
    for use in uses(expr):
        name = next((use.metric.removesuffix(s) for s in SUFFIXES if use.metric.removesuffix(s) in metrics), use.metric)
        if name not in metrics:
            yield f"metric {use.metric}"
            continue
        labels |= metrics[name]
        yield from (f"label {label} of {name}" for label in use.labels - metrics[name] - TARGET)
    by = grouped(expr)
    yield from (f"label {label} in {expr}" for label in by - labels)
    shown = set(re.findall(r"\$labels\.(\w+)", text)) | set(re.findall(r"\{\{(\w+)\}\}", text))
    yield from (f"label {label} shown of {expr}" for label in shown - (by or labels))


def expressions(documents: list[tuple[str, dict[str, Any]]]) -> Iterator[tuple[str, str]]:
    """(expression, text beside it) of every alert and panel."""
    for _, document in documents:
        if document["kind"] == "PrometheusRule":
            for group in document["spec"]["groups"]:
                yield from ((rule["expr"], json.dumps(rule["annotations"])) for rule in group["rules"])
        if document["kind"] == "ConfigMap" and document["metadata"]["name"].startswith("dashboard-"):
            for text in document["data"].values():
                for panel in json.loads(text)["panels"]:
                    yield from ((target["expr"], target["legendFormat"]) for target in panel["targets"])


@pytest.mark.parametrize("version", MINORS)
def test_upstream_exports_what_we_use(version: str, tmp_path: Path) -> None:
    inventory = tmp_path / "inventory.yaml"
    inventory.write_text(EVERYTHING.format(version=version), encoding="utf-8")
    metrics = known(version.rpartition(".")[0])
    found = list(expressions(compile_inventory(inventory)))

    assert len(found) > 30
    assert [problem for expr, text in found for problem in wrong(expr, text, metrics)] == []


@pytest.mark.parametrize(
    ("expr", "text", "problem"),
    [
        ("sum(rate(cilium_drops_total[5m])) > 1", "", "metric cilium_drops_total"),
        ('rate(cilium_drop_count_total{cause="x"}[5m])', "", "label cause of cilium_drop_count_total"),
        ("sum by (cause) (cilium_drop_count_total)", "", "label cause in sum by (cause) (cilium_drop_count_total)"),
        ("sum by (reason) (cilium_drop_count_total)", "{{direction}}", "label direction shown of"),
    ],
)
def test_what_nobody_exports_is_found(expr: str, text: str, problem: str) -> None:
    assert any(found.startswith(problem) for found in wrong(expr, text, known("1.20")))


def test_bgp_labels_are_those_of_the_minor() -> None:
    name = "cilium_bgp_control_plane_session_state"

    assert known("1.19")[name] >= {"vrouter", "neighbor"}
    assert known("1.20")[name] >= {"instance_name", "neighbor"}
