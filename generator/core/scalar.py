"""The scalar types of the language: strings that were checked when they were made.

A `Scalar` is a `str` to whoever emits it, and knows its parsed meaning to whoever judges it. The typed model makes
them (`core.model`), and the JSON Schema names the same classes as formats, so both verdicts are one function.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Self

_LABEL = r"[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?"
_VARIABLE = r"\$\{[A-Za-z_][A-Za-z0-9_]*\}"


class Scalar(str):
    """Base of all: `validate` raises ValueError, `WANTS` says what was expected."""

    __slots__ = ()
    FORMAT: ClassVar[str]
    WANTS: ClassVar[str]
    EXAMPLES: ClassVar[tuple[str, ...]] = ()
    ALSO: ClassVar[tuple[type, ...]] = ()
    """Types other than `str` that may be written: a port may be a number."""

    def __new__(cls, value: Any) -> Self:
        if not isinstance(value, str):
            if not isinstance(value, cls.ALSO) or isinstance(value, bool):
                raise ValueError(value)
            value = str(value)
        cls.validate(value)
        return str.__new__(cls, value)

    @classmethod
    def read(cls, value: Any) -> Self | None:
        """Out of a manifest, which may hold anything: None for what is none."""
        try:
            return cls(value)
        except ValueError:
            return None

    @classmethod
    def validate(cls, text: str) -> None:
        raise NotImplementedError


class Pattern(Scalar):
    """A scalar that a regular expression decides."""

    __slots__ = ()
    PATTERN: ClassVar[re.Pattern[str]]
    MAX: ClassVar[int] = 253

    @classmethod
    def validate(cls, text: str) -> None:
        if len(text) > cls.MAX or not cls.PATTERN.fullmatch(text):
            raise ValueError(text)


class Name(Pattern):
    """A DNS label (RFC 1123): the name of an object."""

    FORMAT: ClassVar[str] = "name"
    WANTS: ClassVar[str] = "a DNS label: lower-case letters, digits and dashes, at most 63"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("internal",)
    PATTERN: ClassVar[re.Pattern[str]] = re.compile(_LABEL)
    MAX: ClassVar[int] = 63


class DottedName(Pattern):
    """A DNS subdomain (RFC 1123): for kinds whose names may hold dots."""

    FORMAT: ClassVar[str] = "dotted-name"
    WANTS: ClassVar[str] = "a DNS name: lower-case letters, digits, dashes and dots"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("node-1.example.com",)
    PATTERN: ClassVar[re.Pattern[str]] = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")


class Host(Pattern):
    """A DNS name, a wildcard, or a short name that `domains[0]` completes; may hold `${NAME}`."""

    FORMAT: ClassVar[str] = "host"
    WANTS: ClassVar[str] = "a host name, a wildcard such as *.example.com, or a short name without dots"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("hubble", "auth.example.com", "*.example.com")
    PATTERN: ClassVar[re.Pattern[str]] = re.compile(
        rf"(?:\*\.)?(?:{_LABEL}|{_VARIABLE})(?:[.-]?(?:{_LABEL}|{_VARIABLE}))*"
    )

    @property
    def is_short(self) -> bool:
        """Completed with the first domain; `localhost` and a lone variable stay as they are."""
        return "." not in self and self != "localhost" and not self.startswith("${")

    def completed(self, domain: str | None) -> Host:
        """With a domain behind it, if it is short. A wildcard or a length that no name may have is for others to refuse."""
        return str.__new__(Host, f"{self}.{domain.removeprefix('*.')}") if self.is_short and domain else self

    def covers(self, host: str) -> bool:
        """Whether a listener or certificate of this name serves `host` (a wildcard covers one label)."""
        if self == host:
            return True
        return self.startswith("*.") and host.partition(".")[2] == self[2:]

    def within(self, zone: str) -> bool:
        """Whether the name lies in the DNS zone."""
        return self == zone or self.endswith(f".{zone}")


class Duration(Pattern):
    """A length of time as Go writes it: `9s`, `1h30m`."""

    FORMAT: ClassVar[str] = "duration"
    WANTS: ClassVar[str] = "a duration such as 9s, 5m or 1h30m"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("30s", "1h30m")
    PATTERN: ClassVar[re.Pattern[str]] = re.compile(r"(?:\d+(?:\.\d+)?(?:ms|h|m|s))+")
    _UNIT: ClassVar[dict[str, float]] = {"ms": 0.001, "s": 1, "m": 60, "h": 3600}

    @property
    def seconds(self) -> float:
        return sum(float(n) * self._UNIT[u] for n, u in re.findall(r"(\d+(?:\.\d+)?)(ms|h|m|s)", self))

    @property
    def whole_seconds(self) -> int:
        """For upstream fields that count seconds; a check refuses fractions before."""
        return int(self.seconds)


class Version(Pattern):
    """A released version; a leading `v` may be left out."""

    FORMAT: ClassVar[str] = "version"
    WANTS: ClassVar[str] = "a version such as 1.20.0"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("1.20.0",)
    PATTERN: ClassVar[re.Pattern[str]] = re.compile(r"v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?")

    @property
    def bare(self) -> str:
        """Without a leading `v`."""
        return self[1:] if self.startswith("v") else str(self)

    @property
    def tagged(self) -> str:
        """With a leading `v`."""
        return self if self.startswith("v") else f"v{self}"

    @property
    def numbers(self) -> tuple[int, int, int]:
        major, minor, patch = re.split(r"[-+]", self.bare)[0].split(".")
        return int(major), int(minor), int(patch)

    @property
    def minor(self) -> str:
        """`1.20` of `1.20.3`."""
        return ".".join(self.bare.split(".")[:2])


class Port(Scalar):
    """`443` (tcp), `53/udp`, `8000-8010/tcp`, or a named port."""

    FORMAT: ClassVar[str] = "port"
    WANTS: ClassVar[str] = "a port such as 443, 53/udp, 8000-8010/tcp, or a port's name"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("443", "53/udp", "8000-8010/tcp")
    ALSO: ClassVar[tuple[type, ...]] = (int,)
    _FORM: ClassVar[re.Pattern[str]] = re.compile(
        r"(?:(?P<first>\d{1,5})(?:-(?P<last>\d{1,5}))?|(?P<name>[a-z0-9](?:[-a-z0-9]{0,13}[a-z0-9])?))"
        r"(?:/(?P<protocol>tcp|udp|sctp|any))?"
    )

    @classmethod
    def validate(cls, text: str) -> None:
        match = cls._FORM.fullmatch(text)
        if not match:
            raise ValueError(text)
        if match["name"] is not None:
            if not any(c.isalpha() for c in match["name"]):
                raise ValueError(text)
            return
        first, last = int(match["first"]), int(match["last"] or match["first"])
        if not 1 <= first <= last <= 65535:
            raise ValueError(text)

    @property
    def parts(self) -> dict[str, str | None]:
        match = self._FORM.fullmatch(self)
        assert match  # noqa: S101 - validated when made
        return match.groupdict()

    @property
    def protocol(self) -> str:
        """Upper-case, as Kubernetes writes it; TCP when nothing is said."""
        return (self.parts["protocol"] or "tcp").upper()

    @property
    def number(self) -> int | None:
        """The (first) port number; None for a named port."""
        first = self.parts["first"]
        return int(first) if first else None

    @property
    def last(self) -> int | None:
        """The last number of a range, else None."""
        last = self.parts["last"]
        return int(last) if last else None

    @property
    def name(self) -> str | None:
        return self.parts["name"]
