"""What the `ansible:` section can still get wrong."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.ansible.settings import Settings
from generator.components.ansible.variables import everywhere
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Problem, check

SECRET = ("password", "passwd", "_pass", "private_key", "token")
"""Ends of the names of variables whose values are secrets (Ansible docs, connection and become variables)."""
HARMLESS = ("private_key_file", "password_file")


@check("ansible/without-nodes")
def without_nodes(ctx: Context, ansible: Settings) -> Iterator[Problem]:
    """There is an `ansible` section, but no `nodes`: nobody could be reached, and nothing is written."""
    if not ctx.nodes:
        yield Problem(
            ansible, (), "no `nodes` are listed, so there is nothing for Ansible to do", hint="list the nodes"
        )


@check("ansible/unpinned-kubernetes", WARNING)
def unpinned_kubernetes(ctx: Context, ansible: Settings) -> Iterator[Problem]:
    """No version of Kubernetes is written.

    The installers of RKE2 and k3s then take the newest stable release of the day: nodes prepared on different days differ,
    and an agent must not be newer than its servers (Kubernetes docs, version skew policy).
    """
    if ctx.nodes and ctx.cluster.distribution in ("rke2", "k3s") and ctx.cluster.kubernetes is None:
        yield Problem(
            ansible,
            (),
            "`cluster.kubernetes` is not written: nodes get the version that is newest when they are prepared",
            hint="pin `cluster.kubernetes`",
        )


@check("ansible/secret-in-vars")
def secret_in_vars(_ctx: Context, ansible: Settings) -> Iterator[Problem]:
    """A variable holds a secret: it would stand readable in the repository.

    Ansible asks for passwords (`--ask-become-pass`) or reads them from files that are not committed.
    """
    for name, value in ansible.vars.items():
        key = name.lower()
        if isinstance(value, str) and "{{" not in value and key.endswith(SECRET) and not key.endswith(HARMLESS):
            yield Problem(
                ansible,
                ("vars", name),
                f"`{name}` is a secret, and would be committed",
                hint="let Ansible ask for it, or look it up: `{{ lookup('ansible.builtin.env', 'NAME') }}`",
            )


@check("ansible/variable-without-effect")
def variable_without_effect(ctx: Context, ansible: Settings) -> Iterator[Problem]:
    """A variable is one that a generated file sets closer to the hosts, which wins, or the user once more.

    Ansible docs, variable precedence: group_vars over the variables of an inventory file.
    """
    taken = everywhere(ctx, ansible).keys() if ctx.nodes else ()
    for name in ansible.vars:
        if name in taken:
            yield Problem(
                ansible,
                ("vars", name),
                f"`{name}` is set in group_vars/all.yaml, which wins",
                hint="change it by an overlay of infra/ansible/group_vars/all.yaml",
            )
        elif name == "ansible_user" and ansible.user is not None:
            yield Problem(
                ansible,
                ("vars", name),
                "`ansible_user` is set by `user` too",
                hint="keep `user`",
                others=(Other(ansible, "user", "the other one is here"),),
            )
