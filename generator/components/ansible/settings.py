"""The `ansible:` section of the inventory."""

from typing import Any

from generator.core.model import Annotated, Section, doc


class Settings(Section, frozen=True):
    """How Ansible reaches the nodes."""

    user: Annotated[str | None, doc("User that logs in; it must be able to become root.", "ops")] = None
    vars: Annotated[dict[str, Any], doc("Further variables of all nodes.", {"ansible_port": 2222})] = {}
