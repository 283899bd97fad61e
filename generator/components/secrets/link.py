"""Secrets stand in the first unit, in the order of the tree, that uses them: that order is known only once all is emitted."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.secrets.encrypted import read
from generator.components.secrets.needs import Need, needs
from generator.components.secrets.settings import Settings
from generator.core.artifact import Copy, Json, Manifest, manifest
from generator.core.context import Context
from generator.core.graph import Graph
from generator.core.offer import SecretRef
from generator.core.units import ordered
from generator.core.wiring import wired


def link(ctx: Context, secrets: Settings, graph: Graph) -> Iterator[Manifest | Copy]:
    """An ExternalSecret, or the encrypted file, for every Secret that is not there anyway."""
    wiring = wired(ctx, graph)
    rank = {path: index for index, names in enumerate(ordered(wiring.units, wiring.edges)) for path in names}
    for need in needs(ctx.offers(SecretRef)):
        origin = secrets.origin(need.name)
        if not need.units or origin == "existing":
            continue
        unit = min(need.units, key=lambda path: (rank.get(path, len(rank)), path))
        if origin == "external-secrets":
            yield _external(secrets, need, unit)
        else:
            yield _copy(ctx, need, unit, origin)


def _external(secrets: Settings, need: Need, unit: str) -> Manifest:
    """All keys of the remote entry, or the ones that are named."""
    store, item = secrets.store(need.name), secrets.item(need.name)
    assert store is not None  # noqa: S101 - a check refused it before
    remote = (item.remote if item else None) or need.name
    spec: Json = {
        "refreshInterval": str(store.refresh),
        "secretStoreRef": {"kind": store.kind, "name": str(store.name)},
        "target": {"name": need.name, "creationPolicy": "Owner"},
    }
    if item and item.keys:
        spec["data"] = [
            {"secretKey": key, "remoteRef": {"key": remote, "property": of}} for key, of in sorted(item.keys.items())
        ]
    else:
        spec["dataFrom"] = [{"extract": {"key": remote}}]
    return manifest(
        unit, "external-secrets", "external-secrets.io/v1", "ExternalSecret", need.name,
        namespace=need.namespace, spec=spec, about=((item,) if item else ()) + need.about,
    )  # fmt: skip


def _copy(ctx: Context, need: Need, unit: str, origin: str) -> Copy:
    found = read(ctx.overlays, need.file(origin), need.namespace, need.name)
    ending = need.file(origin).rpartition("/")[2].removeprefix(need.name)
    file = f"secret-{need.namespace}-{need.name}{ending}"
    return Copy(unit=unit, file=file, data=found.data, document=found.document, about=need.about)
