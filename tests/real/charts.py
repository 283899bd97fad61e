"""The releases of a tree, and the charts that they render, out of archives that someone else supplies.

`CHARTS=DIR` holds `<chart>-<version>.tgz`; chart archives come from no registry that tests may use.
"""

from __future__ import annotations

import os
import posixpath
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from generator.core.charts.shelf import held
from tests.real.manifests import Document, load, objects
from tests.real.programs import NotRun
from tests.real.trees import Files

KUBERNETES = "1.36.0"
_VALUES = "values.yaml"


@dataclass(frozen=True)
class Release:
    """What helm renders for one HelmRelease: the chart by name and version, and the values that are in the tree."""

    name: str
    namespace: str
    chart: str
    version: str
    values: Document

    @property
    def archive(self) -> Path | NotRun:
        """The chart's archive in `CHARTS`, with or without the `v` that some charts have in their version."""
        directory = os.environ.get("CHARTS")
        if not directory:
            return NotRun("CHARTS=DIR")
        found = _archive(Path(directory), self.chart, self.version)
        return found or NotRun(f"{self.chart}-{self.version.removeprefix('v')}.tgz", f"{directory} does not hold it")

    @property
    def stand_in(self) -> Path | None:
        """The archive of the version whose facts answer for this one, where that is another one."""
        directory, answering = os.environ.get("CHARTS"), held(self.chart, self.version).version
        return _archive(Path(directory), self.chart, answering) if directory and answering else None


def _archive(directory: Path, chart: str, version: str) -> Path | None:
    bare = version.removeprefix("v")
    names = [f"{chart}-{one}.tgz" for one in (bare, f"v{bare}")]
    return next((path for name in names if (path := directory / name).exists()), None)


def releases(files: Files) -> Iterator[Release]:
    """Every HelmRelease of a tree whose chart and version can be read off the tree."""
    documents = [manifest.document for manifest in objects(files)]
    for document in documents:
        if document["kind"] == "HelmRelease":
            spec, meta = document["spec"], document["metadata"]
            chart, version = chart_of(document, documents)
            yield Release(
                name=spec.get("releaseName", meta["name"]),
                namespace=spec.get("targetNamespace", meta["namespace"]),
                chart=chart,
                version=version,
                values=_values(spec, meta["namespace"], documents),
            )


def chart_of(release: Document, documents: Sequence[Document]) -> tuple[str, str]:
    """The chart's name and version of a HelmRelease, from itself or from the source that it refers to."""
    spec, namespace = release["spec"], release["metadata"]["namespace"]
    if "chartRef" not in spec:
        chart = spec["chart"]["spec"]
        return chart["chart"], str(chart["version"])
    ref = spec["chartRef"]
    source = _find(documents, ref["kind"], ref.get("namespace", namespace), ref["name"])
    assert source is not None, f"HelmRelease {release['metadata']['name']}: no {ref['kind']} {ref['name']}"
    wanted = source["spec"]["ref"]
    return posixpath.basename(source["spec"]["url"]), str(wanted.get("tag") or wanted.get("semver"))


def _find(documents: Sequence[Document], kind: str, namespace: str, name: str) -> Document | None:
    for one in documents:
        meta = one["metadata"]
        if (one["kind"], meta.get("namespace"), meta["name"]) == (kind, namespace, name):
            return one
    return None


def _values(spec: Document, namespace: str, documents: Sequence[Document]) -> Document:
    """The values as Flux merges them: `valuesFrom` in order, then the inline ones; what is not in the tree is left out."""
    merged: Document = {}
    for origin in spec.get("valuesFrom", ()):
        held = _find(documents, origin["kind"], namespace, origin["name"])
        if held is not None and origin["kind"] == "ConfigMap" and "targetPath" not in origin:
            merged = _merged(merged, load(held["data"][origin.get("valuesKey", _VALUES)]) or {})
    inline: Document = _merged(merged, spec.get("values", {}))
    return inline


def _merged(below: Any, above: Any) -> Any:
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    return {**below, **{key: _merged(below[key], value) if key in below else value for key, value in above.items()}}


def render(helm: Path, release: Release, archive: Path, home: Path, *extra: str) -> list[Document]:
    """What `helm template` makes of a release; AssertionError with helm's message when it refuses."""
    values = home / f"{release.name}.yaml"
    values.write_text(yaml.safe_dump(release.values))
    words = ["template", release.name, str(archive), "--namespace", release.namespace, "--values", str(values)]
    # Helm asks no cluster here: the capabilities that charts look at are given.
    given = ["--kube-version", KUBERNETES, *(f"--api-versions={one}" for one in CAPABILITIES)]
    done = subprocess.run([helm, *words, *given, *extra], capture_output=True, text=True, check=False, cwd=home)
    assert done.returncode == 0, f"helm refuses {release.chart} {release.version}: {done.stderr.strip()}"
    documents = yaml.load_all(done.stdout, yaml.CSafeLoader)
    return [document for document in documents if document]


CAPABILITIES = (
    "gateway.networking.k8s.io/v1/GatewayClass",
    "gateway.networking.k8s.io/v1/TLSRoute",
    "monitoring.coreos.com/v1",
    "monitoring.coreos.com/v1/ServiceMonitor",
    "cert-manager.io/v1",
    "cilium.io/v2/CiliumNetworkPolicy",
)
