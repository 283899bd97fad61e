"""Every stage in order, on one screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from generator import registry
from generator.core.artifact import Text
from generator.core.component import Component
from generator.core.context import Context
from generator.core.diagnostics import ERROR, CompileError, Diagnostic, errors, ordered
from generator.core.fleet import Member
from generator.core.graph import Graph
from generator.core.layout import Layout
from generator.core.offer import Upstream
from generator.core.places import Locator
from generator.stages import fleet, overlays
from generator.stages.admit import admit, schemas
from generator.stages.blame import shown
from generator.stages.emit import Made, emit, link
from generator.stages.judge import check, diagnostic, rule
from generator.stages.load import Loaded
from generator.stages.offer import offer
from generator.stages.patch import patch
from generator.stages.patch_infra import patch_infra
from generator.stages.render import Files, objects, render
from generator.stages.resolve import resolve
from generator.stages.validate import typed


class Compiled(msgspec.Struct, frozen=True, kw_only=True):
    """One cluster, compiled. `files` is empty when `diagnostics` hold an error."""

    member: Member
    layout: Layout
    files: Files = {}
    diagnostics: tuple[Diagnostic, ...] = ()
    graph: Graph | None = None
    ctx: Context | None = None
    made: tuple[Made, ...] = ()
    components: tuple[Component[Any], ...] = ()

    @property
    def executable(self) -> frozenset[str]:
        """Paths of the files that are run."""
        return frozenset(self.layout.path(a.path) for _, a in self.made if isinstance(a, Text) and a.executable)


def compile_all(loaded: Loaded, files: Mapping[str, bytes] | None = None) -> tuple[Compiled, ...]:
    """Every cluster of a document. `files` are those below `overlays/`, by path.

    Raises CompileError when the document itself cannot be used.
    """
    found = fleet.members(loaded.raw)
    return tuple(compile_cluster(loaded, files or {}, member, found) for member in found)


def compile_cluster(
    loaded: Loaded, files: Mapping[str, bytes], member: Member, members: tuple[Member, ...]
) -> Compiled:
    """A pure function of the document and the overlays: the same bytes on any machine, in any process."""
    in_fleet = fleet.is_fleet(loaded.raw)
    layout = Layout(member.name if in_fleet else None)
    components = registry.named_by(member.raw, str(member.raw.get("cluster", {}).get("distribution")))

    def refused(found: Iterable[Diagnostic]) -> Compiled:
        return Compiled(member=member, layout=layout, diagnostics=ordered(found))

    try:
        inventory = typed(member.raw, components)
    except msgspec.ValidationError as stop:
        return refused(_refuse(loaded, member, stop))

    locator = Locator(inventory, lambda path, key: loaded.place(fleet.origin(loaded.raw, member, path), key))
    mine = frozenset(below for _, _, below in overlays.applicable(files, member))
    ctx = Context(inventory, members if in_fleet else (), mine)
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
        return refused(found)

    made = emit(ctx, components)
    emitted = patch(objects(made, layout), patches, layout, linked=False)
    linked = link(ctx, components, Graph(emitted.objects))
    boot = patch(objects(linked, layout), patches, layout, linked=True)
    artifacts, infra = patch_infra((*made, *linked), patches)
    found += (*emitted.diagnostics, *boot.diagnostics, *infra)

    graph = Graph((*emitted.objects, *boot.objects))
    found += rule(graph, components, locator)
    known = schemas({u.project: u.version for u in ctx.offers(Upstream)}, crds)
    found += (shown(verdict, ctx, components, locator) for verdict in admit(graph, known))
    return Compiled(
        member=member,
        layout=layout,
        files={} if errors(found) else render(graph.objects, artifacts, layout),
        diagnostics=ordered(found),
        graph=graph,
        ctx=ctx,
        made=tuple(artifacts),
        components=components,
    )


def _refuse(loaded: Loaded, member: Member, stop: msgspec.ValidationError) -> tuple[Diagnostic, ...]:
    from generator.stages.refuse import refuse  # jsonschema costs 80 ms: only when something is wrong

    return refuse(loaded, member, stop)


__all__ = ["CompileError", "Compiled", "compile_all", "compile_cluster"]
