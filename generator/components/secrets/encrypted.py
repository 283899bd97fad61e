"""Encrypted files as `overlays/secrets/` holds them, read as far as they can be read."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from generator.core.artifact import Json
from generator.core.context import Overlaid
from generator.core.within import mapping
from generator.core.yaml import YamlProblems, load

PARTS = ("data", "stringData")
"""Where a Secret holds its values."""


class Unfit(Exception):  # noqa: N818 - a verdict on a file, not a fault of ours
    """The file is not what its name says. `code` is the part of the check's code behind the slash."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


class Encrypted(Struct, frozen=True):
    """A file with one encrypted object."""

    path: str
    data: bytes
    document: Json

    @property
    def keys(self) -> tuple[str, ...]:
        """Names of the Secret's keys: neither SOPS nor sealed-secrets hides them."""
        ways = (*((part,) for part in PARTS), ("spec", "encryptedData"))
        return tuple(key for way in ways for key in mapping(self.document, *way))


def read(overlays: Mapping[str, Overlaid], below: str, namespace: str, name: str) -> Encrypted:
    """Raises Unfit for a file that is missing, unreadable, plain, or about something else."""
    found = overlays.get(below)
    if found is None:
        raise Unfit("missing-file", f"there is no file overlays/{below}", "encrypt the Secret and put it there")
    document = _document(found)
    kind = "SealedSecret" if below.endswith(".sealed.yaml") else "Secret"
    if document.get("kind") != kind:
        said = document.get("kind", "nothing")
        raise Unfit("other-object", f"the file holds {said}, not a {kind}", f"put the encrypted {kind} there")
    if kind == "Secret" and not sops(document):
        raise Unfit("plain-secret", "the Secret in this file is not encrypted", f"run `sops -e -i {found.path}`")
    metadata = mapping(document, "metadata")
    said = f"{metadata.get('namespace', '')}/{metadata.get('name', '')}"
    if said != f"{namespace}/{name}":
        hint = f"set metadata.namespace to {namespace} and metadata.name to {name}, and encrypt it again"
        raise Unfit("other-object", f"the file holds {kind} {said}, not {namespace}/{name}", hint)
    return Encrypted(found.path, found.data, document)


def sops(document: Json) -> bool:
    """Whether SOPS encrypted it: its own key is there, and every value is ciphertext."""
    held = [document.get(part) for part in PARTS]
    values = [value for part in held for value in (part.values() if isinstance(part, dict) else (part,))]
    return isinstance(document.get("sops"), dict) and all(str(v).startswith("ENC[") for v in values if v)


def _document(found: Overlaid) -> Json:
    try:
        documents = load(found.data)
    except YamlProblems as stop:
        problem = stop.problems[0]
        message = f"line {problem.line} is no YAML: {problem.message}"
        raise Unfit("other-object", message, problem.hint or "encrypt the Secret again") from None
    if len(documents) != 1 or not isinstance(documents[0], dict):
        raise Unfit("other-object", f"the file holds {len(documents)} objects", "give each Secret a file of its own")
    document: Json = documents[0]
    return document
