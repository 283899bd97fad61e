"""The network fixture joins its namespaces in both families, and leaves nothing behind."""

from __future__ import annotations

import subprocess

import pytest

from tests.real.conftest import Network

_SERVE = """
import socket, sys
with socket.create_server(("", 7), family=socket.AF_INET6, dualstack_ipv6=True) as server:
    print("listening", flush=True)
    for _ in range(2):
        server.accept()[0].close()
"""
_REACH = "import socket, sys; socket.create_connection((sys.argv[1], 7), timeout=5).close()"


def _names() -> str:
    return subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("count", [2, 3])
def test_namespaces_reach_each_other(make_network: Network, count: int) -> None:
    with make_network(count) as ends:
        first, last = ends[0], ends[-1]
        with subprocess.Popen(last.command("python3", "-c", _SERVE), stdout=subprocess.PIPE) as server:
            assert server.stdout is not None
            assert server.stdout.readline() == b"listening\n"
            for address in (last.ipv4, last.ipv6):
                assert first.run("python3", "-c", _REACH, address).returncode == 0
    assert all(end.name not in _names() for end in ends)


def test_namespaces_are_removed_after_a_failure(make_network: Network) -> None:
    names: list[str] = []

    def fail() -> None:
        with make_network(2) as ends:
            names.extend(end.name for end in ends)
            assert all(name in _names() for name in names)
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        fail()
    assert names
    assert not any(name in _names() for name in names)
