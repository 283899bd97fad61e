"""What the origin of Secrets asks of the cluster."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.secrets.settings import Settings
from generator.core.context import Context
from generator.core.offer import Given, Offer


def offer(_ctx: Context, secrets: Settings) -> Iterator[Offer]:
    """The operators of external-secrets and sealed-secrets are the user's."""
    origins = {secrets.source, *(item.source for item in secrets.items)}
    if "external-secrets" in origins:
        yield Given(kinds=("*.external-secrets.io",), why="external-secrets runs in the cluster", about=(secrets,))
    if "sealed-secrets" in origins:
        yield Given(kinds=("SealedSecret.bitnami.com",), why="sealed-secrets runs in the cluster", about=(secrets,))
