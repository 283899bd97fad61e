"""Where things are: in the repository, and in the address of the repository itself."""

from __future__ import annotations

from generator.components.flux.settings import Settings
from generator.core.context import Context
from generator.core.layout import BOOTSTRAP


def tree(ctx: Context, flux: Settings) -> str:
    """The cluster's tree as Flux sees it: `./gitops`, in a fleet `./gitops/<cluster>`."""
    return f"./{flux.path}/{ctx.cluster.name}" if ctx.fleet else f"./{flux.path}"


def root(ctx: Context, flux: Settings) -> str:
    """What Flux syncs. Never the whole tree: the units would be applied twice."""
    return f"{tree(ctx, flux)}/{BOOTSTRAP}"


def over_ssh(flux: Settings) -> bool:
    """Whether Git speaks ssh; Flux takes `ssh://` only, not `git@host:path` (source-controller, GitRepository `url`)."""
    return flux.repository.startswith("ssh://")


def port(flux: Settings) -> str:
    """Port of the Git server, as the address says it."""
    scheme, _, rest = flux.repository.partition("://")
    host = rest.partition("/")[0].rpartition("@")[2]
    named = host.rpartition("]")[2].rpartition(":")[2] if ":" in host.rpartition("]")[2] else ""
    return named or {"ssh": "22", "http": "80"}.get(scheme, "443")
