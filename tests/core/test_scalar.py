"""Hosts, where cases cannot say it."""

from __future__ import annotations

import pytest

from generator.core.scalar import Host


@pytest.mark.parametrize(
    ("host", "domain", "expected"),
    [
        pytest.param("auth", "example.com", "auth.example.com", id="short"),
        pytest.param("auth.example.org", "example.com", "auth.example.org", id="whole"),
        pytest.param("auth", None, "auth", id="no-domain"),
        pytest.param("auth", "*.example.com", "auth.example.com", id="wildcard-that-a-check-refuses"),
        pytest.param("auth", ".".join(["a" * 60] * 4), "auth." + ".".join(["a" * 60] * 4), id="nearly-too-long"),
        pytest.param(
            "a" * 60, ".".join(["a" * 60] * 4), ".".join(["a" * 60] * 5), id="too-long-for-the-schema-to-refuse"
        ),
    ],
)
def test_a_short_host_is_completed_whatever_the_domain(host: str, domain: str | None, expected: str) -> None:
    assert Host(host).completed(domain) == expected
