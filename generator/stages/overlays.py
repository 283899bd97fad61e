"""`overlays/`: which files there are, for which cluster, and what each of them is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from msgspec import Struct

from generator.core.context import Context, Overlaid
from generator.core.diagnostics import ERROR, WARNING, CompileError, Diagnostic, Source
from generator.core.fleet import Member
from generator.core.layout import BOOTSTRAP, GITOPS, INFRA
from generator.core.offer import Unit
from generator.core.places import Keys
from generator.core.project import OVERLAYS
from generator.core.suggest import did_you_mean, nearest
from generator.core.yaml import Document, YamlProblems, load_with_places

Role = Literal["manifest", "patch", "ops"]

ASTRAY = "overlay/of-nobody"
_SPECIAL = ("secrets", "crds")
"""Directories with a meaning of their own: secrets are copied by whoever uses them, crds are only schemas."""


_LISTED = "has no place here: gen lists the files of every unit itself"
_UNLISTED = "remove it: manifests beside it need no list, and its patches go into *.patch.yaml or *.ops.yaml"


_SCOPES = ("clusters", "groups", INFRA, *_SPECIAL)
"""What may stand below `overlays/` beside units."""


class Overlay(Struct, frozen=True, kw_only=True):
    """One file, read."""

    path: str
    unit: str
    """Unit it belongs to; for `infra`: the path of the file it is about, without its ending."""
    infra: bool = False
    role: Role
    level: int
    """0 for all clusters, 1… for groups in the cluster's order, the highest for the cluster itself."""
    shared: bool = False
    """Several clusters may have it: it stands for all of a fleet, or for a group."""
    documents: tuple[Document, ...]
    """Their places are those in the file, of a template, too."""

    @property
    def void(self) -> str:
        """What to do when it changes nothing."""
        if self.shared:
            return "keep it for the clusters that it changes: move it to their group or overlays/clusters/"
        return "remove it: what it says is generated already"

    @property
    def changes(self) -> tuple[Change, ...]:
        """Its documents, one by one."""
        return tuple(Change(self, document) for document in self.documents)


class Change(Struct, frozen=True):
    """One document of an overlay."""

    overlay: Overlay
    document: Document

    def place(self, path: Keys) -> Source:
        """Where a value stands, or what stands around it."""
        places, file = self.document.places, self.overlay.path
        while path not in places and path:
            path = path[:-1]
        found = places.get(path)
        return Source(file, found.key_line, found.key_column) if found else Source(file, 1, 1)


def for_cluster(files: Mapping[str, bytes], member: Member, ctx: Context) -> tuple[Overlay, ...]:
    """The overlays of one cluster, lowest level first. Raises CompileError with all that is wrong with them."""
    units = {unit.path for unit in ctx.offers(Unit)} | {BOOTSTRAP}
    found: list[Overlay] = []
    problems: list[Diagnostic] = []
    for path, level, below in applicable(files, member):
        try:
            shared = ctx.layout.cluster is not None and level <= len(member.groups)
            found += _read(path, level, below, files[path], units, ctx, shared=shared)
        except CompileError as stop:
            problems += stop.diagnostics
    if problems:
        raise CompileError(problems)
    return tuple(sorted(found, key=lambda o: (o.level, o.path)))


def applicable(files: Mapping[str, bytes], member: Member) -> Iterator[tuple[str, int, str]]:
    """(path, level, path below its level's root) of every file that concerns a cluster."""
    for path in files:
        _, _, below = path.partition("/")
        scope, _, rest = below.partition("/")
        owner, _, inner = rest.partition("/")
        if scope == "clusters":
            if owner == member.name:
                yield path, len(member.groups) + 1, inner
        elif scope == "groups":
            if owner in member.groups:
                yield path, member.groups.index(owner) + 1, inner
        else:
            yield path, 0, below


def in_force(files: Mapping[str, bytes], member: Member) -> dict[str, Overlaid]:
    """Every file that concerns a cluster, by its path below its level's root; the highest level has the word."""
    ranked = sorted(applicable(files, member), key=lambda found: found[1])
    return {below: Overlaid(path, files[path]) for path, _, below in ranked}


