"""The object graph: every manifest after patches, indexed for the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, TypeVar, cast

from msgspec import Struct
from msgspec.json import encode

from generator.core.artifact import Json
from generator.core.diagnostics import Source

T = TypeVar("T")


class Object(Struct, frozen=True, kw_only=True, eq=False, dict=True):
    """A manifest where it stands. Rules ask for its names thousands of times: they are looked up once."""

    document: Json
    file: str
    """Path of the file it is in, from the output root."""
    unit: str | None = None
    """Unit (directory below `gitops/`); None in a tree that is not ours."""
    index: int = 0
    """Position among the documents of the file."""
    owner: str = ""
    """Component that emitted it; empty for overlays and foreign trees."""
    about: tuple[object, ...] = ()
    """Objects of the model that it comes from; empty for overlays and foreign trees."""

    patches: tuple[tuple[tuple[str | int, ...], Source], ...] = ()
    """What overlays changed: path inside the document, place in the overlay. The latest last."""

    @property
    def api_version(self) -> str:
        return str(self.document.get("apiVersion", ""))

    @cached_property
    def group(self) -> str:
        """API group; empty for core kinds."""
        head, slash, _ = self.api_version.partition("/")
        return head if slash else ""

    @cached_property
    def kind(self) -> str:
        return str(self.document.get("kind", ""))

    @cached_property
    def metadata(self) -> Json:
        found = self.document.get("metadata")
        return found if isinstance(found, dict) else {}

    @cached_property
    def name(self) -> str:
        return str(self.metadata.get("name", ""))

    @cached_property
    def namespace(self) -> str | None:
        found = self.metadata.get("namespace")
        return None if found is None else str(found)

    @property
    def labels(self) -> dict[str, str]:
        found = self.metadata.get("labels")
        return found if isinstance(found, dict) else {}

    @property
    def annotations(self) -> dict[str, str]:
        found = self.metadata.get("annotations")
        return found if isinstance(found, dict) else {}

    @property
    def spec(self) -> Json:
        found = self.document.get("spec")
        return found if isinstance(found, dict) else {}

    @cached_property
    def identity(self) -> tuple[str, str, str, str]:
        """(group, kind, namespace, name): what the API server tells objects apart by."""
        return (self.group, self.kind, self.namespace or "", self.name)

    @cached_property
    def encoded(self) -> bytes | None:
        """The document as JSON: equal for equal documents. None when a key has no form in JSON (an overlay may hold such)."""
        try:
            return encode(self.document, enc_hook=str)
        except TypeError:
            return None

    @property
    def title(self) -> str:
        """For messages: `CiliumBGPPeerConfig gw`, `HTTPRoute gateway/hubble`."""
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else f"{self.kind} {self.name}"


class Graph:
    """Objects by kind and by identity. Built once per cluster; rules only read it."""

    __slots__ = ("_by_identity", "_by_kind", "_made", "facts", "objects")

    def __init__(self, objects: Iterable[Object], facts: dict[str, Any] | None = None) -> None:
        self.objects = tuple(objects)
        self.facts = facts or {}
        """What only the compiler knows (IP families, minor of Cilium); empty when linting a foreign tree."""
        self._made: dict[Callable[[Graph], object], object] = {}
        self._by_kind: dict[str, list[Object]] = {}
        self._by_identity: dict[tuple[str, str, str, str], Object] = {}
        for item in self.objects:
            self._by_kind.setdefault(item.kind, []).append(item)
            self._by_identity.setdefault(item.identity, item)

    def of(self, kind: str, group: str | None = None) -> tuple[Object, ...]:
        """All objects of a kind (of one API group, where a kind's name is not unique)."""
        found = self._by_kind.get(kind, ())
        return tuple(found) if group is None else tuple(o for o in found if o.group == group)

    def find(self, group: str, kind: str, name: str, namespace: str | None = None) -> Object | None:
        return self._by_identity.get((group, kind, namespace or "", name))

    def once(self, make: Callable[[Graph], T]) -> T:
        """What a function makes of this graph: several rules ask for the same, and only the first waits for it."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast("T", self._made[make])
