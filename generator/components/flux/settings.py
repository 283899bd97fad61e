"""The `flux:` section of the inventory."""

from __future__ import annotations

from typing import Annotated

from generator.core.model import Section, doc
from generator.core.scalar import Duration, Name


class Settings(Section, frozen=True):
    """How Flux finds and applies the tree."""

    repository: Annotated[str, doc("Address of the Git repository.", "ssh://git@github.com/example/homelab")]
    branch: Annotated[str, doc("Branch that Flux follows.")] = "main"
    path: Annotated[str, doc("The generated directory seen from the root of the repository.")] = "gitops"
    source: Annotated[Name, doc("Name of the GitRepository that every Kustomization refers to.")] = Name("flux-system")
    namespace: Annotated[Name, doc("Namespace of Flux and of all its objects.")] = Name("flux-system")
    interval: Annotated[Duration, doc("How often each unit is applied again.")] = Duration("1h")
    retry_interval: Annotated[Duration, doc("How soon a failed unit is tried again.")] = Duration("1m")
    timeout: Annotated[Duration, doc("How long a unit may take.")] = Duration("5m")
