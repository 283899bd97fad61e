"""`gen init`: a first inventory that builds, with comments that teach."""

from __future__ import annotations

import os
import re

from msgspec import Struct

from generator.core.project import Project
from generator.core.scalar import Host
from generator.core.yaml.inline import inline

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
{credentials}  operator: {{version: 0.58.1}}              # renovate: datasource=docker depName=ghcr.io/controlplaneio-fluxcd/charts/flux-operator
"""


_CREDENTIALS = "  credentials: {secret: flux-system}       # a Secret of yours: `identity` and `known_hosts`\n"
_NAME = re.compile(r"(?=.{1,32}$)([a-z0-9][-a-z0-9]*)?[a-z0-9]")
_REPOSITORY = re.compile(r"(https?|ssh)://[^\s/:#{}\[\],]+(:\d+)?/[^\s#{}\[\],]+")


class Options(Struct, frozen=True, kw_only=True):
    project: Project
    name: str = "lab"
    domain: str = "example.com"
    distribution: str = "rke2"
    repository: str = "https://github.com/example/lab"


def init(options: Options) -> str:
    """Write the inventory and return its path. Raises FileExistsError: an inventory is never overwritten.

    Raises ValueError, with what to write instead, for a value that the inventory would not take.
    """
    if not _NAME.fullmatch(options.name):
        raise ValueError(f"{options.name!r} is no name of a cluster: lower-case letters, digits and dashes, at most 32")
    if options.domain.startswith("*") or "." not in options.domain or not _is_host(options.domain):
        raise ValueError(f"{options.domain!r} is no DNS zone, such as example.com")
    if not _REPOSITORY.fullmatch(_address(options.repository)):
        raise ValueError(
            f"Flux cannot read from {options.repository!r}: write https://host/path or ssh://git@host/path"
        )
    path = options.project.path(options.project.inventory)
    os.makedirs(options.project.root, exist_ok=True)
    with open(path, "x", encoding="utf-8") as file:
        file.write(text(options))
    return path


def _is_host(domain: str) -> bool:
    try:
        Host(domain)
    except ValueError:
        return False
    return True


def _address(repository: str) -> str:
    """git's short form is none to Flux."""
    return re.sub(r"^([\w.-]+@[\w.-]+):(?!//)/?", r"ssh://\1/", repository)


def text(options: Options) -> str:
    """The inventory itself."""
    return _TEXT.format(
        name=inline(options.name),
        domain=options.domain,
        distribution=options.distribution,
        repository=_address(options.repository),
        credentials=_CREDENTIALS if _address(options.repository).startswith("ssh://") else "",
        api=_API[options.distribution],
        pods=_PODS[options.distribution],
    )
