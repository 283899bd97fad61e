"""What a secret looks like when it stands in a text.

Forms are those that their issuers publish so that scanners can find them: GitHub (docs, "About authentication to GitHub",
token formats), GitLab (docs, token overview), AWS (IAM identifiers), Slack (API docs, token types), HashiCorp Vault (docs,
tokens), age (C2SP age specification), RFC 7468 (PEM), RFC 7519 (JWT). Cloudflare's older tokens have no prefix: 40 letters,
digits, `-` and `_` (Cloudflare API docs); a whole value that mixes cases and digits is taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from generator.core.places import Keys

SHORTEST = 16
"""No known form is shorter; most texts are, and are passed over."""

FORMS = {
    "an age secret key": r"AGE-SECRET-KEY-1[0-9A-Z]{50,}",
    "a private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----",
    "a GitHub token": r"\bgh[oprsu]_[A-Za-z0-9]{36,}|\bgithub_pat_[A-Za-z0-9_]{22,}",
    "a GitLab token": r"\bglpat-[A-Za-z0-9_-]{20,}",
    "an AWS access key": r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
    "a Slack token": r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}",
    "a webhook's address": r"https://hooks\.slack\.com/services/T\w+/B\w+/\w+"
    r"|https://(?:\w+\.)?discord(?:app)?\.com/api/webhooks/\d+/[\w-]+",
    "a 1Password service account token": r"\bops_eyJ[A-Za-z0-9_=+/-]{20,}",
    "a Vault token": r"\bhv[bs]\.[A-Za-z0-9_-]{20,}",
    "a Google API key": r"\bAIza[A-Za-z0-9_-]{35}\b",
    "a Telegram bot's token": r"\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b",
    "a Cloudflare tunnel's token": r"\beyJhIjoi[A-Za-z0-9_=+/-]{60,}",
    "a JSON Web Token": r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
    "a Cloudflare origin CA key": r"\bv1\.0-[0-9a-f]{24}-[0-9a-f]{40,}",
    "a Cloudflare token": r"\A(?=\S*[a-z])(?=\S*[A-Z])(?=\S*\d)[A-Za-z0-9_-]{40}\Z",
}
NAMES = (
    "accesstoken",
    "apikey",
    "apitoken",
    "authtoken",
    "clientsecret",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "secretaccesskey",
    "tsigsecret",
    "token",
)
"""Ends of keys whose values are secrets, without `-`, `_` and capitals."""
NAMED = ("values", "env")
"""Keys below which the names of keys count: values of charts, variables of programs."""
REFERENCES = ("$", "{{", "%{", "ENC[", "/", "vault:", "op://", "ref+")
"""How values start that say where the secret is instead of what it is."""


@cache
def pattern() -> re.Pattern[str]:
    return re.compile("|".join(f"({form})" for form in FORMS.values()))


def form(text: str) -> str | None:
    """What kind of secret a text holds, in words; None when it looks like none."""
    if len(text) < SHORTEST:
        return None
    found = pattern().search(text)
    return list(FORMS)[found.lastindex - 1] if found and found.lastindex else None


def named(key: object, value: object) -> bool:
    """Whether a key of a chart's values says that its value is a secret, and the value is written out."""
    if not isinstance(key, str) or not isinstance(value, str) or not value or value.startswith(REFERENCES):
        return False
    return key.replace("-", "").replace("_", "").lower().endswith(NAMES)


def leaks(value: Any, path: Keys = (), *, names: bool = False) -> Iterator[tuple[Keys, str]]:
    """(path, what stands there) of every secret below a value. `names`: keys are judged by their names, too."""
    if isinstance(value, str):
        if kind := form(value):
            yield path, f"looks like {kind}"
    elif isinstance(value, dict):
        for key, inner in value.items():
            if names and named(key, inner):
                kind = form(inner)
                yield (*path, key), f"looks like {kind}" if kind else "is written out"
            else:
                yield from leaks(inner, (*path, key), names=names or key in NAMED)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaks(inner, (*path, index), names=names)


WORKLOADS = ("CronJob", "DaemonSet", "Deployment", "Job", "Pod", "ReplicaSet", "ReplicationController", "StatefulSet")
ANSWERS = frozenset({"true", "false", "yes", "no", "on", "off", "none", "null"})
"""Values of switches: `ALLOW_EMPTY_PASSWORD: "yes"`."""
ELSEWHERE = r"\$[({]|\{\{|://|\s|\A[<./~]|\A(?:file|secret|env|vault|ssm):"
"""What shows a value to be a reference, an address, a path, a placeholder or a sentence."""


def variables(value: Any, path: Keys = ()) -> Iterator[tuple[Keys, str, str]]:
    """(path, name, value) of every variable that a list of `{name, value}` under a key like `env` sets, at any depth."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, list) and "env" in str(key).lower():
                for index, one in enumerate(inner):
                    if isinstance(one, dict) and isinstance(one.get("value"), str):
                        yield (*path, key, index, "value"), str(one.get("name", "")), one["value"]
            else:
                yield from variables(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from variables(inner, (*path, index))


def told(name: str, value: str) -> bool:
    """Whether a variable of this name holds a secret itself: no switch, number, path, address or reference."""
    plain = value.strip()
    tells = named(name, plain) and plain.lower() not in ANSWERS and not plain.isdigit()
    return tells and not re.search(ELSEWHERE, plain)
