"""Whole processes, timed in turns, so that a machine whose speed drifts slows all of them alike."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter


@dataclass
class Program:
    """One command, and what brings its directory back to the start before each run."""

    name: str
    command: list[str]
    where: Path
    before: Callable[[], None] = lambda: None
    seconds: list[float] = field(default_factory=list)
    megabytes: float = 0

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def take_turns(programs: list[Program], runs: int) -> None:
    """Run every program `runs` times, in turns, after one round that does not count."""
    for round_ in range(runs + 1):
        for program in programs:
            program.before()
            seconds, megabytes = run(program.command, program.where)
            if round_:
                program.seconds.append(seconds)
                program.megabytes = max(program.megabytes, megabytes)


def run(command: list[str], where: Path) -> tuple[float, float]:
    """(seconds, peak memory of the largest process in MB). A child that reports its own children's peak is asked so."""
    probe = (
        "import resource, subprocess, sys\n"
        "code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, code)\n"
    )
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    started = perf_counter()
    done = subprocess.run(command, cwd=where, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    seconds = perf_counter() - started
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed in {where}:\n{done.stderr}")
    if seconds > 5:
        return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    probed = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", probe, *command], cwd=where, env=environment, capture_output=True, text=True, check=False
    )
    return seconds, int(probed.stdout.split()[0]) / 1024
