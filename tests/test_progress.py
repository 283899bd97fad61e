"""Progress is for somebody who waits in front of a terminal, and for nobody else."""

from __future__ import annotations

import io
import sys
import time

import pytest

from generator import plain


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _build(monkeypatch: pytest.MonkeyPatch, stderr: io.StringIO, patience: float) -> str:
    monkeypatch.setattr(sys, "stderr", stderr)
    monkeypatch.setattr(plain, "PATIENCE", patience)
    with plain.progress() as tell:
        time.sleep(0.05)
        tell(3, 10)
        time.sleep(0.05)
    return stderr.getvalue()


def test_a_terminal_sees_a_long_build_proceed_and_nothing_of_it_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = _build(monkeypatch, _Terminal(), 0.02)
    assert "compiling …" in seen
    assert "3 of 10 clusters …" in seen
    assert seen.endswith("\r\033[K")


def test_a_short_build_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _build(monkeypatch, _Terminal(), 60) == ""


def test_a_file_sees_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _build(monkeypatch, io.StringIO(), 0.02) == ""
