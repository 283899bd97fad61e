"""`gen explain --secrets`: what must exist where, and who makes it."""

from __future__ import annotations

from generator.components.secrets import COMPONENT, Row, secrets_table
from tests.harness import COMPONENTS, compiled


def rows(case: str) -> list[Row]:
    (cluster,), _ = compiled(COMPONENTS / case / "inventory.yaml")
    assert cluster.ctx is not None
    return list(secrets_table(cluster.ctx, cluster.ctx.get(COMPONENT)))


def test_origins_are_told_apart() -> None:
    by = {f"{row.namespace}/{row.name}": row.by for row in rows("secrets/cases/sops")}
    assert by == {
        "cert-manager/cloudflare-api-token": "Flux, from overlays/secrets/cert-manager/cloudflare-api-token.sops.yaml",
        "flux-system/sops-age": "you, before Flux is installed",
    }
    by = {f"{row.namespace}/{row.name}": row.by for row in rows("secrets/cases/external")}
    assert by["cert-manager/cloudflare-api-token"] == "external-secrets, from SecretStore local"
    assert by["flux-system/webhook-token"] == "you, or whoever else brings Secrets into the cluster"


def test_rows_say_what_is_read_and_why() -> None:
    (found,) = (row for row in rows("flux/cases/operator") if row.name == "flux-system")
    assert found.keys == ("identity", "known_hosts")
    assert found.why == ("Flux reading the repository",)
    assert found.units == ()
