"""Every name that the Cloudflare module uses is one of the provider's, as its published bindings have them.

Against the provider itself: not checked; it cannot be had here. `terraform validate` in the workflow of
docs/examples/terraform-validate.yml does that where users have it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.core import facts
from generator.distill.terraform import distill
from tests.harness import build, cases

PROVIDER: dict[str, Any] = json.loads(facts.read("terraform", "cloudflare.json"))
MODULES = [case for case in cases() if (case / "expected/infra/terraform/cloudflare.tf.json").exists()]
READ = re.compile(r"\b(data\.)?(cloudflare_\w+)\.\w+(?:\[\w+\])?\.(\w+)")
META = {"//", "for_each", "count", "provider", "depends_on", "lifecycle"}
TYPES = {str: "text", bool: "flag", int: "number", list: "list", dict: "object"}


def _module(case: Path) -> dict[str, Any]:
    files, _ = build(case / "inventory.yaml", owner="terraform")
    found: dict[str, Any] = json.loads(files["infra/terraform/cloudflare.tf.json"])
    return found


def test_some_case_has_a_module() -> None:
    assert MODULES


def _wrong(body: dict[str, Any], known: dict[str, Any], where: str) -> Iterator[str]:
    """What a block says that the provider does not have, or leaves out that it must have."""
    for name, argument in known.items():
        if argument["required"] and name not in body:
            yield f"{where}.{name} is missing"
    for name, value in body.items():
        if name in META:
            continue
        if name not in known:
            yield f"{where}.{name} is unknown"
            continue
        kind = known[name]["type"]
        is_expression = isinstance(value, str) and value.startswith("${")
        if not is_expression and TYPES[type(value)] != kind:
            yield f"{where}.{name} is {TYPES[type(value)]}, not {kind}"
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                yield from _wrong(inner, known[name].get("arguments", {}), f"{where}.{name}")


def _blocks(module: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """(where, body, arguments of the provider)."""
    for kind, section in (("resource", "resources"), ("data", "data")):
        for type_name, blocks in module[kind].items():
            for label, body in blocks.items():
                yield f"{kind}.{type_name}.{label}", body, PROVIDER[section][type_name]["arguments"]
    yield "provider", module["provider"]["cloudflare"], PROVIDER["configuration"]["cloudflare"]["arguments"]


@pytest.mark.parametrize("case", MODULES, ids=lambda case: case.name)
def test_arguments_are_the_providers(case: Path) -> None:
    assert [wrong for where, body, known in _blocks(_module(case)) for wrong in _wrong(body, known, where)] == []


@pytest.mark.parametrize("case", MODULES, ids=lambda case: case.name)
def test_attributes_that_are_read_exist(case: Path) -> None:
    text = json.dumps(_module(case))
    found = READ.findall(text)
    assert found
    for is_data, type_name, attribute in found:
        known = PROVIDER["data" if is_data else "resources"][type_name]["attributes"]
        assert attribute in known, (type_name, attribute)
    groups = next(name for name in PROVIDER["data"] if name in text and "permission_groups" in name)
    assert {"id", "name", "scopes"} <= PROVIDER["data"][groups]["attributes"]["result"].keys()


@pytest.mark.parametrize("case", MODULES, ids=lambda case: case.name)
def test_tokens_have_the_least_rights(case: Path) -> None:
    module = _module(case)
    assert set(re.findall(r'group\.name == "([^"]+)"', json.dumps(module["locals"]).replace('\\"', '"'))) == {
        "DNS Write",
        "Zone Read",
    }
    for blocks in module["resource"].values():
        for body in blocks.values():
            (policy,) = body["policies"]
            assert policy["effect"] == "allow"
            assert {group["id"] for group in policy["permission_groups"]} == {
                "${local.permission_groups.dns_write}",
                "${local.permission_groups.zone_read}",
            }


def test_a_wrong_name_is_found() -> None:
    known = PROVIDER["resources"]["cloudflare_api_token"]["arguments"]
    body = {"name": 1, "policy": [], "policies": [{"effect": "allow", "resources": {}}]}

    assert sorted(_wrong(body, known, "token")) == [
        "token.name is number, not text",
        "token.policies.permission_groups is missing",
        "token.policies.resources is object, not text",
        "token.policy is unknown",
    ]


DECLARATION = """\
export interface ThingConfig extends Meta {
    /**
    * {@link https://registry.terraform.io/providers/acme/acme/1.2.3/docs/resources/thing#long_name Thing#long_name}
    */
    readonly longName: string;
    /**
    * {@link https://registry.terraform.io/providers/acme/acme/1.2.3/docs/resources/thing#parts Thing#parts}
    */
    readonly parts?: ThingParts[] | cdktf.IResolvable;
}
export interface ThingParts {
    /**
    * {@link https://registry.terraform.io/providers/acme/acme/1.2.3/docs/resources/thing#size Thing#size}
    */
    readonly size?: number;
}
export declare class ThingPartsOutputReference extends cdktf.ComplexObject {
    get internalValue(): ThingParts | undefined;
    get size(): number;
    get sizeInput(): number | undefined;
}
export declare class Thing extends cdktf.TerraformResource {
    static readonly tfResourceType = "acme_thing";
    get longName(): string;
    get longNameInput(): string | undefined;
    get parts(): ThingPartsList;
    get madeOn(): string;
}
"""


def test_the_distiller_keeps_names_only() -> None:
    assert distill({"lib/thing/index.d.ts": DECLARATION}, ["thing"]) == {
        "provider": "1.2.3",
        "configuration": {},
        "data": {},
        "resources": {
            "acme_thing": {
                "arguments": {
                    "long_name": {"required": True, "type": "text"},
                    "parts": {
                        "required": False,
                        "type": "list",
                        "arguments": {"size": {"required": False, "type": "number"}},
                    },
                },
                "attributes": {"long_name": {}, "parts": {"size": {}}, "made_on": {}},
            }
        },
    }
