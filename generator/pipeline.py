"""Every stage in order, on one screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from generator import registry
from generator.core.artifact import Copy, Text
from generator.core.boot import world
from generator.core.component import Component
from generator.core.context import Context
from generator.core.diagnostics import ERROR, CompileError, Diagnostic, Source, errors, ordered
from generator.core.fleet import Member
from generator.core.graph import Graph
from generator.core.judgement import MISSHAPEN
from generator.core.layout import Layout
from generator.core.model import convert
from generator.core.offer import Upstream
from generator.core.order import arranged, lists
from generator.core.places import Keys, Locator, PlaceOf
from generator.core.site import site
from generator.stages import beside, fleet, overlay_levels, overlays, parts
from generator.stages.accepted import accepts, misused, unaccepted
from generator.stages.blame import of_object, shown
from generator.stages.claims import Claimed, claims, colliding, collisions
from generator.stages.emit import Made, emit, link
from generator.stages.judge import Stopped, check, diagnostic, rule, unasked
from generator.stages.load import Loaded
from generator.stages.offer import offer
from generator.stages.overlaying import over_infra, over_manifests
from generator.stages.render import Files, objects, render
from generator.stages.resolve import resolve
from generator.stages.substitute import escape, fill
from generator.stages.validate import Empty, inventory_type, typed
from generator.stages.verdict import unheld

if TYPE_CHECKING:
    from generator.core.memo import Memo
    from generator.stages.overlaying import Untouched
    from generator.stages.patch import Patching


class Compiled(msgspec.Struct, frozen=True, kw_only=True):
    """One cluster, compiled. `files` is empty when `diagnostics` hold an error of its own."""

    member: Member
    layout: Layout
    files: Files = {}
    diagnostics: tuple[Diagnostic, ...] = ()
    graph: Graph | None = None
    ctx: Context | None = None
    made: tuple[Made, ...] = ()
    claims: tuple[Claimed, ...] = ()
    components: tuple[Component[Any], ...] = ()

    @property
    def executable(self) -> frozenset[str]:
        """Paths of the files that are run."""
        return frozenset(self.layout.path(a.path) for _, a in self.made if isinstance(a, Text) and a.executable)


def compile_all(loaded: Loaded, files: Mapping[str, bytes] | None = None) -> tuple[Compiled, ...]:
    """Every cluster of a document. `files` are those below `overlays/`, by path.

    Raises CompileError when the document itself cannot be used.
    """
    said, found = prepare(loaded, files or {})
    memo = None
    if len(found) > 1:
        from generator.core.memo import Memo

        memo = Memo()
    every = [compile_cluster(loaded, files or {}, member, found, memo=memo) for member in found]
    said += tuple(collided((claim for cluster in every for claim in cluster.claims), loaded, files or {}, found))
    first, *others = (msgspec.structs.replace(one, diagnostics=tuple(unsaid(one.diagnostics, said))) for one in every)
    return (msgspec.structs.replace(first, diagnostics=ordered((*said, *first.diagnostics))), *others)


def prepare(loaded: Loaded, files: Mapping[str, bytes]) -> tuple[tuple[Diagnostic, ...], tuple[Member, ...]]:
    """(what there is to say of the document and the overlays as a whole, its clusters).

    Raises CompileError when the input cannot be used.
    """
    beside.prepare(loaded.raw, fleet.named(loaded.raw))
    several = fleet.is_fleet(loaded.raw) or fleet.GROUPS in loaded.raw
    found = (*(parts.check(loaded) if several else ()), *overlay_levels.alike(files))
    members = fleet.members(loaded.raw)
    astray = overlay_levels.of_nobody(files, (m.name for m in members), loaded.raw.get(fleet.GROUPS) or ())
    return (*unaccepted(found, loaded.raw), *astray), members


def unsaid(found: Iterable[Diagnostic], said: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Of what a cluster says, all but what is said of an overlay already because it stands in the wrong place."""
    astray = {one.source.file for one in said if one.code == overlay_levels.ASTRAY}
    return (one for one in found if one.source.file not in astray)


