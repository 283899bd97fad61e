"""FRR and BIRD read every file that is written for them, whichever case it comes from."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from generator.components.routers import devices
from tests.harness import cases, compiled
from tests.real.conftest import Find
from tests.real.routers.daemons import BIRD_BASE


def _files(template: str) -> list[tuple[str, str]]:
    """(name, text) of each file of one form; `pfsense` and `unifi` have FRR's."""
    found = []
    for case in cases():
        if "platform:" not in (case / "inventory.yaml").read_text(encoding="utf-8"):
            continue
        for cluster in compiled(case / "inventory.yaml")[0]:
            for device in devices(cluster.ctx) if cluster.ctx is not None and cluster.files else ():
                if device.platform.template == template and not device.empty:
                    text = cluster.files[cluster.layout.path(device.path)].decode()
                    found.append((f"{case.name}/{device.router.name}.{device.cluster}", text))
    return found


FRR, BIRD = _files("frr"), _files("bird")


def _frr(bgpd: Path, text: str, home: Path) -> str:
    """What bgpd objects to."""
    file = home / "frr.conf"
    file.write_text(text, encoding="utf-8")
    done = subprocess.run([bgpd, "-C", "-f", file], capture_output=True, text=True, check=False, timeout=60)
    said = [line for line in (done.stdout + done.stderr).splitlines() if "Graceful restart configuration" not in line]
    return "\n".join(said) + ("" if done.returncode == 0 else f"\nexit code {done.returncode}")


def _bird(bird: Path, text: str, home: Path) -> str:
    file = home / "bird.conf"
    file.write_text(BIRD_BASE + text, encoding="utf-8")
    done = subprocess.run([bird, "-p", "-c", file], capture_output=True, text=True, check=False, timeout=60)
    return done.stdout + done.stderr + ("" if done.returncode == 0 else f"\nexit code {done.returncode}")


@pytest.mark.parametrize("text", [text for _, text in FRR], ids=[name for name, _ in FRR])
def test_frr_reads_it(text: str, need: Find, home: Path) -> None:
    assert _frr(need("bgpd"), text, home) == ""


@pytest.mark.parametrize("text", [text for _, text in BIRD], ids=[name for name, _ in BIRD])
def test_bird_reads_it(text: str, need: Find, home: Path) -> None:
    assert _bird(need("bird"), text, home) == ""


def test_a_wrong_statement_is_found(need: Find, home: Path) -> None:
    assert "No such command" in _frr(need("bgpd"), FRR[0][1] + "router bgp 1\n neighbor x wrong\n", home)
    assert "syntax error" in _bird(need("bird"), BIRD[0][1] + "protocol wrong;\n", home)
