"""Plans are what is recorded, and the overlays in them compile on top of the inventory that they are for.

`GEN_UPDATE=1` writes what is there instead of comparing.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from generator.commands.migrate import Unknown, plan
from generator.core.project import Project
from generator.core.yaml import load
from tests.harness import ROOT, build

HERE = Path(__file__).parent
PLANS = {
    "rke2-canal": ("canal", "kube-proxy", "metallb", "traefik"),
    "kubeadm-calico": ("calico", "kube-proxy"),
    "kubeadm-nginx": ("metallb", "ingress-nginx"),
    "k3s-metallb": ("metallb", "traefik"),
    "fleet": ("kube-proxy",),
}


def _plan(name: str) -> str:
    return plan(Project(root=str(HERE), inventory=f"{name}.yaml"), PLANS[name])


@pytest.mark.parametrize("name", PLANS)
def test_plan_is_as_recorded(name: str) -> None:
    recorded, actual = HERE / f"{name}.md", _plan(name)
    if "GEN_UPDATE" in os.environ:
        recorded.write_text(actual, encoding="utf-8")

    assert recorded.read_text(encoding="utf-8") == actual


def _files(text: str) -> list[tuple[str, str]]:
    """(path, content) of every file that a plan says to write, in order."""
    return re.findall(r"^`(\S+\.yaml)`:\n\n```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", [*PLANS, "example"])
def test_overlays_compile_at_every_stage(name: str, tmp_path: Path) -> None:
    """Each overlay replaces the one of the stage before, as the steps say."""
    inventory = ROOT / "inventory.yaml" if name == "example" else HERE / f"{name}.yaml"
    if name == "example":
        text = plan(Project(root=str(ROOT)), PLANS["rke2-canal"])
        _copy(ROOT / "overlays", tmp_path / "overlays")
    else:
        text = _plan(name)
    (tmp_path / "inventory.yaml").write_bytes(inventory.read_bytes())
    before, _ = build(tmp_path / "inventory.yaml")

    assert _files(text)
    for path, content in _files(text):
        if not path.startswith("overlays/"):
            assert load(content.encode()), path
            continue
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content, encoding="utf-8")
        files, findings = build(tmp_path / "inventory.yaml")
        assert ": error: " not in findings
        assert files != before
        before = files


def _copy(source: Path, target: Path) -> None:
    for path in sorted(source.rglob("*")):
        if path.is_file():
            (target / path.relative_to(source)).parent.mkdir(parents=True, exist_ok=True)
            (target / path.relative_to(source)).write_bytes(path.read_bytes())


@pytest.mark.parametrize("name", PLANS)
def test_commands_are_shell(name: str) -> None:
    """Bash can read every block; what it runs is not run here."""
    blocks = re.findall(r"^```bash\n(.*?)^```", _plan(name), re.MULTILINE | re.DOTALL)

    assert blocks
    for block in blocks:
        done = subprocess.run(["bash", "-n"], input=block, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), block


@pytest.mark.parametrize("name", PLANS)
def test_every_step_has_a_check_and_a_way_back(name: str) -> None:
    steps = re.split(r"^### ", _plan(name), flags=re.MULTILINE)[1:]

    assert steps
    for step in steps:
        title = step.splitlines()[0]
        assert "\nCheck:\n" in step, title
        assert "\nExpected: " in step, title
        assert "\nWay back: " in step, title


@pytest.mark.parametrize(
    ("sources", "message"),
    [(("flannel",), "nothing is known of `flannel`"), (("canal", "calico"), "both networks of pods")],
)
def test_what_cannot_be_planned_is_said(sources: tuple[str, ...], message: str) -> None:
    with pytest.raises(Unknown, match=message):
        plan(Project(root=str(ROOT)), sources)
