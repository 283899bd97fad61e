"""A cluster in which all is well: the compiled tree, what controllers would make of it, and what agents would say."""

from __future__ import annotations

import copy
import datetime as dt
import json
from typing import Any

from tests.harness import COMPONENTS, compile_inventory
from tests.real.client import MERGE, Document
from tests.real.server import Server
from tests.real.validation.scripted import Answer

CASE = COMPONENTS / "validation" / "cases" / "everything"
SCRIPT = CASE / "expected" / "scripts" / "validation" / "test-cilium-cluster.sh"
NODES = ("cp-1", "w-1", "w-2")
SERVICES = {
    "gateway/cilium-gateway-internal": ("10.0.50.10", "2001:db8:50::10"),
    "kube-system/kube-api": ("10.0.50.5",),
}
READY: Document = {"conditions": [{"type": "Ready", "status": "True"}]}
L2_SCRIPT = CASE.parent / "l2" / "expected" / "scripts" / "validation" / "test-cilium-cluster.sh"
"""For another cluster, whose checks of leases run on this one."""
LEASE = "kube-system/cilium-l2announce-kube-system-kube-api"
STATUS = """\
KubeProxyReplacement:    True   [bond0 10.0.0.11 (Direct Routing)]
Cilium:                  Ok   1.20.0
Routing:                 Network: Native   Host: BPF
Masquerading:            BPF   [bond0]   10.42.0.0/16 2001:db8:42::/56 [IPv4: Enabled, IPv6: Enabled]
BandwidthManager:        EDT with BPF [BBR] [bond0]
Hubble:                  Ok              Current/Max Flows: 4095/4095 (100.00%)
Encryption:              Wireguard       [NodeEncryption: Disabled, cilium_wg0 (Pubkey: a, Port: 51871, Peers: 2)]
Cluster health:          3/3 reachable   (2026-01-01T00:00:00Z)   (Probe interval: 1m)
  XDP Acceleration:      Best-Effort
"""
"""In the words of `cilium-dbg status --verbose` (pkg/client/client.go, Cilium 1.20)."""
ROUTES = {
    "ipv4": "VRouter Peer Prefix NextHop\n64512 10.0.0.1 10.0.50.10/32 0.0.0.0\n64512 10.0.0.1 10.0.50.5/32 0.0.0.0\n",
    "ipv6": "VRouter Peer Prefix NextHop\n64512 2001:db8:0:1::1 2001:db8:50::10/128 ::\n",
}


def answers() -> list[Answer]:
    """What agents, pods and DNS say."""
    return [
        ("cilium-dbg status --verbose", STATUS, 0),
        ("routes advertised ipv4", ROUTES["ipv4"], 0),
        ("routes advertised ipv6", ROUTES["ipv6"], 0),
        (r"hubble observe", "Jan  1 00:00:00.000: default/a:1 -> default/b:2 FORWARDED\n", 0),
        (r" refused -- curl ", "000", 28),
        (r" bare -- curl ", "000", 28),
        (r" allowed -- curl .*(POST|clientip)", "403", 0),
        (r" allowed -- curl ", "200", 0),
        (r" bare -- dig .*kubernetes\.default", "10.96.0.1\n", 0),
        (
            r" bench-client -- iperf ",
            "20260101000000,10.42.1.5,5001,10.42.2.5,5001,3,0.0-5.0,5875000000,9400000000\n",
            0,
        ),
        (r" bench-client -- /bin/sh ", "0.000400\n0.000600\n", 0),
        (r"dashboard\.example\.com A$", "internal.example.com.\n10.0.50.10\n", 0),
        (r"dashboard\.example\.com AAAA$", "internal.example.com.\n2001:db8:50::10\n", 0),
    ]


def fill(server: Server) -> None:
    """Make every object, with its status."""
    found = tree()
    names = {document["metadata"].get("namespace") for document in found} - {None}
    server.make_namespaces(sorted(names | {"kube-system", "external-dns", "cert-manager", "flux-system"}))
    for document in [*_surroundings(), *found]:
        put(server, document)


