"""A manifest beside a generated object of its name is said once; it may take that object's place where a patch deletes it."""

from __future__ import annotations

from generator.core.graph import Object
from generator.core.yaml import load_with_places
from generator.stages.overlays import Overlay
from generator.stages.patch import patch

POOL = "apiVersion: cilium.io/v2\nkind: CiliumLoadBalancerIPPool\nmetadata: {name: lan}\n"
MADE = {"apiVersion": "cilium.io/v2", "kind": "CiliumLoadBalancerIPPool", "metadata": {"name": "lan"}, "spec": {}}


def overlay(name: str, role: str, text: str) -> Overlay:
    documents = tuple(load_with_places(text.encode()))
    return Overlay(path=name, unit="bgp", role=role, level=0, documents=documents, data=text.encode())  # type: ignore[arg-type]  # one of its words


def made() -> Object:
    return Object(document=MADE, file="gitops/bgp/pools.yaml", unit="bgp", owner="pools")


def test_a_manifest_of_a_generated_object_is_left_out_and_said() -> None:
    patched = patch([made()], [overlay("own.yaml", "manifest", f"{POOL}spec: {{disabled: true}}")], linked=False)

    assert [item.owner for item in patched.objects] == ["pools"]
    assert [finding.message for finding in patched.generated] == [
        "CiliumLoadBalancerIPPool lan is generated already, in unit `bgp`"
    ]


def test_it_takes_the_place_of_one_that_is_deleted() -> None:
    overlays = [
        overlay("own.yaml", "manifest", f"{POOL}spec: {{disabled: true}}"),
        overlay("pools.patch.yaml", "patch", f"{POOL}$patch: delete"),
    ]
    patched = patch([made()], overlays, linked=False)

    assert [item.document["spec"] for item in patched.objects] == [{"disabled": True}]
    assert patched.generated == ()
    assert patched.diagnostics == ()