def of_nobody(files: Mapping[str, bytes], clusters: Iterable[str], groups: Iterable[str]) -> Iterator[Diagnostic]:
    """Overlays for a cluster or group that the inventory does not have: they would have no effect."""
    known = {"clusters": set(clusters), "groups": set(groups)}
    for path in files:
        scope, _, rest = path.partition("/")[2].partition("/")
        owner = rest.partition("/")[0]
        meant = _meant(scope, rest, known)
        if meant is not None:
            yield Diagnostic(
                code=ASTRAY,
                severity=ERROR,
                message=f"`{OVERLAYS}/{scope}` is no unit, and no part of the fleet",
                hint=f"move it to {OVERLAYS}/{meant}",
                source=Source(path),
            )
        elif scope in known and owner not in known[scope]:
            yield Diagnostic(
                code=ASTRAY,
                severity=ERROR,
                message=f"there is no {scope.removesuffix('s')} {owner!r} that this overlay could be for",
                hint=did_you_mean(owner, known[scope]),
                source=Source(path),
            )


def alike(files: Iterable[str]) -> Iterator[Diagnostic]:
    """Overlays whose names differ only by case: where a file system does not tell them apart, git brings one of them."""
    seen: dict[str, tuple[str, str]] = {}
    for path in files:
        name = path.removesuffix(".j2")
        other, its = seen.setdefault(name.casefold(), (path, name))
        if its != name:
            yield Diagnostic(
                code="overlay/alike",
                severity=WARNING,
                message=f"its name differs from that of {other} by nothing but case",
                hint="rename one of them: on macOS and Windows both are one file, and so is what is made of them",
                source=Source(path),
            )


def _meant(scope: str, rest: str, known: Mapping[str, set[str]]) -> str | None:
    """Where an overlay belongs whose path names a cluster or group without the level before it, or with one `s` too few."""
    owner = rest.partition("/")[0]
    for level, names in known.items():
        if f"{scope}s" == level and owner in names:
            return f"{level}/{rest}"
        if scope in names and rest:
            from generator import registry  # a cluster may be called like a unit

            units = {folder.replace("_", "-") for folder in registry.folders()} | {BOOTSTRAP, INFRA, *_SPECIAL}
            return None if scope in units else f"{level}/{scope}/{rest}"
    return None


def schemas(files: Mapping[str, bytes], member: Member) -> list[dict[str, Any]]:
    """CRDs under `overlays/crds/`: schemas of foreign kinds. Raises CompileError."""
    documents: list[dict[str, Any]] = []
    for path, _, below in applicable(files, member):
        if below.startswith("crds/"):
            documents += [_crd(path, d) for d in read(path, files[path]) if d.value is not None]
    return documents


def _crd(path: str, document: Document) -> dict[str, Any]:
    from generator.core.schema.crd import Malformed, kinds  # few projects have any

    found = document.value
    try:
        if isinstance(found, dict) and kinds(found):
            return found
        message, hint = "this is no CustomResourceDefinition", "put manifests into the directory of a unit"
    except Malformed:
        message, hint = "this CustomResourceDefinition cannot be read", "take it as its project publishes it"
    source = Source(path, document.line, 1)
    raise CompileError([Diagnostic(code="overlay/shape", severity=ERROR, message=message, hint=hint, source=source)])


