"""What stands around a tree when Flux starts, read off the tree: CRDs that releases bring, Secrets, node-side objects."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping, Sequence

from tests.real.charts import chart_of
from tests.real.client import Document
from tests.real.crds import Crd
from tests.real.manifests import Manifest, objects, own, parse, readable
from tests.real.trees import Files

# Installed before the first sync: by `flux bootstrap` or flux-operator, and by RKE2 or k3s on the nodes.
BEFORE = frozenset({"flux", "flux-operator", "k3s-helm-controller"})
# The project whose CRDs a chart or a repository brings, where it is not called like the project.
_PROJECTS = {"prometheus-operator-crds": "prometheus-operator", "kube-prometheus-stack": "prometheus-operator"}


def before(crds: Sequence[Crd]) -> list[Crd]:
    """The CRDs that exist before Flux applies anything."""
    return [crd for crd in crds if crd.project in BEFORE]


def brings(files: Files, crds: Sequence[Crd]) -> Mapping[str, Sequence[Crd]]:
    """By unit, the CRDs that come with its release, or that stand in its source when that is not the tree."""
    every = [manifest.document for manifest in objects(files)]
    urls = {one["metadata"]["name"]: one["spec"]["url"] for one in every if one["kind"] == "GitRepository"}
    found: dict[str, list[Crd]] = {}
    for unit in _units(every):
        name, spec = unit["metadata"]["name"], unit["spec"]
        directory = posixpath.normpath(spec["path"])
        source = spec["sourceRef"]["name"]
        if f"{directory}/kustomization.yaml" in files:
            inside = [manifest.document for manifest in own(files, directory)]
            projects = {chart_of(one, every)[0] for one in inside if one["kind"] == "HelmRelease"}
        elif source in urls:
            projects = {posixpath.basename(urls[source]).removesuffix(".git")}
        else:
            projects = set()
        projects = {_PROJECTS.get(project, project) for project in projects} - BEFORE
        found[name] = [crd for crd in crds if crd.project in projects]
    return found


def existing(files: Files) -> Iterator[Document]:
    """Secrets that units decrypt with, and the HelmCharts that a node-side bootstrap made."""
    every = [manifest.document for manifest in objects(files)]
    secrets = {
        (unit["metadata"]["namespace"], unit["spec"]["decryption"]["secretRef"]["name"])
        for unit in _units(every)
        if "secretRef" in unit["spec"].get("decryption", {})
    }
    for namespace, name in sorted(secrets):
        yield {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name, "namespace": namespace}}
    for one in every:
        if one["kind"] == "HelmChart" and one["apiVersion"].startswith("helm.cattle.io/"):
            meta = {key: one["metadata"][key] for key in ("name", "namespace")}
            head = {"apiVersion": one["apiVersion"], "kind": "HelmChart", "metadata": meta}
            yield {**head, "spec": {"chart": meta["name"], "bootstrap": True}}


def decrypted(files: Files) -> Files:
    """The tree with readable Secrets: the keys that could decrypt it are no part of a tree."""
    return {path: _plain(path, text) if "\nsops:" in text else text for path, text in files.items()}


def _plain(path: str, text: str) -> str:
    documents: list[Manifest] = list(parse(path, text))
    return "---\n".join(json.dumps(readable(manifest.document)) + "\n" for manifest in documents)


def _units(documents: Sequence[Document]) -> Iterator[Document]:
    for one in documents:
        if one["kind"] == "Kustomization" and one["apiVersion"].startswith("kustomize.toolkit.fluxcd.io/"):
            yield one
