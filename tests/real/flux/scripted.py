"""Brings a tree up with Flux's own kustomize-controller; source- and helm-controller are this script.

Real: fetching the artifact, kustomize build, substitution, decryption, server-side apply, pruning, dependsOn and
health checks. Played: the git fetch, the reconciliation of HelmReleases (they become ready once what they refer to
exists, and then bring the CRDs and workloads that the unit's health checks name) and other controllers' statuses.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.real.client import Client, Document
from tests.real.crds import Crd
from tests.real.flux import artifact, statuses
from tests.real.flux.surroundings import Sync
from tests.real.flux.timeline import Timeline
from tests.real.manifests import objects
from tests.real.process import free_ports, running
from tests.real.server import Server
from tests.real.trees import Files

_KUSTOMIZE, _SOURCE, _HELM = (f"{name}.toolkit.fluxcd.io" for name in ("kustomize", "source", "helm"))
_UNITS = (f"{_KUSTOMIZE}/v1", "Kustomization")
_GIT = (f"{_SOURCE}/v1", "GitRepository")
_RELEASES = (f"{_HELM}/v2", "HelmRelease")
_OWNER = f"{_KUSTOMIZE}/name"

Brings = Mapping[str, Sequence[Crd]]


@dataclass
class Scripted:
    """A cluster with Flux in it; `commit` gives it a tree and plays the other controllers until all is ready."""

    server: Server
    shelf: artifact.Shelf
    brings: Brings
    release_seconds: float
    sync: Sync = field(default_factory=Sync)
    _files: Files = field(default_factory=dict)
    _revisions: dict[str, str] = field(default_factory=dict)
    _since: dict[str, float] = field(default_factory=dict)
    _installed: set[str] = field(default_factory=set)
    _releases: set[str] = field(default_factory=set)
    """Names of all releases that the tree ever held: what their controllers write waits for them."""
    _ready: set[str] = field(default_factory=set)

    @property
    def client(self) -> Client:
        return self.server.client

    def commit(self, files: Files, *, timeout: float = 240, patience: float = 45) -> Timeline:
        """Offer a new revision of the tree and watch until every unit applied it.

        Ends early when nothing became ready, and the script had nothing to write, for `patience` seconds;
        `Timeline.waiting` then says who waits for what.
        """
        self._files = files
        self._releases |= {_name(one.document) for one in objects(files) if one.document["kind"] == "HelmRelease"}
        timeline, start = Timeline(), time.monotonic()
        last, ready_before = start, 0
        while True:
            acted = self.play()
            now = time.monotonic()
            timeline.look(now - start, self.client.items(*_UNITS), self._revisions)
            if not timeline.waiting and not acted:
                return timeline
            if acted or len(timeline.order) != ready_before:
                last, ready_before = now, len(timeline.order)
            if now - start > timeout or now - last > patience:
                return timeline
            time.sleep(0.1)

    def play(self) -> bool:
        """Write every status that is due; whether there was any."""
        units = self.client.items(*_UNITS)
        acted = [self._serve(source, units) for source in self.client.items(*_GIT)]
        acted += [self._release(release, units) for release in self.client.items(*_RELEASES)]
        self._ready |= {_name(one) for one in self.client.items(*_RELEASES) if statuses.is_ready(one)}
        for api, kind, release, status_of in statuses.PLAYED:
            if release not in self._releases - self._ready:
                acted += [self._write(one, status_of(one), api, kind) for one in self.client.items(api, kind)]
        return any(acted)

    def _serve(self, source: Document, units: Sequence[Document]) -> bool:
        """Give a GitRepository its artifact: our tree, or the CRDs that units take out of someone else's."""
        name = source["metadata"]["name"]
        files = self._files
        if name != self.sync.source:
            files = {}
            for unit in units:
                if unit["spec"]["sourceRef"]["name"] == name:
                    files |= self._foreign(unit)
        offered = self.shelf.offer(name, files)
        self._revisions[name] = offered["revision"]
        return self._write(source, {**statuses.ready(source), "artifact": offered}, *_GIT)

    def _foreign(self, unit: Document) -> Files:
        """The CRDs of a unit whose source is not our tree, at the unit's path."""
        place = unit["spec"]["path"].removeprefix("./").rstrip("/")
        crds = self.brings[unit["metadata"]["name"]]
        files = {f"{place}/{crd.name}.yaml": crd.text for crd in crds}
        listed = {"kind": "Kustomization", "resources": sorted(f"{crd.name}.yaml" for crd in crds)}
        kustomization = {"apiVersion": "kustomize.config.k8s.io/v1beta1", **listed}
        return {**files, f"{place}/kustomization.yaml": json.dumps(kustomization)}

    def _release(self, release: Document, units: Sequence[Document]) -> bool:
        """Install a release once what it needs is there, and `release_seconds` after that."""
        if not all(self._is_there(head) for head in statuses.needs(release)):
            return False
        name, now = release["metadata"]["name"], time.monotonic()
        if now - self._since.setdefault(name, now) < self.release_seconds:
            return True
        unit = release["metadata"].get("labels", {}).get(_OWNER, "")
        if unit not in self._installed:
            self._installed.add(unit)
            self.server.install(self.brings.get(unit, ()))
            for one in units:
                if one["metadata"]["name"] == unit:
                    self._bring_workloads(one)
        return self._write(release, statuses.ready(release), *_RELEASES)

    def _bring_workloads(self, unit: Document) -> None:
        for check in unit["spec"].get("healthChecks", ()):
            if check.get("apiVersion") == "apps/v1":
                made = statuses.workload(check)
                self.client.create(json.dumps(made), made)

    def _is_there(self, head: Document) -> bool:
        path = self.client.path(head)
        answer = self.client.get(path) if path else None
        if answer is None or not answer.accepted:
            return False
        return head["kind"] != "HelmRelease" or statuses.is_ready(answer.body)

    def _write(self, document: Document, status: Document, api: str, kind: str) -> bool:
        """Write a status that differs from the one that stands; whether it did."""
        if not _differs(status, document.get("status", {})):
            return False
        answer = self.client.set_status({**document, "apiVersion": api, "kind": kind}, status)
        # The object may have been pruned since it was listed.
        assert answer.accepted or answer.status == 404, f"{kind} {document['metadata']['name']}: {answer.message}"
        return answer.accepted


