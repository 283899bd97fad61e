"""What tests do with a running API server: install kinds, make Namespaces, send documents."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.real.client import Answer, Client
from tests.real.crds import Crd
from tests.real.process import StartError, wait_until

_API, _KIND = "apiextensions.k8s.io/v1", "CustomResourceDefinition"


@dataclass(frozen=True)
class Server:
    """A running API server, and the kubeconfig that lets programs in as administrator."""

    client: Client
    kubeconfig: Path
    _installed: dict[str, str] = field(default_factory=dict)

    def install(self, crds: Sequence[Crd]) -> None:
        """Apply the CRDs (over other versions of them) and wait until the server serves their kinds."""
        new = [crd for crd in crds if self._installed.get(crd.name) != crd.text]
        if not new:
            return
        with ThreadPoolExecutor(4) as pool:
            for crd, answer in zip(new, pool.map(self._apply, new), strict=True):
                if not answer.accepted:
                    raise StartError(f"the API server refuses CRD {crd.name} ({crd.source}): {answer.message}")
                self._installed[crd.name] = crd.text
        expected = {crd.name for crd in crds}
        # Asked by discovery: a list of the CRDs themselves is megabytes, each time.
        if not wait_until(lambda: expected <= self.client.served(), seconds=180):
            missing = sorted(expected - self.client.served())
            raise StartError(f"CRDs not served after 180 s: {', '.join(missing)}")
        self.client.forget_kinds()

    def _apply(self, crd: Crd) -> Answer:
        document = {"apiVersion": _API, "kind": _KIND, "metadata": {"name": crd.name}}
        answer = self.client.apply(crd.text, document)
        if "storedVersions" in answer.message:
            # One that lacks the version which the server stores is another one: objects of it are dropped.
            path = f"/apis/{_API}/customresourcedefinitions/{crd.name}"
            self.client.send("DELETE", path)
            wait_until(lambda: self.client.get(path).status == 404, seconds=30)
            answer = self.client.apply(crd.text, document)
        return answer

    def make_namespaces(self, names: Sequence[str]) -> None:
        """Create the Namespaces that are missing: a dry run inside one that does not exist is refused."""
        for name in names:
            document = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
            self.client.create(json.dumps(document), document)
