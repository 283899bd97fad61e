"""Starts etcd, kube-apiserver and kube-controller-manager; ready in about five seconds."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.real.client import Client
from tests.real.process import free_ports, running
from tests.real.server import Server

JUDGES = ("etcd", "kube-apiserver")
"""Enough to judge documents."""
NEEDS = (*JUDGES, "kube-controller-manager")
"""What a cluster needs in which things happen."""

# Deletion of Namespaces and of dependants, default service accounts, aggregated roles: what Flux relies on.
_CONTROLLERS = (
    "namespace-controller",
    "garbage-collector-controller",
    "serviceaccount-controller",
    "clusterrole-aggregation-controller",
)


# Short-lived programs on a machine with few cores: memory is cheaper than collecting it.
_ENVIRONMENT = {"GOGC": "400"}


@contextlib.contextmanager
def serve(programs: Mapping[str, Path], home: Path, data: Path | None = None) -> Iterator[Server]:
    """A cluster whose files are in `home`, for as long as the block lasts; without the controllers if they are not given.

    It is empty, or holds what the etcd directory `data` of an earlier one holds.
    """
    if data:
        shutil.copytree(data, data_of(home))
    etcd, peers, port, controllers = free_ports(4)
    token = secrets.token_hex(16)
    _write_keys(home)
    (home / "tokens.csv").write_text(f"{token},admin,1,system:masters\n")
    kubeconfig = _write_kubeconfig(home, port, token)
    client = Client(port, token, home / "tls.crt")

    def answers() -> bool:
        try:
            return client.get("/readyz").accepted and client.get("/api/v1/namespaces/default").accepted
        except OSError:
            return False

    def gives_accounts() -> bool:
        return client.get("/api/v1/namespaces/default/serviceaccounts/default").accepted

    starts = (
        ("etcd", _etcd(home, etcd, peers), lambda: True),
        ("kube-apiserver", _apiserver(home, port, etcd), answers),
        ("kube-controller-manager", _controller_manager(home, kubeconfig, controllers), gives_accounts),
    )
    with contextlib.ExitStack() as stack:
        for name, arguments, ready in starts:
            if name not in programs:
                continue
            log, env = home / f"{name}.log", {**os.environ, **_ENVIRONMENT}
            stack.enter_context(running([programs[name], *arguments], log, ready=ready, env=env))
        # Closed first: the API server does not end before its connections do.
        stack.callback(client.close)
        yield Server(client, kubeconfig)


def data_of(home: Path) -> Path:
    """What a cluster that ended has stored."""
    return home / "etcd"


def _write_kubeconfig(home: Path, port: int, token: str) -> Path:
    cluster = {"server": f"https://127.0.0.1:{port}", "certificate-authority": str(home / "tls.crt")}
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "tests", "cluster": cluster}],
        "users": [{"name": "admin", "user": {"token": token}}],
        "contexts": [{"name": "tests", "context": {"cluster": "tests", "user": "admin"}}],
        "current-context": "tests",
    }
    path = home / "kubeconfig"
    path.write_text(json.dumps(config))
    return path


def _write_keys(home: Path) -> None:
    """A self-signed certificate for the loopback address, and the key that signs service account tokens."""
    subject = ("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1")
    keys = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    files = ("-keyout", home / "tls.key", "-out", home / "tls.crt")
    _openssl("req", "-x509", *keys, *subject, "-days", "2", *files)
    _openssl("genrsa", "-out", home / "accounts.key", "2048")


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def _etcd(home: Path, clients: int, peers: int) -> list[str]:
    here, there = f"http://127.0.0.1:{clients}", f"http://127.0.0.1:{peers}"
    return [
        f"--data-dir={data_of(home)}",
        "--unsafe-no-fsync",
        f"--listen-client-urls={here}",
        f"--advertise-client-urls={here}",
        f"--listen-peer-urls={there}",
        f"--initial-advertise-peer-urls={there}",
        f"--initial-cluster=default={there}",
    ]


def _apiserver(home: Path, port: int, etcd: int) -> list[str]:
    return [
        f"--etcd-servers=http://127.0.0.1:{etcd}",
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        f"--secure-port={port}",
        f"--tls-cert-file={home / 'tls.crt'}",
        f"--tls-private-key-file={home / 'tls.key'}",
        f"--cert-dir={home}",
        f"--token-auth-file={home / 'tokens.csv'}",
        "--authorization-mode=RBAC",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={home / 'accounts.key'}",
        f"--service-account-signing-key-file={home / 'accounts.key'}",
        "--allow-privileged=true",
        "--service-cluster-ip-range=10.96.0.0/16,fd96::/112",
        "--endpoint-reconciler-type=none",
        "--disable-admission-plugins=ServiceAccount",
        "--profiling=false",
    ]


def _controller_manager(home: Path, kubeconfig: Path, port: int) -> list[str]:
    return [
        f"--kubeconfig={kubeconfig}",
        f"--controllers={','.join(_CONTROLLERS)}",
        "--leader-elect=false",
        "--bind-address=127.0.0.1",
        f"--secure-port={port}",
        f"--cert-dir={home}",
        "--profiling=false",
    ]
