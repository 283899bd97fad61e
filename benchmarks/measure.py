"""Whole processes, timed in turns, so that a machine whose speed drifts slows all of them alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

PROBE = Path(__file__).with_name("probe.py")
KEPT_OUT = ("PYTHONDONTWRITEBYTECODE",)
"""Would make every process compile its sources again."""


@dataclass
class Program:
    """One command, and what brings its directory back to the start before each run."""

    name: str
    command: list[str]
    where: Path
    before: Callable[[], None] = lambda: None
    seconds: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    """Seconds of processors: what holds on a machine that others use, too."""
    megabytes: float = 0

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def work(self) -> float:
        return statistics.median(self.worked)


def take_turns(programs: list[Program], runs: int) -> None:
    """Run every program `runs` times, in turns, after one round that does not count."""
    for round_ in range(runs + 1):
        for program in programs:
            program.before()
            seconds, worked, megabytes = run(program.command, program.where)
            if round_ or not runs:
                program.seconds.append(seconds)
                program.worked.append(worked)
                program.megabytes = max(program.megabytes, megabytes)


def run(command: list[str], where: Path) -> tuple[float, float, float]:
    """(seconds, seconds of processors, peak memory in MB of the largest process)."""
    environment = {key: value for key, value in os.environ.items() if key not in KEPT_OUT}
    argv = [sys.executable, "-S", str(PROBE), str(where), *command]
    done = subprocess.run(argv, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if done.returncode:
        raise SystemExit(done.stderr)
    seconds, worked, kilobytes = done.stdout.split()
    return float(seconds), float(worked), int(kilobytes) / 1024
