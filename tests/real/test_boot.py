"""What we compile comes up under Flux's own kustomize-controller, in the order that `gen plan --from-empty` foretells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from generator.core.boot import World, world
from generator.core.units import crd_name
from generator.pipeline import Compiled
from generator.stages.simulate import simulate
from tests.harness import COMPONENTS, compiled
from tests.real import crds
from tests.real.client import Document
from tests.real.conftest import Find
from tests.real.control_plane import NEEDS, serve
from tests.real.crds import Crd
from tests.real.flux.scripted import Brings, bring_up
from tests.real.flux.walking import early, out_of_order

_BEFORE = ("toolkit.fluxcd.io", "controlplane.io", "extensions.fluxcd.io")


def _brings(around: World, all_crds: Sequence[Crd]) -> Brings:
    by_name = {crd.name: crd for crd in all_crds}
    return {
        unit: [by_name[name] for name in map(crd_name, promise.brings) if name in by_name]
        for unit, promise in around.promises.items()
        if promise.brings
    }


def _secret(name: str, values: dict[str, str]) -> Document:
    meta = {"name": name, "namespace": "flux-system"}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": meta, "stringData": values}


def _compile(case: str) -> Compiled:
    (cluster,), _ = compiled(COMPONENTS / case / "inventory.yaml")
    assert cluster.files
    return cluster


@pytest.mark.parametrize("case", ["flux/cases/operator", "flux/cases/variables"])
def test_case_comes_up_as_planned(case: str, need: Find, tmp_path: Path) -> None:
    cluster = _compile(case)
    assert cluster.ctx is not None
    assert cluster.graph is not None
    around = world(cluster.ctx)
    boot = simulate(cluster.graph, around)
    files = {path: data.decode() for path, data in cluster.files.items() if path.startswith("gitops/")}
    known = crds.chosen()
    with serve({name: need(name) for name in NEEDS}, tmp_path) as server:
        server.install([crd for crd in known if crd.name.endswith(_BEFORE)])
        secret = _secret("cluster-secrets", {"SECRET_DOMAIN": "example.net"})
        brings = _brings(around, known)
        timeline = bring_up(files, server, need("kustomize-controller"), tmp_path, brings=brings, existing=[secret])
        assert timeline.waiting == {}
        if "variables" in case:
            notes = server.client.get("/api/v1/namespaces/cert-manager/configmaps/notes").body
            assert notes["data"] == {"query": "rate(x[${__rate_interval}]) $1 $$ example.net"}

    assert early(timeline) == []
    assert set(boot.tree.units) <= set(timeline.order)
    assert out_of_order(timeline.order, boot) == []
