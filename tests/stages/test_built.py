"""What Flux applies of a foreign tree."""

from __future__ import annotations

import re

from generator.core.graph import Object
from generator.stages.built import Builds, builds


def kustomization(path: str) -> Object:
    document = {"apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization", "spec": {"path": path}}
    return Object(document=document, file="flux/all.yaml")


def listing(directory: str, *resources: str) -> Object:
    document = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", "resources": [*resources],
    }  # fmt: skip
    return Object(document=document, file=f"{directory}/kustomization.yaml")


def deployed(known: Builds, file: str) -> bool:
    return known.applies(Object(document={"apiVersion": "v1", "kind": "ConfigMap"}, file=file))


def test_what_a_listing_leaves_out_is_not_applied() -> None:
    known = builds([kustomization("./apps/a"), listing("apps/a", "one.yaml"), listing("apps", "b")])

    assert deployed(known, "apps/a/one.yaml")
    assert not deployed(known, "apps/a/two.yaml")
    assert not deployed(known, "apps/c.yaml"), "no directory that Flux applies is on the way up"


def test_a_variable_stands_for_one_name() -> None:
    known = builds([kustomization("./clusters/${CLUSTER}/apps"), listing("clusters", "none")])

    assert deployed(known, "clusters/east/apps/one.yaml")
    assert not deployed(known, "clusters/east/west/apps/one.yaml")


def test_as_many_paths_as_there_are_take_no_longer() -> None:
    """`re` itself keeps 512 patterns: a tree with more took minutes when each was asked for anew."""
    known = builds([kustomization(f"./apps/{number}/${{ENV}}") for number in range(600)])
    re.purge()

    assert all(deployed(known, f"apps/{number}/test/one.yaml") for number in range(600))
    assert re._cache == {}, "patterns are compiled once"  # type: ignore[attr-defined]  # noqa: SLF001 - what `re` would fill
