"""OpenTofu reads what is generated: all of a module without the provider, and the provider's expressions with stand-ins."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.harness import build, cases
from tests.real.conftest import Find

MODULES = [case for case in cases() if (case / "expected/infra/terraform").exists()]
WITH_TOKENS = [case for case in MODULES if (case / "expected/infra/terraform/cloudflare.tf.json").exists()]
ZONES = {"example.com": "11", "example.org": "22"}
GROUPS = [
    {"id": "dns", "name": "DNS Write", "scopes": ["com.cloudflare.api.account.zone"]},
    {"id": "account-dns", "name": "DNS Write", "scopes": ["com.cloudflare.api.account"]},
    {"id": "zone", "name": "Zone Read", "scopes": ["com.cloudflare.api.account.zone"]},
    {"id": "all", "name": "Zone Write", "scopes": ["com.cloudflare.api.account.zone"]},
]


def _files(case: Path) -> dict[str, Any]:
    files, _ = build(case / "inventory.yaml", owner="terraform")
    return {path.rpartition("/")[2]: json.loads(text) for path, text in files.items()}


def _write(home: Path, files: dict[str, Any]) -> None:
    """Without the backend and the provider: neither can be had here."""
    for name, document in files.items():
        terraform = document.get("terraform", {})
        terraform.pop("required_providers", None)
        terraform.pop("backend", None)
        (home / name).write_text(json.dumps(document), encoding="utf-8")


def _tofu(tofu: Path, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """In a configuration of its own, whatever the machine's says."""
    settings = home / "tofu.rc"
    settings.touch()
    env = {**os.environ, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_CLI_CONFIG_FILE": str(settings)}
    return subprocess.run(
        [tofu, f"-chdir={home}", *words], capture_output=True, text=True, check=False, env=env, timeout=120
    )


@pytest.mark.parametrize("case", MODULES, ids=lambda case: case.name)
def test_modules_are_valid(case: Path, need: Find, tmp_path: Path) -> None:
    files = _files(case)
    files.pop("cloudflare.tf.json", None)
    _write(tmp_path, files)

    done = _tofu(need("tofu"), tmp_path, "validate", "-json")

    assert json.loads(done.stdout)["diagnostics"] == [], done.stdout
    assert done.returncode == 0


def test_an_invalid_module_is_refused(need: Find, tmp_path: Path) -> None:
    files = _files(MODULES[0])
    files.pop("cloudflare.tf.json", None)
    files["outputs.tf.json"]["output"]["networks"]["value"]["node"] = "${var.nobody}"
    _write(tmp_path, files)

    assert _tofu(need("tofu"), tmp_path, "validate").returncode == 1


@pytest.mark.parametrize(
    ("variable", "value", "accepted"),
    [
        ("node_networks", '["10.0.0.0/24"]', True),
        ("node_networks", '["10.0.0.0"]', False),
        ("bgp_asn", "4294967295", True),
        ("bgp_asn", "0", False),
        ("pools", '{lan = ["10.0.50.1-10.0.50.9", "fd00::/112"]}', True),
        ("pools", '{lan = ["10.0.50.1"]}', False),
        ("token_expires_on", "2030-01-01T00:00:00Z", True),
        ("token_expires_on", "tomorrow", False),
        ("token_request_ips", '["anywhere"]', False),
    ],
)
def test_variables_refuse_what_cannot_be(variable: str, value: str, accepted: bool, need: Find, tmp_path: Path) -> None:
    files = _files(WITH_TOKENS[0])
    files.pop("cloudflare.tf.json")
    _write(tmp_path, files)

    done = _tofu(need("tofu"), tmp_path, "plan", "-input=false", f"-var={variable}={value}")

    assert (done.returncode == 0) == accepted, done.stdout + done.stderr


@pytest.mark.parametrize("case", WITH_TOKENS, ids=lambda case: case.name)
def test_the_example_is_taken(case: Path, need: Find, tmp_path: Path) -> None:
    files = _files(case)
    files.pop("cloudflare.tf.json")
    _write(tmp_path, files)

    done = _tofu(need("tofu"), tmp_path, "plan", "-input=false", "-var-file=example.tfvars.json")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "undeclared" not in done.stdout + done.stderr


@pytest.mark.parametrize("case", WITH_TOKENS, ids=lambda case: case.name)
def test_policies_come_out_as_cloudflare_wants_them(case: Path, need: Find, tmp_path: Path) -> None:
    """The provider's answers are stood in for by locals; everything else is the generated text."""
    files = _files(case)
    module = files.pop("cloudflare.tf.json")
    files["outputs.tf.json"]["output"] = {
        label: {"value": {"policies": body["policies"], "condition": body["condition"]}}
        for blocks in module["resource"].values()
        for label, body in blocks.items()
    }
    files["locals.tf.json"] = {
        "locals": {
            **module["locals"],
            "zones": {name: {"zone_id": zone} for name, zone in ZONES.items()},
            "groups": GROUPS,
        }
    }
    groups = next(name for name in module["data"] if "permission_groups" in name)
    text = json.dumps(files).replace("data.cloudflare_zone.zone[", "local.zones[")
    _write(tmp_path, json.loads(text.replace(f"data.{groups}.all.result", "local.groups")))

    tofu = need("tofu")
    done = _tofu(tofu, tmp_path, "apply", "-auto-approve", "-input=false", '-var=token_request_ips=["203.0.113.0/24"]')
    assert done.returncode == 0, done.stdout + done.stderr
    outputs = json.loads(_tofu(tofu, tmp_path, "output", "-json").stdout)

    assert outputs
    for output in outputs.values():
        (policy,) = output["value"]["policies"]
        resources = json.loads(policy["resources"])
        assert [group["id"] for group in policy["permission_groups"]] == ["dns", "zone"]
        assert resources
        assert set(resources) <= {f"com.cloudflare.api.account.zone.{zone}" for zone in ZONES.values()}
        assert set(resources.values()) == {"*"}
        assert output["value"]["condition"] == {"request_ip": {"in": ["203.0.113.0/24"]}}
