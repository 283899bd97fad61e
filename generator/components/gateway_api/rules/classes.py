"""The class of a finished gateway."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import releases
from generator.core.diagnostics import WARNING
from generator.core.gateways import GROUP, gateways
from generator.core.graph import Graph
from generator.core.judgement import Finding, rule
from generator.core.suggest import is_slip, nearest
from generator.core.values import at

OF_CHART = "cilium"
"""The class that the chart of Cilium can make."""


@rule("gateway-api/missing-class", WARNING)
def missing_class(graph: Graph) -> Iterator[Finding]:
    """A gateway is of a class that the tree does not hold, though it holds others.

    No controller looks at it: it gets no address and no listener, and its routes attach to nothing. Said of generated gateways
    that an overlay gave another class, and of any whose class is a known one misspelt; other classes may come from elsewhere.
    """
    classes = graph.of("GatewayClass", GROUP)
    known = [one.name for one in classes]
    for gateway in gateways(graph) if known else ():
        name = str(gateway.spec.get("gatewayClassName"))
        if name not in known and "${" not in name and (gateway.owner or any(is_slip(name, one) for one in known)):
            meant = nearest(name, known)
            yield Finding(
                gateway,
                ("spec", "gatewayClassName"),
                f"{gateway.title} is of class {name!r}, which nothing here defines",
                hint=f"did you mean `{meant}`?"
                if meant
                else "name one of these, or list yours in `gateway-api.classes`",
                others=tuple((one, ("metadata", "name"), f"class {one.name!r} is here") for one in classes[:2]),
            )


@rule("gateway-api/class-taken-away", WARNING)
def class_taken_away(graph: Graph) -> Iterator[Finding]:
    """An overlay takes a GatewayClass away, and gateways of the tree are of it.

    Without its class no controller looks at a gateway. The chart of Cilium makes none, unless an overlay lets it
    (`gatewayAPI.gatewayClass.create`, which is off here); a warning, for somebody else may own the class.
    """
    gone = [item for item in graph.taken("GatewayClass") if item.name != OF_CHART or not _made_by_chart(graph)]
    left = {one.name for one in graph.of("GatewayClass", GROUP)} if gone else set()
    for item in gone:
        of = [one for one in gateways(graph) if one.spec.get("gatewayClassName") == item.name]
        if of and item.name not in left:
            more = f" and {len(of) - 1} more are" if len(of) > 1 else " is"
            yield Finding(
                item,
                ("metadata", "name"),
                f"this takes away GatewayClass {item.name!r}, of which {of[0].title}{more}",
                hint="keep it, or give the gateways another class",
                others=((of[0], ("spec", "gatewayClassName"), f"{of[0].title} is here"),),
            )


def _made_by_chart(graph: Graph) -> bool:
    switch = ("values", "gatewayAPI", "gatewayClass", "create")
    return any(str(at(release.spec, switch)).lower() != "false" for release in releases(graph))
