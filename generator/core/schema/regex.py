"""Go regular expressions (RE2) in Python: by `re` where that is exact and linear, else by a Rust engine.

`re` backtracks: `^([-a-z]+[.]?)+$`, a pattern of Cilium's CRDs, takes hours over forty letters and a space. Rust's
regex (inside the CEL package) is linear as RE2 is, but its import costs more than all patterns of a build together,
so it is kept for patterns that `re` cannot be trusted with.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

from msgspec import json

from generator.core import facts

Matcher = Callable[[str], bool]

EQUIVALENT = {
    # Of each pair the second accepts the same strings, without two ways to split one run of characters.
    "^([-a-zA-Z0-9_]+[.]?)+$": r"^[-a-zA-Z0-9_]+(?:[.][-a-zA-Z0-9_]+)*[.]?$",
    "^([-a-zA-Z0-9_*]+[.]?)+$": r"^[-a-zA-Z0-9_*]+(?:[.][-a-zA-Z0-9_*]+)*[.]?$",
    r"^(\*?\*\.)?([-a-zA-Z0-9_]+\.?)+$": r"^(?:\*?\*\.)?[-a-zA-Z0-9_]+(?:\.[-a-zA-Z0-9_]+)*\.?$",
    r"^[!-~]+([\t ]?[!-~]+)*$": r"^[!-~]+(?:[\t ][!-~]+)*$",
    r"^[!-~]+([	 ]?[!-~]+)*$": r"^[!-~]+(?:[\t ][!-~]+)*$",
    # Of these one form will do: each turn of the loop starts with a digit and ends with a unit.
    r"^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$": r"^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$",
    r"^([0-9]+(\.[0-9]+)?(ms|s|m))+$": r"^([0-9]+(\.[0-9]+)?(ms|s|m))+$",
    r"^([0-9]+(\.[0-9]+)?(s|m|h))+$": r"^([0-9]+(\.[0-9]+)?(s|m|h))+$",
}

_CLASS = r"\[\^?\]?(?:\\.|[^\]\\])*\]"
_FOREIGN = re.compile(r"\\[pPQEC]|\\x\{|\[\[:|\(\?[a-zA-Z-]+[:)]|\(\?<")
_FOREIGN_OUTSIDE = re.compile(r"[*+?}]\+|\{,")
"""What `re` lacks or reads differently: classes by property, flags in the middle; possessive quantifiers."""
_LOOKING = re.compile(r"\(\?(?:<?[=!]|P[=>]|#|\(|>)|\\[1-9]")
_REPEATED = re.compile(r"\)[*+{]")


@cache
def matcher(pattern: str) -> Matcher:
    """Return the test whether a pattern matches anywhere in a text."""
    plain = EQUIVALENT.get(pattern, pattern)
    if pattern not in EQUIVALENT and (foreign(pattern) or (repeats(pattern) and not _is_linear(pattern))):
        return _rust(pattern)
    try:
        search = re.compile(_python(plain), re.ASCII).search
    except re.error:
        return _rust(pattern)
    return lambda text: search(text) is not None


@cache
def readable(pattern: str) -> bool:
    """Tell whether Go takes a pattern. What `re` has and RE2 lacks (looking around, back references) the Rust engine lacks too."""
    pattern = _as_others_write(pattern)
    more = _LOOKING.search(re.sub(_CLASS, "x", pattern))
    try:
        (_rust if more else matcher)(pattern)("")
    except Exception:  # noqa: BLE001 - two engines, each with an exception of its own
        return False
    return True


def _as_others_write(pattern: str) -> str:
    r"""Return a pattern without what only RE2 has: `\Q…\E` for a text as it stands, and a `{,` that repeats nothing."""
    plain = re.sub(
        r"\\Q(.*?)(?:\\E|$)|\\.", lambda at: at[0] if at[1] is None else re.escape(at[1]), pattern, flags=re.DOTALL
    )
    return re.sub(r"\\.|\{(?=,)", lambda at: r"\{" if at[0] == "{" else at[0], plain, flags=re.DOTALL)


def foreign(pattern: str) -> bool:
    """Tell whether `re` lacks something that a pattern uses, or reads it differently."""
    return bool(_FOREIGN.search(pattern) or _FOREIGN_OUTSIDE.search(re.sub(_CLASS, "x", pattern)))


def _python(pattern: str) -> str:
    r"""Return a pattern with `$` and `\z` as RE2 means them: only at the very end, not before a last newline."""
    return re.sub(rf"\\.|{_CLASS}|\$", _end, pattern, flags=re.DOTALL)


def _end(found: re.Match[str]) -> str:
    return r"\Z" if found[0] in {"$", r"\z"} else found[0]


def _is_linear(pattern: str) -> bool:
    return pattern in _linear() or not ambiguous(pattern)


@cache
def _linear() -> frozenset[str]:
    """Patterns of the schemas we hold that are not ambiguous: to find that out again costs more than to compile them."""
    return frozenset(json.decode(facts.read("patterns.json"), type=list[str]))


def ambiguous(pattern: str) -> bool:
    """Tell whether a repeated group may split one run of characters in many ways, which backtracking then tries.

    That is so where a repeated body consists of an unbounded repeat and of nothing else that must be there.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from re import _parser  # type: ignore[attr-defined]  # the parser of `re` itself; sre_parse is deprecated

        try:
            tree = _parser.parse(_python(pattern))
        except re.error:
            return True
    return _nested(tree, _parser.MAX_REPEAT, inside=False)


