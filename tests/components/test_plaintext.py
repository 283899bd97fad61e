"""What looks like a secret, and what only resembles one. Tokens are put together here, so that no scanner finds them."""

from __future__ import annotations

from typing import Any

import pytest

from generator.components.plaintext.forms import BARE, FORMS, form, in_lines, leaks

LETTERS = "abcdefghijABCDEFGHIJ0123456789abcdefghij"
SECRETS = {
    "an age secret key": "AGE-SECRET-KEY-1" + "Q" * 58,
    "a private key": "-----BEGIN " + "OPENSSH PRIVATE KEY-----\nabc",
    "a GitHub token": "ghp_" + LETTERS[:36],
    "a GitLab token": "glpat-" + LETTERS[:20],
    "an AWS access key": "AKIA" + "ABCDEFGH01234567",
    "a Slack token": "xoxb-" + "1234567890-abcdef",
    "a webhook's address": "https://hooks.slack.com/services/" + "T0000/B0000/abcdef",
    "a 1Password service account token": "ops_eyJ" + LETTERS[:30],
    "a Vault token": "hvs." + LETTERS[:24],
    "a Google API key": "AIza" + LETTERS[:35],
    "a Telegram bot's token": "123456789:AA" + LETTERS[:33],
    "a Cloudflare tunnel's token": "eyJhIjoi" + LETTERS * 2,
    "a JSON Web Token": ".".join(("eyJ" + LETTERS[:20], "eyJ" + LETTERS[:20], LETTERS[:20])),
    "a Cloudflare origin CA key": "v1.0-" + "0123456789abcdef01234567-" + "0123456789abcdef" * 9,
    "a Cloudflare token": LETTERS,
}
OTHERS = {
    "a GitHub token": [f"{prefix}_{LETTERS[:36]}" for prefix in ("gho", "ghr", "ghs", "ghu", "github_pat")],
    "an AWS access key": ["ASIA" + "ABCDEFGH01234567"],
    "a webhook's address": [f"https://{host}.com/api/webhooks/" + "1/abc" for host in ("discord", "ptb.discordapp")],
    "a Vault token": ["hvb." + LETTERS[:24]],
}
"""What else the forms with several beginnings mean."""
ENDLESS = {
    "words that begin like a JSON Web Token": "-eyJ" + LETTERS,
    "ends of JSON Web Tokens": "x.eyJ",
    "beginnings of keys": "PRIVATE KEY -----BEGIN A ",
    "addresses without an end": "https://hooks.slack.com/services/" + "T",
    "numbers of bots": "1234567890:AA",
}


def test_every_form_is_tried() -> None:
    assert list(SECRETS) == [*(one.kind for one in FORMS), BARE]


@pytest.mark.parametrize("kind", SECRETS)
def test_secrets_are_seen(kind: str) -> None:
    assert form(SECRETS[kind]) == kind


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in OTHERS.items() for text in texts])
def test_every_beginning_of_a_form_is_tried(kind: str, text: str) -> None:
    assert form(f"key: {text}") == kind


@pytest.mark.parametrize("what", ENDLESS)
def test_text_that_only_begins_like_secrets_takes_no_time(what: str) -> None:
    """Were it not linear, the first would take hours."""
    assert form(ENDLESS[what] * (2_000_000 // len(ENDLESS[what]))) is None


def test_a_line_is_judged_word_by_word() -> None:
    text = f'a: 1\n  # "{LETTERS}",\nb: x{LETTERS}\n  c: {SECRETS["a Vault token"]}\n'

    assert list(in_lines(text)) == [(2, 3, "a Cloudflare token"), (4, 3, "a Vault token")]


@pytest.mark.parametrize("kind", [kind for kind in SECRETS if kind != "a Cloudflare token"])
def test_secrets_are_seen_inside_a_text(kind: str) -> None:
    assert form(f"curl -H 'X: {SECRETS[kind]}' https://example.com") == kind


@pytest.mark.parametrize(
    "text",
    [
        "0123456789abcdef0123456789abcdef01234567",  # a commit
        "sha256:" + "0123456789abcdef" * 4,
        "age1" + "q" * 58,  # what is encrypted to, not with
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "a" * 43,
        "-----BEGIN CERTIFICATE-----",
        "ENC[AES256_GCM,data:abcdef,iv:abc,tag:abc,type:str]",
        "ghcr.io/example/image:v1.2.3",
        "a" * 40,
        "cloudflare-api-token-of-the-home-cluster1",
        "https://github.com/example/lab",
        "-----BEGIN AGE ENCRYPTED FILE-----",
        "JLfvgnHc2kaSUFaI",
    ],
)
def test_others_are_not(text: str) -> None:
    assert form(text) is None


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"values": {"adminPassword": "hunter2"}}, 1),
        ({"values": {"a": [{"api_key": "x"}]}}, 1),
        ({"values": {"password": "${PASSWORD}"}}, 0),
        ({"values": {"password": "{{ .Values.x }}"}}, 0),
        ({"values": {"passwordSecretRef": {"name": "x", "key": "password"}}}, 0),
        ({"values": {"existingSecretPasswordKey": "password"}}, 0),
        ({"values": {"automountServiceAccountToken": True}}, 0),
        ({"values": {"tokenFile": "/var/run/token", "token": "/var/run/token"}}, 0),
        ({"password": {"secret": "bgp-auth"}}, 0),
        ({"keys": {"token": "API_TOKEN"}}, 0),
    ],
)
def test_keys_speak_in_values_of_charts_only(values: dict[str, Any], found: int) -> None:
    assert len(list(leaks(values))) == found
