"""Every stage in order, on one screen."""

from __future__ import annotations

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
from generator.stages import fleet
from generator.stages.admit import admit, schemas
from generator.stages.emit import Made, emit, link
from generator.stages.blame import shown
from generator.stages.judge import check, diagnostic, rule
from generator.stages.load import Loaded
from generator.stages.offer import offer
from generator.stages.render import Files, kustomizations, objects, render
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


def compile_all(loaded: Loaded, root: str = ".", executor: str | None = None) -> tuple[Compiled, ...]:
    """Every cluster of a document. Raises CompileError when the document itself cannot be used.

    `root` is the directory of the inventory: its `overlays/` belong to the input.
    """
    found = fleet.members(loaded.raw)
    return tuple(compile_cluster(loaded, member, found) for member in found)


def compile_cluster(loaded: Loaded, member: Member, members: tuple[Member, ...]) -> Compiled:
    """A pure function of the document: the same bytes on any machine, in any process."""
    in_fleet = fleet.is_fleet(loaded.raw)
    layout = Layout(member.name if in_fleet else None)
    components = registry.named_by(member.raw, str(member.raw.get("cluster", {}).get("distribution")))

    try:
        inventory = typed(member.raw, components)
    except msgspec.ValidationError as stop:
        return Compiled(member=member, layout=layout, diagnostics=_refuse(loaded, member, stop))

    locator = Locator(inventory, lambda path, key: loaded.place(fleet.origin(loaded.raw, member, path), key))
    ctx = Context(inventory, members if in_fleet else ())
    found = [diagnostic(code, ERROR, problem, locator) for code, problem in resolve(ctx, components)]
    if found:
        return Compiled(member=member, layout=layout, diagnostics=ordered(found))

    offer(ctx, components)
    found += check(ctx, components, locator)
    if errors(found):
        return Compiled(member=member, layout=layout, diagnostics=ordered(found))

    made = emit(ctx, components)
    graph = Graph(objects(made, layout))
    linked = link(ctx, components, graph)
    graph = Graph((*graph.objects, *objects(linked, layout)))
    found += rule(graph, components, locator)
    known = schemas({u.project: u.version for u in ctx.offers(Upstream)})
    found += (shown(verdict, ctx, components, locator) for verdict in admit(graph, known))

    files = {} if errors(found) else render(graph.objects, (*made, *linked), layout)
    if files:
        files |= _listings(graph)
    return Compiled(
        member=member,
        layout=layout,
        files=dict(sorted(files.items())),
        diagnostics=ordered(found),
        graph=graph,
        ctx=ctx,
        made=(*made, *linked),
        components=components,
    )


def _listings(graph: Graph) -> Files:
    from generator.core import header
    from generator.core.yaml import dump

    return {path: (header.line() + dump(body)).encode() for path, body in kustomizations(graph.objects).items()}


def _refuse(loaded: Loaded, member: Member, stop: msgspec.ValidationError) -> tuple[Diagnostic, ...]:
    from generator.stages.refuse import refuse  # jsonschema costs 80 ms: only when something is wrong

    return refuse(loaded, member, stop)


__all__ = ["CompileError", "Compiled", "compile_all", "compile_cluster"]
