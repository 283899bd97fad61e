"""Plain values to YAML text that every reader understands the same way.

Block style, two spaces, sequences indented under their key, keys in the order given, nothing folded, no
anchors. A string is written plain only when PyYAML (YAML 1.1), ruamel (YAML 1.2) and go-yaml v2 and v3 all read
that very string back; a text of several lines becomes a literal block where that is exact; everything else is
double-quoted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from math import isfinite

_WORDS = r"(?i:y|n|yes|no|on|off|true|false|null|\.inf|\.nan)"
_NUMBERS = "|".join(
    (
        r"[-+]?[0-9._][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+0-9_]*)?",  # decimal: 08, 1_000, 1234e56
        r"[-+]?0_*[xXoObB][-+0-9a-fA-F_]*(?:[pP][-+0-9_]*)?",  # other bases; go-yaml drops every `_`
        r"[-+]?[0-9][0-9_]*(?::[0-9_]+)+(?:\.[0-9_]*)?",  # base 60 of YAML 1.1: 12:30:45
        r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?",  # dates and times
    )
)
_SPECIAL = (
    "\x00-\x1f\x7f-\xa0\xad\u0600-\u0605\u061c\u06dd\u070f\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f"
    "\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U0010ffff"
)
"""Controls, and what a person cannot see or tell apart from a space: always escaped. Fixed ranges, not
Python's own tables, so that every Python version writes the same text."""
_ASCII = "\x00-\x1f\x7f"
"""What of it a text in ASCII can hold: nearly all texts are, and the long classes take milliseconds to compile."""


@cache
def _plain(special: str) -> Callable[[str], object]:
    body = rf"(?:[^{special}:#]|:(?! |\Z)|(?<! )#)*(?<! )"
    return re.compile(
        rf"(?!(?:{_WORDS}|{_NUMBERS})\Z)"
        rf"(?:[A-Za-z0-9_/($]|[^{special}\x20-\x7f]|-{{1,2}}(?=[A-Za-z])|\.{{1,2}}(?=/)|\.(?=[A-Za-z]))"
        rf"{body}\Z"
    ).match


@cache
def _literally(special: str) -> Callable[[str], object]:
    # The first line starts with a visible character, so that the indentation is found without an indicator;
    # no line ends in white space, the text in at most one line break: editors remove what is more.
    return re.compile(rf"[^{special} ](?:[^{special} ]|[ \t](?!\n|\Z)|\n(?!\n\Z))*\Z").match


def _is_plain(value: str) -> bool:
    return bool(_plain(_ASCII if value.isascii() else _SPECIAL)(value))


def _is_literal(value: str) -> bool:
    return bool(_literally(_ASCII if value.isascii() else _SPECIAL)(value))


@cache
def _special(special: str) -> re.Pattern[str]:
    return re.compile(rf'[{special}"\\]')


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}
_KEY_MAX = 250
"""Readers look for the `:` of a key within 1024 bytes; one of more characters than this gets the `?` form."""
_LITERAL = ""
_MEMO_MAX = 16384
_TEXTS: dict[str, str] = {}
_KEYS: dict[str, str] = {}


def dump(document: object) -> str:
    """One document as text that ends in a line break, with no `---` before it.

    `document` is built of dict (string keys), list or tuple, str, int, float, bool and None.
    Raises TypeError for anything else, ValueError for a string that UTF-8 cannot hold (a lone surrogate) and for a float
    that JSON cannot.
    """
    lines: list[str] = []
    kind = type(document)
    if kind is dict and document:
        _mapping(document, "", "", lines)  # type: ignore[arg-type]  # checked by identity, for speed
    elif (kind is list or kind is tuple) and document:
        _sequence(document, "", "", lines)  # type: ignore[arg-type]  # as above
    else:
        _leaf(document, "", "  ", lines)
    lines.append("")
    return "\n".join(lines)


def entry(key: str, value: object) -> str | None:
    """`key: value` as it stands in a mapping, where a string or an integer takes one line; None for all else."""
    name = _KEYS.get(key) or _key(key)
    if isinstance(value, str):
        text = _TEXTS.get(value) or _text(value)
    elif type(value) is int:
        text = int.__repr__(value)
    else:
        return None
    return f"{name} {text}" if name and text else None


def dump_all(documents: Iterable[object]) -> str:
    """Documents joined by `---` lines; nothing before the first."""
    return "---\n".join(map(dump, documents))


