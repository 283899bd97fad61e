"""Bytes of an inventory -> plain values, and on demand the place of each of them."""

from __future__ import annotations

from typing import Any

from generator.core.diagnostics import ERROR, CompileError, Diagnostic, Note, Source
from generator.core.places import Keys
from generator.core.yaml import Place, YamlProblems, load, load_with_places


class Loaded:
    """One YAML document as read. Places are computed by a second, slower reading, once somebody asks."""

    def __init__(self, file: str, data: bytes, raw: dict[str, Any]) -> None:
        self.file = file
        self.data = data
        self.raw = raw
        self._places: dict[Keys, Place] | None = None

    def place(self, path: Keys, *, key: bool = False) -> Source:
        """Where the value (or the key) at `path` stands; of something not written: what stands around it."""
        if self._places is None:
            self._places = load_with_places(self.data)[0].places
        while path not in self._places and path:
            path, key = path[:-1], True
        found = self._places.get(path)
        if found is None:
            return Source(self.file, 1, 1)
        return (
            Source(self.file, found.key_line, found.key_column) if key else Source(self.file, found.line, found.column)
        )


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
