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

from msgspec import Struct

from generator.core.places import Keys

SHORTEST = 16
"""No known form is shorter; most texts are, and are passed over."""
WHOLE = 40
"""Characters of a token without a prefix."""


class Form(Struct, frozen=True):
    """How secrets of one issuer look."""

    kind: str
    """In words: `a GitHub token`."""
    parts: tuple[str, ...]
    """One of these is in every text that holds such a secret: to look for them is far quicker than to match."""
    pattern: str

    def start(self, text: str) -> int | None:
        """Where the first one begins in a text. Linear: a pattern gives up a run of letters once, not at each of them."""
        found = _compiled(self.pattern).search(text)
        return found.start(found.re.groups) if found else None


FORMS = (
    Form("an age secret key", ("AGE-SECRET-KEY-1",), r"AGE-SECRET-KEY-1[0-9A-Z]{50,}"),
    Form("a private key", ("PRIVATE KEY",), r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----"),
    Form(
        "a GitHub token",
        ("gho_", "ghp_", "ghr_", "ghs_", "ghu_", "github_pat_"),
        r"\bgh[oprsu]_[A-Za-z0-9]{36,}|\bgithub_pat_[A-Za-z0-9_]{22,}",
    ),
    Form("a GitLab token", ("glpat-",), r"\bglpat-[A-Za-z0-9_-]{20,}"),
    Form("an AWS access key", ("AKIA", "ASIA"), r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    Form("a Slack token", ("xox",), r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    Form(
        "a webhook's address",
        ("https://hooks.slack.com/services/T", "/api/webhooks/"),
        r"https://hooks\.slack\.com/services/T\w+/B\w+/\w+"
        r"|https://(?:\w+\.)?discord(?:app)?\.com/api/webhooks/\d+/[\w-]+",
    ),
    Form("a 1Password service account token", ("ops_eyJ",), r"\bops_eyJ[A-Za-z0-9_=+/-]{20,}"),
    Form("a Vault token", ("hvb.", "hvs."), r"\bhv[bs]\.[A-Za-z0-9_-]{20,}"),
    Form("a Google API key", ("AIza",), r"\bAIza[A-Za-z0-9_-]{35}\b"),
    Form("a Telegram bot's token", (":AA",), r"\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b"),
    Form("a Cloudflare tunnel's token", ("eyJhIjoi",), r"\beyJhIjoi[A-Za-z0-9_=+/-]{60,}"),
    Form(
        "a JSON Web Token",
        (".eyJ",),
        r"(?<![A-Za-z0-9_-])(?=[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10})"
        r"[A-Za-z0-9_-]*?(\beyJ[A-Za-z0-9_-]{10})",
    ),
    Form("a Cloudflare origin CA key", ("v1.0-",), r"\bv1\.0-[0-9a-f]{24}-[0-9a-f]{40,}"),
)
_PARTS = tuple((part, one) for one in FORMS for part in one.parts)
BARE = "a Cloudflare token"
_BARE = r"(?=\S*[a-z])(?=\S*[A-Z])(?=\S*\d)[A-Za-z0-9_-]{40}"
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
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def form(text: str) -> str | None:
    """What kind of secret a text holds, in words: the first of several; None when it looks like none."""
    if len(text) < SHORTEST:
        return None
    present = [one for part, one in _PARTS if part in text]
    found = [(start, one.kind) for one in present if (start := one.start(text)) is not None]
    first = min(found, key=lambda pair: pair[0], default=None)
    if is_bare(text) and (first is None or first[0]):
        return BARE
    return first[1] if first else None


def is_bare(text: str) -> bool:
    """Whether a text as a whole is a token of no form but that of its letters."""
    return len(text) == WHOLE and _compiled(_BARE).fullmatch(text) is not None


def in_lines(text: str) -> Iterator[tuple[int, int, str]]:
    """(line, column of its text, kind of secret in it), both from 1 on; a word of a line may be a whole value."""
    has_form = any(part in text for part, _ in _PARTS)
    for number, line in enumerate(text.splitlines(), 1):
        kind = form(line) if has_form else None
        if kind is None and len(line) >= WHOLE:
            words = line.split()
            if max(map(len, words), default=0) >= WHOLE and any(is_bare(word.strip("\"',")) for word in words):
                kind = BARE
        if kind:
            yield number, len(line) - len(line.lstrip()) + 1, kind


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