def _mapping(mapping: dict[object, object], pad: str, lead: str, lines: list[str]) -> None:
    """Entries at the indentation `pad`; `lead` stands before the first (`- ` and what precedes it)."""
    add = lines.append
    for key, value in mapping.items():
        try:
            name = _KEYS[key]  # type: ignore[index]  # a key that is no string is not in there
        except KeyError:
            name = _key(key)
        if not name:
            add(f"{lead}? {_quoted(key)}")  # type: ignore[arg-type]  # only strings get this far
            lead, name = pad, ":"
        kind = type(value)
        if kind is str:
            text = _TEXTS.get(value)  # type: ignore[call-overload]  # checked by identity
            if text is None:
                text = _text(value)  # type: ignore[arg-type]  # as above
            if text:
                add(f"{lead}{name} {text}")
            else:
                _literal(value, f"{lead}{name} ", pad + "  ", lines)  # type: ignore[arg-type]  # as above
        elif kind is dict and value:
            add(lead + name)
            deeper = pad + "  "
            _mapping(value, deeper, deeper, lines)  # type: ignore[arg-type]  # as above
        elif (kind is list or kind is tuple) and value:
            add(lead + name)
            deeper = pad + "  "
            _sequence(value, deeper, deeper, lines)  # type: ignore[arg-type]  # as above
        else:
            _leaf(value, f"{lead}{name} ", pad + "  ", lines)
        lead = pad


def _sequence(items: list[object] | tuple[object, ...], pad: str, lead: str, lines: list[str]) -> None:
    for item in items:
        kind = type(item)
        if kind is dict and item:
            _mapping(item, pad + "  ", lead + "- ", lines)  # type: ignore[arg-type]  # checked by identity
        elif (kind is list or kind is tuple) and item:
            _sequence(item, pad + "  ", lead + "- ", lines)  # type: ignore[arg-type]  # as above
        else:
            _leaf(item, lead + "- ", pad + "  ", lines)
        lead = pad


def _leaf(value: object, lead: str, deeper: str, lines: list[str]) -> None:
    """Whatever fits after `lead`: a scalar, an empty collection, a literal block indented by `deeper`."""
    if isinstance(value, str):
        text = _TEXTS.get(value)
        if text is None:
            text = _text(value)
        if not text:
            _literal(value, lead, deeper, lines)
            return
    elif value is None:
        text = "null"
    elif value is True:
        text = "true"
    elif value is False:
        text = "false"
    elif isinstance(value, int):
        text = int.__repr__(value)
    elif isinstance(value, float):
        text = _float(value)
    elif isinstance(value, dict) and not value:
        text = "{}"
    elif isinstance(value, list | tuple) and not value:
        text = "[]"
    else:
        raise TypeError(f"YAML has no form for a {type(value).__name__}: {value!r}")
    lines.append(lead + text)


def _float(value: float) -> str:
    """The shortest digits, with the point that YAML 1.1 demands before an exponent: `1.0e+16`."""
    if not isfinite(value):
        raise ValueError(f"{value} is no number that JSON has, and Kubernetes and Helm read YAML as JSON")
    text = float.__repr__(value)
    if "e" in text and "." not in text:
        return text.replace("e", ".0e")
    return text


def _key(key: object) -> str:
    """The key with its `:`, or nothing when it is too long for that form."""
    if not isinstance(key, str):
        raise TypeError(f"YAML keys are strings here, not {type(key).__name__}: {key!r}")
    name = (key if _is_plain(key) else _quoted(key)) + ":"
    if len(name) > _KEY_MAX:
        return ""
    if len(_KEYS) >= _MEMO_MAX:
        _KEYS.clear()
    _KEYS[key] = name
    return name


def _text(value: str) -> str:
    """A string on one line, or `_LITERAL` when a literal block says it exactly."""
    if _is_plain(value):
        text = value
    elif "\n" in value and _is_literal(value):
        text = _LITERAL
    else:
        text = _quoted(value)
    if len(value) <= 512:
        if len(_TEXTS) >= _MEMO_MAX:
            _TEXTS.clear()
        _TEXTS[value] = text
    return text


def _quoted(value: str) -> str:
    return f'"{_special(_ASCII if value.isascii() else _SPECIAL).sub(_escaped, value)}"'


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    if character in _ESCAPES:
        return _ESCAPES[character]
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        raise ValueError(f"U+{code:04X} is half of a surrogate pair, which no file can hold")
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _literal(value: str, lead: str, pad: str, lines: list[str]) -> None:
    """`|` keeps the line break at the end, `|-` says there is none."""
    body = value.removesuffix("\n")
    lines.append(lead + ("|-" if len(body) == len(value) else "|"))
    lines.extend([pad + line if line else "" for line in body.split("\n")])
