"""What a check of a document has to say."""

from __future__ import annotations

import msgspec

Step = str | int
"""One step into a document: a key or a list index."""


STRICTER = frozenset({"schema/list-for-text", "schema/no-spec"})
"""What the API server takes by an oversight and the reader of the object cannot use: a list for a text, nothing for a spec."""

NOT_CHECKED = "schema/not-checked"
"""Not a refusal: a rule or format that this program cannot evaluate."""

UNFILLED = "schema/unfilled"
"""Not a refusal: texts with variables that something fills in later."""


class Finding(msgspec.Struct, frozen=True, order=True):
    """One reason why the API server would refuse a document, or (`schema/not-checked`) one it could not be asked."""

    path: tuple[Step, ...]
    code: str
    message: str
    hint: str | None = None

    def __str__(self) -> str:
        return f"{dotted(self.path)}: {self.message} [{self.code}]" + (f"; {self.hint}" if self.hint else "")


def dotted(path: tuple[Step, ...]) -> str:
    """Return a path as the API server prints it: `spec.ports[0].port`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".") or "document"
