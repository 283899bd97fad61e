"""`make bench`: the tables.

python -m benchmarks                                1, 10 and 100 clusters beside other programs
python -m benchmarks --clusters 1000 --runs 3       other sizes; other programs take part up to 100
python -m benchmarks --clusters --wide              one cluster with more and more services, and BGP peers
python -m benchmarks --clusters --stages 1 100      where the processor time of a cold build goes
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from benchmarks import peers
from benchmarks.measure import Program, take_turns
from benchmarks.workload import fleet, project, wide

GEN = [str(Path(sys.executable).with_name("gen")), "build"]
"""As the hook runs it."""
PEERS_UP_TO = 100
SERVICES, ROUTERS = (100, 1000, 10_000), (10, 100, 1000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clusters", type=int, nargs="*", default=[1, 10, 100])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--wide", action="store_true", help="one cluster that grows")
    parser.add_argument("--stages", type=int, nargs="*", default=[], help="stages of fleets of these sizes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        for count in options.clusters:
            programs = _programs(home / str(count), fleet(count))
            if count <= PEERS_UP_TO:
                programs += _peers(programs[2].where)
            _table(f"{count} cluster{'s' if count > 1 else ''}", programs, options.runs)
            shutil.rmtree(home / str(count))
        if options.wide:
            for count in SERVICES:
                _table(f"{count} services", _programs(home / f"s{count}", wide(services=count))[:3], options.runs)
            for count in ROUTERS:
                _table(f"{count} BGP peers", _programs(home / f"p{count}", wide(peers=count))[:3], options.runs)
        for count in options.stages:
            print(f"\n{count} cluster{'s' if count > 1 else ''}: processor time of a cold build", flush=True)  # noqa: T201 - the report
            root = project(home / f"stages{count}", fleet(count))
            subprocess.run([sys.executable, "-m", "benchmarks.stages", str(root)], check=True)  # noqa: S603 - ours


def _programs(root: Path, inventory: str) -> list[Program]:
    cold, warm, one = (project(root / name, inventory) for name in ("cold", "warm", "one"))
    take_turns([Program("", GEN, warm), Program("", GEN, one)], 0)
    return [
        Program("python -c pass", [sys.executable, "-c", "pass"], cold),
        Program("gen build, cold", GEN, cold, partial(_wipe, cold)),
        Program("gen build, no change", GEN, warm),
        Program("gen build, one cluster changed", GEN, one, partial(_edit, one)),
    ]


def _peers(compiled: Path) -> list[Program]:
    """Other programs, each making what stands in a compiled tree."""
    made: list[Program] = []
    if peers.kustomize():
        script = peers.kustomization(compiled) / "all.sh"
        made.append(Program("kubectl kustomize", ["sh", str(script)], compiled))
    else:
        print("\nnot run: kubectl kustomize needs kubectl on PATH")  # noqa: T201 - the report
    if peers.jsonnet():
        source = peers.snippet(compiled)
        made.append(
            Program(
                "rjsonnet", [sys.executable, "-m", "benchmarks.peers", str(source), str(compiled / "out")], Path.cwd()
            )
        )
    else:
        print("\nnot run: rjsonnet is not installed")  # noqa: T201 - as above
    return made


def _wipe(root: Path) -> None:
    for name in ("gitops", "infra", "scripts", ".gen"):
        shutil.rmtree(root / name, ignore_errors=True)


def _edit(root: Path) -> None:
    """Change one cluster's ASN, to and fro."""
    path = root / "inventory.yaml"
    text = path.read_text(encoding="utf-8")
    here, there = "asn: 4200000000,", "asn: 4294967290,"
    path.write_text(text.replace(here, there) if here in text else text.replace(there, here), encoding="utf-8")


def _table(title: str, programs: list[Program], runs: int) -> None:
    take_turns(programs, runs)
    bare, cold = programs[0], programs[1]
    print(f"\n{title} (medians of {runs} whole processes, taken in turns; `work` is processor time)")  # noqa: T201 - the report
    print(f"{'':<32}{'seconds':>9}{'x bare':>8}{'x gen':>7}{'work':>9}{'x bare':>8}{'x gen':>7}{'peak MB':>9}")  # noqa: T201 - as above
    for program in programs:
        times = f"{program.median:>9.3f}{program.median / bare.median:>8.1f}{program.median / cold.median:>7.2f}"
        work = f"{program.work:>9.3f}{program.work / bare.work:>8.1f}{program.work / cold.work:>7.2f}"
        print(f"{program.name:<32}{times}{work}{program.megabytes:>9.0f}", flush=True)  # noqa: T201 - as above


if __name__ == "__main__":
    main()
