"""Namespaces that only a slip of a finger made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from generator.components.cluster.mentions import CERTAIN, Mention, in_overlays, mentions, offered
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.inventory import Cluster
from generator.core.judgement import Other, Problem, check
from generator.core.suggest import alike, nearest
from generator.core.wiring import BUILT_IN


@check("cluster/unknown-namespace", WARNING)
def unknown_namespace(ctx: Context, _cluster: Cluster) -> Iterator[Problem]:
    """A namespace is named that nothing else in the inventory knows, and one letter makes it one that something knows.

    Whatever is written for it lands in a namespace without pods: a policy protects nobody, a peer lets nobody in, a Secret is
    missing where it is read, and the tree creates the misspelt namespace beside the right one (Flux applies it like any
    other). A name that resembles no other is believed, for most namespaces belong to applications; unless
    `security.namespaces` lists these: then one that is named once is asked for.
    """
    found = list(ctx.each(mentions))
    firsts: dict[str, Mention] = {}
    weights: dict[str, int] = {}
    for mention in found:
        firsts.setdefault(mention.name, mention)
        weights[mention.name] = weights.get(mention.name, 0) + mention.weight
    certain = BUILT_IN | (offered(ctx) - {mention.name for mention in found if mention.declares})
    likeness = alike(firsts.keys() | certain)
    listed = ctx.written("security.namespaces")
    if not listed and likeness.keys().isdisjoint(firsts):
        return
    known = in_overlays(ctx)
    weights |= dict.fromkeys(certain | known, CERTAIN)
    counts = Counter(mention.name for mention in found)
    believed = certain | known | {mention.name for mention in found if mention.declares or counts[mention.name] > 1}
    rank = {name: (weights[name], -place) for place, name in enumerate((*firsts, *sorted(certain | known)))}
    for mention in found:
        better = [other for other in likeness.get(mention.name, ()) if rank[other] > rank[mention.name]]
        if mention.name in known or not (better or (listed and mention.name not in believed)):
            continue
        right = max(better, key=lambda name: rank[name]) if better else nearest(mention.name, believed)
        first = firsts.get(right or "")
        yield Problem(
            ctx.inventory,
            mention.path,
            f"nothing else knows namespace {mention.name!r}",
            hint=f"did you mean `{right}`?" if right else "correct it, or add it to `security.namespaces`",
            others=(Other(ctx.inventory, first.path, f"{right!r} is named here"),) if first is not None else (),
        )
