"""Source artifacts: trees packed as source-controller packs them, served on the loopback address."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.real.client import Document
from tests.real.trees import Files


@dataclass
class Shelf:
    """The archives on offer, by name."""

    port: int = 0
    archives: dict[str, bytes] = field(default_factory=dict)

    def offer(self, source: str, files: Files) -> Document:
        """Put a tree on offer; returns the `artifact` for the status of the source of that name."""
        packed = pack(files)
        digest = hashlib.sha256(packed).hexdigest()
        path = f"gitrepository/flux-system/{source}/{digest[:12]}.tar.gz"
        self.archives[path] = packed
        return {
            "path": path,
            "url": f"http://127.0.0.1:{self.port}/{path}",
            # A git commit is forty digits; ours follows from the content, as a commit's does.
            "revision": f"main@sha1:{digest[:40]}",
            "digest": f"sha256:{digest}",
            "lastUpdateTime": "2026-01-01T00:00:00Z",
            "size": len(packed),
        }


def pack(files: Files) -> bytes:
    """A tar.gz of the files; the same files give the same bytes."""
    raw = io.BytesIO()
    with gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as zipped, tarfile.open(fileobj=zipped, mode="w") as archive:
        for name in sorted(files):
            content = files[name].encode()
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            entry.mode = 0o644
            archive.addfile(entry, io.BytesIO(content))
    return raw.getvalue()


@contextlib.contextmanager
def serving() -> Iterator[Shelf]:
    """A shelf whose archives can be fetched for as long as the block lasts."""
    shelf = Shelf()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = shelf.archives.get(self.path.lstrip("/"))
            self.send_response(200 if content else 404)
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        shelf.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield shelf
        finally:
            server.shutdown()
            thread.join()
