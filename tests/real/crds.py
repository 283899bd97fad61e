"""The CRDs that the tests install: upstream's own files, or ours turned back from the distilled schemas.

`CRDS=DIR` names a directory laid out as `<project>/<version>/...` with upstream files; they are never committed.
Without it `rebuild` makes CRDs of `schemas/crds`, which hold the same types, bounds, defaults and rules.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.real.programs import NotRun

_NAME = re.compile(r"^  name: (\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Crd:
    """One CustomResourceDefinition: its name, its text (YAML or JSON), where it came from."""

    name: str
    text: str
    source: str


def choose(**versions: str) -> list[Crd] | NotRun:
    """One set of CRDs without doubles; a keyword `cilium="1.19"` picks the version of that project.

    In the project's name `_` stands for `-`. Without a choice the newest version is taken, and of the Gateway
    API its standard channel.
    """
    wanted = {project.replace("_", "-"): version for project, version in versions.items()}
    directory = os.environ.get("CRDS")
    if directory:
        return upstream(Path(directory), wanted)
    return NotRun("CRDS=DIR")


def upstream(directory: Path, wanted: dict[str, str]) -> list[Crd]:
    """The CRDs among a directory's YAML files, each at the chosen or the newest version of its project."""
    found: dict[str, Crd] = {}
    for project in sorted(path for path in directory.iterdir() if path.is_dir()):
        prefix = wanted.get(project.name, "")
        fitting = [path for path in project.iterdir() if path.name.lstrip("v").startswith(prefix)]
        for crd in _read(max(fitting, key=_order)):
            found.setdefault(crd.name, crd)
    return list(found.values())


def _order(path: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", path.name)]


def _read(version: Path) -> Iterator[Crd]:
    # Sorted in reverse, `standard` comes before `experimental`, and the first of a name wins.
    for path in sorted(version.rglob("*.yaml"), reverse=True):
        text = path.read_text()
        if "\nkind: CustomResourceDefinition\n" in text:
            match = _NAME.search(text)
            assert match, f"{path} names no CRD"
            yield Crd(match[1], text, str(path.relative_to(version.parent.parent)))
