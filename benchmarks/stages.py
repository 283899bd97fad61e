"""Where the time of one process goes, stage by stage: processor time, so that other programs do not count."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from time import process_time
from typing import Any

VALIDATION = ("admit",)
STAGES = ("typed", "resolve", "offer", "check", "emit", "link", "rule", "shown", "render", "claims")

Spent = dict[str, float]


def stages(root: Path) -> Spent:
    """Seconds of a cold build by stage, everything in this process, also what else happens beside it; `rest` is what
    no stage claims.

    Must be the first thing that a process does: imports belong to a cold build.
    """
    began = process_time()
    gc.disable()
    from generator import pipeline, registry
    from generator.commands import build, reuse, workers
    from generator.commands.bring import Plan
    from generator.core.project import Project
    from generator.stages import admit, parts
    from generator.stages.patch import Patching

    spent: Spent = {"imports": process_time() - began}
    inner: list[float] = []

    def timed(module: Any, name: str, stage: str) -> None:
        setattr(module, name, _timed(getattr(module, name), stage, spent, inner))

    timed(registry, "_load", "imports")
    for name in STAGES:
        timed(pipeline, name, name)
    timed(Patching, "emitted", "patch")
    timed(Patching, "linked", "patch")
    timed(admit, "admitted", "admit")
    timed(parts, "check", "parts")
    timed(workers, "hold", "write")
    timed(Plan, "bring", "write")
    timed(reuse, "journal", "state")
    timed(reuse, "remember", "state")
    os.chdir(root)
    build.build(build.Options(project=Project(root="."), executor="serial"))
    spent["rest"] = process_time() - began - sum(spent.values())
    return spent


def _timed(run: Callable[..., Any], stage: str, spent: Spent, inner: list[float]) -> Callable[..., Any]:
    @wraps(run)
    def timed(*arguments: Any, **options: Any) -> Any:
        inner.append(0.0)
        began = process_time()
        try:
            found = run(*arguments, **options)
            return iter(list(found)) if hasattr(found, "__next__") else found
        finally:
            took, within = process_time() - began, inner.pop()
            spent[stage] = spent.get(stage, 0.0) + took - within
            if inner:
                inner[-1] += took

    return timed


def main(root: str) -> None:
    """Print the table of one project."""
    spent = stages(Path(root))
    every = sum(spent.values())
    for name, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        print(f"  {name:<10}{seconds * 1000:>9.1f} ms{seconds / every:>8.0%}")  # noqa: T201 - the report
    validation = sum(spent.get(name, 0.0) for name in VALIDATION)
    print(f"  admission adds {validation / (every - validation):.0%} to the rest of a cold build")  # noqa: T201 - as above


if __name__ == "__main__":
    import sys

    main(sys.argv[1])
