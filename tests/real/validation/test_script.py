"""The script sees a healthy cluster as such, and names what is wrong with a broken one."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.real import crds
from tests.real.client import Document
from tests.real.conftest import Find
from tests.real.control_plane import NEEDS, serve
from tests.real.server import Server
from tests.real.validation import healthy, kubelet
from tests.real.validation.scripted import Answer, install

NOT_RUN = {
    "reach-10.0.50.10",
    "reach-2001:db8:50::10",
    "reach-10.0.50.5",
    "failover-agent",
    "failover-drain",
}
"""Without --from-here and --failover."""


@pytest.fixture(scope="module")
def cluster(need: Find, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A healthy cluster of its own."""
    with serve({name: need(name) for name in NEEDS}, tmp_path_factory.mktemp("cluster")) as server:
        server.install(crds.chosen())
        healthy.fill(server)
        with kubelet.kubelets(server):
            yield server


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(cluster: Server, need: Find, tmp_path: Path) -> Run:
    """Runs the script; `said` are answers that come before those of healthy agents and pods."""

    def script(
        *arguments: str, said: list[Answer] | None = None, path: Path = healthy.SCRIPT
    ) -> subprocess.CompletedProcess[str]:
        programs = install(tmp_path / "bin", need("kubectl"), [*(said or []), *healthy.answers()])
        environment = {
            **os.environ,
            "PATH": f"{programs}:{os.environ['PATH']}",
            "KUBECONFIG": str(cluster.kubeconfig),
            "TMPDIR": str(tmp_path),
        }
        command = ["bash", str(path), "--patience", "3", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=180)

    return script


def _results(output: str) -> dict[str, tuple[str, str]]:
    """Check -> (result, text)."""
    lines = re.findall(r"^(ok|failed|not run) +(\S+) +(.*)$", output, re.MULTILINE)
    return {name: (result, text) for result, name, text in lines}


def _spaces(server: Server) -> list[str]:
    names = (one["metadata"]["name"] for one in server.client.items("v1", "Namespace"))
    return [name for name in names if name.startswith(kubelet.SPACE)]


def test_healthy_cluster_passes(run: Run, cluster: Server, tmp_path: Path) -> None:
    done = run()
    results = _results(done.stdout)

    assert {name: text for name, (result, text) in results.items() if result == "failed"} == {}
    assert {name for name, (result, _) in results.items() if result == "not run"} == NOT_RUN
    assert "9400 Mbit/s from w-2 to cp-1" in done.stdout
    assert "0.50 ms to connect" in done.stdout
    assert done.stdout.splitlines()[-1] == f"{len(results)} checks: {len(results) - 5} ok, 0 failed, 5 not run"
    assert (done.returncode, done.stderr) == (0, "")
    assert _spaces(cluster) == []
    assert [path.name for path in tmp_path.iterdir()] == ["bin"]


def _patched(server: Server, document: Document, status: Document) -> None:
    answer = server.client.set_status(document, status)
    assert answer.accepted, answer.message


def _deleted(server: Server, document: Document) -> None:
    answer = server.client.send("DELETE", str(server.client.path(document)))
    assert answer.accepted, answer.message


def _tree(kind: str, name: str) -> Document:
    """An object of the compiled tree."""
    return next(d for d in healthy.tree() if d["kind"] == kind and d["metadata"]["name"] == name)


OPERATOR: Document = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "cilium-operator", "namespace": "kube-system"}}  # fmt: skip
AGENTS: Document = {"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "cilium", "namespace": "kube-system"}}  # fmt: skip
CERTIFICATE = _tree("Certificate", "example-com")
GATEWAY = _tree("Gateway", "internal")
POOL = _tree("CiliumLoadBalancerIPPool", "lan")
DENY = _tree("CiliumClusterwideNetworkPolicy", "default-deny")
KUSTOMIZATION = _tree("Kustomization", "cilium-bgp")
SECRET: Document = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "bgp-auth", "namespace": "kube-system"}}

