"""What `gen init` writes from its options, and what it refuses to."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.commands.init import Options, init
from generator.core.project import Project
from tests.harness import compiled


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"repository": "git@github.com:example/lab.git"}, "repository: ssh://git@github.com/example/lab.git"),
        ({"repository": "ssh://git@git.example.com:2222/lab"}, "credentials: {secret: flux-system}"),
        ({"name": "123"}, 'name: "123"'),
        ({"domain": "home.example.net"}, "domains: [home.example.net]"),
    ],
)
def test_options_are_written_so_that_it_builds(tmp_path: Path, options: dict[str, str], line: str) -> None:
    init(Options(project=Project(root=str(tmp_path)), **options))
    _, found = compiled(tmp_path / "inventory.yaml")

    assert line in (tmp_path / "inventory.yaml").read_text(encoding="utf-8")
    assert [one.message for one in found if one.severity == "error"] == []


@pytest.mark.parametrize(
    "options",
    [
        {"name": "My_Lab"},
        {"name": "x" * 33},
        {"domain": "*.example.com"},
        {"domain": "lab"},
        {"repository": "github.com/example/lab"},
    ],
)
def test_what_does_not_build_is_not_written(tmp_path: Path, options: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"is no |cannot read from"):
        init(Options(project=Project(root=str(tmp_path)), **options))

    assert not (tmp_path / "inventory.yaml").exists()
