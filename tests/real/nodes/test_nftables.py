"""The rules for nftables, loaded into a real kernel: what should pass passes, what should not does not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness import COMPONENTS
from tests.real import trees
from tests.real.conftest import Find, Network
from tests.real.namespaces import Namespace

CASE = COMPONENTS / "rke2/cases/dual-stack"
SHIPPED = """
table inet filter {
  chain input {
    type filter hook input priority filter; policy drop;
    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
    ct state established,related accept
    drop
  }
}
"""
"""A firewall as people have it: everything is dropped, at the end explicitly."""
LISTEN = """
import socket, sys
listening = socket.create_server(("::", int(sys.argv[1])), family=socket.AF_INET6, dualstack_ipv6=True)
print(flush=True)
while True:
    listening.accept()
"""
CONNECT = "import socket,sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=1)"


def _rules(role: str) -> str:
    """With the addresses of the test's link in place of those of the case."""
    ((_, files),) = trees.compiled_case(CASE, "rke2")
    text = files[f"infra/rke2/nftables/{role}.nft"]
    return text.replace("10.0.0.0/24", "10.99.0.0/24").replace("2001:db8:0:1::/64", "fd99::/64")


def _load(nft: Path, node: Namespace, directory: Path, text: str) -> str:
    file = directory / "rules.nft"
    file.write_text(text)
    node.run(nft, "--file", file)
    return node.run(nft, "list", "table", "inet", "filter").stdout


@pytest.fixture
def nft(need: Find) -> Path:
    return need("nft")


@pytest.mark.parametrize("role", ["server", "agent"])
def test_rules_are_read_and_do_not_pile_up(nft: Path, make_network: Network, tmp_path: Path, role: str) -> None:
    with make_network(2) as (node, _):
        _load(nft, node, tmp_path, SHIPPED)
        first = _load(nft, node, tmp_path, _rules(role))
        second = _load(nft, node, tmp_path, _rules(role))

    assert first.count("accept comment") == second.count("accept comment") > 5
    assert "51871" in first
    assert ("9345" in first) == (role == "server")


@pytest.mark.parametrize("family", [4, 6])
def test_ports_open_to_nodes_alone(nft: Path, make_network: Network, tmp_path: Path, family: int) -> None:
    with make_network(2) as (node, peer):
        _load(nft, node, tmp_path, SHIPPED)
        before = [_reaches(node, peer, family, port) for port in (9345, 9346)]
        _load(nft, node, tmp_path, _rules("server"))
        after = [_reaches(node, peer, family, port) for port in (9345, 9346)]
        elsewhere = _rules("server").replace("10.99.0.0/24", "10.98.0.0/24").replace("fd99::/64", "fd98::/64")
        _load(nft, node, tmp_path, elsewhere)
        foreign = [_reaches(node, peer, family, port) for port in (9345, 9346)]

    assert before == [False, False]
    assert after == [True, False]
    assert foreign == [False, False]


def _reaches(node: Namespace, peer: Namespace, family: int, port: int) -> bool:
    """Whether `peer` gets a connection to something that listens on `node`."""
    address = node.ipv4 if family == 4 else node.ipv6
    listen = node.command(sys.executable, "-c", LISTEN, str(port))
    with subprocess.Popen(listen, stdout=subprocess.PIPE, text=True) as listener:
        assert listener.stdout is not None
        listener.stdout.readline()
        done = peer.run(sys.executable, "-c", CONNECT, address, str(port), check=False)
        listener.kill()
    return done.returncode == 0
