"""What nodes do: agents run on them again when they are deleted, and the script's pods become ready."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from collections.abc import Iterator

from tests.real.client import Document
from tests.real.server import Server
from tests.real.validation import healthy

SPACE = "gen-validation-"


@contextmanager
def kubelets(server: Server, *, lazy: bool = False) -> Iterator[None]:
    """Nodes that work; `lazy` ones start no pods of the script."""
    done = threading.Event()
    thread = threading.Thread(target=_work, args=(server, done, lazy))
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _work(server: Server, done: threading.Event, lazy: bool) -> None:
    number = 0
    [owner] = (one["metadata"]["uid"] for one in server.client.items("apps/v1", "DaemonSet"))
    while not done.is_set():
        pods = server.client.items("v1", "Pod")
        for pod in pods:
            if pod["metadata"].get("deletionTimestamp"):
                _end(server, pod)
            elif pod["metadata"]["namespace"].startswith(SPACE) and not lazy and "podIP" not in pod["status"]:
                address = {"podIP": "10.42.1.7", "podIPs": [{"ip": "10.42.1.7"}]}
                server.client.set_status(pod, {"phase": "Running", **address, **healthy.READY})
        running = {
            pod["spec"].get("nodeName") for pod in pods if pod["metadata"].get("labels", {}).get("k8s-app") == "cilium"
        }
        for name in sorted(set(healthy.NODES) - running):
            number += 1
            healthy.put(server, healthy.agent(name, number, owner))
        done.wait(0.1)


def _end(server: Server, pod: Document) -> None:
    """A kubelet says that the pod is gone, without its grace period."""
    path = server.client.path({**pod, "apiVersion": "v1", "kind": "Pod"})
    server.client.send("DELETE", f"{path}?gracePeriodSeconds=0")
