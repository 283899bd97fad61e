"""What nodes do: agents run on them again when they are deleted, and the script's pods become ready."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.real.client import Document
from tests.real.server import Server
from tests.real.validation import healthy

SPACE = "gen-validation-"
MISSING = "registry.invalid/none"
"""An image that no node gets."""


@contextmanager
def kubelets(server: Server) -> Iterator[None]:
    """Nodes that work for as long as the block lasts."""
    done = threading.Event()
    thread = threading.Thread(target=_work, args=(server, done))
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _work(server: Server, done: threading.Event) -> None:
    number = 0
    [owner] = (one["metadata"]["uid"] for one in server.client.items("apps/v1", "DaemonSet"))
    while not done.is_set():
        pods = server.client.items("v1", "Pod")
        for listed in pods:
            pod = {**listed, "apiVersion": "v1", "kind": "Pod"}  # a list leaves both out
            if pod["metadata"].get("deletionTimestamp"):
                _end(server, pod)
            elif pod["metadata"]["namespace"].startswith(SPACE) and _starts(pod):
                address = {"podIP": "10.42.1.7", "podIPs": [{"ip": "10.42.1.7"}]}
                server.client.set_status(pod, {"phase": "Running", **address, **healthy.READY})
        running = {
            pod["spec"].get("nodeName") for pod in pods if pod["metadata"].get("labels", {}).get("k8s-app") == "cilium"
        }
        for name in sorted(set(healthy.NODES) - running):
            number += 1
            healthy.put(server, healthy.agent(name, number, owner))
        done.wait(0.1)


def _starts(pod: Document) -> bool:
    """A pod that waits to be started, and whose image can be had."""
    return "podIP" not in pod["status"] and pod["spec"]["containers"][0]["image"] != MISSING


def _end(server: Server, pod: Document) -> None:
    """A kubelet says that the pod is gone, without its grace period; what an agent held, another takes over."""
    node = pod["spec"]["nodeName"]
    for lease in server.client.items("coordination.k8s.io/v1", "Lease"):
        if lease["spec"].get("holderIdentity") == node and pod["metadata"].get("labels", {}).get("k8s-app") == "cilium":
            healthy.put(server, healthy.lease(next(name for name in healthy.NODES if name != node)))
    server.client.send("DELETE", f"{server.client.path(pod)}?gracePeriodSeconds=0")
