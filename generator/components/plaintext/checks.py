"""Secrets in what people wrote."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.plaintext.forms import in_lines, leaks
from generator.core.context import Context
from generator.core.diagnostics import Source
from generator.core.judgement import Problem, check
from generator.core.places import Keys, dotted

ELSEWHERE = "revoke it if it was ever pushed; keep it in a Secret (`secrets.source`), and refer to that"


@check("plaintext/in-inventory", follows=("flux/plaintext-credentials",))
def in_inventory(ctx: Context, _none: None) -> Iterator[Problem]:
    """A secret stands in the inventory, where everybody who reads the repository reads it.

    Values of charts and variables under `env` are judged by the names of their keys as well (`password`, `token`, `apiKey`), all others only by the
    published forms of tokens and keys. Git keeps what was once committed: such a secret must be replaced, not only removed.
    """
    for path, what in ctx.each(_leaks):
        yield Problem(ctx.inventory, path, f"`{dotted(path)}` {what}, and would be committed", hint=ELSEWHERE)


def _leaks(section: str, value: object) -> tuple[tuple[Keys, str], ...]:
    return tuple(leaks({section: value}))


@check("plaintext/in-overlay")
def in_overlay(ctx: Context, _none: None) -> Iterator[Problem]:
    """A secret stands in an overlay, where everybody who reads the repository reads it.

    Overlays are read as text, line by line: a comment is committed as well. Values that SOPS encrypted have no such form.
    """
    for file in ctx.overlays.values():
        for line, column, kind in in_lines(file.data.decode("utf-8", "replace")):
            yield Problem(Source(file.path, line, column), (), f"the line holds what looks like {kind}", hint=ELSEWHERE)


@check("plaintext/unread-secret")
def unread_secret(ctx: Context, _none: None) -> Iterator[Problem]:
    """A file under `overlays/secrets/` while the inventory has no `secrets` section: nothing reads it, encrypted or not.

    It would look as if it were applied. In a fleet only files of one cluster are judged: another cluster may read what all
    of them share.
    """
    if ctx.written("secrets"):
        return
    for below, file in ctx.overlays.items():
        if below.startswith("secrets/") and (not ctx.fleet or file.path.startswith("overlays/clusters/")):
            yield Problem(
                Source(file.path, 1, 1),
                (),
                "nothing reads this file: the inventory has no `secrets` section",
                hint="add `secrets: {source: sops}` (or `sealed-secrets`), or remove the file",
            )
