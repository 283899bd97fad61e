"""Namespaces of manifests that only a slip of a finger made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from generator.core.diagnostics import WARNING
from generator.core.graph import Graph
from generator.core.judgement import Finding, rule
from generator.core.suggest import alike
from generator.core.wiring import BUILT_IN


@rule("cluster/misspelt-namespace", WARNING)
def misspelt_namespace(graph: Graph) -> Iterator[Finding]:
    """One manifest of an overlay stands in a namespace that nothing else is in, and one letter makes it one that is used.

    The tree creates every namespace that it needs, so the misspelt one is created beside the right one, and what the manifest
    refers to (a Secret, a Gateway, pods) is not there. A namespace that a manifest of yours declares, or that two of them are
    in, is believed.
    """
    own = [item for item in graph.outlines if not item.owner]
    asked = Counter(item.namespace for item in own if item.namespace)
    if not asked:
        return
    declared = {item.name for item in graph.of("Namespace", "") if item.owner != "flux"}
    known = BUILT_IN | declared | {item.namespace for item in graph.outlines if item.owner and item.namespace}
    doubtful = {name for name, times in asked.items() if times == 1 and name not in known}
    likeness = alike({*doubtful, *known}) if doubtful else {}
    for item in own:
        right = sorted(likeness.get(item.namespace or "", set()) & known) if item.namespace in doubtful else []
        if right:
            yield Finding(
                item,
                ("metadata", "namespace"),
                f"nothing else is in namespace {item.namespace!r} of {item.title}",
                hint=f"did you mean `{right[0]}`? If not, declare it with a Namespace in an overlay",
            )
