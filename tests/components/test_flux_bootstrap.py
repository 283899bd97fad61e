"""The directory that `flux bootstrap` shares with us: goldens leave listings out, so they are looked at here."""

from __future__ import annotations

from typing import Any

from generator.components.flux.tuning import ARGUMENTS
from generator.core.yaml import load
from tests.harness import COMPONENTS, build


def test_listing_of_the_sync_adds_patches_to_what_flux_writes() -> None:
    files, findings = build(COMPONENTS / "flux" / "cases" / "bootstrap" / "inventory.yaml")
    assert findings == ""
    listing: Any
    (listing,) = load(files["gitops/bootstrap/flux-system/kustomization.yaml"].encode())
    assert listing["resources"] == ["gotk-components.yaml", "gotk-sync.yaml"]
    (patch,) = listing["patches"]
    operations: Any
    (operations,) = load(patch["patch"].encode())
    assert tuple(operation["value"] for operation in operations) == ARGUMENTS


def test_root_lists_the_sync_as_a_folder() -> None:
    files, _ = build(COMPONENTS / "flux" / "cases" / "bootstrap" / "inventory.yaml")
    listing: Any
    (listing,) = load(files["gitops/bootstrap/kustomization.yaml"].encode())
    assert listing["resources"] == ["flux-system", "unit-cilium-bgp.yaml", "unit-cilium.yaml"]
