"""Passwords of sessions that overlays brought or changed."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.announcing import peer_configs
from generator.core.boot.world import World
from generator.core.diagnostics import WARNING
from generator.core.graph import Graph
from generator.core.judgement import Finding, rule
from generator.core.suggest import alike
from generator.core.wiring import secret_of

SECRET = ("spec", "authSecretRef")


@rule("bgp/misspelt-password", WARNING)
def misspelt_password(graph: Graph) -> Iterator[Finding]:
    """An overlay names a Secret for a session that nothing in the tree knows, and one letter makes it one that something knows.

    Without the Secret the session runs with an empty password and fails on the far side as a timeout (Cilium docs, BGP, MD5
    password). A name that resembles none is believed: the Secret may be made by hand.
    """
    asked = [item for item in peer_configs(graph) if item.touched(*SECRET)]
    named = [(item, str(item.spec["authSecretRef"])) for item in asked if item.spec.get("authSecretRef")]
    if not named:
        return
    known = {str(ref.name) for ref in World.of(graph).secrets}
    known |= {found[1] for item in graph.objects if (found := secret_of(item))}
    likeness = alike({*known, *(name for _, name in named)})
    for item, name in named:
        right = likeness.get(name, set()) & known
        if right and name not in known:
            yield Finding(
                item,
                SECRET,
                f"nothing makes Secret {name!r}, from which {item.title} takes the password",
                hint=f"did you mean `{min(right)}`?",
            )
