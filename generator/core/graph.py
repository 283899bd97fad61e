"""The object graph: every manifest after patches, indexed for the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, ClassVar, TypeVar, cast

from msgspec import Struct, field
from msgspec.json import encode

from generator.core.artifact import Json
from generator.core.diagnostics import Source

T = TypeVar("T")


Patches = tuple[tuple[tuple[str | int, ...], Source], ...]
"""Path inside a document, place in the overlay that wrote it."""


def names(document: Json) -> dict[str, Any]:
    """What an Object is called and told apart by, under the names of its attributes; tolerates any shape."""
    head, slash, _ = str(document.get("apiVersion", "")).partition("/")
    group, kind = head if slash else "", str(document.get("kind", ""))
    given = document.get("metadata")
    metadata = given if isinstance(given, dict) else {}
    name, space = str(metadata.get("name", "")), metadata.get("namespace")
    namespace = None if space is None else str(space)
    return {
        "group": group, "kind": kind, "metadata": metadata, "name": name, "namespace": namespace,
        "identity": (group, kind, namespace or "", name),
    }  # fmt: skip


class Body(Struct, eq=False):
    """A document that clusters share, and what was made of it."""

    document: Json
    names: dict[str, Any]
    """Of every Object that holds it."""
    substituted: bool
    """It holds a dollar: Flux may put something in its place."""
    text: str | None = None
    file: bytes | None = None
    """The file, where it is the only document of one."""
    judged: tuple[object, Any] | None = None
    """(by which schemas, with what findings)."""
    outlines: dict[str, Body] = field(default_factory=dict)
    """Without what says nothing about how units hang together, by what stands for its name."""
    kin: Body | None = None
    """The document of the same name in an earlier cluster."""
    differs: tuple[tuple[tuple[str | int, ...], ...] | None] | None = None
    """(where it differs from its kin,), once somebody asked (`core.memo.kin.since`)."""
    valued: tuple[object, Any, Any] | None = None
    """(by which chart, with what findings about its values, after asking for which of them)."""


class Object(Struct, frozen=True, kw_only=True, eq=False, dict=True):
    """A manifest where it stands."""

    document: Json
    file: str
    """Path of the file it is in, from the output root; the level of a fleet's cluster (`core.layout`) is left out."""
    unit: str | None = None
    """Unit (directory below `gitops/`); None in a tree that is not ours."""
    index: int = 0
    """Position among the documents of the file."""
    owner: str = ""
    """Component that emitted it; empty for overlays and foreign trees."""
    about: tuple[object, ...] = ()
    """Objects of the model that it comes from; empty for overlays and foreign trees."""

    patches: Patches = ()
    """What overlays changed, the latest last."""
    body: Body | None = None
    """What clusters share of it; None where a cluster stands alone."""
    token: tuple[Any, ...] | None = None
    """Stands for all that a rule may read of it, as long as it has a body (`core.memo`)."""

    group: ClassVar[str]
    """API group; empty for core kinds."""
    kind: ClassVar[str]
    metadata: ClassVar[Json]
    name: ClassVar[str]
    namespace: ClassVar[str | None]
    identity: ClassVar[tuple[str, str, str, str]]
    """(group, kind, namespace, name): what the API server tells objects apart by."""

    def __post_init__(self) -> None:
        """Rules ask for names thousands of times: each object has its own ones at hand."""
        self.__dict__.update(names(self.document) if self.body is None else self.body.names)

    def holding(self, document: Json, patches: Patches | None = None, *, body: Body | None = None) -> Object:
        """The same object with another document: nothing that was known of the old one stays."""
        mine = self.patches if patches is None else patches
        return Object(
            document=document, file=self.file, unit=self.unit, index=self.index, owner=self.owner, about=self.about,
            patches=mine, body=body,
        )  # fmt: skip

    def touched(self, *path: str | int) -> bool:
        """Whether a person has a say in what stands at a path: an overlay brings or changes it, or the tree is not ours."""
        return not self.owner or any(
            all(mine in (its, "-") for mine, its in zip(written, path, strict=False)) for written, _ in self.patches
        )

    @property
    def api_version(self) -> str:
        return str(self.document.get("apiVersion", ""))

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
    def encoded(self) -> bytes | None:
        """The document as JSON: equal for equal documents. None when a key has no form in JSON (an overlay may hold such)."""
        try:
            return encode(self.document, enc_hook=str)
        except TypeError:
            return None

    @property
    def title(self) -> str:
        """For messages: `CiliumBGPPeerConfig gw`, `HTTPRoute gateway/hubble`."""
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else f"{self.kind} {self.name}".strip()


class Graph:
    """Objects by kind and by identity. Built once per cluster; rules only read it."""

    __slots__ = ("_facts", "_found", "_identities", "_kinds", "_objects")

    def __init__(self, objects: Iterable[Object], facts: dict[str, Any] | None = None) -> None:
        self._objects = tuple(objects)
        self._facts = facts or {}
        self._found: dict[Callable[[Graph], object], object] = {}
        self._kinds: dict[str, list[Object]] | None = None
        self._identities: dict[tuple[str, str, str, str], Object] | None = None

    @property
    def objects(self) -> tuple[Object, ...]:
        return self._objects

    def fact(self, name: str, unknown: T) -> T:
        """What only the compiler knows: `unknown` in a foreign tree.

        `world`: what a tree is brought up in; `site`: the nodes; `deleted`: objects that overlays took away.
        """
        return cast("T", self._facts.get(name, unknown))

    def taken(self, kind: str | None = None, group: str | None = None) -> tuple[Object, ...]:
        """What overlays took away: all of it, or the objects of a kind, or of an API group."""
        nothing: tuple[Object, ...] = ()
        found = self.fact("deleted", nothing)
        return tuple(one for one in found if kind in (None, one.kind) and group in (None, one.group))

    @property
    def outlines(self) -> tuple[Object, ...]:
        """The objects, for whoever asks how units hang together: names, kinds, what Flux reads.

        In a fleet these may come without what no such question is about (`core.memo.outline`), so that it is asked once.
        """
        return self._objects

    def of(self, kind: str, group: str | None = None) -> tuple[Object, ...]:
        """All objects of a kind (of one API group, where a kind's name is not unique)."""
        found = self._by_kind.get(kind, ())
        return tuple(found) if group is None else tuple(o for o in found if o.group == group)

    def find(self, group: str, kind: str, name: str, namespace: str | None = None) -> Object | None:
        return self._by_identity.get((group, kind, namespace or "", name))

    def within(self, unit: str) -> tuple[Object, ...]:
        """All objects of a unit."""
        return tuple(item for item in self._objects if item.unit == unit)

    def once(self, make: Callable[[Graph], T]) -> T:
        """What a function makes of this graph: several rules ask for the same, and only the first waits for it."""
        if make not in self._found:
            self._found[make] = make(self)
        return cast("T", self._found[make])

    def holding(self, objects: Iterable[Object]) -> Graph:
        """Other objects, of which the compiler knows the same."""
        return Graph(objects, self._facts)

    def alone(self) -> Graph:
        """The same objects, with nothing that was made of another cluster's."""
        return self

    @property
    def _by_kind(self) -> dict[str, list[Object]]:
        if self._kinds is None:
            self._kinds = {}
            for item in self._objects:
                self._kinds.setdefault(item.kind, []).append(item)
        return self._kinds

    @property
    def _by_identity(self) -> dict[tuple[str, str, str, str], Object]:
        if self._identities is None:
            self._identities = {}
            for item in self._objects:
                self._identities.setdefault(item.identity, item)
        return self._identities