def repeats(pattern: str) -> bool:
    """Tell whether a pattern repeats a group; where none does, nothing is ambiguous."""
    return _REPEATED.search(pattern) is not None


def _nested(tree: Any, repeat: Any, *, inside: bool) -> bool:
    """Walk a parsed pattern; `inside` says that the sequence is the whole body of an unbounded repeat."""
    items = list(tree)
    solid = [item for item in items if not (item[0] is repeat and item[1][0] == 0)]
    unbounded = [item for item in items if item[0] is repeat and item[1][1] > BOUNDED]
    if inside and ((unbounded and all(item in unbounded for item in solid)) or _branches(items)):
        return True
    for name, argument in items:
        if name is repeat and _nested(_body(argument[2]), repeat, inside=argument[1] > BOUNDED):
            return True
        if str(name) == "SUBPATTERN" and _nested(argument[3], repeat, inside=inside and len(items) == 1):
            return True
        if str(name) == "BRANCH" and any(_nested(branch, repeat, inside=False) for branch in argument[1]):
            return True
    return False


BOUNDED = 1000
"""More repetitions than RE2 allows to count mean: any number."""


def _branches(items: list[Any]) -> bool:
    """Tell whether a sequence holds alternatives, however deep; two of them may well fit one text."""
    return any(
        str(name) == "BRANCH" or (str(name) == "SUBPATTERN" and _branches(list(argument[3])))
        for name, argument in items
    )


def _body(tree: Any) -> Any:
    """Return what a repeat repeats, without the group around it."""
    while len(tree) == 1 and str(tree[0][0]) == "SUBPATTERN":
        tree = tree[0][1][3]
    return tree


_ASCII = {r"\d": "[0-9]", r"\w": "[0-9A-Za-z_]", r"\s": r"[\t\n\f\r ]"}


def _rust(pattern: str) -> Matcher:
    from generator.core.schema.engine import engine

    ascii_only = re.sub(r"\\[dws]", lambda found: _ASCII[found[0]], pattern)  # Rust's classes are Unicode's
    program = engine().compile("text.matches(pattern)")
    context = engine().Context

    def matches(text: str) -> bool:
        return program.execute(context({"text": text, "pattern": ascii_only})) is True

    matches("")  # what is no regular expression is refused at once, as by `re`
    return matches
