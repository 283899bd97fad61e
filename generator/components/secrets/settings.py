"""The `secrets:` section of the inventory."""

from typing import Literal

from generator.core.model import Annotated, Section, Unordered, doc
from generator.core.scalar import DottedName, Duration

Source = Literal["existing", "sops", "external-secrets", "sealed-secrets"]


class Store(Section, frozen=True):
    """A store of external-secrets that exists in the cluster."""

    name: Annotated[DottedName, doc("Name of the store.", "vault")]
    kind: Annotated[Literal["ClusterSecretStore", "SecretStore"], doc("Its kind.")] = "ClusterSecretStore"
    refresh: Annotated[Duration, doc("How often it is read.")] = Duration("1h")


class Item(Section, frozen=True):
    """One Secret whose origin differs from the rest."""

    name: Annotated[DottedName, doc("Name of the Secret, as others refer to it.", "cloudflare-api-token")]
    source: Annotated[Source | None, doc("Where it comes from; left out: `secrets.source`.")] = None
    store: Annotated[DottedName | None, doc("Store of external-secrets; left out: the first.")] = None
    remote: Annotated[str | None, doc("Its key in the store; left out: the name.", "infra/cloudflare")] = None
    keys: Annotated[
        dict[str, str],
        doc("Keys of the Secret → properties in the store; left out: all of them.", {"token": "API_TOKEN"}),
    ] = {}


class Settings(Section, frozen=True):
    """Where the Secrets come from that other sections refer to. Secrets themselves never stand in the inventory."""

    source: Annotated[Source, doc("Where Secrets come from, unless an item says otherwise.")] = "existing"
    stores: Annotated[tuple[Store, ...], doc("Stores of external-secrets; the first is the default.")] = ()
    items: Annotated[Unordered[Item], doc("Secrets whose origin differs.")] = ()

    def item(self, name: str) -> Item | None:
        """What is said of one Secret."""
        return next((item for item in self.items if item.name == name), None)

    def origin(self, name: str) -> Source:
        """Where a Secret comes from."""
        item = self.item(name)
        return (item.source if item else None) or self.source

    def store(self, name: str) -> Store | None:
        """The store that a Secret is read from; None when there is none, or none of the wanted name."""
        item = self.item(name)
        wanted = item.store if item and item.store else None
        return next((store for store in self.stores if wanted in (None, store.name)), None)
