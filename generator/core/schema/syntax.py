"""The syntax of names in Kubernetes (apimachinery's `api/validate/content`, 1.36): what is wrong with one, if anything.

Lengths are in bytes there, but every accepted character is ASCII, so characters count the same.
"""

from __future__ import annotations

import re

_LABEL = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
_DNS_LABEL = re.compile(rf"{_LABEL}\Z")
_DNS_1035 = re.compile(r"[a-z](?:[-a-z0-9]*[a-z0-9])?\Z")
_SUBDOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\Z")
_KEY = re.compile(r"(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\Z")


def bad_label_name(name: str) -> str | None:
    """Judge an RFC 1123 label: the name of a Namespace, of a container."""
    if len(name) > 63:
        return f"has {len(name)} characters, at most 63 are allowed"
    if not _DNS_LABEL.match(name):
        return "is no DNS label: lower-case letters, digits and `-`, with a letter or digit at both ends"
    return None


def bad_dns_1035(name: str) -> str | None:
    """Judge an RFC 1035 label: a DNS label that starts with a letter."""
    if len(name) > 63:
        return f"has {len(name)} characters, at most 63 are allowed"
    if not _DNS_1035.match(name):
        return "is no DNS label that starts with a letter: lower-case letters, digits and `-`"
    return None


def bad_subdomain(name: str) -> str | None:
    """Judge an RFC 1123 subdomain: the name of nearly every object."""
    if len(name) > 253:
        return f"has {len(name)} characters, at most 253 are allowed"
    if not _SUBDOMAIN.match(name):
        return "is no DNS subdomain: lower-case letters, digits, `-` and `.`, with a letter or digit around each dot"
    return None


def bad_path_segment(name: str) -> str | None:
    """Judge the name of a Role and its relatives: anything that can stand in a URL."""
    if name in {".", ".."} or "/" in name or "%" in name:
        return "must not be `.` or `..` nor hold `/` or `%`"
    return None


def bad_key(key: str) -> str | None:
    """Judge a qualified name: the key of a label or annotation, a finalizer."""
    prefix, slash, name = key.rpartition("/")
    if key.count("/") > 1:
        return "holds more than one `/`"
    if slash and (not prefix or bad_subdomain(prefix)):
        return f"has a prefix {prefix!r} that is no DNS subdomain"
    if not name or len(name) > 63:
        return f"has a name part of {len(name)} characters, 1 to 63 are allowed"
    if not _KEY.match(name):
        return "has a name part with other than letters, digits, `-`, `_` and `.`, or one of these at an end"
    return None


def bad_label_value(value: str) -> str | None:
    """Judge the value of a label; the empty one is fine."""
    if len(value) > 63:
        return f"has {len(value)} characters, at most 63 are allowed"
    if value and not _KEY.match(value):
        return "holds other than letters, digits, `-`, `_` and `.`, or one of these at an end"
    return None


_CONFIG_KEY = re.compile(r"[-._a-zA-Z0-9]+\Z")
_PORT_NAME = re.compile(r"(?!.*--)(?=.*[a-z])[a-z0-9](?:[-a-z0-9]*[a-z0-9])?\Z")


def bad_config_key(key: str) -> str | None:
    """Judge a key of a ConfigMap or Secret: it becomes a file name."""
    if len(key) > 253:
        return f"has {len(key)} characters, at most 253 are allowed"
    if not _CONFIG_KEY.match(key):
        return "holds other than letters, digits, `-`, `_` and `.`"
    if key == "." or key.startswith(".."):
        return "must not be `.` nor start with `..`"
    return None


def bad_port_name(name: str) -> str | None:
    """Judge the name of a port (an IANA service name)."""
    if not 1 <= len(name) <= 15:
        return f"has {len(name)} characters, 1 to 15 are allowed"
    if not _PORT_NAME.match(name):
        return "is no port name: lower-case letters, digits and single `-`, with at least one letter"
    return None
