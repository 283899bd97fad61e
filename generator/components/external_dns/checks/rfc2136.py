"""Servers that take updates (RFC 2136): what they are sent, and what can be known of them."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.external_dns.flags import Flags, flags
from generator.components.external_dns.providers import variable
from generator.components.external_dns.settings import Instance, Settings
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Problem, check

PROVIDER, ZONE, ROOT = "rfc2136", "rfc2136-zone", "."
LISTING = ("rfc2136-tsig-axfr", "rfc2136-axfr")


@check("external-dns/zone-of-nobody", WARNING)
def zone_of_nobody(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """Names of a zone are to be published by `rfc2136`, and no zone that the provider is told ends like them.

    It sends such names as updates of the root zone, with the message "No available zone found" (provider/rfc2136/rfc2136.go,
    findMsgZone), and the server refuses what is not its zone. Without any `--rfc2136-zone` that is so of all names.
    """
    for instance, told in _instances(settings):
        zones = told.values(ZONE)
        if zones is None or ROOT in zones:
            continue
        for index, zone in enumerate(instance.zones):
            name = str(ctx.host(zone))
            if not any(name.endswith(one) or one.endswith(f".{name}") for one in zones if one):
                yield Problem(
                    instance,
                    ("zones", index),
                    f"instance {instance.name!r} sends names of {name} to the root zone: "
                    + (
                        f"its server is told of {', '.join(map(repr, zones))}"
                        if zones
                        else "it is told no zone of its server"
                    ),
                    hint=f"write `env: {{{variable(ZONE)}: {name}}}`, or the zone of the server that holds it"
                    if not zones
                    else f"correct the zone of the server, name {name} too, or leave it out of `zones`",
                    others=_where(instance) if zones else (),
                )


@check("external-dns/unlisted-records", WARNING)
def unlisted_records(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """Records are to be updated and removed by `rfc2136`, which may not list them.

    Without `--rfc2136-tsig-axfr` the provider takes the zone for empty (provider/rfc2136/rfc2136.go, List): records are added
    every time anew, and none is changed or removed (external-dns#4430).
    """
    for instance, told in _instances(settings):
        if instance.policy != "create-only" and not told.has(*LISTING):
            yield Problem(
                instance,
                "policy",
                f"instance {instance.name!r} cannot list records, so it never changes or removes one",
                hint=f'write `env: {{{variable(LISTING[0])}: "true"}}` and let the key transfer the zone, or `policy: create-only`',
            )


def _instances(settings: Settings) -> Iterator[tuple[Instance, Flags]]:
    for instance in settings.instances:
        if instance.provider == PROVIDER and instance.webhook is None:
            yield instance, flags(settings, instance)


def _where(instance: Instance) -> tuple[Other, ...]:
    """Where the zone of the server is written, if that is a plain variable."""
    return (Other(instance, ("env", variable(ZONE)), "it is told here"),) if variable(ZONE) in instance.env else ()
