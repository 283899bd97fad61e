"""Which generated files a node gets, and where they go."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from generator.components.ansible.platform import platform
from generator.components.cilium import COMPONENT as CILIUM
from generator.components.nodes import files
from generator.core.context import Context
from generator.core.inventory import Node

READABLE, SECRET = "0644", "0600"


class Install(Struct, frozen=True):
    """A file and its place."""

    source: str
    """Below `infra/`."""
    target: str
    mode: str


def of_all(ctx: Context) -> Iterator[Install]:
    """Files of every node."""
    for file in files(ctx.cluster.distribution):
        yield Install(f"{ctx.cluster.distribution}/{file.path}", file.target, READABLE)


def of_role(ctx: Context, role: str) -> Iterator[Install]:
    """Servers hold the manifest that installs Cilium."""
    manifests, cilium = platform(ctx).manifests, ctx.get(CILIUM)
    if role == "server" and manifests and cilium is not None:
        name = "cilium.yaml" if cilium.owner == "flux" else "rke2-cilium-config.yaml"
        yield Install(f"{ctx.cluster.distribution}/manifests/{name}", f"{manifests}/{name}", SECRET)


def of_node(ctx: Context, node: Node) -> Iterator[Install]:
    """Its own configuration."""
    target = platform(ctx).config
    if target:
        name = target.rpartition("/")[2]
        yield Install(f"{ctx.cluster.distribution}/{node.name}/{name}", target, SECRET)
