"""external-dns: records of what the cluster publishes."""

from generator.components.external_dns import claims, resolve, rules
from generator.components.external_dns.checks import CHECKS
from generator.components.external_dns.emit import emit
from generator.components.external_dns.offers import offer
from generator.components.external_dns.settings import Instance, Record, Settings
from generator.core.claiming import claims_of
from generator.core.component import Component
from generator.core.context import Context
from generator.core.derivation import derivations_of
from generator.core.judgement import rules_of

COMPONENT = Component[Settings](
    name="external-dns",
    settings=Settings,
    requires=("flux", "gateway-api", "hubble"),  # flux and hubble ask for routes, too, and their hosts are published
    derivations=derivations_of(resolve),
    offer=offer,
    emit=emit,
    checks=CHECKS,
    rules=rules_of(rules),
    claims=claims_of(claims),
)


def annotation_prefix(ctx: Context) -> str | None:
    """What annotations that external-dns reads begin with; None without external-dns.

    Who does not require this component reads the offer `AnnotationPrefix` instead.
    """
    settings = ctx.get(COMPONENT)
    return settings.annotation_prefix if settings is not None else None


__all__ = ["COMPONENT", "Instance", "Record", "Settings", "annotation_prefix"]