Break = Callable[[Server], None]
BROKEN: dict[str, tuple[str, Break, str]] = {
    "node not ready": ("nodes", lambda s: healthy.put(s, healthy.node("w-1", "False")), "w-1 is not Ready"),
    "operator down": (
        "cilium-operator",
        lambda s: _patched(s, OPERATOR, {"availableReplicas": 0, "readyReplicas": 0}),
        "0 of 2 operators are available",
    ),
    "agent missing": ("cilium-agents", lambda s: _patched(s, AGENTS, {"numberReady": 2}), "2 of 3 agents are ready"),
    "peer down": ("bgp-tor-v4", lambda s: healthy.put(s, healthy.session("w-2", "active")), "w-2: active"),
    "node without session": ("bgp-tor-v6", lambda s: _deleted(s, healthy.session("w-2")), "w-2 knows no such session"),
    "address pending": (
        "load-balancers",
        lambda s: healthy.put(s, healthy.balancer("gateway/cilium-gateway-internal", pending=True)),
        "gateway/cilium-gateway-internal is pending",
    ),
    "pools conflict": ("pool-lan", lambda s: _patched(s, POOL, healthy.pool_status("True")), "overlaps pool other"),
    "pool empty": ("pool-lan", lambda s: _patched(s, POOL, healthy.pool_status(free="0")), "no address is left"),
    "certificate not ready": (
        "certificate-gateway-example-com",
        lambda s: _patched(
            s, CERTIFICATE, {"conditions": [healthy.condition("Ready", "False", "DNS record not found")]}
        ),
        "is not Ready: DNS record not found",
    ),
    "certificate expiring": (
        "certificate-gateway-example-com",
        lambda s: _patched(s, CERTIFICATE, {"notAfter": healthy.after(3)}),
        "is valid until",
    ),
    "gateway not programmed": (
        "gateway-gateway-internal",
        lambda s: _patched(s, GATEWAY, {"conditions": [healthy.condition("Programmed", "False", "no address")]}),
        "is not programmed: no address",
    ),
    "gateway elsewhere": (
        "gateway-gateway-internal",
        lambda s: _patched(s, GATEWAY, {"addresses": [{"type": "IPAddress", "value": "10.0.50.99"}]}),
        "10.0.50.10 is missing; it has 10.0.50.99",
    ),
    "policy missing": ("policies", lambda s: _deleted(s, DENY), "default-deny is missing"),
    "policy refused": (
        "policies",
        lambda s: _patched(s, DENY, {"conditions": [healthy.condition("Valid", "False", "bad selector")]}),
        "default-deny is not valid: bad selector",
    ),
    "unit not applied": (
        "flux-kustomizations",
        lambda s: _patched(s, KUSTOMIZATION, {"conditions": [healthy.condition("Ready", "False", "dry-run failed")]}),
        "cilium-bgp: dry-run failed",
    ),
    "secret missing": ("secret-kube-system-bgp-auth", lambda s: _deleted(s, SECRET), 'secrets "bgp-auth" not found'),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_cluster_fails(run: Run, cluster: Server, name: str) -> None:
    check, damage, text = BROKEN[name]
    damage(cluster)
    try:
        done = run("--only", check)
    finally:
        healthy.fill(cluster)

    [(found, (result, said))] = _results(done.stdout).items()
    assert (found, result, done.returncode) == (check, "failed", 1)
    assert text in said


SAID: dict[str, tuple[str, Answer, str]] = {
    "kube-proxy still balances": ("cilium-kube-proxy-replacement", ("status --verbose", "KubeProxyReplacement: False\n", 0), "not 'True'"),
    "agent unwell": ("cilium-agents", ("cilium-w-1-.* status", "Cilium: Failure  broken\n", 0), "w-1: Cilium is 'Failure  broken'"),
    "agent that cannot be asked": ("cilium-agents", ("cilium-w-1-.* status", "", 1), "w-1: Cilium is 'command terminated"),
    "tunnel": ("cilium-routing", ("status", "Routing: Network: Tunnel [vxlan]   Host: BPF\n", 0), "not 'Network: Native'"),
    "plain text": ("cilium-encryption", ("status", "Encryption: Disabled\n", 0), "Encryption is 'Disabled'"),
    "one peer too few": ("cilium-encryption", ("cilium-w-2-.* status", healthy.STATUS.replace("Peers: 2", "Peers: 1"), 0), "w-2 has 1 WireGuard peers of 2"),
    "node unreachable": ("cilium-connectivity", ("cilium-cp-1-.* status", "Cluster health:   2/3 reachable\n", 0), "cp-1 reaches 2/3 nodes"),
    "address not advertised": ("bgp-routes", ("routes advertised ipv4", "64512 10.0.0.1 10.0.50.100/32\n", 0), "no node advertises 10.0.50.10;"),
    "name elsewhere": ("host-dashboard.example.com", (r"dashboard\.example\.com A", "203.0.113.9\n", 0), "203.0.113.9"),
    "name unknown": ("host-dashboard.example.com", (r"dashboard\.example\.com A", "", 0), "does not resolve"),
    "policy lets through": ("policy-l4", (" refused -- curl ", "200", 0), "the refused client gets 200, not silence"),
    "policy cuts off": ("policy-l4", (" allowed -- curl ", "000", 28), "the allowed client gets 000, not 200"),
    "client that cannot be asked": ("policy-l4", (" refused -- curl ", "", 1), "the refused client gets nothing"),
    "requests not judged": ("policy-l7", ("POST", "200", 0), "POST gets 200, not 403"),
    "nothing denied": ("default-deny", (" bare -- curl ", "200", 0), "a pod without policies gets 200, not 000"),
    "no DNS": ("cluster-dns", (" bare -- dig ", "", 9), "kubernetes.default.svc.cluster.local gives"),
    "no flows": ("hubble", ("hubble observe", "", 0), "hubble observe shows no flow"),
    "no throughput": ("throughput", (" -- iperf ", "connect failed: Connection refused\n", 1), "iperf: connect failed"),
    "no connection": ("latency", (" -- /bin/sh ", "", 7), "curl printed no times"),
}  # fmt: skip
"""What agents and pods of a broken cluster say."""


@pytest.mark.parametrize("name", SAID)
def test_bad_answer_fails(run: Run, cluster: Server, name: str) -> None:
    check, answer, text = SAID[name]
    done = run("--only", check, said=[answer])

    assert _results(done.stdout)[check][0] == "failed", done.stdout
    assert text in done.stdout
    assert done.returncode == 1
    assert _spaces(cluster) == []


def test_speed_is_judged_when_asked(run: Run) -> None:
    done = run("--only", "throughput", "--only", "latency", "--min-mbits", "10000", "--max-ms", "0.1")

    assert "9400 Mbit/s, less than 10000" in done.stdout
    assert "0.50 ms, more than 0.1" in done.stdout


def test_tap_and_junit_say_the_same(run: Run) -> None:
    only = ("--only", "nodes", "--only", "pool-*", "--only", "reach-10.0.50.5", "--only", "host-dash*")
    broken: list[Answer] = [("dashboard", '<"&\n', 0)]
    tap = run("--output", "tap", *only, said=broken).stdout.splitlines()
    junit = run("--output", "junit", *only, said=broken)
    suite = ET.fromstring(junit.stdout)  # noqa: S314 - our own output

    assert tap[0] == "TAP version 13"
    assert tap[-1] == "1..4"
    assert [line.split(" # ")[0] for line in tap if "ok " in line] == [
        "ok 1 - nodes", "not ok 2 - host-dashboard.example.com", "ok 3 - pool-lan", "ok 4 - reach-10.0.50.5",
    ]  # fmt: skip
    assert "# SKIP needs --from-here" in "\n".join(tap)
    assert suite.attrib == {"name": "homelab", "tests": "4", "failures": "1", "skipped": "1"}
    assert {case.attrib["name"]: [part.tag for part in case] for case in suite} == {
        "nodes": ["system-out"],
        "host-dashboard.example.com": ["failure"],
        "pool-lan": ["system-out"],
        "reach-10.0.50.5": ["skipped"],
    }
    assert junit.returncode == 1


def test_failover_restarts_and_drains(run: Run, cluster: Server) -> None:
    before = _agents(cluster)
    done = run("--only", "failover-*", "--failover", "--node", "w-1")
    results = _results(done.stdout)

    assert {result for result, _ in results.values()} == {"ok"}, done.stdout
    assert before["w-1"] != _agents(cluster)["w-1"]
    assert {name: before[name] for name in ("cp-1", "w-2")} == {n: _agents(cluster)[n] for n in ("cp-1", "w-2")}
    assert [node for node in cluster.client.items("v1", "Node") if node["spec"].get("unschedulable")] == []


@pytest.mark.parametrize(
    ("lease", "result", "text"),
    [
        (healthy.lease("w-1"), "ok", "w-1 answers"),
        (healthy.lease(""), "failed", "no node holds"),
        (healthy.lease("w-1", renewed=-1), "failed", "w-1 has not renewed since"),
    ],
    ids=["held", "free", "stale"],
)
def test_leases_are_looked_at(run: Run, cluster: Server, lease: Document, result: str, text: str) -> None:
    healthy.put(cluster, lease)
    done = run("--only", "l2-*", path=healthy.L2_SCRIPT)

    assert result in {found for found, _ in _results(done.stdout).values()}, done.stdout
    assert text in done.stdout
    assert done.returncode == (0 if result == "ok" else 1)


def test_address_moves_when_its_agent_stops(run: Run, cluster: Server) -> None:
    healthy.put(cluster, healthy.lease("w-1"))
    done = run("--only", "failover-vip", "--failover", path=healthy.L2_SCRIPT)

    assert re.search(r"^ok +failover-vip +kube-system-kube-api moved from w-1 to cp-1", done.stdout), done.stdout


def _agents(server: Server) -> dict[str, str]:
    pods = server.client.items("v1", "Pod")
    return {
        p["spec"]["nodeName"]: p["metadata"]["name"]
        for p in pods
        if p["metadata"].get("labels") == {"k8s-app": "cilium"}
    }


def test_pods_that_never_start_are_removed(run: Run, cluster: Server) -> None:
    done = run("--only", "policy-*", "--image", kubelet.MISSING, "--patience", "1")

    assert {result for result, _ in _results(done.stdout).values()} == {"failed"}
    assert "pods do not become ready" in done.stdout
    assert _spaces(cluster) == []


def test_interrupted_run_leaves_nothing(cluster: Server, need: Find, tmp_path: Path) -> None:
    slow: list[Answer] = [(" refused -- curl ", "200", 0)]
    programs = install(tmp_path / "bin", need("kubectl"), [*slow, *healthy.answers()])
    environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "KUBECONFIG": str(cluster.kubeconfig)}
    command = ["timeout", "--signal=INT", "8", "bash", str(healthy.SCRIPT), "--only", "policy-l4", "--patience", "60"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)

    assert done.returncode in (124, 130)
    assert _spaces(cluster) == []


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("--output", "yaml"), "--output is text, tap or junit, not yaml"),
        (("--only",), "--only needs a value"),
        (("--frobnicate",), "unknown option --frobnicate"),
        (("--days", "x"), "whole numbers"),
        (("--context", "nowhere"), "the API server does not answer"),
    ],
)
def test_what_cannot_be_done_is_said(run: Run, arguments: tuple[str, ...], text: str) -> None:
    done = run(*arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert text in done.stderr


def test_nothing_checked_is_no_success(run: Run) -> None:
    assert run("--only", "reach-*").returncode == 2
    assert run("--only", "no-such-check").returncode == 2


def test_list_and_help_need_no_cluster(run: Run) -> None:
    listed = run("--list", "--context", "nowhere")

    assert listed.stdout.splitlines()[:2] == ["nodes", "flux-kustomizations"]
    assert run("--help").stdout.startswith("Usage:")
