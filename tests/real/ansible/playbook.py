"""`ansible-playbook` on this machine, in place of the nodes, without becoming anybody."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

_RECAP = re.compile(r"^(\S+)\s+: ok=(\d+)\s+changed=(\d+)\s+unreachable=(\d+)\s+failed=(\d+)", re.MULTILINE)


def run(
    program: Path, home: Path, playbook: str, *arguments: str, programs: Path | None = None, **variables: object
) -> subprocess.CompletedProcess[str]:
    """Runs in `home`, the folder of the inventory. `programs` holds commands that come before those of the machine."""
    given = json.dumps({"ansible_python_interpreter": sys.executable, "ansible_become": False, **variables})
    fixed = ("--inventory=inventory.yaml", "--connection=local", f"--extra-vars={given}")
    env = environment(program, home)
    if programs is not None:
        env["PATH"] = f"{programs}:{env['PATH']}"
    command: list[str | Path] = [program, *fixed, *arguments, playbook]
    return subprocess.run(command, cwd=home, env=env, capture_output=True, text=True, check=False, timeout=300)


def counts(done: subprocess.CompletedProcess[str]) -> dict[str, dict[str, int]]:
    """What the recap counts, by host."""
    names = ("ok", "changed", "unreachable", "failed")
    return {host: dict(zip(names, map(int, found), strict=True)) for host, *found in _RECAP.findall(done.stdout)}


def environment(program: Path, home: Path) -> dict[str, str]:
    """Nothing of the person who runs the tests; all state below the scratch folder."""
    return {
        "PATH": f"{program.parent}:/usr/bin:/bin:/usr/sbin:/sbin",
        "HOME": str(home),
        "ANSIBLE_HOME": str(home / ".ansible"),
        "ANSIBLE_NOCOLOR": "1",
        "LC_ALL": "C.UTF-8",
    }
