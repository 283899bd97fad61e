"""Patterns, formats, quantities, versions: what single values mean."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import json

from generator.core import facts
from generator.core.schema.defaults import defaulted
from generator.core.schema.formats import formats
from generator.core.schema.gotypes import TESTS
from generator.core.schema.quantity import is_quantity, parsed
from generator.core.schema.regex import EQUIVALENT, _rust, matcher, readable
from generator.core.schema.store import choose
from generator.distill import patterns


@pytest.mark.parametrize("pattern", EQUIVALENT)
@given(text=st.text(alphabet="a-_.* !\t\n9é", max_size=12))
def test_rewritten_patterns_accept_the_same_texts(pattern: str, text: str) -> None:
    assert _rust(pattern)(text) == matcher(pattern)(text)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("^a$", "a\n", False),
        (r"^a\z", "a", True),
        (r"^\d+$", "٣", False),
        ("^(?i)abc$", "ABC", True),
        (r"^\PC*$", "a\x00", False),
        (r"^\PC*$", "plain", True),
        ("b", "abc", True),
        ("[$]", "$", True),
        (r"^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$", "x-header", True),
    ],
)
def test_patterns_are_read_as_go_reads_them(pattern: str, text: str, expected: bool) -> None:
    assert expected is matcher(pattern)(text)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"/api/\Qv1.0+\E/.*", True),  # a text as it stands, which neither engine of ours knows
        (r"\Qa(b", True),
        (r"/a{,3}", True),  # repeats nothing, so it is a text
        (r"\\Q(", False),
        ("(?!/admin).*", False),
        (r"/(a)\1", False),
    ],
)
def test_what_go_reads(pattern: str, expected: bool) -> None:
    assert readable(pattern) is expected


@pytest.mark.parametrize("pattern", [*EQUIVALENT, "^(a+b?)+$", "^(a|a)*$", "^([a-z]+)*$"])
def test_no_pattern_takes_long(pattern: str) -> None:
    started = time.perf_counter()
    matcher(pattern)("a" * 60 + "\x00")
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        (
            "cidr",
            ("10.0.0.0/8", "10.1.2.3/8", "fd00::/64", "010.0.0.0/8"),
            ("10.0.0.0", "10.0.0.0/33", "x/8", "::/129"),
        ),
        ("ipv4", ("192.0.2.1",), ("192.0.2.256", "192.0.2", "::1")),
        ("ipv6", ("::1", "fd00::1", "::ffff:192.0.2.1"), ("fd00", "fe80::1%eth0", "192.0.2.1")),
        ("datetime", ("2026-01-02T03:04:05Z", "2026-01-02t03:04:05.1+01:00"), ("2026-01-02", "2026-13-02T03:04:05Z")),
        ("duration", ("1h30m", "5 min", "0"), ("", "fast", "10")),
        ("byte", ("YQ==",), ("", "YQ=", "a b")),
        ("hostname", ("a.example.com", "localhost"), ("a..b", "-a")),
        ("uri", ("https://a.example/x", "/path"), ("a b", "relative")),
        ("mac", ("00:00:5e:00:53:01",), ("00:00:5e",)),
        ("uuid", ("123e4567-e89b-12d3-a456-426614174000",), ("123",)),
        ("k8sshortname", ("a-b",), ("a.b", "A")),
    ],
)
def test_formats(name: str, good: tuple[str, ...], bad: tuple[str, ...]) -> None:
    test = formats()[name]
    assert [text for text in good if not test(text)] == []
    assert [text for text in bad if test(text)] == []


@pytest.mark.parametrize("text", ["100m", "1.5Gi", "1e3", "+1", ".5", "0", "12E"])
def test_quantities(text: str) -> None:
    assert is_quantity(text)


@pytest.mark.parametrize("text", ["", "1 Gi", "Gi", "1GiB", "1e", "--1"])
def test_other_texts_are_no_quantities(text: str) -> None:
    assert not is_quantity(text)


def test_quantities_compare_by_value() -> None:
    assert parsed("1Gi") > parsed("1G")
    assert parsed("1000m") == parsed("1") == parsed("1e0")


@pytest.mark.parametrize(
    ("test", "good", "bad"),
    [
        ("port", 80, 0),
        ("port", "http", "80"),
        ("port-name", "http-alt", "too-long-for-a-port"),
        ("time", "2026-01-02T03:04:05Z", "2026-01-02 03:04:05"),
        ("cron", "*/5 * * * *", "* * * *"),
        ("cron", "@hourly", "@sometimes"),
        ("ingress-host", "*.example.com", "192.0.2.1"),
        ("relative-path", "a/b", "../b"),
        ("labels", {"example.com/a": "b"}, {"a b": "c"}),
        ("config-key", "a.yaml", "a/b"),
    ],
)
def test_values_of_built_in_kinds(test: str, good: object, bad: object) -> None:
    assert TESTS[test](good) is None
    assert TESTS[test](bad) is not None


HELD = ("1.18.12", "1.19.6", "1.20.0")
CHANNELS = ("1.5.1/standard", "1.5.1/experimental", "1.6.1/standard", "1.6.1/experimental")


@pytest.mark.parametrize(
    ("wanted", "held", "expected"),
    [
        (None, HELD, ("1.20.0", True)),
        ("1.19", HELD, ("1.19.6", True)),
        ("v1.19.3", HELD, ("1.19.6", True)),
        ("1.21", HELD, ("1.20.0", False)),
        ("1.15.4", HELD, ("1.18.12", False)),
        (None, CHANNELS, ("1.6.1/standard", True)),
        ("1.5/experimental", CHANNELS, ("1.5.1/experimental", True)),
        ("1.5.1", CHANNELS, ("1.5.1/standard", True)),
        (None, ("snapshot",), ("snapshot", True)),
    ],
)
def test_the_nearest_held_version_is_used(
    wanted: str | None, held: tuple[str, ...], expected: tuple[str, bool]
) -> None:
    assert expected == choose(wanted, held)


def test_defaults_are_filled_in_a_copy() -> None:
    inner = {"type": "object", "properties": {"b": {"type": "integer", "default": 2}}}
    node = {
        "type": "object",
        "properties": {"a": inner, "c": {"default": {"d": 1}, "properties": {"e": {"default": 3}}}},
    }
    value = {"a": {"x": None}, "f": 1}
    assert defaulted(value, node) == {"a": {"x": None, "b": 2}, "c": {"d": 1, "e": 3}, "f": 1}
    assert value == {"a": {"x": None}, "f": 1}


def test_null_gives_way_to_the_default() -> None:
    node = {"properties": {"a": {"default": 1}, "b": {}, "c": {"nullable": True, "default": 1}}}
    assert defaulted({"a": None, "b": None, "c": None}, node) == {"a": 1, "c": None}


def test_the_list_of_linear_patterns_is_that_of_the_schemas() -> None:
    held = json.decode(facts.read("patterns.json"))
    assert held == patterns.linear(Path(facts.root()) / "crds"), "run `python -m generator.distill.patterns`"
    assert not {"^([a-z]+)+$", *EQUIVALENT} & {*held}


def test_the_engine_does_not_bring_logging_along() -> None:
    code = (
        "import sys\n"
        "from generator.core.schema.engine import engine\n"
        "assert engine().compile('1 < 2').execute(engine().Context({})) is True\n"
        "assert 'logging' not in sys.modules\n"
        "import logging\n"
        "assert logging.getLogger('x').isEnabledFor(logging.ERROR)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
