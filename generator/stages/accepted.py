"""`accept`: warnings that somebody has read, with the reason why they may stay. Errors cannot be accepted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from generator.core.claiming import Claiming
from generator.core.diagnostics import ERROR, WARNING, Diagnostic
from generator.core.judgement import Check, Rule
from generator.core.places import PlaceOf

KEY = "accept"
_ELSEWHERE = frozenset({"git/path-elsewhere", "inventory/cluster-name", "inventory/unused-group", "overlay/alike"})
"""Warnings about the repository, the document or all overlays: whether they are said a cluster does not know."""


def unaccepted(found: Iterable[Diagnostic], raw: Mapping[str, Any]) -> list[Diagnostic]:
    """What is still to be said of a cluster, or of a document as a whole."""
    codes = accepts(raw)
    return [one for one in found if one.severity != WARNING or one.code not in codes] if codes else list(found)


def accepts(raw: Mapping[str, Any]) -> frozenset[str]:
    """The codes that a cluster accepts; of an inventory of the wrong shape: none."""
    written = raw.get(KEY)
    return frozenset(written) if isinstance(written, dict) else frozenset()


def misused(
    found: Sequence[Diagnostic], raw: Mapping[str, Any], place: PlaceOf, *, alone: bool
) -> Iterator[Diagnostic]:
    """Codes that cannot be accepted and, where a cluster stands `alone`, those that nothing says.

    What the base of a fleet accepts may be said of one of its clusters only.
    """
    silenced = {one.code for one in found if one.severity == WARNING}
    codes = sorted(accepts(raw) - silenced - _ELSEWHERE)
    severities = _severities() if codes else {}
    for code in codes:
        source = place((KEY, code), key=True)
        if code not in severities:
            from generator.core.suggest import nearest  # only once something is wrong

            meant = nearest(code, severities)
            hint = (
                f"did you mean `{meant}`?"
                if meant
                else "write the code that stands at the end of the warning, in brackets"
            )
            yield Diagnostic(code="inventory/unknown-value", severity=ERROR, message=f"there is no code `{code}`",
                             hint=hint, source=source)  # fmt: skip
        elif severities[code] not in {WARNING, ""} or any(one.code == code for one in found):
            yield Diagnostic(code="inventory/accepts-no-warning", severity=ERROR, source=source,
                             message=f"`{code}` is no warning, and only warnings can be accepted",
                             hint="remove it: an error is there to be mended")  # fmt: skip
        elif alone and not any(one.severity == ERROR for one in found):
            yield Diagnostic(code="inventory/accepts-nothing", severity=WARNING, source=source,
                             message=f"nothing says `{code}`", hint="remove it")  # fmt: skip


def _severities() -> dict[str, str]:
    """By code; of those that belong to no component it is not known before one is said."""
    from generator import registry  # every component: only where something was accepted that is not said
    from generator.core.codes import EXPLANATIONS

    found = dict.fromkeys(EXPLANATIONS, "")
    for component in registry.everything():
        judgements: tuple[Check | Rule | Claiming, ...] = (*component.claims, *component.checks, *component.rules)
        found |= {one.code: one.severity for one in judgements}
    return found
