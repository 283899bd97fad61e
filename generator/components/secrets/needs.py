"""Which Secrets are needed: every reference of the other components, once per namespace and name."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from generator.core.offer import SecretRef

FLUX = "Flux"
ENDINGS = {"sops": "sops.yaml", "sealed-secrets": "sealed.yaml"}
"""What the file of an encrypted Secret is called, by origin."""


class Need(Struct, frozen=True):
    """A Secret that must exist."""

    namespace: str
    name: str
    keys: tuple[str, ...]
    """The keys that are read from it; () when nothing is known of them."""
    units: tuple[str, ...]
    """The units that use it; () when it must exist before Flux."""
    before: str
    """What must not be installed before it exists, when there are no units: Cilium is there before Flux is."""
    why: tuple[str, ...]
    about: tuple[object, ...]

    @property
    def title(self) -> str:
        return f"{self.namespace}/{self.name}"

    def file(self, origin: str) -> str:
        """Where its encrypted file belongs, below `overlays/`."""
        return f"secrets/{self.namespace}/{self.name}.{ENDINGS[origin]}"


def needs(refs: Iterable[SecretRef]) -> tuple[Need, ...]:
    """In the order of their names. One that anything needs before Flux can come from Flux no more."""
    found: dict[tuple[str, str], list[SecretRef]] = {}
    for ref in refs:
        found.setdefault((ref.namespace, ref.name), []).append(ref)
    return tuple(_need(*key, of) for key, of in sorted(found.items()))


def _need(namespace: str, name: str, of: list[SecretRef]) -> Need:
    early = any(ref.unit is None for ref in of)
    return Need(
        namespace=namespace,
        name=name,
        keys=tuple(dict.fromkeys(str(key) for ref in of for key in ref.keys)),
        before=next((ref.before for ref in of if ref.unit is None and ref.before != FLUX), FLUX),
        units=() if early else tuple(dict.fromkeys(ref.unit for ref in of if ref.unit)),
        why=tuple(dict.fromkeys(ref.why for ref in of)),
        about=tuple(about for ref in of for about in ref.about),
    )