def tree() -> list[Document]:
    """Every object of the compiled tree, its variable replaced as Flux does."""
    text = json.dumps([document for _, document in compile_inventory(CASE / "inventory.yaml")])
    found: list[Document] = json.loads(text.replace("${SECRET_DOMAIN}", "example.net"))
    return found


def put(server: Server, document: Document) -> None:
    """Make an object as it is wanted, and give it the status that its controllers would."""
    document = copy.deepcopy(document)
    status = document.pop("status", None) or _status(document)
    answer = server.client.apply(json.dumps(document), document)
    assert answer.accepted, answer.message
    if document["kind"] == "Node":  # the API server itself taints nodes that are new
        server.client.send("PATCH", str(server.client.path(document)), '{"spec": {"taints": null}}', MERGE)
    if status is not None:
        answer = server.client.set_status(document, status)
        assert answer.accepted, answer.message


def _surroundings() -> list[Document]:
    """What is there without the tree: nodes, Cilium's own workloads, Services of gateways, Secrets."""
    found = [node(name) for name in NODES]
    template = {"metadata": {"labels": {"k8s-app": "cilium"}}}
    agent = {"containers": [{"name": "cilium-agent", "image": "quay.io/cilium/cilium:v1.20.0@sha256:" + "0" * 64}]}
    found += [
        _object("apps/v1", "DaemonSet", "kube-system/cilium",
            spec={"selector": {"matchLabels": {"k8s-app": "cilium"}}, "template": {**template, "spec": agent}},
            status=_counts(currentNumberScheduled=3, desiredNumberScheduled=3, numberReady=3, updatedNumberScheduled=3, numberMisscheduled=0)),
        _object("apps/v1", "Deployment", "kube-system/cilium-operator",
            spec={"replicas": 2, "selector": {"matchLabels": {"name": "cilium-operator"}},
                  "template": {"metadata": {"labels": {"name": "cilium-operator"}},
                               "spec": {"containers": [{"name": "operator", "image": "operator"}]}}},
            status=_counts(replicas=2, readyReplicas=2, availableReplicas=2)),
        _object("apps/v1", "Deployment", "kube-system/hubble-relay",
            spec={"selector": {"matchLabels": {"k8s-app": "hubble-relay"}},
                  "template": {"metadata": {"labels": {"k8s-app": "hubble-relay"}},
                               "spec": {"containers": [{"name": "relay", "image": "relay"}]}}},
            status=_counts(replicas=1, readyReplicas=1, availableReplicas=1)),
        _secret("kube-system/bgp-auth", "password"),
        _secret("flux-system/cluster-secrets", "SECRET_DOMAIN"),
        _secret("external-dns/cloudflare-api-token", "CF_API_TOKEN"),
        _secret("cert-manager/cloudflare-api-token", "api-token"),
        balancer("gateway/cilium-gateway-internal"),
    ]  # fmt: skip
    found += [session(name) for name in NODES]
    return found


def node(name: str, ready: str = "True") -> Document:
    role = {"node-role.kubernetes.io/control-plane": "true"} if name.startswith("cp") else {}
    labels = {"kubernetes.io/os": "linux", "kubernetes.io/hostname": name, **role}
    conditions = [{"type": "Ready", "status": ready, "reason": "Written", "message": "by the test"}]
    return {
        **_object("v1", "Node", name, status={"conditions": conditions}),
        "metadata": {"name": name, "labels": labels},
    }


def session(name: str, state: str = "established") -> Document:
    """CiliumBGPNodeConfig of a node, with both sessions of the router."""
    peers = [("tor-v4", "10.0.0.1", "ipv4", 2), ("tor-v6", "2001:db8:0:1::1", "ipv6", 1)]
    spec = [{"name": n, "peerASN": 64513, "peerAddress": a, "peerConfigRef": {"name": n}} for n, a, _, _ in peers]
    seen = [
        {"name": n, "peerASN": 64513, "peerAddress": a, "peeringState": state,
         "routeCount": [{"afi": family, "safi": "unicast", "advertised": count if state == "established" else 0}]}
        for n, a, family, count in peers
    ]  # fmt: skip
    instance = {"name": "asn-64512", "localASN": 64512}
    return _object(
        "cilium.io/v2", "CiliumBGPNodeConfig", name,
        spec={"bgpInstances": [{**instance, "peers": spec}]},
        status={"bgpInstances": [{**instance, "peers": seen}]},
    )  # fmt: skip


