"""What single nodes do differently."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium.devices import ACCELERATION, faces, stacked
from generator.components.cilium.flags import FLAGS
from generator.components.cilium.settings import Settings
from generator.core.context import Context
from generator.core.diagnostics import UNCHECKED, WARNING
from generator.core.judgement import Other, Problem, check
from generator.core.suggest import did_you_mean


@check("cilium/chart-path-as-flag")
def chart_path_as_flag(ctx: Context, _cilium: Settings) -> Iterator[Problem]:
    """A setting of a node is spelled like a chart value: agents read flags (`bpf-lb-acceleration`) and ignore others.

    Cilium, Documentation/configuration/per-node-config.rst.
    """
    for node in ctx.nodes:
        for key, value in node.cilium.items():
            if isinstance(value, dict) or any(c.isupper() or c in "._" for c in key):
                yield Problem(
                    node,
                    ("cilium", key),
                    f"{key!r} is no flag of the agent",
                    hint=did_you_mean(key.rpartition(".")[2], FLAGS) or "write it as in the ConfigMap cilium-config",
                    key=True,
                )


@check("cilium/unknown-flag", UNCHECKED)
def unknown_flag(ctx: Context, _cilium: Settings) -> Iterator[Problem]:
    """A setting of a node that is not among the flags that the chart writes: whether agents know it was not checked.

    An agent ignores what it does not know.
    """
    for node in ctx.nodes:
        for key, value in node.cilium.items():
            shaped = not isinstance(value, dict) and not any(c.isupper() or c in "._" for c in key)
            if shaped and key not in FLAGS:
                yield Problem(
                    node,
                    ("cilium", key),
                    f"{key!r} is not among the flags that the chart writes",
                    did_you_mean(key, FLAGS),
                    key=True,
                )


@check("cilium/devices-nowhere", WARNING)
def devices_nowhere(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """None of the listed interfaces of a node is among `cilium.devices`.

    Agents take what they find of these devices and nothing else (pkg/datapath/tables). An agent that finds none ends with
    "unable to determine direct routing device" where anything needs one: kube-proxy replacement, L2 announcements
    (cilium#33527, cilium#37427). A warning, for a node may have interfaces that are not listed. Where only the cards are
    listed, for their drivers, bonds, bridges and VLANs over them are taken to be there.
    """
    named = [node for node in ctx.nodes if node.interfaces and "devices" not in node.cilium]
    bare = [node for node in named if not any(faces(cilium, interface.name) for interface in node.interfaces)]
    if any(map(stacked, cilium.devices)):
        bare = [node for node in bare if any(stacked(interface.name) for interface in node.interfaces)]
    if bare:
        names = ", ".join(interface.name for interface in bare[0].interfaces)
        more = f", and so are those of {len(bare) - 1} more" if len(bare) > 1 else ""
        yield Problem(
            cilium,
            "devices",
            f"the interfaces of node {str(bare[0].name)!r} ({names}) are not among Cilium's devices{more}",
            hint="name the devices of the nodes, `+` at the end for any ending, or list the interfaces that are missing",
            others=(Other(bare[0], "interfaces", "they are listed here"),),
        )


@check("cilium/node-lowers-acceleration")
def node_lowers_acceleration(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """XDP is native for all, and one node asks for less: the node's own setting is read only once the API answers.

    The value for all must be the safe one, single nodes raise it (Cilium, Documentation/configuration/per-node-config.rst).
    """
    for node in ctx.nodes if cilium.load_balancer.acceleration == "native" else ():
        if node.cilium.get(ACCELERATION, "native") != "native":
            yield Problem(
                node,
                ("cilium", ACCELERATION),
                f"node {str(node.name)!r} asks for less XDP than all nodes start with",
                hint="set `loadBalancer.acceleration: best-effort` for all, and `native` for the nodes that can",
                others=(Other(cilium.load_balancer, "acceleration", "all nodes start with native"),),
            )
