"""Values of built-in kinds that Go decodes or Kubernetes judges in a way no schema word says (`x-native`)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from generator.core.schema import syntax
from generator.core.schema.formats import is_cidr, is_ipv4, is_ipv6
from generator.core.schema.quantity import is_quantity

Test = Callable[[Any], str | None]
"""What is wrong with a value, said after it; `None` if nothing is."""

_TIME = re.compile(
    r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d([.,]\d+)?(Z|[+-]\d{2}:\d{2})\Z"
)
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\Z")


def _text(rule: Callable[[str], str | None]) -> Test:
    """Judge texts by a rule; the empty text is an absent field to Go."""
    return lambda value: rule(value) if value else None


def _says(test: Callable[[str], bool], message: str) -> Test:
    return lambda value: None if test(value) else message


def _quantity(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return "is no quantity"
    return None if is_quantity(str(value)) else "is no quantity"


def _port(value: Any, *, least: int = 1) -> str | None:
    if isinstance(value, str):
        return syntax.bad_port_name(value)
    return None if least <= value <= 65535 else f"is no port between {least} and 65535"


def _variable(value: str) -> str | None:
    if not value or "=" in value or not all(" " <= sign <= "~" for sign in value):
        return "is no name of printable ASCII characters other than `=`"
    return None


def _prefix_name(value: str) -> str | None:
    """Judge a name that may be the beginning of a generated one: a dash may end it."""
    return syntax.bad_subdomain(value[:-2] + "a" if len(value) > 1 and value.endswith("-") else value)


def _field_path(value: str) -> str | None:
    """Judge what a variable may take from its Pod (`validateObjectFieldSelector`)."""
    if value in FIELD_PATHS or re.fullmatch(r"metadata\.(labels|annotations)\['.*'\]", value):
        return None
    return f"is none of {', '.join(sorted(FIELD_PATHS))}"


FIELD_PATHS = frozenset({
    "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
    "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs", "metadata.labels", "metadata.annotations",
})  # fmt: skip


def _finalizer(value: str) -> str | None:
    """Judge a finalizer of a Namespace (`ValidateFinalizerName`): one of Kubernetes' own, or with a domain."""
    if "/" not in value and value not in {"kubernetes", "orphan", "foregroundDeletion"}:
        return "is neither a standard finalizer nor one with a domain: `example.com/name`"
    return syntax.bad_key(value)


_SYSCTL = re.compile(r"(?:[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?\Z")


def _sysctl(value: str) -> str | None:
    return None if len(value) <= 253 and _SYSCTL.match(value) else "is no name of a sysctl"


def _search(value: str) -> str | None:
    """Judge a search domain of a Pod: `_` may start a label, a dot may end it."""
    plain = ".".join(part.removeprefix("_") for part in value.removesuffix(".").split("."))
    return None if value == "." else syntax.bad_subdomain(plain)


def _relative_path(value: str) -> str | None:
    if not value or value.startswith("/") or ".." in value.split("/"):
        return "is no relative path without `..`"
    return None


def _host(value: str) -> str | None:
    if not value:
        return None
    if is_ipv4(value) or is_ipv6(value):
        return "is an address, not a host name"
    return syntax.bad_subdomain(value.removeprefix("*.") if value.startswith("*.") else value)


def _labels(value: dict[str, Any]) -> str | None:
    for key, text in value.items():
        fault = syntax.bad_key(key) or syntax.bad_label_value(text or "")
        if fault:
            return f"has {key}={text!r}, which {fault}"
    return None


def _schedule(value: str) -> str | None:
    """Judge a cron schedule by its form: five fields or a word after `@`."""
    if value.startswith("@"):
        words = {"@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"}
        return None if value in words or value.startswith("@every ") else "is no schedule"
    fields = value.split()
    plain = all(re.fullmatch(r"[0-9A-Za-z*/,?-]+", field) for field in fields)
    return None if len(fields) == 5 and plain else "is no schedule of five fields"


TESTS: dict[str, Test] = {
    "quantity": _quantity,
    "time": _says(lambda text: _TIME.match(text) is not None, "is no time as in RFC 3339"),
    "base64": _says(lambda text: _BASE64.match(text.replace("\n", "").replace("\r", "")) is not None, "is no base64"),
    "dns-label": _text(syntax.bad_label_name),
    "dns-1035": _text(syntax.bad_dns_1035),
    "dns-subdomain": _text(syntax.bad_subdomain),
    "path-segment": _text(syntax.bad_path_segment),
    "label-key": _text(syntax.bad_key),
    "label-key-or-empty": _text(syntax.bad_key),
    "config-key": _text(syntax.bad_config_key),
    "port-name": _text(syntax.bad_port_name),
    "port": _port,
    "port-or-zero": lambda value: _port(value, least=0) if value != "" else None,
    "ip": _says(lambda text: is_ipv4(text) or is_ipv6(text), "is no IP address"),
    "cidr": _says(is_cidr, "is no cidr"),
    "ingress-host": _host,
    "host-or-wildcard": lambda text: syntax.bad_subdomain(text.removeprefix("*.")),
    "labels": _labels,
    "cron": _schedule,
    "relative-path": _relative_path,
    "inner-path": _text(_relative_path),
    "variable": _variable,
    "variable-or-empty": _text(_variable),
    "prefix-name": _text(_prefix_name),
    "field-path": _field_path,
    "finalizer": _finalizer,
    "label-value": syntax.bad_label_value,
    "no-way-up": lambda text: "holds `..` as a step" if ".." in text.split("/") else None,
    "search": _search,
    "sysctl": _sysctl,
    "domain-path": lambda text: (
        syntax.bad_key(text) if "/" in text else "is no path below a domain: `example.com/name`"
    ),
}
