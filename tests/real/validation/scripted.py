"""What stands in for kubectl and dig: the real kubectl for everything but `exec` and `logs`, which a table answers.

The table is JSON: `[[pattern, output, exit code], …]`. The first pattern that is found in the joined arguments answers.
"""

from __future__ import annotations

import json
import re
import stat
import sys
from pathlib import Path

Answer = tuple[str, str, int]
"""(regular expression, what is printed, exit code)."""
SCRIPTED = {"exec", "logs"}


def install(directory: Path, kubectl: Path, answers: list[Answer]) -> Path:
    """Put `kubectl` and `dig` into a directory; returns it."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "answers.json").write_text(json.dumps(answers))
    verbs = "|".join(sorted(SCRIPTED))
    table = f'exec {sys.executable} "{Path(__file__)}" "{directory / "answers.json"}" "$@"'
    _program(
        directory / "kubectl", f'case " $* " in *" exec "*|*" logs "*) {table} ;; esac # {verbs}\nexec "{kubectl}" "$@"'
    )
    _program(directory / "dig", table)
    return directory


def _program(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/bash\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def main(table: str, *arguments: str) -> int:
    """Answer as the table says; what it does not know fails as a command in a container would."""
    said = " ".join(arguments)
    for pattern, output, code in json.loads(Path(table).read_text()):
        if re.search(pattern, said):
            sys.stdout.write(output)
            if code:
                sys.stderr.write(f"command terminated with exit code {code}\n")
            return int(code)
    sys.stderr.write(f"no answer is scripted for: {said}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
