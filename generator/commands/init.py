"""`gen init`: a first inventory that builds, with comments that teach."""

from __future__ import annotations

import os

from msgspec import Struct

from generator.core.project import Project

_API = {
    "rke2": "",
    "k3s": "",
    "talos": "",
    "kubeadm": "  api: {host: 192.168.1.11}               # where agents reach the API server without Services\n",
}
_PODS = {"rke2": "10.42.0.0/16", "k3s": "10.42.0.0/16", "talos": "10.244.0.0/16", "kubeadm": "10.244.0.0/16"}

_TEXT = """\
# yaml-language-server: $schema=https://raw.githubusercontent.com/infraflux/infraflux/main/schemas/inventory.schema.json
apiVersion: infraflux.dev/v1alpha1
kind: Inventory

domains: [{domain}]                    # short hosts, DNS zones and certificates follow from this

cluster:
  name: {name}
  distribution: {distribution}
{api}  networks:
    nodes: [192.168.1.0/24]                # the network of your nodes
    pods: [{pods}]

cilium:
  version: 1.20.0                          # renovate: datasource=docker depName=quay.io/cilium/charts/cilium
  routing: {{mode: native}}                  # datapath switches are written out: nothing else changes them
  loadBalancer: {{mode: snat, algorithm: maglev}}
  operator: {{replicas: 1}}                  # or list `nodes:` and leave this out

pools:
  - {{name: lan, blocks: [192.168.1.200-192.168.1.220]}}   # addresses that your DHCP server leaves alone

l2: {{}}                                     # announce them by ARP; for BGP write `bgp:` instead

gateway-api:
  gateways:
    # lan-tls: a TLS Secret of yours in namespace gateway; with `cert-manager:` certificates are made for you
    - {{name: internal, addresses: [192.168.1.200], certificates: [lan-tls]}}

hubble:
  ui: {{host: hubble}}                       # hubble.{domain}

flux:
  repository: {repository}
  operator: {{version: 0.58.1}}              # renovate: datasource=docker depName=ghcr.io/controlplaneio-fluxcd/charts/flux-operator
"""


class Options(Struct, frozen=True, kw_only=True):
    project: Project
    name: str = "lab"
    domain: str = "example.com"
    distribution: str = "rke2"
    repository: str = "https://github.com/example/lab"


def init(options: Options) -> str:
    """Write the inventory and return its path. Raises FileExistsError: an inventory is never overwritten."""
    path = options.project.path(options.project.inventory)
    os.makedirs(options.project.root, exist_ok=True)
    with open(path, "x", encoding="utf-8") as file:
        file.write(text(options))
    return path


def text(options: Options) -> str:
    """The inventory itself."""
    return _TEXT.format(
        name=options.name,
        domain=options.domain,
        distribution=options.distribution,
        repository=options.repository,
        api=_API[options.distribution],
        pods=_PODS[options.distribution],
    )
