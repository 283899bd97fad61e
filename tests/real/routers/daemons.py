"""Router daemons and GoBGP in namespaces, and what the kernel knows afterwards."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

from tests.real.namespaces import Namespace
from tests.real.process import running, wait_until
from tests.real.routers.speaker import Document

Find = Callable[[str], Path]
Routes = dict[str, frozenset[str]]
"""Prefix -> next hops."""

BIRD_BASE = """\
router id 10.99.0.1;
protocol device {}
protocol direct { ipv4; ipv6; }
protocol kernel { ipv4 { import none; export where source = RTS_BGP; }; merge paths on; }
protocol kernel { ipv6 { import none; export where source = RTS_BGP; }; merge paths on; }
"""


@contextlib.contextmanager
def frr(need: Find, end: Namespace, snippet: str, home: Path) -> Iterator[None]:
    """zebra and bgpd with the generated file."""
    zebra, bgpd = need("zebra"), need("bgpd")
    home = _made(home / "frr")
    config = home / "frr.conf"
    config.write_text("hostname router\n" + snippet, encoding="utf-8")
    socket = home / "zserv.api"
    shared = ("-z", socket, "--vty_socket", home, "-f", config, "-u", "frr", "-g", "frr", "--log", "stdout")
    empty = home / "zebra.conf"
    empty.write_text("hostname router\n", encoding="utf-8")
    for path in (home, config, empty):
        shutil.chown(path, "frr", "frr")
    first = end.command(zebra, *(empty if word == config else word for word in shared), "-i", home / "zebra.pid")
    second = end.command(bgpd, *shared, "-i", home / "bgpd.pid")
    with (
        running(first, home / "zebra.log", ready=socket.exists),
        running(second, home / "bgpd.log", ready=lambda: _listens(end)),
    ):
        log = (home / "bgpd.log").read_text(encoding="utf-8")
        assert "No such command" not in log, log
        assert "error" not in log.lower(), log
        yield


@contextlib.contextmanager
def bird(need: Find, end: Namespace, snippet: str, home: Path) -> Iterator[None]:
    """BIRD with the generated file, which its own few lines include."""
    home = _made(home / "bird")
    (home / "cilium.conf").write_text(snippet, encoding="utf-8")
    (home / "bird.conf").write_text(f'{BIRD_BASE}include "{home}/cilium.conf";\n', encoding="utf-8")
    program = need("bird")
    argv = end.command(program, "-f", "-c", home / "bird.conf", "-s", home / "bird.ctl", "-P", home / "bird.pid")
    with running(argv, home / "bird.log", ready=lambda: _listens(end)):
        yield


ROUTERS = {"frr": frr, "bird": bird}


@contextlib.contextmanager
def gobgp(need: Find, end: Namespace, config: Document, home: Path) -> Iterator[Speaker]:
    """gobgpd of one node."""
    home = _made(home / f"gobgp-{end.device}")
    file = home / "gobgpd.yaml"
    file.write_text(yaml.safe_dump(config), encoding="utf-8")
    checked = subprocess.run(
        [need("gobgpd"), "-t", "yaml", "-f", file, "-d"], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    argv = end.command(need("gobgpd"), "-t", "yaml", "-f", file, "--pprof-disable")
    speaker = Speaker(end, need("gobgp"), argv, home / "gobgpd.log")
    with speaker.again():
        yield speaker


class Speaker:
    """A running gobgpd."""

    def __init__(self, end: Namespace, client: Path, argv: list[str], log: Path) -> None:
        self.end, self.client, self.argv, self.log = end, client, argv, log
        self.process: subprocess.Popen[bytes] | None = None

    @contextlib.contextmanager
    def again(self) -> Iterator[None]:
        """Runs it, first or once more."""
        with running(self.argv, self.log, ready=self.answers) as process:
            self.process = process
            yield

    def answers(self) -> bool:
        return self.end.run(self.client, "global", check=False).returncode == 0

    def announce(self, *prefixes: str) -> None:
        for prefix in prefixes:
            family = "ipv6" if ":" in prefix else "ipv4"
            self.end.run(self.client, "global", "rib", "add", prefix, "-a", family)

    def established(self) -> frozenset[str]:
        """Addresses of the routers with which a session is up."""
        shown = json.loads(self.end.run(self.client, "neighbor", "-j").stdout or "[]")
        return frozenset(n["conf"]["neighbor_address"] for n in shown if n["state"].get("session_state") == 6)

    def hold_times(self) -> frozenset[int]:
        """The hold times that were agreed on, in seconds."""
        shown = json.loads(self.end.run(self.client, "neighbor", "-j").stdout or "[]")
        return frozenset(int(n["timers"]["state"].get("negotiated_hold_time", 0)) for n in shown)

    def heard(self) -> frozenset[str]:
        """Prefixes that routers told it."""
        found: set[str] = set()
        for family in ("ipv4", "ipv6"):
            text = self.end.run(self.client, "global", "rib", "-a", family, "-j").stdout or "{}"
            for prefix, paths in json.loads(text).items():
                if any(path.get("source-id") not in (None, "<nil>", "") for path in paths):
                    found.add(prefix)
        return frozenset(found)

    def kill(self) -> None:
        """Ends it as a crash would: no farewell is sent."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()


def routes(end: Namespace, protocol: str) -> Routes:
    """Routes of the kernel that a routing daemon installed."""
    found: dict[str, set[str]] = {}
    for family in ("-4", "-6"):
        shown = json.loads(end.run("ip", family, "-j", "route", "show", "proto", protocol).stdout or "[]")
        for route in shown:
            for hop in route.get("nexthops", [route]):
                # An IPv4 route over an IPv6 session goes `via` an address of the other family.
                found.setdefault(route["dst"], set()).add(hop["gateway"] if "gateway" in hop else hop["via"]["host"])
    return {prefix: frozenset(hops) for prefix, hops in found.items()}


def settles(holds: Callable[[], bool], seconds: float = 25) -> bool:
    return wait_until(holds, seconds=seconds)


def _listens(end: Namespace) -> bool:
    return ":179 " in end.run("ss", "-ltnH").stdout + " "


def _made(home: Path) -> Path:
    home.mkdir()
    return home
