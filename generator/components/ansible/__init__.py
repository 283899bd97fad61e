"""Ansible: an inventory, a role that prepares nodes, and a playbook that brings the cluster up in the right order."""

from generator.components.ansible import checks
from generator.components.ansible.emit import emit
from generator.components.ansible.settings import Settings
from generator.core.component import Component
from generator.core.judgement import checks_of

COMPONENT = Component[Settings](
    name="ansible",
    settings=Settings,
    requires=("cilium", "flux", "k3s", "nodes", "rke2"),
    emit=emit,
    checks=checks_of(checks),
)

__all__ = ["COMPONENT", "Settings"]
