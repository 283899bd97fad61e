"""`make bench`: the table.

python -m benchmarks                1, 10 and 100 clusters
python -m benchmarks --clusters 1000 --runs 3
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path

from benchmarks import peers
from benchmarks.measure import Program, take_turns
from benchmarks.workload import fleet, project, wide

GEN = [sys.executable, "-m", "generator", "build"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clusters", type=int, nargs="*", default=[1, 10, 100])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument(
        "--wide", action="store_true", help="also one cluster with 1,000 and 10,000 services, and peers"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        for count in options.clusters:
            _table(
                f"{count} cluster{'s' if count > 1 else ''}",
                _programs(Path(home) / str(count), fleet(count)),
                options.runs,
            )
        if options.wide:
            for name, text in (("services", partial(wide, 0)), ("peers", wide)):
                for count in (100, 1000, 10_000) if name == "services" else (10, 100, 1000):
                    inventory = wide(services=count) if name == "services" else text(peers=count)
                    _table(f"{count} {name}", _programs(Path(home) / f"{name}{count}", inventory)[:2], options.runs)


def _programs(root: Path, inventory: str) -> list[Program]:
    cold, warm, one = (project(root / name, inventory) for name in ("cold", "warm", "one"))
    for each in (warm, one):
        take_turns([Program("", GEN, each)], 0)
    made = [
        Program("python -c pass", [sys.executable, "-c", "pass"], cold),
        Program("gen build, cold", GEN, cold, partial(_wipe, cold)),
        Program("gen build, no change", GEN, warm),
        Program("gen build, one cluster changed", GEN, one, partial(_edit, one)),
    ]
    kubectl = peers.kustomize()
    if kubectl:
        made.append(Program("kubectl kustomize, every unit", ["sh", str(peers.kustomization(warm) / "all.sh")], warm))
    if peers.jsonnet():
        source = peers.snippet(warm)
        made.append(
            Program("rjsonnet", [sys.executable, "-m", "benchmarks.peers", str(source), str(warm / "out")], Path.cwd())
        )
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
    bare, cold = programs[0].median, programs[1].median
    print(f"\n{title} (medians of {runs} whole processes, taken in turns)")  # noqa: T201 - the report
    print(f"{'':<32}{'seconds':>9}{'x bare':>9}{'x gen cold':>12}{'peak MB':>9}")  # noqa: T201 - as above
    for program in programs:
        ratios = f"{program.median / bare:>9.1f}{program.median / cold:>12.2f}"
        print(f"{program.name:<32}{program.median:>9.3f}{ratios}{program.megabytes:>9.0f}")  # noqa: T201 - as above


if __name__ == "__main__":
    main()
