"""A small client of the Kubernetes API: what the tests send is sent as it stands, nothing is repaired first."""

from __future__ import annotations

import http.client
import json
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

Document = dict[str, Any]

YAML = "application/yaml"
APPLY = "application/apply-patch+yaml"
MERGE = "application/merge-patch+json"
DISCOVERY = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"


@dataclass(frozen=True)
class Answer:
    """An HTTP status and the object in the body (a Kubernetes `Status` when refused)."""

    status: int
    body: Document

    @property
    def accepted(self) -> bool:
        return self.status < 300

    @property
    def message(self) -> str:
        return "" if self.accepted else str(self.body.get("message", self.body))


@dataclass
class Client:
    """Talks to one API server with an administrator's token; usable from several threads."""

    port: int
    token: str
    authority: Path
    _local: threading.local = field(default_factory=threading.local)
    _open: list[http.client.HTTPSConnection] = field(default_factory=list)
    _kinds: dict[tuple[str, str], tuple[str, bool]] = field(default_factory=dict)

    def send(
        self, method: str, path: str, body: str = "", content_type: str = YAML, accept: str = "application/json"
    ) -> Answer:
        """One request over this thread's kept connection; a connection that the server closed is reopened."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": content_type, "Accept": accept}
        for last in (False, True):
            connection = self._connection()
            try:
                connection.request(method, path, body.encode() or None, headers)
                response = connection.getresponse()
                raw = response.read()
            except (http.client.HTTPException, OSError):
                connection.close()
                if last:
                    raise
                continue
            return Answer(response.status, _parsed(raw))
        raise AssertionError("unreachable")

    def _connection(self) -> http.client.HTTPSConnection:
        connection: http.client.HTTPSConnection | None = getattr(self._local, "connection", None)
        if connection is None:
            context = ssl.create_default_context(cafile=str(self.authority))
            connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=60, context=context)
            self._local.connection = connection
            self._open.append(connection)
        return connection

    def close(self) -> None:
        """Close every thread's connection."""
        for connection in self._open:
            connection.close()

    def forget_kinds(self) -> None:
        """Ask the server again which kinds it serves: CRDs came or went."""
        self._kinds.clear()

    def get(self, path: str) -> Answer:
        return self.send("GET", path)

    def items(self, api: str, kind: str) -> list[Document]:
        """All objects of a kind in all namespaces; none when the server does not serve the kind."""
        plural = self._resource(api, kind)
        if plural is None:
            return []
        answer = self.get(f"{_root(api)}/{plural[0]}")
        return list(answer.body.get("items", ())) if answer.accepted else []

    def create(self, text: str, document: Document, *, dry_run: bool = False) -> Answer:
        """POST the text; strict, so that unknown fields and duplicate keys are refused."""
        return self._strict("POST", self.path(document, named=False), text, YAML, dry_run=dry_run)

    def apply(self, text: str, document: Document, *, dry_run: bool = False) -> Answer:
        """Server-side apply of the text, strict, taking over fields that others own."""
        more = {"fieldManager": "tests", "force": "true"}
        return self._strict("PATCH", self.path(document), text, APPLY, dry_run=dry_run, more=more)

    def _strict(
        self,
        method: str,
        path: str | None,
        text: str,
        content_type: str,
        *,
        dry_run: bool,
        more: Mapping[str, str] | None = None,
    ) -> Answer:
        if path is None:
            return Answer(404, {"message": "the server serves no such kind"})
        query = {"fieldValidation": "Strict", **(more or {}), **({"dryRun": "All"} if dry_run else {})}
        return self.send(method, f"{path}?{urlencode(query)}", text, content_type)

    def set_status(self, document: Document, status: Document) -> Answer:
        """Merge into an object's status, as its controller would."""
        path = self.path(document)
        return self.send("PATCH", f"{path}/status", json.dumps({"status": status}), MERGE)

    def path(self, document: Document, *, named: bool = True) -> str | None:
        """The URL path of the object, or of its collection; None when the server does not serve the kind."""
        api, meta = str(document["apiVersion"]), document["metadata"]
        resource = self._resource(api, str(document["kind"]))
        if resource is None:
            return None
        plural, namespaced = resource
        inside = f"/namespaces/{_quoted(meta.get('namespace', 'default'))}" if namespaced else ""
        return f"{_root(api)}{inside}/{plural}" + (f"/{_quoted(meta['name'])}" if named else "")

    def serves(self, api: str, kind: str) -> bool:
        """Whether the server knows the kind in that apiVersion now."""
        return self._resource(api, kind) is not None

    def served(self) -> set[str]:
        """Every custom or built-in kind of a group that the server serves now, as `plural.group`."""
        groups = self.send("GET", "/apis", accept=DISCOVERY).body.get("items", ())
        return {
            f"{resource['resource']}.{group['metadata']['name']}"
            for group in groups
            for version in group["versions"]
            for resource in version.get("resources", ())
        }

    def _resource(self, api: str, kind: str) -> tuple[str, bool] | None:
        """The plural of a kind and whether it stands in a namespace."""
        if (api, kind) not in self._kinds:
            for found in self.get(_root(api)).body.get("resources", ()):
                if "/" not in found["name"]:
                    self._kinds[api, found["kind"]] = (found["name"], found["namespaced"])
        return self._kinds.get((api, kind))


def _quoted(name: object) -> str:
    return quote(str(name), safe="")


def _root(api: str) -> str:
    return f"/apis/{api}" if "/" in api else f"/api/{api}"


def _parsed(raw: bytes) -> Document:
    try:
        body = json.loads(raw)
    except ValueError:
        body = raw.decode(errors="replace")
    return body if isinstance(body, dict) else {"message": body}
