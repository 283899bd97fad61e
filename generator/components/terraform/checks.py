"""What a valid-looking `terraform:` section can still get wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.components.terraform.credentials import uses
from generator.components.terraform.settings import Settings
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Problem, check

SECRETS = ("access_key", "account_key", "client_secret", "password", "sas_token", "secret", "secret_key", "token")
"""Arguments of Terraform's backends that are secrets (developer.hashicorp.com/terraform/language/backend)."""


@check("terraform/account-missing")
def account_missing(_ctx: Context, terraform: Settings) -> Iterator[Problem]:
    """Tokens are to belong to the account, and its id is not written.

    `account_id` is required by cloudflare_account_token (provider 5.14): the plan fails.
    """
    if terraform.owner == "account" and terraform.account is None:
        yield Problem(
            terraform, "owner", "tokens belong to an account whose id is not written", hint="write `terraform.account`"
        )


@check("terraform/zones-unknown")
def zones_unknown(ctx: Context, terraform: Settings) -> Iterator[Problem]:
    """A token would be for no zone at all.

    It gets its zones from `zones` of its reader, or from `domains`; a policy without resources is refused by Cloudflare,
    and one for all zones is more than anybody needs.
    """
    for use in uses(ctx):
        if not use.zones and not use.is_global:
            yield Problem(
                use.about,
                (),
                f"the token of {use.who} is for no zone: neither it nor `domains` names one",
                hint="write its `zones`, or the cluster's `domains`",
                others=(Other(terraform, (), "Terraform is to make the token"),),
            )


@check("terraform/variable-zone")
def variable_zone(ctx: Context, terraform: Settings) -> Iterator[Problem]:
    """A zone holds a variable of Flux.

    Flux replaces `${NAME}` when it applies; Terraform reads the same text as an expression of its own and refuses the
    file, or finds no zone of that name.
    """
    for use in uses(ctx):
        for zone in use.zones:
            if "${" in zone and not use.is_global:
                yield Problem(
                    use.about,
                    (),
                    f"zone {zone} of {use.who} is only known in the cluster, Terraform cannot look it up",
                    hint="write the zone's name",
                    others=(Other(terraform, (), "Terraform is to make the token"),),
                )


@check("terraform/global-key", WARNING)
def global_key(ctx: Context, terraform: Settings) -> Iterator[Problem]:
    """A reader uses Cloudflare's global key, so no token is made for it.

    The global key may do everything in every zone of the person (cert-manager docs, Cloudflare; external-dns docs).
    """
    for use in uses(ctx):
        if use.is_global:
            yield Problem(
                use.about,
                (),
                f"{use.who} reads a global key from Secret {use.namespace}/{use.secret}: no token is made for it",
                hint="let it read a token",
                others=(Other(terraform, (), "Terraform would make one"),),
            )


@check("terraform/several-backends")
def several_backends(_ctx: Context, terraform: Settings) -> Iterator[Problem]:
    """The state is to be kept in several places, or the place has no settings of its own.

    Terraform takes one backend block with a map of arguments and refuses another (Terraform docs, backend block).
    """
    maps = [kind for kind, body in terraform.backend.items() if isinstance(body, dict)]
    if terraform.backend and (len(terraform.backend) > 1 or not maps):
        yield Problem(
            terraform,
            "backend",
            f"`backend` is {', '.join(terraform.backend)}, not one kind with a map",
            hint="write one kind: `backend: {s3: {bucket: …, key: …}}`",
        )


@check("terraform/secret-in-backend")
def secret_in_backend(_ctx: Context, terraform: Settings) -> Iterator[Problem]:
    """A secret of the backend stands in the inventory.

    It would be written into the tree, and into `.terraform/` and plans besides (Terraform docs, backend: credentials).
    """
    for path in _secrets(terraform.backend, ("backend",)):
        yield Problem(
            terraform,
            path,
            f"`{'.'.join(map(str, path))}` would stand in the tree for everybody to read",
            hint="remove it, and give it to Terraform by the backend's environment variable",
        )


def _secrets(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in SECRETS and isinstance(inner, str):
                yield (*path, key)
            else:
                yield from _secrets(inner, (*path, key))
