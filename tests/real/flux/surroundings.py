"""What stands around a tree when Flux starts, read off the tree: CRDs that releases bring, Secrets, node-side objects."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.real.charts import chart_of
from tests.real.client import Document
from tests.real.crds import Crd
from tests.real.manifests import Manifest, directories, objects, own, parse, readable
from tests.real.trees import Files

# Installed before the first sync: by `flux bootstrap` or flux-operator, and by RKE2 or k3s on the nodes.
BEFORE = frozenset({"flux", "flux-operator", "k3s-helm-controller"})


@dataclass(frozen=True)
class Sync:
    """What syncs a tree: the namespace of its Kustomizations, and the name of its source and of the root one."""

    namespace: str = "flux-system"
    source: str = "flux-system"


CONTROLLERS = ("source-controller", "kustomize-controller", "helm-controller", "notification-controller")
_OTHERS, _ONE = "others", "one.yaml"
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
    for unit in units(every):
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


def place(files: Files) -> str:
    """The directory of the repository that the tree stands in, with a slash at the end; empty for its root."""
    for unit in units([manifest.document for manifest in objects(files)]):
        before, found, _ = unit["spec"]["path"].removeprefix("./").partition("gitops/")
        if found:
            return str(before)
    return ""


def sync(files: Files) -> Sync:
    """Read off the Kustomizations that apply directories of the tree."""
    for unit in units([manifest.document for manifest in objects(files)]):
        if f"{posixpath.normpath(unit['spec']['path'])}/kustomization.yaml" in files:
            return Sync(unit["metadata"]["namespace"], unit["spec"]["sourceRef"]["name"])
    return Sync()


def existing(
    files: Files, values: Mapping[str, str], others: Sequence[str], secrets: Sequence[str]
) -> Iterator[Document]:
    """What the cluster has: Secrets that units decrypt with, values of variables, HelmCharts of a node-side bootstrap.

    `others` are Kustomizations of somebody else (see `neighbours`); of `secrets`, `namespace/name`, those that a person
    can have made before any Namespace of the tree exists.
    """
    every, system = [manifest.document for manifest in objects(files)], sync(files)
    keys = {
        f"{unit['metadata']['namespace']}/{unit['spec']['decryption']['secretRef']['name']}"
        for unit in units(every)
        if "secretRef" in unit["spec"].get("decryption", {})
    }
    early = {secret for secret in secrets if secret.partition("/")[0] in (system.namespace, "kube-system", "default")}
    sources = {
        (one["kind"], one["name"])
        for unit in units(every)
        for one in unit["spec"].get("postBuild", {}).get("substituteFrom", ())
    }
    for kind, name in sorted(sources):
        data = "stringData" if kind == "Secret" else "data"
        yield {
            "apiVersion": "v1",
            "kind": kind,
            "metadata": {"name": name, "namespace": system.namespace},
            data: dict(values),
        }
    for secret in sorted((keys | early) - {f"{system.namespace}/{name}" for kind, name in sources if kind == "Secret"}):
        namespace, _, name = secret.partition("/")
        yield {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name, "namespace": namespace}}
    for name in others:
        yield _neighbour(name, system)
    for one in every:
        if one["kind"] == "HelmChart" and one["apiVersion"].startswith("helm.cattle.io/"):
            meta = {key: one["metadata"][key] for key in ("name", "namespace")}
            head = {"apiVersion": one["apiVersion"], "kind": "HelmChart", "metadata": meta}
            yield {**head, "spec": {"chart": meta["name"], "bootstrap": True}}


def neighbours(names: Sequence[str], system: Sync) -> Files:
    """A directory for each Kustomization that the tree waits for and somebody else made."""
    listed = json.dumps({"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", "resources": [_ONE]})
    files: Files = {}
    for name in names:
        stub = {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {"name": f"of-{name}", "namespace": system.namespace},
        }
        files |= {f"{_OTHERS}/{name}/kustomization.yaml": listed, f"{_OTHERS}/{name}/{_ONE}": json.dumps(stub)}
    return files


def _neighbour(name: str, system: Sync) -> Document:
    spec = {"interval": "1h", "path": f"./{_OTHERS}/{name}", "prune": True}
    return {
        "apiVersion": "kustomize.toolkit.fluxcd.io/v1",
        "kind": "Kustomization",
        "metadata": {"name": name, "namespace": system.namespace},
        "spec": {**spec, "sourceRef": {"kind": "GitRepository", "name": system.source}},
    }


def components(files: Files) -> Files:
    """Stands for the file that `flux bootstrap` writes: the Deployments that our patches of it change."""
    container = {"name": "manager", "image": "none", "args": ["--enable"]}
    documents = (
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": name, "namespace": "flux-system"},
            "spec": {
                "selector": {"matchLabels": {"app": name}},
                "template": {"metadata": {"labels": {"app": name}}, "spec": {"containers": [container]}},
            },
        }
        for name in CONTROLLERS
    )
    text = "---\n".join(json.dumps(document) + "\n" for document in documents)
    ends = [one for one in directories(files) if one.endswith("bootstrap/flux-system")]
    return {f"{directory}/gotk-components.yaml": text for directory in ends}


def decrypted(files: Files) -> Files:
    """The tree with readable Secrets: the keys that could decrypt it are no part of a tree."""
    return {path: _plain(path, text) if "\nsops:" in text else text for path, text in files.items()}


def _plain(path: str, text: str) -> str:
    documents: list[Manifest] = list(parse(path, text))
    return "---\n".join(json.dumps(readable(manifest.document)) + "\n" for manifest in documents)


def units(documents: Sequence[Document]) -> Iterator[Document]:
    """The Kustomizations of Flux among them."""
    for one in documents:
        if one["kind"] == "Kustomization" and one["apiVersion"].startswith("kustomize.toolkit.fluxcd.io/"):
            yield one
