"""The class of a finished gateway."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.diagnostics import WARNING
from generator.core.gateways import GROUP, gateways
from generator.core.graph import Graph
from generator.core.judgement import Finding, rule
from generator.core.suggest import is_slip, nearest


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