def compile_cluster(
    loaded: Loaded,
    files: Mapping[str, bytes],
    member: Member,
    members: tuple[Member, ...],
    *,
    memo: Memo | None = None,
) -> Compiled:
    """A pure function of the document and the overlays: the same bytes on any machine, in any process.

    `memo` makes it cheaper for a cluster that resembles those before it, and no different.
    """
    if memo is not None:
        from generator.core.memo import Forgotten

        try:
            return _compiled(loaded, files, member, members, memo)
        except Forgotten:
            pass
    return _compiled(loaded, files, member, members, None)


def _compiled(
    loaded: Loaded, files: Mapping[str, bytes], member: Member, members: tuple[Member, ...], memo: Memo | None
) -> Compiled:
    in_fleet = fleet.is_fleet(loaded.raw)
    layout = Layout(member.name if in_fleet else None)
    components = registry.named_by(member.raw, distribution(member.raw))

    def refused(found: Iterable[Diagnostic]) -> Compiled:
        return Compiled(member=member, layout=layout, diagnostics=ordered(unaccepted(found, member.raw)))

    def said(patching: Patching | Untouched) -> Iterator[Diagnostic]:
        yield from patching.found
        yield from (of_object("overlay/generated", ERROR, finding, ctx, locator) for finding in patching.generated)

    place = _places(loaded, member)
    others = members if in_fleet else ()
    if memo is not None:
        from generator.stages import alike

        ctx, locator = alike.context(
            memo, member.raw, components, others, overlay_levels.in_force(files, member), place
        )
    else:
        try:
            ctx, locator = _alone(loaded, files, member, others, components)
        except (msgspec.ValidationError, Empty) as stop:
            from generator.stages.refuse import refuse  # jsonschema costs 80 ms: only when something is wrong

            also = (fleet.GROUPS,) if in_fleet else ()
            reasons = list(refuse(member.raw, _places(loaded, member, lacking=True), also=also))
            if reasons or not isinstance(stop, Empty):
                return refused(reasons or [_disagreement(stop, place(()))])
            ctx, locator = _alone(loaded, files, member, others, components, empty=True)
    found = [diagnostic(code, ERROR, problem, locator) for code, problem in resolve(ctx, components)]
    if found:
        return refused(found)

    offer(ctx, components)
    found += check(ctx, components, locator)
    try:
        patches = overlays.for_cluster(files, member, ctx)
        crds = overlays.schemas(files, member)
    except CompileError as stop:
        return refused((*found, *stop.diagnostics))
    if errors(found):
        return refused((*found, *misused(found, member.raw, place, alone=False)))

    made = emit(ctx, components)
    patching = over_manifests(patches)
    emitted = patching.emitted(objects(made, ctx.shared))
    versions = {upstream.project: upstream.version for upstream in ctx.offers(Upstream)}
    if memo is None and not crds:
        beside.foresee(emitted, versions)
    try:
        linked = link(ctx, components, emitted, lambda new: objects(new, ctx.shared))
    except MISSHAPEN as error:
        if memo is not None:
            from generator.core.memo import Forgotten

            raise Forgotten from error
        verdicts = beside.admit(Graph(emitted), versions, crds)().verdicts
        if not any(verdict.severity == ERROR for verdict in verdicts):
            raise
        return refused((*found, *said(patching), *(shown(verdict, ctx, locator) for verdict in verdicts)))
    sealed = (item.document for _, item in linked if isinstance(item, Copy))
    everything = patching.linked(objects(linked, ctx.shared), sealed)
    artifacts, infra = over_infra([*made, *linked], patches)
    found += (*said(patching), *infra)

    written = ctx.alike(escape(everything, ctx))
    facts: dict[str, Any] = {found.__name__: ctx.remember(found, partial(found, ctx)) for found in (world, site)}
    facts["deleted"] = patching.deleted
    graph = ctx.graph(fill(written, ctx), facts)
    admitted = beside.admit(graph, versions, crds)
    # An overlay may hold any kind: then the rules of components that the inventory does not name have a say too.
    stopped: list[Stopped] = []
    found += rule(ctx, graph, registry.everything() if patches else components, locator, stopped)
    rendered = {} if errors(found) else render(written, artifacts, layout, ctx.shared)
    admission = admitted()
    found += unheld(admission.substitutions, lambda: place(()))
    found += (shown(verdict, ctx, locator) for verdict in admission.verdicts)
    misshapen = any(verdict.severity == ERROR for verdict in admission.verdicts)
    found += unasked(stopped, Source(loaded.file), refused=misshapen)
    found = [*unaccepted(found, member.raw), *misused(found, member.raw, place, alone=not in_fleet)]
    compiled = Compiled(
        member=member,
        layout=layout,
        files={} if errors(found) else rendered,
        diagnostics=ordered(found),
        graph=graph if graph.objects == written else graph.holding(written),
        ctx=ctx,
        made=tuple(artifacts),
        claims=claims(ctx) if in_fleet else (),
        components=components,
    )
    ctx.close()
    return compiled


