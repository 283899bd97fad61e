"""One release per instance, and the records."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.external_dns.records import records
from generator.components.external_dns.settings import Settings
from generator.components.external_dns.values import values_of
from generator.components.flux import namespace_of_flux
from generator.core.artifact import Manifest
from generator.core.context import Context
from generator.core.release import Release, release

EXTERNAL_DNS = "external-dns"
SOURCE = "https://kubernetes-sigs.github.io/external-dns/"


def emit(ctx: Context, settings: Settings) -> Iterator[Manifest]:
    """Releases first: they bring the kind of the records."""
    for instance in settings.instances:
        wanted = Release(
            unit=EXTERNAL_DNS,
            name=instance.name,
            namespace=settings.namespace,
            chart_name="external-dns",
            default_source=SOURCE,
            version=instance.version,
            chart=settings.chart,
            values=values_of(ctx, settings, instance),
            about=(instance, settings),
        )
        yield from release(ctx, wanted, namespace_of_flux(ctx))
    yield from records(ctx, settings)
