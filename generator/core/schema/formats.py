"""The string formats that apiextensions-apiserver checks; it ignores every other one (`formats.go`, 1.36).

Names are compared without dashes: `date-time` is `datetime`. Two formats of upstream CRDs (`idn-hostname`, and
`duration` outside CRDs) are not among them.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable
from functools import cache

_TIME = re.compile(r"([0-9]{2}):([0-9]{2}):([0-9]{2})(.[0-9]+)?(z|([+-][0-9]{2}:[0-9]{2}))\Z")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")
_GO_DURATION = re.compile(r"[-+]?(?:0|(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+)\Z")
_LOOSE_DURATION = re.compile(r"\d+\s*([A-Za-zµ]+)", re.ASCII)
_UNITS = frozenset({"ns", "us", "µs", "ms", "s", "m", "h", "hr", "d", "w", "wk"})
_LONG_UNITS = ("nano", "micro", "milli", "sec", "min", "hour", "day", "week")
_UUID = "(?i){a}-?{b}-?{c}-?{d}-?[0-9a-f]{{12}}\\Z"
_HEX4 = "[0-9a-f]{4}"
_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?\Z")
_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\Z")
_HOSTNAME = re.compile(
    r"(?:[a-zA-Z0-9](?:-?[a-zA-Z0-9]{0,62})?|(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]{2,63})\Z"
)


def is_ipv4(text: str) -> bool:
    """Accept what Go's sloppy parser does: four decimal numbers up to 255, leading zeros allowed."""
    parts = text.split(".")
    return len(parts) == 4 and all(p.isascii() and p.isdigit() and len(p) <= 3 and int(p) < 256 for p in parts)


def is_ipv6(text: str) -> bool:
    """Accept an IPv6 address without a zone; an embedded IPv4 tail counts."""
    from _socket import AF_INET6, inet_pton  # `socket` itself builds five enumerations first: 5 ms

    if ":" not in text or "%" in text:
        return False
    try:
        inet_pton(AF_INET6, text)
    except (OSError, ValueError):
        return False
    return True


def is_cidr(text: str) -> bool:
    """Accept ADDRESS/LENGTH; bits below the length may be set, as in Go's `net.ParseCIDR`."""
    address, slash, length = text.partition("/")
    if not (slash and length.isascii() and length.isdigit() and len(length) <= 3):
        return False
    return int(length) <= 32 if is_ipv4(address) else is_ipv6(address) and int(length) <= 128


def is_date(text: str) -> bool:
    from datetime import date

    found = _DATE.match(text)
    try:
        return found is not None and bool(date(*(int(part) for part in found.groups())))
    except ValueError:
        return False


def is_datetime(text: str) -> bool:
    """Accept a date-time as kube-openapi's strfmt does: a date, `t`, a time with a zone, in either case."""
    day, _, time = text.lower().partition("t")
    found = _TIME.match(time.partition("t")[0])
    return is_date(day) and found is not None and found[1] <= "23" and found[2] <= "59" and found[3] <= "59"


def is_go_duration(text: str) -> bool:
    """Accept what Go's `time.ParseDuration` does: `1h30m`, `-1.5s`, `0`."""
    return _GO_DURATION.match(text) is not None


def is_duration(text: str) -> bool:
    """Accept a Go duration or, as strfmt also does, any text that holds a number with a unit: `10 min`."""
    return is_go_duration(text) or any(
        unit.lower() in _UNITS or unit.lower().startswith(_LONG_UNITS) for unit in _LOOSE_DURATION.findall(text)
    )


def is_byte(text: str) -> bool:
    """Accept standard base64 with padding; the empty text is none (govalidator's pattern)."""
    try:
        return bool(text) and bool(binascii.a2b_base64(text, strict_mode=True))
    except ValueError:
        return False


def is_hostname(text: str) -> bool:
    return len(text) <= 255 and _HOSTNAME.match(text) is not None and all(len(p) <= 63 for p in text.split("."))


def is_uri(text: str) -> bool:
    """Accept an absolute URI or path, without control characters or blanks (Go's `url.ParseRequestURI`)."""
    if re.search(r"[\x00-\x20\x7f]|%(?![0-9a-fA-F]{2})", text):
        return False
    scheme = re.match(r"[a-zA-Z][-+.a-zA-Z0-9]*:", text)
    return text.startswith("/") or (scheme is not None and len(text) > scheme.end())


def _pattern(text: str) -> Callable[[str], bool]:
    compiled = re.compile(text)
    return lambda value: compiled.match(value) is not None


@cache
def formats() -> dict[str, Callable[[str], bool]]:
    """Return the test of every supported format of a string, by its name without dashes."""
    hex8 = "[0-9a-f]{8}"
    return {
        "byte": is_byte,
        "cidr": is_cidr,
        "date": is_date,
        "datetime": is_datetime,
        "duration": is_duration,
        "email": _pattern(r"[^@\s<>]+@[^@\s<>]+\Z"),
        "hexcolor": _pattern(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})\Z"),
        "hostname": is_hostname,
        "ipv4": is_ipv4,
        "ipv6": is_ipv6,
        "k8slongname": lambda text: len(text) <= 253 and _SUBDOMAIN.match(text) is not None,
        "k8sshortname": lambda text: len(text) <= 63 and _LABEL.match(text) is not None,
        "mac": _pattern(r"(?:[0-9a-fA-F]{2}([:-]))(?:[0-9a-fA-F]{2}\1){4,6}[0-9a-fA-F]{2}\Z"),
        "password": lambda _text: True,
        "uri": is_uri,
        "uuid": _pattern(_UUID.format(a=hex8, b=_HEX4, c=_HEX4, d=_HEX4)),
        "uuid3": _pattern(_UUID.format(a=hex8, b=_HEX4, c="3[0-9a-f]{3}", d=_HEX4)),
        "uuid4": _pattern(_UUID.format(a=hex8, b=_HEX4, c="4[0-9a-f]{3}", d="[89ab][0-9a-f]{3}")),
        "uuid5": _pattern(_UUID.format(a=hex8, b=_HEX4, c="5[0-9a-f]{3}", d="[89ab][0-9a-f]{3}")),
    }


UNCHECKED = frozenset({"bsonobjectid", "creditcard", "isbn", "isbn10", "isbn13", "rgbcolor", "ssn"})
"""Formats that the API server checks and that no networking CRD uses: reported as not checked, never as passed."""
