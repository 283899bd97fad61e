"""Documents that SOPS has encrypted: values are `ENC[…]`, and a top-level `sops` holds what decrypts them.

Flux's kustomize-controller decrypts them before it applies; what is judged here is what can be seen.
"""

from __future__ import annotations

from typing import Any

from generator.core.schema.crd import Json

PREFIX = "ENC["


def encrypted(document: Json) -> bool:
    """Tell whether a document carries SOPS's own key."""
    return isinstance(document.get("sops"), dict)


def sealed(value: str) -> bool:
    """Tell whether a text is encrypted: its type, format and length are those of another text."""
    return value.startswith(PREFIX)


def without_sops(document: Json) -> Json:
    """Return a document as it will be applied, as far as it can be seen: without the top-level `sops`."""
    kept: dict[str, Any] = {name: value for name, value in document.items() if name != "sops"}
    return kept
