"""Overlays that stand on no level of a fleet."""

from __future__ import annotations

import pytest

from generator.stages.overlay_levels import of_nobody


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("overlays/oslo/cilium/x.yaml", "move it to overlays/clusters/oslo/cilium/x.yaml"),
        ("overlays/group/edge/infra/x.yaml", "move it to overlays/groups/edge/infra/x.yaml"),
        ("overlays/clusters/olso/cilium/x.yaml", "did you mean `oslo`?"),
        ("overlays/cilium/x.yaml", None),  # a cluster may be called like a unit
        ("overlays/gateway-api/routes/x.yaml", None),
        ("overlays/clusters/oslo/cilium/x.yaml", None),
    ],
)
def test_level(path: str, hint: str | None) -> None:
    found = [one.hint for one in of_nobody({path: b""}, ["oslo", "cilium"], ["edge"])]

    assert found == ([] if hint is None else [hint])
