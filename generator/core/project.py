"""A directory with an inventory: what is read from it."""

from __future__ import annotations

import os

from msgspec import Struct

from generator.core.diagnostics import ERROR, CompileError, Diagnostic, Source

INVENTORY = "inventory.yaml"
OVERLAYS = "overlays"
_MOST = 64 * 1024 * 1024 + 1
"""Bytes that are read of a file: one more than the reader of YAML takes (`core.yaml`), for some devices never end."""


class Project(Struct, frozen=True, kw_only=True):
    """Where `gen` works. All paths are relative to `root`, with `/`."""

    root: str = "."
    inventory: str = INVENTORY

    def path(self, relative: str) -> str:
        return os.path.join(self.root, relative)

    def read(self, relative: str) -> bytes:
        """Raises CompileError when the file cannot be read: a missing file has its own hint."""
        try:
            if relative.startswith(f"{OVERLAYS}/") and not os.path.isfile(self.path(relative)):
                os.stat(self.path(relative))  # a link that leads nowhere has a reason of its own
                raise CompileError([_unreadable(relative, "is no file that could be read", "overlay/unreadable")])
            with open(self.path(relative), "rb") as file:
                return file.read(_MOST)
        except FileNotFoundError as stop:
            if relative.startswith(f"{OVERLAYS}/"):  # it was listed: a link that leads nowhere
                reason = (stop.strerror or "").lower()
                raise CompileError([_unreadable(relative, f"cannot be read: {reason}", "overlay/unreadable")]) from None
            self._rooted()
            hint = self._instead() if relative == self.inventory else None
            raise CompileError([_unreadable(relative, "there is no such file", "inventory/missing", hint)]) from None
        except OSError as stop:
            reason = (stop.strerror or str(stop)).lower()
            raise CompileError([_unreadable(relative, f"cannot be read: {reason}", self._code(relative))]) from None

    def _rooted(self) -> None:
        """Raises CompileError where there is nothing to work in."""
        if not os.path.isdir(self.root or os.curdir):
            what = "this is no directory" if os.path.exists(self.root) else "there is no such directory"
            raise CompileError([_unreadable(self.root, what, "inventory/missing", "correct what `-C` names")])

    def _instead(self) -> str:
        """What to do without an inventory; most often it is there under the other ending of YAML."""
        stem, ending = os.path.splitext(self.inventory)
        other = stem + {".yaml": ".yml", ".yml": ".yaml"}.get(ending, ".yaml")
        if os.path.isfile(self.path(other)):
            return f"rename {other}, or say `gen -f {other}`"
        if self.inventory != INVENTORY and os.path.isfile(self.path(INVENTORY)):
            return f"{INVENTORY} is here: correct what `-f` names, or leave it out"
        above = self.root or os.curdir
        while not os.path.samefile(above, parent := os.path.join(above, os.pardir)):
            above = parent
            if os.path.isfile(os.path.join(above, self.inventory)):
                return f"there is one in {os.path.abspath(above)}: say `gen -C {os.path.relpath(above)}`"
        return "`gen init` writes a first inventory"

    def _code(self, relative: str) -> str:
        return "overlay/unreadable" if relative.startswith(f"{OVERLAYS}/") else "inventory/unreadable"

    def overlays(self) -> list[str]:
        """Every file below `overlays/`, sorted. Raises CompileError for a directory that cannot be read."""
        self._rooted()
        found: list[str] = []
        failed: list[OSError] = []
        for directory, folders, files in os.walk(self.path(OVERLAYS), onerror=failed.append):
            folders.sort()
            below = os.path.relpath(directory, self.root).replace(os.sep, "/")
            found += [f"{below}/{name}" for name in sorted(files) if not name.startswith(".")]
            for name in (*folders, *files):
                if not name.isprintable():
                    shown = ascii(f"{below}/{name}")[1:-1]
                    what = "has a name that is no text in UTF-8, or holds what cannot be printed"
                    raise CompileError([_unreadable(shown, what, "overlay/unreadable", "rename it")])
            linked = [name for name in folders if os.path.islink(os.path.join(directory, name))]
            if linked:
                what, hint = "is a link to a directory, and overlays are not read through one", "move the files here"
                raise CompileError([_unreadable(f"{below}/{linked[0]}", what, "overlay/unreadable", hint)])
        missing = [f for f in failed if not isinstance(f, FileNotFoundError)]
        if missing:
            name = os.path.relpath(missing[0].filename, self.root)
            reason = (missing[0].strerror or "").lower()
            raise CompileError([_unreadable(name, f"cannot be read: {reason}", "overlay/unreadable")])
        return found

    def folders(self) -> list[str]:
        """`overlays` and every directory below it: their stamps change when a file comes or goes."""
        return sorted(os.path.relpath(d, self.root).replace(os.sep, "/") for d, _, _ in os.walk(self.path(OVERLAYS)))


def _unreadable(file: str, what: str, code: str, hint: str | None = None) -> Diagnostic:
    return Diagnostic(code=code, severity=ERROR, message=what, hint=hint, source=Source(file))