def _read(
    path: str, level: int, below: str, data: bytes, units: set[str], ctx: Context, *, shared: bool
) -> Iterator[Overlay]:
    directory, _, name = below.rpartition("/")
    top = directory.partition("/")[0]
    if top in _SPECIAL:
        return
    infra = top == INFRA
    stem, role, template = _classified(path, name)
    if stem == "kustomization" and not infra:
        raise _misnamed(path, f"a kustomization.yaml {_LISTED}", _UNLISTED)
    if not infra and directory not in units:
        raise CompileError([_unknown(path, directory, units)])
    if template:
        from generator.stages.templates import made  # jinja2 costs 40 ms: only where a template is

        documents = made(path, data, ctx)
    else:
        documents = read(path, data)
    if not template and not any(document.value for document in documents):
        message = "this file says nothing"
        said = Diagnostic(code="overlay/shape", severity=ERROR, message=message, hint="remove it", source=Source(path))
        raise CompileError([said])
    if any(
        document.value is not None for document in documents
    ):  # `---` at an end, or twice, says nothing to kustomize
        documents = tuple(document for document in documents if document.value is not None)
    if role == "manifest" and not infra:
        _named_right(path, stem, name.removeprefix(stem), documents)
    unit = f"{directory.partition('/')[2]}/{stem}".lstrip("/") if infra else directory
    yield Overlay(path=path, unit=unit, infra=infra, role=role, level=level, documents=documents, shared=shared)


def _classified(path: str, name: str) -> tuple[str, Role, bool]:
    """(name without endings, role, whether it is a template)."""
    template = name.endswith(".j2")
    plain = name.removesuffix(".j2")
    for ending in (".yaml", ".yml"):
        if plain.endswith(ending):
            stem = plain.removesuffix(ending)
            if stem.endswith(".patch"):
                return stem.removesuffix(".patch"), "patch", template
            if stem.endswith(".ops"):
                return stem.removesuffix(".ops"), "ops", template
            return stem, "manifest", template
    hint = "name it *.yaml (a manifest), *.patch.yaml, *.ops.yaml, or one of these with .j2"
    raise _misnamed(path, "this file is none of the kinds that overlays know", hint)


def _named_right(path: str, stem: str, ending: str, documents: tuple[Document, ...]) -> None:
    """Raises CompileError for what was most likely meant to be no manifest."""
    for one in documents:
        if isinstance(one.value, dict) and str(one.value.get("apiVersion")).startswith("kustomize.config.k8s.io/"):
            raise _misnamed(path, f"a Kustomization of kustomize {_LISTED}", _UNLISTED, one.line)
    base, dot, tail = stem.rpartition(".")
    if dot and sorted(tail) == sorted("patch"):
        raise _misnamed(
            path, f"`.{tail}{ending}` is none of the endings of overlays", f"did you mean `.patch{ending}`?"
        )
    if any(isinstance(one.value, dict) and one.value.keys() == {"target", "ops"} for one in documents):
        name = f"{base if sorted(tail) == sorted('ops') else stem}.ops{ending}"
        raise _misnamed(path, "this file holds operations, and its name says manifest", f"name it {name}")


def _misnamed(path: str, message: str, hint: str, line: int = 0) -> CompileError:
    source = Source(path, line, min(line, 1))
    return CompileError(
        [Diagnostic(code="overlay/file-kind", severity=ERROR, message=message, hint=hint, source=source)]
    )


def read(path: str, data: bytes) -> tuple[Document, ...]:
    """The documents of a file. Raises CompileError."""
    try:
        return tuple(load_with_places(data))
    except YamlProblems as found:
        raise CompileError(
            Diagnostic(
                code=p.code,
                severity=ERROR,
                message=p.message,
                hint=p.hint or None,
                source=Source(path, p.line, p.column),
            )
            for p in found.problems
        ) from None


def _unknown(path: str, directory: str, units: set[str]) -> Diagnostic:
    shown = f"`{path.rpartition('/')[0]}`" if directory else f"`{OVERLAYS}` itself"
    top, _, rest = directory.partition("/")
    hint = did_you_mean(directory, units)
    if top == GITOPS and rest in units:
        hint = f"leave `{top}/` out: move it to {path.replace(f'/{top}/', '/', 1)}"
    elif rest and top not in {unit.partition("/")[0] for unit in units} and (meant := nearest(top, _SCOPES)):
        hint = f"did you mean `{OVERLAYS}/{meant}/{rest}`?"
    return Diagnostic(
        code="overlay/unknown-unit",
        severity=ERROR,
        message=f"{shown} is no unit of this cluster's tree",
        hint=hint,
        source=Source(path),
    )