def _name(release: Document) -> str:
    return str(release["spec"].get("releaseName", release["metadata"]["name"]))


def _differs(wanted: object, found: object) -> bool:
    """Whether `wanted` says something that `found` does not say. The API server drops what is empty."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        return any(_differs(value, found.get(key)) for key, value in wanted.items())
    if isinstance(wanted, list) and isinstance(found, list):
        return len(wanted) != len(found) or any(map(_differs, wanted, found))
    return wanted != found and not (found is None and wanted in ([], {}))


@contextlib.contextmanager
def flux(
    server: Server,
    controller: Path,
    home: Path,
    *,
    brings: Brings,
    existing: Sequence[Document] = (),
    root: str = "./gitops/bootstrap",
    sync: Sync | None = None,
    release_seconds: float = 0.3,
) -> Iterator[Scripted]:
    """Start kustomize-controller on a server that has Flux's CRDs, with a root Kustomization over `root`.

    `brings` says by unit which CRDs come with its release, or stand in its source when that is not our tree;
    `existing` is what the cluster has before Flux starts (a node-side HelmChart, Secrets, CRDs).
    """
    sync = sync or Sync()
    server.make_namespaces([sync.namespace])
    for document in (*existing, *_roots(root, sync)):
        answer = server.client.apply(json.dumps(document), document)
        assert answer.accepted, f"{document['kind']} {document['metadata']['name']}: {answer.message}"
    metrics, health = free_ports(2)
    arguments = [
        f"--metrics-addr=127.0.0.1:{metrics}",
        f"--health-addr=127.0.0.1:{health}",
        "--requeue-dependency=500ms",
        "--http-retry=1",
        "--feature-gates=CancelHealthCheckOnNewRevision=true",
    ]
    # Each controller removes what looks left over in its directory for temporary files.
    own = home / "temporary"
    own.mkdir()
    of_flux = {"KUBECONFIG": str(server.kubeconfig), "RUNTIME_NAMESPACE": sync.namespace, "TMPDIR": str(own)}
    env = {**os.environ, "GOGC": "400", **of_flux}
    log = home / "kustomize-controller.log"
    with artifact.serving() as shelf, running([controller, *arguments], log, ready=lambda: True, env=env):
        yield Scripted(server, shelf, brings, release_seconds, sync)


def bring_up(
    tree: Files,
    server: Server,
    controller: Path,
    home: Path,
    *,
    brings: Brings,
    existing: Sequence[Document] = (),
    root: str = "./gitops/bootstrap",
    patience: float = 45,
) -> Timeline:
    """Walk a tree from an empty cluster to all ready, or until nothing moves for `patience` seconds."""
    with flux(server, controller, home, brings=brings, existing=existing, root=root) as scripted:
        return scripted.commit(tree, patience=patience)


def _roots(path: str, sync: Sync) -> Iterator[Document]:
    meta = {"name": sync.source, "namespace": sync.namespace}
    yield {
        "apiVersion": f"{_SOURCE}/v1",
        "kind": "GitRepository",
        "metadata": meta,
        "spec": {"interval": "1h", "url": "https://example.com/never-fetched"},
    }
    yield {
        "apiVersion": f"{_KUSTOMIZE}/v1",
        "kind": "Kustomization",
        "metadata": meta,
        "spec": {
            "interval": "1h",
            "retryInterval": "2s",
            "path": path,
            "prune": True,
            "sourceRef": {"kind": "GitRepository", "name": sync.source},
        },
    }
