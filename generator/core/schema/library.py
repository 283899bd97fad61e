"""The CEL functions of Kubernetes that the engine does not bring: lists, strings, regex, URL, IP, CIDR, quantity, format.

Semantics are those of `k8s.io/apiserver/pkg/cel/library` 1.36. The engine passes only JSON-like values to Python, so
an IP, CIDR, URL or quantity travels as its canonical text. A call on a bad argument raises `ValueError`, which fails
the rule, as an error does on the server. What is missing here makes a rule "not checked", never "passed".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

from generator.core.schema import syntax
from generator.core.schema.formats import formats, is_byte, is_date, is_datetime, is_uri
from generator.core.schema.quantity import parsed


def _address(text: str) -> Any:
    from ipaddress import ip_address

    if "%" in text:
        raise ValueError(f"{text!r} has a zone")
    return ip_address(text)


def _network(text: str) -> Any:
    from ipaddress import ip_interface

    if "/" not in text:
        raise ValueError(f"{text!r} has no prefix length")
    return ip_interface(text)


def _succeeds(parse: Callable[[str], Any]) -> Callable[[str], bool]:
    def test(text: str) -> bool:
        try:
            parse(text)
        except ValueError:
            return False
        return True

    return test


def _url(text: str) -> Any:
    from urllib.parse import urlsplit

    if not is_uri(text):
        raise ValueError(f"{text!r} is no URL")
    return urlsplit(text)


def _is_sorted(items: list[Any]) -> bool:
    return all(low <= high for low, high in pairwise(items))


def _index(where: Any, what: Any, start: int = 0) -> int:
    if isinstance(where, str):
        return where.find(what, start)
    return where.index(what) if what in where else -1


def _last_index(where: Any, what: Any) -> int:
    if isinstance(where, str):
        return where.rfind(what)
    return len(where) - 1 - where[::-1].index(what) if what in where else -1


def _substring(text: str, start: int, end: int | None = None) -> str:
    end = len(text) if end is None else end
    if not 0 <= start <= end <= len(text):
        raise ValueError(f"[{start}:{end}] is outside of {text!r}")
    return text[start:end]


def _char(text: str, index: int) -> str:
    return _substring(text, index, min(index + 1, len(text)))


def _split(text: str, separator: str, limit: int = -1) -> list[str]:
    if limit == 0:
        return []
    return text.split(separator, limit - 1 if limit > 0 else -1) if separator else list(text)


def _replace(text: str, old: str, new: str, limit: int = -1) -> str:
    return text.replace(old, new, limit)


def _reverse(what: Any) -> Any:
    return what[::-1]


def _find(text: str, pattern: str) -> str:
    found = re.search(pattern, text)
    return found[0] if found else ""


def _find_all(text: str, pattern: str, limit: int = -1) -> list[str]:
    found = [match[0] for match in re.finditer(pattern, text)]
    return found if limit < 0 else found[:limit]


def _compare(left: str, right: str) -> int:
    one, other = parsed(left), parsed(right)
    return (one > other) - (one < other)


def _prefixed(rule: Callable[[str], str | None]) -> Callable[[str], bool]:
    return lambda text: rule(text.removesuffix("-") + ("x" if text.endswith("-") else "")) is None


def _named(rule: Callable[[str], str | None]) -> Callable[[str], bool]:
    return lambda text: rule(text) is None


FORMATS: dict[str, Callable[[str], bool]] = {
    "dns1123Label": _named(syntax.bad_label_name),
    "dns1123LabelPrefix": _prefixed(syntax.bad_label_name),
    "dns1123Subdomain": _named(syntax.bad_subdomain),
    "dns1123SubdomainPrefix": _prefixed(syntax.bad_subdomain),
    "dns1035Label": _named(syntax.bad_dns_1035),
    "dns1035LabelPrefix": _prefixed(syntax.bad_dns_1035),
    "qualifiedName": _named(syntax.bad_key),
    "labelValue": _named(syntax.bad_label_value),
    "uri": is_uri,
    "uuid": lambda text: formats()["uuid"](text),
    "byte": is_byte,
    "date": is_date,
    "datetime": is_datetime,
}


def _validate(name: str, text: str) -> Any:
    """`format.NAME().validate(TEXT)`: an optional list of messages, none for a good text."""
    from generator.core.schema.engine import engine

    optional = engine().OptionalValue
    return optional.none() if FORMATS[name](text) else optional.of([f"is no {name}"])


def _sum(items: Iterable[Any]) -> Any:
    return sum(items)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "isSorted": _is_sorted,
    "sum": _sum,
    "min": min,
    "max": max,
    "indexOf": _index,
    "lastIndexOf": _last_index,
    "charAt": _char,
    "join": lambda items, separator="": separator.join(items),
    "lowerAscii": str.lower,
    "upperAscii": str.upper,
    "replace": _replace,
    "reverse": _reverse,
    "split": _split,
    "substring": _substring,
    "trim": str.strip,
    "find": _find,
    "findAll": _find_all,
    "isURL": is_uri,
    "url": lambda text: text if _url(text) else "",
    "getScheme": lambda text: _url(text).scheme,
    "getHost": lambda text: _url(text).netloc.rpartition("@")[2],
    "getHostname": lambda text: _url(text).hostname or "",
    "getPort": lambda text: str(_url(text).port or ""),
    "getEscapedPath": lambda text: _url(text).path,
    "isIP": _succeeds(_address),
    "ip": lambda text: str(_network(text).ip if "/" in text else _address(text)),
    "ip.isCanonical": lambda text: str(_address(text)) == text,
    "family": lambda text: _address(text).version,
    "isUnspecified": lambda text: _address(text).is_unspecified,
    "isLoopback": lambda text: _address(text).is_loopback,
    "isLinkLocalUnicast": lambda text: _address(text).is_link_local,
    "isLinkLocalMulticast": lambda text: text.lower().startswith("ff02:") or text.startswith("224.0.0."),
    "isCIDR": _succeeds(_network),
    "cidr": lambda text: str(_network(text)),
    "masked": lambda text: str(_network(text).network),
    "prefixLength": lambda text: _network(text).network.prefixlen,
    "containsIP": lambda network, address: _address(address) in _network(network).network,
    "containsCIDR": lambda network, other: (
        _network(network).version == _network(other).version
        and _network(other).network.subnet_of(_network(network).network)
    ),
    "isQuantity": _succeeds(parsed),
    "quantity": lambda text: text if parsed(text) is not None else "",
    "isGreaterThan": lambda left, right: _compare(left, right) > 0,
    "isLessThan": lambda left, right: _compare(left, right) < 0,
    "compareTo": _compare,
    "sign": lambda text: _compare(text, "0"),
    "validate": _validate,
    **{name: (lambda _format, name=name: name) for name in FORMATS},
}
"""By the name that a rule calls; a method's receiver is its first argument."""

NATIVE = frozenset({"size", "startsWith", "endsWith", "contains", "matches", "duration", "timestamp", "int", "string"})
"""Functions of the engine: when one of these is "undefined", its arguments are of a wrong type."""
