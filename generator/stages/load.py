"""Bytes of an inventory -> plain values, and on demand the place of each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from generator.core.diagnostics import ERROR, CompileError, Diagnostic, Note, Source
from generator.core.places import Keys
from generator.core.yaml import Place, YamlProblems, load, load_with_places

_CLUSTERS = "clusters"
_LARGE = 10_000
"""Bytes of a document that is not read as a whole for one place."""


class Loaded:
    """One YAML document as read. Places are computed by a second, slower reading, once somebody asks."""

    def __init__(self, file: str, data: bytes, raw: dict[str, Any]) -> None:
        self.file = file
        self.data = data
        self.raw = raw
        self._places: dict[Keys, Place] | None = None
        self._near: tuple[object, dict[Keys, Place]] | None = None

    def place(self, path: Keys, *, key: bool = False) -> Source:
        """Where the value (or the key) at `path` stands; of something not written: what stands around it."""
        places = self._around(path)
        while path not in places and path:
            path, key = path[:-1], True
        found = places.get(path)
        if found is None:
            return Source(self.file, 1, 1)
        return (
            Source(self.file, found.key_line, found.key_column) if key else Source(self.file, found.line, found.column)
        )

    def _around(self, path: Keys) -> dict[Keys, Place]:
        """The places, those of one cluster as long as nobody asks for a second one: that is three times as quick."""
        if self._places is None and len(self.data) >= _LARGE:
            cluster = path[1] if path[:1] == (_CLUSTERS,) and len(path) > 1 else None
            if self._near is None or (cluster is not None and self._near[0] is None):
                self._near = (
                    cluster,
                    self._read(lambda here: len(here) == 2 and here[0] == _CLUSTERS and here[1] != cluster),
                )
            if cluster is None or cluster == self._near[0]:
                return self._near[1]
        if self._places is None:
            self._places = self._read(lambda _here: False)
        return self._places

    def _read(self, skip: Callable[[Keys], bool]) -> dict[Keys, Place]:
        try:
            return load_with_places(self.data, skip=skip)[0].places
        except YamlProblems:  # an alias to what was skipped
            return load_with_places(self.data)[0].places


def load_document(file: str, data: bytes) -> Loaded:
    """Raises CompileError with everything that is wrong with the YAML."""
    try:
        documents = load(data)
    except YamlProblems as found:
        raise CompileError(_diagnostic(file, problem) for problem in found.problems) from None
    if len(documents) != 1 or not isinstance(documents[0], dict):
        raise CompileError([_shape(file, data, documents)])
    return Loaded(file, data, documents[0])


def _diagnostic(file: str, problem: Any) -> Diagnostic:
    notes: tuple[Note, ...] = ()
    if problem.note is not None:
        line, column, text = problem.note
        notes = (Note(Source(file, line, column), text),)
    return Diagnostic(
        code=problem.code,
        severity=ERROR,
        message=problem.message,
        hint=problem.hint,
        notes=notes,
        source=Source(file, problem.line, problem.column),
    )


def _shape(file: str, data: bytes, documents: list[Any]) -> Diagnostic:
    line = 1
    if not documents or documents == [None]:
        message, hint = "the file is empty", "`gen init` writes a first inventory"
    elif len(documents) > 1:
        message, hint = f"the file holds {len(documents)} YAML documents, one is expected", "remove the `---` lines"
        line = load_with_places(data)[1].line
    else:
        message, hint = "the file is not a mapping of keys to values", "start with `apiVersion:` and `kind: Inventory`"
    return Diagnostic(code="inventory/shape", severity=ERROR, message=message, hint=hint, source=Source(file, line, 1))
