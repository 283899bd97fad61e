"""kubectl and helm that answer from a file, in place of a cluster: for the order of steps, not for what they do."""

from __future__ import annotations

import json
import sys
from pathlib import Path

Answers = dict[str, tuple[int, str]]
"""Part of a command line -> exit code, output."""
PROGRAM = """#!{python}
import json, sys
known = json.load(open({answers!r}))
words = {name!r} + " " + " ".join(sys.argv[1:])
with open({asked!r}, "a") as log:
    print(words, file=log)
for pattern, (code, output) in known.items():
    if pattern in words:
        print(output, file=sys.stderr if code else sys.stdout)
        sys.exit(code)
"""


def scripted(directory: Path, answers: Answers) -> Path:
    """Makes the programs in `directory`; the first part of a command line that is known decides. All else succeeds.

    Returns the file that lists what was asked.
    """
    directory.mkdir(parents=True, exist_ok=True)
    known, asked = directory / "answers.json", directory / "asked"
    known.write_text(json.dumps(answers))
    asked.write_text("")
    for name in ("kubectl", "helm"):
        program = directory / name
        program.write_text(PROGRAM.format(python=sys.executable, answers=str(known), asked=str(asked), name=name))
        program.chmod(0o755)
    return asked
