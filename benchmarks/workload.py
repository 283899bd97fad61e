"""The fleets that are timed: everything in `gitops/` that an ordinary cluster has, per cluster a few differences."""

from __future__ import annotations

from pathlib import Path

BASE = """\
apiVersion: infraflux.dev/v1alpha1
kind: Inventory
domains: [example.com]
cluster: {distribution: rke2, networks: {nodes: [10.0.0.0/16], pods: [10.42.0.0/16]}}
cilium:
  version: 1.20.0
  loadBalancer: {mode: dsr}
  encryption: wireguard
  operator: {replicas: 2}
pools: [{name: lan, blocks: [10.60.0.0/24]}]
hubble: {ui: {host: hubble, gateways: [internal]}}
monitoring: {dashboards: {folder: Cilium}}
gateway-api:
  gateways:
    - {name: internal, addresses: [10.60.0.10]}
    - {name: external, addresses: [10.60.0.11]}
  routes:
    - {name: auth, hosts: [auth], gateways: [external], backend: {namespace: authentik, service: authentik, port: 80}}
    - {name: storage, hosts: [storage], gateways: [internal], backend: {namespace: longhorn-system, service: longhorn, port: 80}}
cert-manager:
  version: 1.21.1
  issuers:
    - {name: letsencrypt, acme: {email: ops@example.com, solvers: [{cloudflare: {secret: cloudflare-api-token}}]}}
external-dns:
  version: 1.21.1
  instances: [{name: cloudflare, provider: cloudflare, credentials: {secret: cloudflare-api-token}}]
security: {defaultDeny: enforce}
flux: {repository: "https://github.com/example/fleet", operator: {version: 0.58.1}}
"""


def fleet(clusters: int) -> str:
    """An inventory of that many clusters."""
    lines = [BASE, "clusters:\n"]
    for number in range(clusters):
        router = f"10.0.{number // 250}.{number % 250 + 1}"
        lines.append(
            f"  c{number:04d}:\n"
            f"    cluster: {{id: {number % 500}}}\n"
            f"    domains: [c{number:04d}.example.com]\n"
            f"    bgp: {{asn: {4200000000 + number}, routers: [{{name: gw-{number:04d}, addresses: [{router}], asn: 64513}}]}}\n"
        )
    return "".join(lines)


def wide(services: int = 0, peers: int = 0) -> str:
    """One cluster with many published services, or many BGP peers."""
    routes = "".join(
        f"    - {{name: s{n}, hosts: [s{n}], gateways: [internal], backend: {{namespace: apps, service: s{n}, port: 80}}}}\n"
        for n in range(services)
    )
    text = BASE.replace("cluster: {", "cluster: {name: wide, ")
    text = text.replace("cert-manager:\n", routes + "cert-manager:\n") if routes else text
    if peers:
        routers = "".join(
            f"    - {{name: r{n}, addresses: [10.0.{n // 250}.{n % 250 + 1}], asn: 64513}}\n" for n in range(peers)
        )
        text += f"bgp:\n  asn: 64512\n  routers:\n{routers}"
    return text


def project(root: Path, inventory: str) -> Path:
    """A directory with that inventory."""
    root.mkdir(parents=True)
    (root / "inventory.yaml").write_text(inventory, encoding="utf-8")
    return root
