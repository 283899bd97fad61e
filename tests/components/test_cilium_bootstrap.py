"""What the nodes install before Flux is what Flux installs later, but for what it must wait for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.components.cilium import COMPONENT, Bootstrap, bootstrap, release_values
from generator.core.values import keys, leaves
from tests.harness import compiled, sound_cases

DATAPATH = (
    "routingMode", "tunnelProtocol", "ipam", "ipv4", "ipv6", "kubeProxyReplacement", "bpf", "loadBalancer", "encryption",
    "devices", "MTU", "k8sServiceHost", "k8sServicePort", "cluster", "autoDirectNodeRoutes", "socketLB", "cni", "cgroup",
)  # fmt: skip


def pairs(case: Path) -> list[tuple[Bootstrap, dict[str, Any]]]:
    clusters, _ = compiled(case / "inventory.yaml")
    found = [c.ctx for c in clusters if c.ctx is not None and c.files]
    settings = [(ctx, ctx.get(COMPONENT)) for ctx in found]
    return [(bootstrap(ctx, cilium), release_values(ctx, cilium)) for ctx, cilium in settings if cilium is not None]


@pytest.mark.parametrize("case", sound_cases(), ids=lambda c: f"{c.parts[-3]}/{c.name}")
def test_bootstrap_is_the_release_without_what_is_withheld(case: Path) -> None:
    found = pairs(case)

    assert found
    for first, later in found:
        withheld = [keys(one.path) for one in first.withheld]
        expected = {at: value for at, value in leaves(later) if not any(at[: len(path)] == path for path in withheld)}

        assert {at: v for at, v in leaves(first.values) if v != {}} == {at: v for at, v in expected.items() if v != {}}
        assert [path for path in withheld if path[0] in DATAPATH] == []
        assert all(one.why for one in first.withheld)
