"""Slips of the pen: keys that were not indented, values cut at a comma, texts that are almost right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from generator.core.net import Endpoint
from generator.core.places import Keys
from generator.core.scalar import Scalar
from generator.core.suggest import nearest

Problem = Any
"""A jsonschema.ValidationError."""


def parents_of(error: Problem, kinds: Mapping[str, Any]) -> Iterator[str]:
    """Keys without a value whose own keys stand beside them."""
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        for key in error.instance:
            found = _parent(error.instance, key, known, kinds) if key not in known else None
            if found:
                yield found


def outdented(error: Problem, key: Any, kinds: Mapping[str, Any]) -> str | None:
    """The hint for a key that belongs below one before it."""
    parent = _parent(error.instance, key, error.schema.get("properties", {}), kinds)
    return f"indent it: `{key}` belongs below `{parent}`" if parent else None


def glued(error: Problem, key: Any) -> str | None:
    """The hint for a known key with its value behind the `:`, and no space between them."""
    name, colon, value = str(key).partition(":")
    meant = colon and value and name in error.schema.get("properties", {}) and error.instance[key] is None
    return f"put a space after the `:`: `{name}: {value}`" if meant else None


def _parent(instance: Mapping[Any, Any], key: Any, known: Mapping[str, Any], kinds: Mapping[str, Any]) -> str | None:
    """The nearest known key before this one, when it has no value and knows this one."""
    keys = list(instance)
    name = next((one for one in reversed(keys[: keys.index(key)]) if one in known), None)
    if name is None or instance[name] is not None:
        return None
    return str(name) if key in section(known[name], kinds) else None


def section(schema: Any, kinds: Mapping[str, Any]) -> Mapping[str, Any]:
    """The keys of a section."""
    for one in (schema, *schema.get("anyOf", ())):
        target = kinds[one["$ref"].rpartition("/")[2]] if "$ref" in one else one
        if "properties" in target:
            found: Mapping[str, Any] = target["properties"]
            return found
    return {}


def torn(errors: Iterable[Problem]) -> dict[Keys, tuple[str, ...]]:
    """Path of a value -> what a comma tore off it: keys without values behind it in `{…}`, a text behind it in `[…]`.

    `{nodes: a, b}` for `[a, b]`, and selectors that nobody quoted.
    """
    found = list(errors)
    lists = {tuple(e.absolute_path) for e in found if e.validator == "type" and e.validator_value == "array"}
    texts = {tuple(e.absolute_path): e.instance for e in found if e.validator == "format"}
    pieces: dict[Keys, tuple[str, ...]] = {}
    for error in found:
        if error.validator == "additionalProperties":
            at: Keys = tuple(error.absolute_path)
            first: Keys | None = None
            for key, value in error.instance.items():
                if value is not None or key in error.schema.get("properties", {}):
                    listed = (*at, key) in lists and isinstance(value, str)
                    first = (*at, key) if listed or is_open(value) else None
                elif first is not None:
                    pieces[first] = (*pieces.get(first, ()), str(key))
    for path, text in texts.items():
        before = (*path[:-1], path[-1] - 1) if path and isinstance(path[-1], int) else ()
        if is_open(texts.get(before)) and isinstance(text, str) and text.count(")") > text.count("("):
            pieces[before] = (text,)
    return pieces


def is_open(value: object) -> bool:
    """Whether a parenthesis is never closed."""
    return isinstance(value, str) and value.count("(") > value.count(")")


def respelled(scalar: type[Scalar], value: object) -> str | None:
    """The hint for a text that is right once it is written as the language does."""
    if isinstance(value, str):
        for spelling in _OF.get(scalar.FORMAT, _spellings)(value):
            try:
                scalar(spelling)
            except ValueError:
                continue
            if spelling != value:
                return f"write {spelling}"
    return None


def matching(pattern: str, value: str, schema: Mapping[str, Any]) -> str | None:
    """The hint for a text that a pattern takes once it has a scheme or a port, no blanks around it, or small letters.

    Of several schemes that would do, the one that the example has; else all of them are named.
    """
    takes = re.compile(pattern).search
    whole = value.strip()
    server = (f"[{whole}]" if ":" in whole else whole) + DNS
    if Endpoint.is_address(whole) and takes(server):
        return f"write {server}"
    if "." in whole and "://" in pattern and "://" not in whole and not re.search(r"\s", whole):
        found = [f"{scheme}{whole}" for scheme in SCHEMES if takes(scheme + whole)]
        usual = [text for text in found if any(str(one).startswith(text[:6]) for one in schema.get("examples", ()))]
        return f"write {' or '.join(usual or found)}" if found else None
    words = re.findall(r"(?<=[(|])[a-z][a-z-]*(?=[|)])", pattern)  # those it names one by one
    meant = nearest(whole, (word for word in words if takes(word)))
    for text in (
        whole,
        whole.lower(),
        _host(whole),
        meant or value,
        re.sub(r"[^a-z0-9]+", "-", whole.lower()).strip("-"),
        f"/{whole}",
    ):
        if text != value and takes(text):
            return f"write {text}"
    return None


def _host(text: str) -> str:
    """The host out of a URL."""
    return re.sub(r"^[a-z][a-z0-9+.-]*://([^/:]+).*$", r"\1", text)


SCHEMES = ("oci://", "https://")
DNS = ":53"
"""Nameservers are all that the language wants the port of."""


def _spellings(text: str) -> Iterator[str]:
    """What may have been meant, the surest first."""
    yield text.strip()
    yield re.sub(r"^(?:[a-z][a-z0-9+.-]*://)?\[([0-9A-Fa-f:.]+)\](?::\d+)?(?:/.*)?$", r"\1", text)  # [2001:db8::1]:6443
    yield _host(text)
    yield re.sub(r"^([^/:\s]+):\d+$", r"\1", text)  # a host with its port
    yield re.sub(r"(?<![0-9.])0+(?=\d)|(?<=\.)0+(?=\d)", "", text)  # 192.168.001.001
    yield re.sub(r"^((?:\d+\.){3})(\d+)\s*-\s*(\d+)$", r"\1\2-\1\3", text)  # 192.168.1.10-20
    yield "-".join(reversed(text.replace(" ", "").split("-")))  # a range backwards
    yield text.partition("/")[0]  # an address with its prefix
    yield re.sub(r"^(\d+)\s*(?:sec|second|min|minute|hour|hr)s?$", lambda m: m[1] + m[0].lstrip("0123456789 ")[0], text)
    yield f"{text}s" if text.isdecimal() else text  # a duration without its unit
    yield text.replace(" ", "")
    yield text.lower()
    yield text.lower().replace("_", "-")
    yield re.sub(r"[^a-z0-9.-]+", "-", text.lower()).strip("-.")


def _names(text: str) -> Iterator[str]:
    """The name of an object: of a Service, it may have been written as the cluster's DNS has it."""
    yield re.sub(r"^([a-z0-9-]+)\.[a-z0-9-]+\.svc(?:\..*)?$", r"\1", text)
    yield from _spellings(text)
    yield re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _ports(text: str) -> Iterator[str]:
    """A number stays one, and a protocol: what is left without it would be another port."""
    compact = text.replace(" ", "")
    yield compact
    yield re.sub(r"^([A-Za-z]+)[:/-](\d+)$", lambda m: f"{m[2]}/{m[1].lower()}", compact)  # tcp:53
    yield re.sub(r"^(\d+):(\d+)(?=/|$)", r"\1-\2", compact)  # as firewalls write ranges
    head, slash, protocol = compact.partition("/")
    meant = nearest(protocol, PROTOCOLS) if slash else None
    if meant:
        yield f"{head}/{meant}"


def _selectors(text: str) -> Iterator[str]:
    """A selector with a blank too few would be another one: a key of that name."""
    yield text.strip()
    yield re.sub(r"={3,}", "==", text)
    yield re.sub(r"^\s*([\w./-]+)\s*:\s*([\w.-]+)\s*$", r"\1=\2", text)  # as a mapping
    yield re.sub(r"\b(in|notin)\s+([\w.-]+)\s*$", r"\1 (\2)", text)
    yield text + ")" if is_open(text) else text


def _networks(text: str) -> Iterator[str]:
    """One address is a network of its own; what ends in zeros more likely lost its length."""
    whole = text.strip()
    if not re.search(r"(\.0|::)$", whole):
        yield f"{whole}/{128 if ':' in whole else 32}"
    yield from _spellings(text)


PROTOCOLS = ("tcp", "udp", "sctp", "any")
_OF: Mapping[str, Callable[[str], Iterator[str]]] = {
    "name": _names,
    "port": _ports,
    "selector": _selectors,
    "cidr": _networks,
}
