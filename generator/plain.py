"""`gen build` without options, on its own: what the hook runs needs no command-line library."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from generator.commands.build import Options
from generator.commands.build import build as build_project
from generator.core.changes import Outcome
from generator.core.project import Project
from generator.exits import CLEAN, DIFFERENCES, INVALID, guarded
from generator.reports.outcome import outcome
from generator.reports.text import text

PATIENCE = 1.0
"""Seconds that nobody minds."""


def build(root: str, *, exit_code: bool) -> int:
    """Compile, write, say it. The exit code as documented for `gen build`."""

    def action() -> int:
        with progress() as tell:
            done = build_project(Options(project=Project(root=root), tell=tell))
        colour = sys.stderr.isatty() and "NO_COLOR" not in os.environ
        sys.stderr.write(say(done, colour=colour))
        return code(done, check=False, exit_code=exit_code)

    return guarded(action)


@contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """Says on a terminal how far a build is that takes longer than a second; nothing anywhere else."""
    if not sys.stderr.isatty():
        yield lambda _done, _every: None
        return
    import signal

    reached: list[str] = []
    shown: list[bool] = []

    def tell(done: int, every: int) -> None:
        reached[:] = [f"{done} of {every} clusters"]

    def show(*_: object) -> None:
        shown[:] = [True]
        sys.stderr.write(f"\r\033[K{''.join(reached) or 'compiling'} …")
        sys.stderr.flush()

    before = signal.signal(signal.SIGALRM, show)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE, PATIENCE / 4)
    try:
        yield tell
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if shown:
            sys.stderr.write("\r\033[K")


def say(done: Outcome, *, colour: bool = False, check: bool = False) -> str:
    """The findings, then what was done."""
    found = text(done.diagnostics, done.sources, colour=colour)
    return "\n".join(part for part in (found, outcome(done, check=check)) if part)


def code(done: Outcome, *, check: bool, exit_code: bool) -> int:
    """0 also when it wrote; 1 for a stale tree under --check, for a kept hand edit, and for writing under --exit-code."""
    if done.invalid or done.changes is None:
        return INVALID
    if done.changes.kept or done.changes.foreign:
        return DIFFERENCES
    if done.changes.written and (check or exit_code):
        return DIFFERENCES
    return CLEAN