def lease(holder: str, renewed: float = 0) -> Document:
    """The lease of a Service that is announced by ARP; renewed so many days from now."""
    spec = {"holderIdentity": holder, "leaseDurationSeconds": 15, "renewTime": after(renewed).replace("Z", ".000000Z")}
    return _object("coordination.k8s.io/v1", "Lease", LEASE, spec=spec)


def balancer(key: str, *, pending: bool = False) -> Document:
    """A Service of type LoadBalancer with its addresses, or without."""
    ingress = [] if pending else [{"ip": address, "ipMode": "VIP"} for address in SERVICES[key]]
    return _object(
        "v1", "Service", key,
        spec={"type": "LoadBalancer", "ports": [{"name": "https", "port": 443}]},
        status={"loadBalancer": {"ingress": ingress}},
    )  # fmt: skip


def agent(name: str, number: int, owner: str) -> Document:
    """The agent's pod on a node; `owner` is the uid of the DaemonSet."""
    labels = {"k8s-app": "cilium"}
    reference = {"apiVersion": "apps/v1", "kind": "DaemonSet", "name": "cilium", "uid": owner, "controller": True}
    body = _object(
        "v1", "Pod", f"kube-system/cilium-{name}-{number}",
        spec={"nodeName": name, "containers": [{"name": "cilium-agent", "image": "cilium"}],
              "tolerations": [{"operator": "Exists"}]},
        status={"phase": "Running", **READY},
    )  # fmt: skip
    body["metadata"] |= {"labels": labels, "ownerReferences": [reference]}
    return body


def _status(document: Document) -> Document | None:
    """The good status of an object of the tree."""
    kind, name = document["kind"], document["metadata"]["name"]
    namespace = document["metadata"].get("namespace")
    if kind in ("Kustomization", "HelmRelease"):
        return {"conditions": [condition("Ready")]}
    if kind == "Certificate":
        return {"conditions": [condition("Ready")], "notAfter": after(60)}
    if kind == "Gateway":
        addresses = [{"type": "IPAddress", "value": address} for address in SERVICES["gateway/cilium-gateway-internal"]]
        return {"conditions": [condition("Accepted"), condition("Programmed")], "addresses": addresses}
    if kind == "CiliumLoadBalancerIPPool":
        return pool_status()
    if kind.startswith("Cilium") and kind.endswith("NetworkPolicy"):
        return {"conditions": [condition("Valid")]}
    if kind == "Service" and f"{namespace}/{name}" in SERVICES:
        return dict(balancer(f"{namespace}/{name}")["status"])
    return None


def pool_status(conflict: str = "False", free: str = "250") -> Document:
    return {
        "conditions": [
            condition("cilium.io/PoolConflict", conflict, "overlaps pool other" if conflict == "True" else "none"),
            condition("cilium.io/IPsTotal", "Unknown", "254"),
            condition("cilium.io/IPsAvailable", "Unknown", free),
        ]
    }


def condition(kind: str, status: str = "True", message: str = "written by the test") -> Document:
    return {
        "type": kind, "status": status, "reason": "Written", "message": message, "observedGeneration": 1,
        "lastTransitionTime": after(0),
    }  # fmt: skip


def after(days: float) -> str:
    """The time in so many days, as Kubernetes writes it."""
    now = dt.datetime.now(dt.UTC) + dt.timedelta(days=days)
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


def _secret(key: str, *keys: str) -> Document:
    return _object("v1", "Secret", key, stringData=dict.fromkeys(keys, "not a secret"))


def _counts(**counts: int) -> Document:
    return {**counts, "observedGeneration": 1}


def _object(api: str, kind: str, key: str, **body: Any) -> Document:
    namespace, _, name = key.rpartition("/")
    metadata = {"name": name, **({"namespace": namespace} if namespace else {})}
    return {"apiVersion": api, "kind": kind, "metadata": metadata, **body}
