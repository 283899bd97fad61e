"""The `terraform:` section of the inventory."""

from typing import Any, Literal

from msgspec import Meta

from generator.core.model import Annotated, Section, doc


class Settings(Section, frozen=True):
    """Terraform or OpenTofu: API tokens with the least rights, the network's numbers, outputs for routers."""

    account: Annotated[
        Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$", description="32 hexadecimal digits")] | None,
        doc("Id of the Cloudflare account: zones of others are not taken.", "023e105f4ecef8ad9ca31a8372d0c353"),
    ] = None
    owner: Annotated[
        Literal["user", "account"], doc("Who the tokens belong to; `account` keeps them when the person leaves.")
    ] = "user"
    backend: Annotated[
        dict[str, Any],
        doc("Where the state is kept, as Terraform writes it; left out: a file beside the configuration.",
            {"s3": {"bucket": "terraform", "key": "homelab.tfstate"}}),
    ] = {}  # fmt: skip
