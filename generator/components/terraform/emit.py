"""The files of `infra/terraform`: one root module, without secrets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.components.terraform.cloudflare import REQUIREMENT, module
from generator.components.terraform.credentials import Credential, credentials
from generator.components.terraform.network import examples, outputs, variables
from generator.components.terraform.settings import Settings
from generator.core.artifact import Data, Json
from generator.core.context import Context

HOME = "infra/terraform"
READ_ME = [
    "Copy example.tfvars.json to terraform.tfvars.json and keep what differs; the defaults are the inventory's.",
    "Export CLOUDFLARE_API_TOKEN, then run `init` and `plan`. Tokens land in the state: keep it where few can read it.",
    "`terraform output -json tokens` prints each token for the Secret that it belongs in.",
]


def emit(ctx: Context, terraform: Settings) -> Iterator[Data]:
    """`cloudflare.tf.json` only where some Secret holds a token of Cloudflare."""
    found = credentials(ctx)
    bodies: dict[str, Json] = {
        "versions.tf.json": {"terraform": _terraform(found, terraform)},
        "variables.tf.json": {"variable": {**variables(ctx), **(_TOKENS if found else {})}},
        "outputs.tf.json": {"output": outputs(ctx)},
        "example.tfvars.json": {**examples(ctx), **(_EXAMPLES if found else {})},
    }
    if found:
        bodies["cloudflare.tf.json"] = module(found, terraform, ctx.cluster.name)
    for name, body in bodies.items():
        yield Data(path=f"{HOME}/{name}", document=body, about=(terraform,))


def _terraform(found: tuple[Credential, ...], terraform: Settings) -> Json:
    body: Json = {"//": READ_ME if found else READ_ME[:1], "required_version": ">= 1.5"}
    if found:
        body["required_providers"] = {"cloudflare": REQUIREMENT}
    return {**body, "backend": _ordered(terraform.backend)} if terraform.backend else body


_EXAMPLES: Json = {"token_expires_on": None, "token_request_ips": []}
"""Who copies them unread gets tokens that work."""
_TOKENS: Json = {
    "token_expires_on": {
        "type": "string",
        "description": "When the tokens end, in RFC 3339; null: never.",
        "default": None,
        "validation": [
            {
                "condition": '${var.token_expires_on == null || can(timeadd(var.token_expires_on, "0s"))}',
                "error_message": "Write a time in RFC 3339: 2030-01-01T00:00:00Z.",
            }
        ],
    },
    "token_request_ips": {
        "type": "list(string)",
        "description": "Networks that the tokens may be used from; []: from anywhere.",
        "default": [],
        "validation": [
            {
                "condition": "${alltrue([for network in var.token_request_ips : can(cidrhost(network, 0))])}",
                "error_message": "Write each network in CIDR notation: 203.0.113.0/24.",
            }
        ],
    },
}


def _ordered(value: Any) -> Any:
    """Arguments that only Terraform knows, in an order that does not depend on how they were written."""
    return {key: _ordered(value[key]) for key in sorted(value)} if isinstance(value, dict) else value
