"""A scratch project and the command as users run it: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

INVENTORY = """\
apiVersion: infraflux.dev/v1alpha1
kind: Inventory
domains: [example.com]
cluster:
  name: lab
  distribution: rke2
  networks: {nodes: [192.168.1.0/24], pods: [10.42.0.0/16]}
cilium: {version: 1.20.0, operator: {replicas: 1}}
pools:
  - {name: lan, blocks: [192.168.50.0/24]}
l2: {}
flux: {repository: "https://github.com/example/lab", install: existing}
"""


def project(root: Path, inventory: str = INVENTORY) -> Path:
    """A directory with an inventory."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "inventory.yaml").write_text(inventory, encoding="utf-8")
    return root


def gen(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `gen` in a directory."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("GEN_")}
    return subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        cwd=root,
        env={**clean, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def git(root: Path, *arguments: str) -> str:
    """Run git in a directory, with an identity of its own."""
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "init.defaultBranch=main"]
    done = subprocess.run(["git", *identity, *arguments], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout


def committed(root: Path) -> Path:
    """A project in a git repository, built and committed."""
    project(root)
    assert gen(root, "build").returncode == 0
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Start")
    return root


def tree(root: Path) -> dict[str, str]:
    """Every file that gen may have written."""
    tops = ("gitops", "infra", "scripts")
    files = sorted(p for top in tops for p in (root / top).rglob("*") if p.is_file() or p.is_symlink())
    return {p.relative_to(root).as_posix(): p.read_text(encoding="utf-8") for p in files}
