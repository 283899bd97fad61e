"""`infra/ansible/`: inventory and variables of this cluster, playbooks and role of all."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.ansible.content import content, role
from generator.components.ansible.files import Install, of_node, of_role
from generator.components.ansible.platform import platform
from generator.components.ansible.settings import Settings
from generator.components.ansible.variables import everywhere, of_group
from generator.components.nodes import agents, servers
from generator.core.artifact import Artifact, Data, Json
from generator.core.context import Context
from generator.core.inventory import Node

HOME = "infra/ansible"


def emit(ctx: Context, ansible: Settings) -> Iterator[Artifact]:
    """Without listed nodes there is nothing to reach (a check says so)."""
    if not ctx.nodes:
        return
    about = (ansible,)
    way = platform(ctx)
    yield Data(path=f"{HOME}/inventory.yaml", document=_inventory(ctx, ansible), about=about)
    yield Data(path=f"{HOME}/group_vars/all.yaml", document=everywhere(ctx, ansible), about=about)
    for name in (*way.playbooks, "flux.yaml", *way.tasks):
        yield Data(path=f"{HOME}/{name}", document=content(name), about=about)
    yield Data(path=f"{HOME}/bootstrap.yaml", document=way.bootstrap(), about=about)
    if not way.logs_in:
        return
    for name in role():
        yield Data(path=f"{HOME}/{name}", document=content(name), about=about)
    for group, nodes in (("servers", servers(ctx)), ("agents", agents(ctx))):
        if nodes:
            variables = {**of_group(ctx, nodes[0].role), "prepare_role_files": _shown(of_role(ctx, nodes[0].role))}
            yield Data(path=f"{HOME}/group_vars/{group}.yaml", document=variables, about=about)
    for node in ctx.nodes:
        document = {"prepare_node_files": _shown(of_node(ctx, node))}
        yield Data(path=f"{HOME}/host_vars/{node.name}.yaml", document=document, about=(node,))


def _inventory(ctx: Context, ansible: Settings) -> Json:
    """The first server is the first of its group."""
    groups = {"servers": servers(ctx), "agents": agents(ctx)}
    every: Json = {"children": {name: {"hosts": _hosts(nodes)} for name, nodes in groups.items()}}
    variables: Json = {"ansible_user": ansible.user} if ansible.user else {}
    variables |= ansible.vars
    return {"all": {**every, "vars": variables} if variables else every}


def _hosts(nodes: tuple[Node, ...]) -> Json:
    return {str(node.name): {"ansible_host": str(node.addresses[0])} for node in nodes}


def _shown(files: Iterator[Install]) -> list[Json]:
    return [{"source": one.source, "target": one.target, "mode": one.mode} for one in files]
