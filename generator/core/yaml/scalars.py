"""What a plain (unquoted) scalar means, in each dialect we read."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import isfinite, isinf, isnan

import msgspec

Scalar = str | int | float | bool | None

_NULLS: dict[str, Scalar] = dict.fromkeys(("", "~", "null", "Null", "NULL"))
_BOOLEANS: dict[str, Scalar] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_OLD_BOOLEANS: dict[str, Scalar] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "off", "Off", "OFF"), False),
}
_SPECIAL_FLOATS: dict[str, Scalar] = {
    **{sign + word: float("inf") for sign in ("", "+") for word in (".inf", ".Inf", ".INF")},
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_CORE_WORDS = _NULLS | _BOOLEANS | _SPECIAL_FLOATS
_KUBERNETES_WORDS = _CORE_WORDS | _OLD_BOOLEANS

_STANDARD = "tag:yaml.org,2002:"
_KINDS: dict[str, type] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": bool,
    "null": type(None),
    "timestamp": str,
}

_NUMBER_STARTS = frozenset("0123456789+-.")
_DECIMAL = re.compile(r"[-+]?[0-9]+").fullmatch
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]+").fullmatch
_CORE_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+").fullmatch
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?").fullmatch
_GO_INTEGER = re.compile(r"([-+]?)0([xX][0-9a-fA-F]+|[oO]?[0-7]+|[bB][01]+)").fullmatch
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])_(?=[0-9])").sub
_GO_BASES = {"x": 16, "X": 16, "b": 2, "B": 2, "o": 8, "O": 8}
_DIGITS_MAX = 4000
"""Python refuses to convert decimal integers of more than 4300 digits (CVE-2020-10735); nobody means one."""


class Unclear(msgspec.Struct, frozen=True):
    """A plain scalar that we refuse to read, because readers differ or it has no value."""

    code: str
    message: str
    hint: str


def read_core(text: str) -> Scalar | Unclear:
    """YAML 1.2 core schema (yaml.org/spec/1.2.2, chapter 10.3), except integers with a leading zero.

    The specification reads `0123` as 123, YAML 1.1 readers as 83; `Unclear` says so instead of choosing.
    """
    if text in _CORE_WORDS:
        return _CORE_WORDS[text]
    if text[0] not in _NUMBER_STARTS:
        return text
    if _DECIMAL(text):
        if _LEADING_ZERO(text):
            return Unclear(
                "yaml/octal-looking",
                f"`{text}` is decimal to some readers and octal to others",
                "quote it, or write it without the zero",
            )
        return int(text) if len(text) < _DIGITS_MAX else _too_large(text)
    if _CORE_BASED(text):
        return int(text, 0)
    if _FLOAT(text):
        number = float(text)
        return _too_large(text) if isinf(number) else number
    return text


def read_kubernetes(text: str) -> Scalar | Unclear:
    """What kubectl, Flux and the API server make of it: go-yaml v2, through sigs.k8s.io/yaml.

    Source: github.com/kubernetes-sigs/yaml, goyaml.v2/resolve.go at 742f5e6f06b9 (`resolveMapList`,
    `resolve`): the YAML 1.1 words `y yes on n no off` are booleans; `_` is dropped from numbers; `0x`, `0o`,
    `0b` and a bare leading zero give the base; `08` is no octal integer and falls through to the float 8; base
    60 is never read. Timestamps are text here: JSON has no other form for them.
    """
    if text in _KUBERNETES_WORDS:
        return _KUBERNETES_WORDS[text]
    if text[0] not in _NUMBER_STARTS:
        return text
    if text[0] == ".":  # strconv.ParseFloat as it is, which allows `_` between digits only
        return _go_float(_BETWEEN_DIGITS("", text), text)
    plain = text.replace("_", "")
    if based := _GO_INTEGER(plain):
        sign, digits = based.groups()
        base = _GO_BASES.get(digits[0], 8)
        return int(sign + (digits if digits[0].isdigit() else digits[1:]), base)
    if _DECIMAL(plain) and not _LEADING_ZERO(plain):
        return int(plain) if len(plain) < _DIGITS_MAX else _too_large(text)
    return _go_float(plain, text)


def _go_float(plain: str, text: str) -> Scalar:
    """Go reports a range error for what no float64 holds, and the scalar stays text."""
    if not _FLOAT(plain):
        return text
    number = float(plain)
    return text if isinf(number) else number


def endless(value: float, text: str) -> Unclear | None:
    """What is wrong with `.inf`, `-.inf` and `.nan`: YAML has them, and JSON, as which Kubernetes and Helm read it, has not.

    Source: yaml.go of sigs.k8s.io/yaml hands the value to encoding/json, which has no form for it.
    """
    if isfinite(value):
        return None
    message = f"`{_shortened(text)}` is no number that JSON has, so neither Kubernetes nor Helm can read it"
    return Unclear("yaml/number-without-end", message, "write it in digits, or quote it if it is text")


def _too_large(text: str) -> Unclear:
    message = f"`{_shortened(text)}` is no number a program can hold"
    return Unclear("yaml/number-too-large", message, "quote it if it is text")


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}…"


def _untagged(tag: str, text: str) -> str:
    """A tag without a value is a text that begins with `!`."""
    return "remove the tag" if text or tag.startswith(_STANDARD) else f'write "{tag}"'


def read_tagged(tag: str, text: str, dialect: Dialect) -> Scalar | Unclear:
    """A scalar with an explicit tag: the standard ones are honoured, others are the dialect's business.

    Source for Kubernetes: `resolve` in the file named at `read_kubernetes` (a tag it does not know, as a lone `!`,
    leaves the text) and yaml.go of the same repository (`!!binary` is not supported).
    """
    if tag == "!":
        return text
    short = tag.removeprefix(_STANDARD)
    kind = _KINDS.get(short) if short != tag else None
    if kind is None:
        if dialect.any_tag and short != "binary":
            return text
        return Unclear("yaml/tag", f"the tag `{shown_tag(tag)}` means nothing here", _untagged(tag, text))
    if kind is str:
        return text
    value = dialect.scalars.read(text)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        return Unclear(
            "yaml/tag", f"`{_shortened(text)}` is no {shown_tag(tag)}", "correct the value or remove the tag"
        )
    return value


def shown_tag(tag: str) -> str:
    """A tag as people write it."""
    return f"!!{tag.removeprefix(_STANDARD)}" if tag.startswith(_STANDARD) else tag


def key_text(key: float) -> str:
    """A key that is no string, as sigs.k8s.io/yaml turns it into one (yaml.go, `convertToJSONableObject`).

    Floats get the fewest digits that a 32-bit float needs, as Go's FormatFloat(key, 'g', -1, 32) writes them.
    """
    if isinstance(key, bool):
        return "true" if key else "false"
    if isinstance(key, int):
        return str(key)
    if isnan(key) or isinf(key):
        return ".nan" if isnan(key) else ".inf" if key > 0 else "-.inf"
    from ctypes import c_float

    single = c_float(key).value
    if isinf(single):
        return ".inf" if key > 0 else "-.inf"
    scientific = next(s for p in range(9) if c_float(float(s := f"{single:.{p}e}")).value == single)
    mantissa, exponent = scientific.split("e")
    if -4 <= int(exponent) < 6:
        decimals = len(mantissa.lstrip("-").replace(".", "")) - 1 - int(exponent)
        return f"{float(scientific):.{max(0, decimals)}f}"
    return scientific


class Refused(Exception):  # noqa: N818  # control flow: the careful reader finds out what is wrong
    """The quick reader met something that it leaves to the careful one."""


class Memo(dict[str, Scalar]):
    """Plain scalars and their meaning, remembered across files; bounded.

    Raises Refused for an unclear one, and for a number that JSON has not: whether that may stand there depends on where it is.
    """

    def __init__(self, read: Callable[[str], Scalar | Unclear]) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, text: str) -> Scalar:
        value = self.read(text)
        if isinstance(value, Unclear) or (isinstance(value, float) and endless(value, text)):
            raise Refused(text)
        if len(text) <= 64:
            if len(self) >= 8192:
                self.clear()
            self[text] = value
        return value


class Dialect(msgspec.Struct, frozen=True):
    """A way to read YAML: whom we agree with where readers differ."""

    name: str
    scalars: Memo
    merge_keys: bool
    """`<<` takes in another mapping; otherwise it is an error."""
    any_key: bool
    """Numbers and booleans as keys become strings; otherwise they are errors."""
    any_tag: bool
    """Unknown tags are read past; otherwise they are errors."""


CORE = Dialect("core", Memo(read_core), merge_keys=False, any_key=False, any_tag=False)
"""Our own files: YAML 1.2 core, strict."""

KUBERNETES = Dialect("kubernetes", Memo(read_kubernetes), merge_keys=True, any_key=True, any_tag=True)
"""Other people's manifests, as Kubernetes reads them."""
