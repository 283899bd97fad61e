"""What must exist where, and who makes it: `gen explain --secrets`."""

from __future__ import annotations

from msgspec import Struct

from generator.components.secrets.needs import ENDINGS, needs
from generator.components.secrets.settings import Settings
from generator.core.context import Context
from generator.core.offer import SecretRef

OUTSIDE = "you, or whoever else brings Secrets into the cluster"


class Row(Struct, frozen=True):
    """One Secret."""

    namespace: str
    name: str
    keys: tuple[str, ...]
    """The keys that are read; () when nothing is known of them."""
    why: tuple[str, ...]
    units: tuple[str, ...]
    """The units that use it."""
    by: str
    """Who creates it, in words."""


def secrets_table(ctx: Context, secrets: Settings | None) -> tuple[Row, ...]:
    """By namespace and name. `secrets` is None when the inventory has no such section."""
    chosen = secrets or Settings()
    rows: list[Row] = []
    for need in needs(ctx.offers(SecretRef)):
        origin = chosen.origin(need.name)
        if not need.units:
            by = f"you, before {need.before} is installed"
        elif origin in ENDINGS:
            by = f"Flux, from overlays/{need.file(origin)}"
        elif origin == "external-secrets":
            store = chosen.store(need.name)
            by = f"external-secrets, from {store.kind} {store.name}" if store else "external-secrets"
        else:
            by = OUTSIDE
        rows.append(Row(need.namespace, need.name, need.keys, need.why, need.units, by))
    return tuple(rows)
