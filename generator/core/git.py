"""What git knows of a directory. The only module that runs git."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from msgspec import Struct

from generator.core.digest import sha1

_BATCH = 500
"""Paths per command: well below the shortest limit on a command line."""


class GitError(Exception):
    """git is needed and missing, or refused. The message is for people."""


class Repository(Struct, frozen=True):
    """A work tree, seen from one directory inside it: paths are relative to that directory."""

    root: str

    def blobs(self, paths: Iterable[str]) -> dict[str, set[str]]:
        """Blob ids that HEAD and the index have for each path."""
        known: dict[str, set[str]] = {}
        wanted = list(paths)
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            for path, blob in (*self._index(batch), *self._head(batch)):
                known.setdefault(path, set()).add(blob)
        return known

    def files(self, revision: str, below: Iterable[str]) -> dict[str, bytes]:
        """Contents of every file of a revision below some directories."""
        listed = self._tree(revision, list(below))
        wanted = "".join(f"{blob}\n" for _, blob in listed).encode()
        out = self._run("cat-file", "--batch", stdin=wanted)
        contents: dict[str, bytes] = {}
        position = 0
        for path, _ in listed:
            end = out.index(b"\n", position)
            size = int(out[position:end].split()[2])
            contents[path] = out[end + 1 : end + 1 + size]
            position = end + size + 2
        return contents

    def changed(self, contents: Mapping[str, bytes], below: str) -> set[str]:
        """Paths whose content is not HEAD's, and paths of HEAD below a directory that have none."""
        before = dict(self._tree("HEAD", [below]))
        differ = {path for path, data in contents.items() if before.get(path) != blob_of(data).hex()}
        return differ | (before.keys() - contents.keys())

    def revision(self, name: str) -> str | None:
        """The commit that a name stands for, None when there is none."""
        try:
            return self._run("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").decode().strip()
        except GitError:
            return None

    def commit(self, paths: list[str], message: str) -> str:
        """One commit of exactly these paths, whatever else is staged. Returns its short id."""
        present = [path for path in paths if os.path.lexists(os.path.join(self.root, path))]
        gone = [path for path in paths if path not in set(present)]
        spec = "\0".join(paths).encode()
        if present:
            self._run("add", "--pathspec-from-file=-", "--pathspec-file-nul", stdin="\0".join(present).encode())
        known = set(self._listed("ls-files", "-z", "--", *gone)) if gone else set()
        tracked = [path for path in paths if path in set(present) or path in known or self._in_head(path)]
        spec = "\0".join(tracked).encode()
        self._run("commit", "--only", "-q", "-m", message, "--pathspec-from-file=-", "--pathspec-file-nul", stdin=spec)
        return self._run("rev-parse", "--short", "HEAD").decode().strip()

    def _in_head(self, path: str) -> bool:
        return bool(self._head([path]))

    def _index(self, paths: list[str]) -> list[tuple[str, str]]:
        listed = self._listed("ls-files", "-s", "-z", "--", *paths)
        return [(line.split("\t", 1)[1], line.split()[1]) for line in listed]

    def _head(self, paths: list[str]) -> list[tuple[str, str]]:
        return self._tree("HEAD", paths) if self.revision("HEAD") else []

    def _tree(self, revision: str, paths: list[str]) -> list[tuple[str, str]]:
        listed = self._listed("ls-tree", "-r", "-z", revision, "--", *paths)
        return [(line.split("\t", 1)[1], line.split()[2]) for line in listed if line.split()[1] == "blob"]

    def _listed(self, *arguments: str) -> list[str]:
        out = self._run(*arguments).decode("utf-8", "surrogateescape")
        return [line for line in out.split("\0") if line]

    def _run(self, *arguments: str, stdin: bytes | None = None) -> bytes:
        return _git(self.root, *arguments, stdin=stdin)


def open_repository(directory: str) -> Repository | None:
    """The repository around a directory; None when git is missing or there is none."""
    try:
        inside = _git(directory, "rev-parse", "--is-inside-work-tree").strip()
    except GitError:
        return None
    return Repository(directory) if inside == b"true" else None


def prefix(directory: str) -> str | None:
    """Where a directory stands in its work tree (`` at the top); None outside of one. Asks the file system, which is quick."""
    here = top = os.path.realpath(directory)
    while not os.path.exists(os.path.join(top, ".git")):
        above = os.path.dirname(top)
        if above == top:
            return None
        top = above
    return os.path.relpath(here, top).replace(os.sep, "/").removeprefix(".")


def blob_of(data: bytes) -> bytes:
    """The id that git gives to a content."""
    found = sha1(b"blob %d\0" % len(data))
    found.update(data)
    return found.digest()


def _git(directory: str, *arguments: str, stdin: bytes | None = None) -> bytes:
    import subprocess  # most builds ask git nothing

    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603 - arguments are ours, no shell
            ["git", "-C", directory, *arguments],  # noqa: S607 - the user's git, found on PATH
            input=stdin,
            capture_output=True,
            check=False,
            env=environment,
        )
    except FileNotFoundError:
        raise GitError("git is not installed") from None
    if done.returncode:
        raise GitError(done.stderr.decode("utf-8", "replace").strip() or f"git {arguments[0]} failed")
    return done.stdout