def collided(
    found: Iterable[Claimed], loaded: Loaded, files: Mapping[str, bytes], members: Iterable[Member]
) -> Iterator[Diagnostic]:
    """What two clusters of a fleet cannot both have. Where a claim stands is looked up only of those that collide."""
    known = tuple(found)
    wrong = colliding(known)
    by_name = {member.name: member for member in members}
    exact: list[Claimed] = []
    for name in dict.fromkeys(claim.cluster for claim in known if claim.cluster in wrong):
        member = by_name[name]
        components = registry.named_by(member.raw, distribution(member.raw))
        ctx, locator = _alone(loaded, files, member, tuple(by_name.values()), components)
        list(resolve(ctx, components))
        offer(ctx, components)
        agreed = accepts(member.raw)
        exact += (claim for claim in claims(ctx, locator) if claim.severity == ERROR or claim.code not in agreed)
    return collisions(exact)


def _alone(
    loaded: Loaded, files: Mapping[str, bytes], member: Member, others: tuple[Member, ...],
    components: tuple[Component[Any], ...], *, empty: bool = False,
) -> tuple[Context, Locator]:  # fmt: skip
    """What a cluster is compiled with that shares nothing with others, and what finds the places of its objects.

    Raises msgspec.ValidationError, and Empty for a `null` unless these were looked at (`empty`).
    """
    kind = inventory_type(components)
    raw = arranged(member.raw, lists(kind))
    inventory = convert(raw, kind) if empty else typed(raw, components)
    locator = Locator(inventory, _places(loaded, member), member.raw)
    return Context(inventory, others, overlay_levels.in_force(files, member), raw), locator


def _places(loaded: Loaded, member: Member, *, lacking: bool = False) -> PlaceOf:
    """Places of the merged inventory of one cluster. `lacking`: what is not there is asked for because it should be."""

    def place(path: Keys, *, key: bool = False) -> Source:
        missing = lacking and not fleet.holds(member.raw, path)
        found = (fleet.lacking if missing else fleet.origin)(loaded.raw, member, path)
        return loaded.place(found, key=key or found == (fleet.CLUSTERS, member.name))  # the key is the cluster's name

    return place


def distribution(raw: Mapping[str, Any]) -> str:
    cluster = raw.get("cluster")
    return str(cluster.get("distribution")) if isinstance(cluster, dict) else ""


def _disagreement(stop: Exception, source: Source) -> Diagnostic:
    """The typed model refuses what the schema allows: a bug of ours, but still an answer."""
    return Diagnostic(code="inventory/invalid", severity=ERROR, message=str(stop), source=source)


__all__ = ["CompileError", "Compiled", "compile_all", "compile_cluster"]
