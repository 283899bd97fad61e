"""The CRDs that are rebuilt from distilled schemas say what the upstream files say."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from generator.core.schema.crd import Kind, kinds
from tests.real import crds, published
from tests.real.manifests import load
from tests.real.programs import NotRun


def _judged(kind: Kind) -> dict[str, Any]:
    """What decides verdicts: everything that the CRD says of the kind but its short names and `scale`."""
    return {"scope": kind.scope, "plural": kind.plural, "status": "status" in kind.subresources, "schema": kind.schema}


def _served(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(kind.api_version, kind.kind): _judged(kind) for kind in kinds(document) if kind.served}


def test_rebuilt_crd_distils_to_what_it_was_built_of() -> None:
    rebuilt = crds.rebuild({})
    assert {crd.name for crd in rebuilt} >= {"ciliumbgppeerconfigs.cilium.io", "gateways.gateway.networking.k8s.io"}
    [peer] = (crd for crd in rebuilt if crd.name == "ciliumbgppeerconfigs.cilium.io")
    [version, *_] = json.loads(peer.text)["spec"]["versions"]
    timers = version["schema"]["openAPIV3Schema"]["properties"]["spec"]["properties"]["timers"]
    assert timers["x-kubernetes-validations"], "the rule that keepalive is below hold is kept"
    assert "update" not in timers["x-kubernetes-validations"][0]


@pytest.fixture(scope="module")
def files() -> Path:
    """Upstream's files: of `CRDS=DIR`, or as they were published."""
    found = Path(os.environ["CRDS"]) if "CRDS" in os.environ else published.directory()
    if isinstance(found, NotRun):
        pytest.skip(f"{found.reason} ({found.why})")
    return found


@pytest.mark.parametrize(
    ("wanted", "least"),
    [
        pytest.param({}, 55, id="newest"),
        pytest.param({"cilium": "1.19", "gateway-api": "1.5"}, 50, id="before"),
        pytest.param({"gateway-api": "1.4"}, 50, id="gateway-api-1.4"),
        pytest.param({"gateway-api": "1.3"}, 50, id="gateway-api-1.3"),
    ],
)
def test_rebuilt_crds_equal_upstream(files: Path, wanted: dict[str, str], least: int) -> None:
    expected = {crd.name: crd for crd in crds.upstream(files, wanted)}
    compared = 0
    for crd in crds.rebuild(wanted):
        if crd.partial or crd.name not in expected:
            continue  # names and types only, or a kind that the given directory lacks
        ours, theirs = _served(json.loads(crd.text)), _served(load(expected[crd.name].text))
        assert ours == theirs, crd.name
        compared += 1
    assert compared >= least
