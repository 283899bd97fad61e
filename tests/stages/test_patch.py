"""A manifest beside a generated object of its name is said once; it may take that object's place where a patch deletes it."""

from __future__ import annotations

from generator.core.graph import Object
from generator.core.yaml import load_with_places
from generator.stages.overlays import Overlay
from generator.stages.patch import Patching

POOL = "apiVersion: cilium.io/v2\nkind: CiliumLoadBalancerIPPool\nmetadata: {name: lan}\n"
MADE = {"apiVersion": "cilium.io/v2", "kind": "CiliumLoadBalancerIPPool", "metadata": {"name": "lan"}, "spec": {}}


def overlay(name: str, role: str, text: str) -> Overlay:
    documents = tuple(load_with_places(text.encode()))
    return Overlay(path=name, unit="bgp", role=role, level=0, documents=documents)  # type: ignore[arg-type]  # one of its words


def made() -> Object:
    return Object(document=MADE, file="gitops/bgp/pools.yaml", unit="bgp", owner="pools")


def patched(*overlays: Overlay) -> tuple[tuple[Object, ...], Patching]:
    patching = Patching(overlays)
    patching.emitted([made()])
    return patching.linked([], []), patching


def test_a_manifest_of_a_generated_object_is_left_out_and_said() -> None:
    objects, patching = patched(overlay("own.yaml", "manifest", f"{POOL}spec: {{disabled: true}}"))

    assert [item.owner for item in objects] == ["pools"]
    assert [finding.message for finding in patching.generated] == [
        "CiliumLoadBalancerIPPool lan is generated already, in unit `bgp`"
    ]


def test_it_takes_the_place_of_one_that_is_deleted_and_can_be_patched() -> None:
    objects, patching = patched(
        overlay("own.yaml", "manifest", f"{POOL}spec: {{disabled: true}}"),
        overlay("a.patch.yaml", "patch", f"{POOL}$patch: delete"),
        overlay("b.patch.yaml", "patch", f"{POOL}spec: {{disabled: false}}"),
    )

    assert [item.document["spec"] for item in objects] == [{"disabled": False}]
    assert patching.generated == []
    assert patching.found == []
