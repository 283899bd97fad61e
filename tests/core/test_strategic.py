"""Strategic merge where a mistake would lose something without a word; that it is kustomize's: tests/real/test_overlays.py."""

from __future__ import annotations

from typing import Any

import pytest

from generator.core.fields import field_at, path_of, settings, value_at
from generator.core.strategic import Unmergeable, merge

PORTS: list[dict[str, Any]] = [
    {"name": "t", "port": 53, "protocol": "TCP"}, {"name": "u", "port": 53, "protocol": "UDP"}, {"name": "m", "port": 80},
]  # fmt: skip


def service(**spec: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "x"}, "spec": spec}


def test_two_ports_of_a_number_stay_two() -> None:
    merged = merge(service(ports=PORTS), service(ports=[{"port": 53, "protocol": "UDP", "targetPort": 1053}]))

    assert merged == service(ports=[PORTS[0], {**PORTS[1], "targetPort": 1053}, PORTS[2]])


@pytest.mark.parametrize("port", [{"port": 53}, {"port": 80, "protocol": "TCP"}])
def test_ports_that_cannot_be_told_apart_are_refused(port: dict[str, Any]) -> None:
    with pytest.raises(Unmergeable) as stop:
        merge(service(ports=PORTS), service(ports=[port]))

    assert stop.value.at == ("spec", "ports", 0)


def test_merge_changes_neither_argument() -> None:
    target, patch = service(ports=PORTS[:1], selector={"a": "b"}), service(ports=PORTS[2:], selector={"a": None})
    before = repr((target, patch))
    merge(target, patch)

    assert repr((target, patch)) == before


def test_an_item_is_one_field_wherever_it_stands() -> None:
    patch = service(ports=[{"port": 53, "protocol": "UDP", "targetPort": 1053}])
    field = ("spec", "ports", "port=53,protocol=UDP", "targetPort")

    assert (("spec", "ports", 0, "targetPort"), field, 1053) in settings(patch)
    assert field_at(service(ports=PORTS), ("spec", "ports", 1, "targetPort")) == field
    assert path_of(service(ports=PORTS), field) == ("spec", "ports", 1, "targetPort")
    assert value_at(service(ports=PORTS), (*field[:-1], "name")) == "u"


def test_what_a_patch_takes_away_is_a_setting() -> None:
    patch = service(selector={"$patch": "delete"}, ports=[{"$patch": "replace"}, PORTS[2]], type=None)
    said = {field: value for _, field, value in settings(patch) if field[:1] == ("spec",)}

    assert said == {("spec", "selector"): None, ("spec", "ports"): [PORTS[2]], ("spec", "type"): None}
