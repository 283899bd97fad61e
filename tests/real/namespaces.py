"""Network namespaces joined by veth pairs, dual stack: a small network that real routers can talk over."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.real.process import wait_until
from tests.real.programs import NotRun

NEEDS = NotRun("root and iproute2")


@dataclass(frozen=True)
class Namespace:
    """One end of the network: its addresses on the shared link, and how to run a program there."""

    name: str
    device: str
    ipv4: str
    ipv6: str

    def command(self, *argv: str | Path) -> list[str]:
        """The words that run a program inside."""
        return ["ip", "netns", "exec", self.name, *(str(word) for word in argv)]

    def run(self, *argv: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self.command(*argv), capture_output=True, text=True, check=check)


def can_be_made() -> bool:
    """Whether this process may make network namespaces: tried, as root in a container may not be enough."""
    if os.geteuid() or shutil.which("ip") is None:
        return False
    name = f"gen-{secrets.token_hex(3)}"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, check=False).returncode == 0
    if made:
        _ip("netns", "del", name)
    return made


@contextlib.contextmanager
def network(count: int = 2) -> Iterator[Sequence[Namespace]]:
    """So many namespaces on one link, 10.99.0.0/24 and fd99::/64; removed when the block ends, however it ends.

    Two are joined by one veth pair; more hang on a bridge in a namespace of its own.
    """
    run = secrets.token_hex(3)
    ends = [
        Namespace(f"gen-{run}-{number}", f"veth{number}", f"10.99.0.{number}", f"fd99::{number}")
        for number in range(1, count + 1)
    ]
    with contextlib.ExitStack() as stack:
        for end in ends:
            _make(end.name, stack)
        if count == 2:
            first, second = ends
            pair = ("type", "veth", "peer", "name", second.device, "netns", second.name)
            _ip("-n", first.name, "link", "add", first.device, *pair)
        else:
            _bridge(f"gen-{run}-bridge", ends, stack)
        for end in ends:
            _raise(end)
        assert wait_until(lambda: all(map(_has_carrier, ends)), seconds=5), "a link stays down"
        yield ends


def _make(name: str, stack: contextlib.ExitStack) -> None:
    _ip("netns", "add", name)
    stack.callback(_ip, "netns", "del", name)
    _ip("-n", name, "link", "set", "lo", "up")


def _bridge(name: str, ends: Sequence[Namespace], stack: contextlib.ExitStack) -> None:
    _make(name, stack)
    _ip("-n", name, "link", "add", "bridge", "type", "bridge")
    _ip("-n", name, "link", "set", "bridge", "up")
    for end in ends:
        pair = ("type", "veth", "peer", "name", end.device, "netns", end.name)
        _ip("-n", name, "link", "add", f"to-{end.device}", *pair)
        _ip("-n", name, "link", "set", f"to-{end.device}", "master", "bridge", "up")


def _raise(end: Namespace) -> None:
    _ip("-n", end.name, "address", "add", f"{end.ipv4}/24", "dev", end.device)
    # Without duplicate address detection the address can be used at once.
    _ip("-n", end.name, "address", "add", f"{end.ipv6}/64", "dev", end.device, "nodad")
    _ip("-n", end.name, "link", "set", end.device, "up")


def _has_carrier(end: Namespace) -> bool:
    shown = subprocess.run(["ip", "-n", end.name, "-br", "link", "show", end.device], capture_output=True, check=True)
    return b"LOWER_UP" in shown.stdout


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
