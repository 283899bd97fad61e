"""What the origin of a Secret can get wrong."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.secrets.encrypted import Encrypted, Unfit, read
from generator.components.secrets.needs import ENDINGS, Need, needs
from generator.components.secrets.settings import Settings
from generator.core.context import Context
from generator.core.diagnostics import Source
from generator.core.judgement import Problem, check
from generator.core.offer import SecretRef
from generator.core.suggest import did_you_mean, nearest


@check("secrets/missing-file")
def missing_file(ctx: Context, secrets: Settings) -> Iterator[Problem]:
    """A Secret comes from an encrypted file, and the file is not there.

    Nothing would create the Secret: pods that read it stay in `CreateContainerConfigError`, a release never becomes ready
    and everything behind it waits.
    """
    for need, origin in _files(ctx, secrets):
        if need.file(origin) not in ctx.overlays:
            yield Problem(
                need.about[0] if need.about else secrets,
                (),
                f"Secret {need.title}, needed for {_why(need)}, has no file overlays/{need.file(origin)}",
                hint=f"encrypt it and put it there{_with(need)}, or say `source: existing` for it under `secrets.items`",
            )


@check("secrets/plain-secret")
def plain_secret(ctx: Context, secrets: Settings) -> Iterator[Problem]:
    """A file under `overlays/secrets/` that is not encrypted.

    It would be committed, and copied into the tree, for everybody to read. Secrets whose values SOPS left in the clear
    (`encrypted_regex` that misses them) count as plain.
    """
    yield from _unfit(ctx, secrets, "plain-secret")


@check("secrets/other-object")
def other_object(ctx: Context, secrets: Settings) -> Iterator[Problem]:
    """A file under `overlays/secrets/` holds something else than its path says.

    The Secret that others refer to would not exist. SOPS and sealed-secrets both bind name and namespace to the content,
    so the file must be encrypted again, not edited.
    """
    yield from _unfit(ctx, secrets, "other-object")


@check("secrets/missing-key")
def missing_key(ctx: Context, secrets: Settings) -> Iterator[Problem]:
    """A Secret lacks a key that is read from it.

    Names of keys are not encrypted, neither by SOPS nor by sealed-secrets, and the `keys` of an item are all that its
    ExternalSecret makes, so this can be known. A pod that reads a missing key does not start.
    """
    for need in _of(ctx, secrets, "external-secrets"):
        item = secrets.item(need.name)
        for key in need.keys if item is not None and item.keys else ():
            if item is not None and key not in item.keys:
                made = ", ".join(f"`{k}`" for k in item.keys)
                yield Problem(
                    item,
                    "keys",
                    f"Secret {need.title} gets no key `{key}`, only {made}; needed for {_why(need)}",
                    hint=f"rename `{meant}` to `{key}`"
                    if (meant := nearest(key, item.keys.keys() - {*need.keys}))
                    else f"add `{key}` and the property of the store that it comes from",
                )
    for need, origin in _files(ctx, secrets):
        found = _read(ctx, need, origin)
        if found is None:
            continue
        for key in need.keys:
            if key not in found.keys:
                has = ", ".join(f"`{k}`" for k in sorted(found.keys)) or "none"
                yield Problem(
                    Source(found.path, 1, 1),
                    (),
                    f"Secret {need.title} has no key `{key}`, it has {has}; needed for {_why(need)}",
                    hint=f"rename `{meant}` to `{key}` with `sops {found.path}`"
                    if origin == "sops" and (meant := nearest(key, found.keys))
                    else f"add `{key}` and encrypt the file again",
                )


@check("secrets/unused-file")
def unused_file(ctx: Context, secrets: Settings) -> Iterator[Problem]:
    """A file under `overlays/secrets/` that no part of the inventory refers to.

    It would never be applied. Secrets of applications belong to the unit of the application: `overlays/<unit>/`. In a fleet
    only files of one cluster are judged: another cluster may use what all of them share.
    """
    used = {need.file(origin): need for need, origin in _files(ctx, secrets)}
    for below, file in ctx.overlays.items():
        shared = ctx.fleet and not file.path.startswith("overlays/clusters/")
        if below.startswith("secrets/") and below not in used and not shared:
            yield Problem(
                Source(file.path, 1, 1),
                (),
                f"nothing in the inventory refers to {below.removeprefix('secrets/')}",
                hint=did_you_mean(below, used) or "remove it; `gen explain --secrets` lists what is needed",
            )


@check("secrets/no-store")
def no_store(ctx: Context, secrets: Settings) -> Iterator[Problem]:
    """A Secret comes from external-secrets, and no store is named (or none of the wanted name).

    An ExternalSecret without a store is refused by the API server.
    """
    found = list(_of(ctx, secrets, "external-secrets"))
    if found and not secrets.stores:
        more = f" and {len(found) - 1} more come" if len(found) > 1 else " comes"
        yield Problem(
            secrets,
            "source",
            f"Secret {found[0].title}{more} from external-secrets, and `secrets.stores` lists no store",
            hint="list the store under `secrets.stores`",
        )
        return
    for need in found:
        if secrets.store(need.name) is None:
            item = secrets.item(need.name)
            wanted = item.store if item else None
            yield Problem(
                item or secrets,
                "store",
                f"Secret {need.title} comes from store {str(wanted)!r}, which `secrets.stores` does not list",
                hint=did_you_mean(str(wanted), [s.name for s in secrets.stores])
                or "list the store under `secrets.stores`",
            )


@check("secrets/unused-item")
def unused_item(ctx: Context, secrets: Settings) -> Iterator[Problem]:
    """An item names a Secret that no part of the inventory refers to: it has no effect.

    Not judged in a fleet, where another cluster may use an item that all of them share.
    """
    if ctx.fleet:
        return
    names = {need.name for need in needs(ctx.offers(SecretRef))}
    for item in secrets.items:
        if item.name not in names:
            yield Problem(
                item, "name", f"nothing in the inventory refers to a Secret called {item.name!r}",
                hint=did_you_mean(item.name, names) or "remove the item; `gen explain --secrets` lists what is needed",
            )  # fmt: skip


@check("secrets/no-effect")
def no_effect(_ctx: Context, secrets: Settings) -> Iterator[Problem]:
    """A field of an item that only external-secrets reads, on a Secret that comes from elsewhere."""
    for item in secrets.items:
        origin = secrets.origin(item.name)
        if origin == "external-secrets":
            continue
        for field, value in (("store", item.store), ("remote", item.remote), ("keys", item.keys)):
            if value:
                yield Problem(
                    item, field, f"`{field}` has no effect: Secret {item.name!r} comes from {origin}",
                    hint="remove it, or set `source: external-secrets`",
                )  # fmt: skip


@check("secrets/too-early")
def too_early(ctx: Context, secrets: Settings) -> Iterator[Problem]:
    """An item gives a Secret to Flux that must exist before Flux runs.

    Flux needs its Git credentials to read the file that would hold them, and the age key to decrypt it.
    """
    for need in needs(ctx.offers(SecretRef)):
        item = secrets.item(need.name)
        if item is not None and not need.units and item.source not in (None, "existing"):
            yield Problem(
                item, "source", f"Secret {need.title} cannot come from {item.source}: it must exist before {need.before}, for {_why(need)}",
                hint=f"create it before {need.before} is installed, and remove the item",
            )  # fmt: skip


def _with(need: Need) -> str:
    keys = ", ".join(f"`{key}`" for key in need.keys)
    return f" (keys: {keys})" if keys else ""


def _why(need: Need) -> str:
    return " and ".join(need.why)


def _of(ctx: Context, secrets: Settings, *origins: str) -> Iterator[Need]:
    for need in needs(ctx.offers(SecretRef)):
        if need.units and secrets.origin(need.name) in origins:
            yield need


def _files(ctx: Context, secrets: Settings) -> Iterator[tuple[Need, str]]:
    for need in _of(ctx, secrets, *ENDINGS):
        yield need, secrets.origin(need.name)


def _read(ctx: Context, need: Need, origin: str) -> Encrypted | None:
    try:
        return read(ctx.overlays, need.file(origin), need.namespace, need.name)
    except Unfit:
        return None


def _unfit(ctx: Context, secrets: Settings, code: str) -> Iterator[Problem]:
    for need, origin in _files(ctx, secrets):
        try:
            read(ctx.overlays, need.file(origin), need.namespace, need.name)
        except Unfit as stop:
            if stop.code == code:
                yield Problem(Source(ctx.overlays[need.file(origin)].path, 1, 1), (), stop.message, hint=stop.hint)
