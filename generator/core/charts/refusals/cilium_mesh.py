"""Cilium: the cluster's identity and Cluster Mesh (templates/validate.yaml and clustermesh-*, 1.17 to 1.20)."""

from __future__ import annotations

import re

from generator.core.charts.merged import Merged
from generator.core.charts.refusals.rule import Refusal, refuses

_NAME = re.compile(r"([a-z0-9][-a-z0-9]*)?[a-z0-9]")
_LONGEST_NAME = 32
_MESH_SIZES = (255, 511)
_IN_CRDS = ("crd", "doublewrite-readkvstore", "doublewrite-readcrd")
_IN_STORE = ("kvstore", "doublewrite-readkvstore", "doublewrite-readcrd")
_AFFECTED_IDS = (range(128, 256), range(384, 512))
_MESH = "clustermesh.apiserver"


@refuses()
def cluster_name_invalid(values: Merged) -> Refusal | None:
    """The name goes into labels and host names; `default` stands for a cluster without a number."""
    name = str(values("cluster.name"))
    if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
        return Refusal("cluster.name", f"`cluster.name` is {name!r}",
                       f"use 1 to {_LONGEST_NAME} of a-z, 0-9 and -, beginning and ending with one of a-z, 0-9")  # fmt: skip
    if name == "default" and _whole(values("cluster.id")) != 0:
        return Refusal("cluster.name", f"the cluster named `default` has `cluster.id` {values('cluster.id')}",
                       "give the cluster a name")  # fmt: skip
    return None


@refuses()
def cluster_number_unsafe_in_cloud(values: Merged) -> Refusal | None:
    """Marks of packets collide with those of the cloud's plug-in: cilium/cilium#21330."""
    extra = values("extraConfig")
    accepted = isinstance(extra, dict) and extra.get("allow-unsafe-policy-skb-usage") == "true"
    number = _whole(values("cluster.id"))
    cloud = values("eni.enabled") or values("alibabacloud.enabled") or values("cni.chainingMode") == "aws-cni"
    if cloud and not accepted and any(number in ids for ids in _AFFECTED_IDS):
        return Refusal("cluster.id", f"`cluster.id` {number} loses packets with the cloud's addressing",
                       "use a number below 128, or from 256 to 383 in a mesh of 511")  # fmt: skip
    return None


@refuses()
def mesh_size_unknown(values: Merged) -> Refusal | None:
    """The number of clusters decides how identities are laid out."""
    size = values("clustermesh.maxConnectedClusters")
    if _whole(size) not in _MESH_SIZES:
        return Refusal("clustermesh.maxConnectedClusters", f"`clustermesh.maxConnectedClusters` is {size}",
                       "use 255 or 511")  # fmt: skip
    return None


@refuses((1, 18))
def mesh_without_identities(values: Merged) -> Refusal | None:
    """The mesh's API server shares what the identities' store holds."""
    if not values("clustermesh.useAPIServer"):
        return None
    if values("identityAllocationMode") in _IN_CRDS:
        if values("disableEndpointCRD"):
            return Refusal("disableEndpointCRD", "`disableEndpointCRD` is on and `clustermesh.useAPIServer` needs it off",
                           "set `disableEndpointCRD: false`")  # fmt: skip
    elif not values(f"{_MESH}.kvstoremesh.enabled"):
        return Refusal(f"{_MESH}.kvstoremesh.enabled",
                       f"`identityAllocationMode` is {values('identityAllocationMode')!r} and KVStoreMesh is off",
                       f"set `{_MESH}.kvstoremesh.enabled: true`")  # fmt: skip
    return None


@refuses((1, 18))
def external_store_alone(values: Merged) -> Refusal | None:
    """KVStoreMesh on an etcd of one's own has four conditions."""
    mode = f"{_MESH}.kvstoremesh.kvstoreMode"
    if values(mode) not in ("internal", "external"):
        return Refusal(mode, f"`{mode}` is {values(mode)!r}", "use `internal` or `external`")
    if values(mode) == "internal":
        return None
    for path, wanted in (("clustermesh.useAPIServer", "true"), (f"{_MESH}.kvstoremesh.enabled", "true")):
        if not values(path):
            return Refusal(path, f"`{mode}` is external and `{path}` is off", f"set `{path}: {wanted}`")
    if str(values(f"{_MESH}.replicas")) != "1":
        return Refusal(f"{_MESH}.replicas", f"`{mode}` is external with {values(f'{_MESH}.replicas')} replicas",
                       f"set `{_MESH}.replicas: 1`")  # fmt: skip
    if values("identityAllocationMode") not in _IN_STORE:
        return Refusal("identityAllocationMode",
                       f"`{mode}` is external and identities are in {values('identityAllocationMode')!r}",
                       "keep identities in the store: `identityAllocationMode: kvstore`")  # fmt: skip
    return None


@refuses()
def mesh_issuer_missing(values: Merged) -> Refusal | None:
    """cert-manager needs to know who signs the mesh's certificates."""
    auto = f"{_MESH}.tls.auto"
    on = values("clustermesh.useAPIServer") and values(f"{auto}.enabled")
    if on and values(f"{auto}.method") == "certmanager" and not values(f"{auto}.certManagerIssuerRef"):
        return Refusal(f"{auto}.certManagerIssuerRef", f"`{auto}.method` is certmanager without an issuer",
                       f"set `{auto}.certManagerIssuerRef`")  # fmt: skip
    return None


@refuses()
def mesh_authentication_unknown(values: Merged) -> Refusal | None:
    """How users of the mesh's API server are told apart."""
    path = f"{_MESH}.tls.authMode"
    if values("clustermesh.useAPIServer") and values(path) not in ("legacy", "migration", "cluster"):
        return Refusal(path, f"`{path}` is {values(path)!r}", "use `legacy`, `migration` or `cluster`")
    return None


def _whole(value: object) -> int:
    """A number as the templates' `int` reads it: 0 for what is none."""
    return int(value) if isinstance(value, int | float) or (isinstance(value, str) and value.isdigit()) else 0
