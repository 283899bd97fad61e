"""What flags of agents can get wrong beside the release: written twice into its ConfigMap, or different on single nodes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.components.cilium.configmap import PATHS, writes
from generator.components.cilium.kinds import GROUP
from generator.components.cilium.released import Read, reader, releases
from generator.components.cilium.rules.agents import FATAL, Fatal
from generator.core.diagnostics import WARNING
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.values import at, shown

ALIKE = (
    "cluster-id", "cluster-name", "enable-ipv4", "enable-ipv6", "identity-allocation-mode", "ipam", "routing-mode",
    "tunnel-protocol",
)  # fmt: skip
"""What all nodes must agree on."""


@rule("cilium/flag-written-twice")
def flag_written_twice(graph: Graph) -> Iterator[Finding]:
    """`extraConfig` has a key that the chart writes too: the ConfigMap has it twice, and Flux cannot install the release.

    The chart puts `extraConfig` at the end of `cilium-config` (templates/cilium-configmap.yaml). Helm alone takes the last
    one; helm-controller reads what was rendered by kustomize, to label it, and that refuses a key of a mapping twice
    (helm-controller, internal/postrender; cilium#27325, cilium#33456).
    """
    for release in releases(graph):
        values = release.spec.get("values") or {}
        extra = values.get("extraConfig")
        for flag in extra if isinstance(extra, dict) else ():
            if writes(values, flag):
                path = PATHS[flag]
                said = at(values, path.split("."))
                yield Finding(
                    release,
                    ("spec", "values", "extraConfig", flag),
                    f"`{flag}` of `extraConfig` is written by the chart too, from `{path}`",
                    hint="remove it, and say it with the field or the chart value",
                    others=()
                    if said is None
                    else (
                        (release, ("spec", "values", *path.split(".")), f"`{path}: {shown(said)}` follows from here"),
                    ),
                )


@rule("cilium/refused-on-node")
def refused_on_node(graph: Graph) -> Iterator[Finding]:
    """Settings of single nodes that agents exit on, beside those of all nodes: the nodes stay without network.

    A CiliumNodeConfig goes over the ConfigMap (Cilium, Documentation/configuration/per-node-config.rst); what agents refuse
    is what `cilium/refused-by-agents` says of the release.
    """
    for release in releases(graph):
        read = reader(release)
        refused = [fatal for fatal in FATAL if fatal.wrong(read)]
        for config in _of_nodes(graph):
            said = _said(config)
            here = _over(said, read)
            for fatal in FATAL:
                if fatal not in refused and fatal.wrong(here):
                    flag = _culprit(fatal, said, read)
                    yield Finding(
                        config,
                        ("spec", "defaults", flag),
                        f"agents of these nodes exit: {fatal.what}",
                        hint=f"remove `{flag}`; or for all nodes: {fatal.hint}",
                    )


@rule("cilium/node-apart", WARNING)
def node_apart(graph: Graph) -> Iterator[Finding]:
    """A node differs from all others in what nodes must agree on: who they are, how addresses and packets are made.

    Packets that one node wraps the other does not expect, identities and pod networks are those of another cluster. It
    follows from what the flags mean, and was not tried on a cluster.
    """
    for release in releases(graph):
        read = reader(release)
        for config in _of_nodes(graph):
            for flag, value in _said(config).items():
                everywhere = read(PATHS[flag]) if flag in ALIKE else value
                if str(everywhere) != str(value):
                    yield Finding(
                        config,
                        ("spec", "defaults", flag),
                        f"`{flag}` is {shown(value)} here and {shown(everywhere)} on all other nodes",
                        hint="remove it: it is one for all nodes",
                        others=((release, ("spec", "values", *PATHS[flag].split(".")), "what all nodes have"),),
                    )


def _of_nodes(graph: Graph) -> tuple[Object, ...]:
    return graph.of("CiliumNodeConfig", GROUP)


def _said(config: Object) -> dict[str, Any]:
    """The flags of a CiliumNodeConfig, switches as true and false."""
    found = config.spec.get("defaults")
    switches = {"true": True, "false": False}
    return {flag: switches.get(str(value), value) for flag, value in found.items()} if isinstance(found, dict) else {}


def _over(said: dict[str, Any], read: Read) -> Read:
    """What a node reads: its own flags over those of the release."""
    own = {PATHS[flag]: value for flag, value in said.items() if flag in PATHS}
    return lambda path: own[path] if path in own else read(path)


def _culprit(fatal: Fatal, said: dict[str, Any], read: Read) -> str:
    """The flag without which agents would start; where each of two is enough, the first."""
    for flag in said:
        if not fatal.wrong(_over({other: said[other] for other in said if other != flag}, read)):
            return flag
    return next(flag for flag in said if flag in PATHS)
