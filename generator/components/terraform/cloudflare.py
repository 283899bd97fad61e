"""Cloudflare: zones by data source, one token per Secret with DNS Write and Zone Read on its zones and nothing else.

Names are those of provider v5 (`schemas/terraform/cloudflare.json`); there `resources` of a policy is a JSON string.
Creating tokens needs a token that may do so ("API Tokens Write"), which Terraform reads from the environment.
"""

from __future__ import annotations

from collections.abc import Iterable

from generator.components.terraform.credentials import Credential
from generator.components.terraform.settings import Settings
from generator.core.artifact import Json

ZONE = "com.cloudflare.api.account.zone"
PERMISSIONS = {"dns_write": "DNS Write", "zone_read": "Zone Read"}
REQUIREMENT: Json = {"source": "cloudflare/cloudflare", "version": "~> 5.14"}
"""5.14 is the version whose names are held."""


def module(found: tuple[Credential, ...], settings: Settings, cluster: str) -> Json:
    """The body of `cloudflare.tf.json`. Tokens carry the cluster's name: an account may serve several."""
    of_account = settings.owner == "account"
    groups = "cloudflare_account_api_token_permission_groups_list" if of_account else _GROUPS
    return {
        "provider": {
            "cloudflare": {"//": "Reads CLOUDFLARE_API_TOKEN: a token that may create tokens and read zones."}
        },
        "locals": {"permission_groups": _permissions(groups)},
        "data": {
            groups: {"all": {"account_id": settings.account} if of_account else {}},
            "cloudflare_zone": {"zone": _zone(found, settings)},
        },
        "resource": {
            "cloudflare_account_token" if of_account else "cloudflare_api_token": {
                one.label: _token(one, settings, cluster, of_account=of_account) for one in found
            }
        },
        "output": {"tokens": _output(found, of_account=of_account)},
    }


_GROUPS = "cloudflare_api_token_permission_groups_list"


def _zone(found: Iterable[Credential], settings: Settings) -> Json:
    zones = sorted({zone for one in found for zone in one.zones})
    by: Json = {"name": "${each.value}"}
    if settings.account is not None:
        by["account"] = {"id": settings.account}
    return {"for_each": f"${{toset({_list(zones)})}}", "filter": by}


def _permissions(groups: str) -> Json:
    """By scope too: an account-wide group may have the same name."""
    wanted = 'group.name == "{}" && contains(group.scopes, "' + ZONE + '")'
    return {
        name: f"${{one([for group in data.{groups}.all.result : group.id if {wanted.format(title)}])}}"
        for name, title in PERMISSIONS.items()
    }


def _token(one: Credential, settings: Settings, cluster: str, *, of_account: bool) -> Json:
    zone_id = "data.cloudflare_zone.zone[zone].zone_id"
    token: Json = {
        "//": f"Key `{one.key}` of Secret {one.place}, read by {', '.join(one.users)}.",
        "name": f"{cluster}/{one.place}",
        "policies": [
            {
                "effect": "allow",
                "permission_groups": [{"id": f"${{local.permission_groups.{name}}}"} for name in PERMISSIONS],
                "resources": f'${{jsonencode({{for zone in {_list(one.zones)} : "{ZONE}.${{{zone_id}}}" => "*"}})}}',
            }
        ],
        "condition": "${length(var.token_request_ips) == 0 ? null : {request_ip = {in = var.token_request_ips}}}",
        "expires_on": "${var.token_expires_on}",
    }
    return {**token, "account_id": settings.account} if of_account else token


def _output(found: Iterable[Credential], *, of_account: bool) -> Json:
    kind = "cloudflare_account_token" if of_account else "cloudflare_api_token"
    return {
        "description": "The tokens, by the Secret that each belongs in.",
        "sensitive": True,
        "value": {one.place: f"${{{kind}.{one.label}.value}}" for one in found},
    }


def _list(texts: Iterable[str]) -> str:
    """A list of texts in Terraform's expression language; zones hold no character that it would read otherwise."""
    return "[" + ", ".join(f'"{text}"' for text in texts) + "]"
