"""external-dns: templates/deployment.yaml and _helpers.tpl, 1.14 to 1.21."""

from __future__ import annotations

from generator.core.charts.merged import Merged
from generator.core.charts.refusals.rule import Refusal, refuses


@refuses((1, 16))
def prefix_and_suffix(values: Merged) -> Refusal | None:
    """Registry records are told apart by what stands before the name or after it."""
    if values("txtPrefix") and values("txtSuffix"):
        return Refusal("txtSuffix", "both `txtPrefix` and `txtSuffix` are set", "keep one of them")
    return None


@refuses()
def webhook_without_image(values: Merged) -> Refusal | None:
    """A provider of one's own runs from an image of one's own."""
    provider = values("provider")
    name = values("provider.name") if isinstance(provider, dict) else provider
    image = "provider.webhook.image"
    if name == "webhook" and not (values(f"{image}.repository") and values(f"{image}.tag")):
        return Refusal(image, f"the provider is a webhook and `{image}` has no repository or no tag",
                       f"set `{image}.repository` and `{image}.tag`")  # fmt: skip
    return None
