"""promtool parses every alert rule of every case, at each minor of Cilium."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.real import trees
from tests.real.conftest import Find
from tests.real.trees import Files


def rules(files: Files) -> Iterator[tuple[str, dict[str, Any]]]:
    """(path, rule file) of every PrometheusRule."""
    for path, text in files.items():
        if "kind: PrometheusRule" in text:
            for number, document in enumerate(yaml.safe_load_all(text)):
                yield f"{path}#{number}", {"groups": document["spec"]["groups"]}


def _check(promtool: Path, home: Path, rule: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    home.write_text(yaml.safe_dump(rule), encoding="utf-8")
    return subprocess.run([promtool, "check", "rules", home], capture_output=True, text=True, check=False)


def test_every_rule_is_accepted(need: Find, tmp_path: Path) -> None:
    promtool = need("promtool")
    seen: dict[str, str] = {}
    for tree in trees.at_each_minor()[0]:
        for path, rule in rules(tree.files):
            text = yaml.safe_dump(rule)
            if text in seen:
                continue
            seen[text] = f"{tree.name}: {path}"
            done = _check(promtool, tmp_path / "rules.yaml", rule)
            assert done.returncode == 0, f"{seen[text]}\n{done.stdout}{done.stderr}"
    assert len(seen) >= 5


def test_broken_expression_is_refused(need: Find, tmp_path: Path) -> None:
    rule = {"groups": [{"name": "x", "rules": [{"alert": "X", "expr": "sum by (a (up)"}]}]}

    assert _check(need("promtool"), tmp_path / "rules.yaml", rule).returncode != 0
