"""What `external-dns:` can get wrong of its instances: providers, zones, owners, credentials."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from generator.components.external_dns.claims import backend_of
from generator.components.external_dns.flags import flags
from generator.components.external_dns.providers import BUILT_IN, PROVIDERS, fact, variable
from generator.components.external_dns.settings import Instance, Settings
from generator.components.external_dns.values import provider_name, written
from generator.components.external_dns.versions import ALPHA
from generator.components.gateway_api import COMPONENT as GATEWAY_API
from generator.core.context import Context
from generator.core.judgement import Other, Problem, called_alike, check
from generator.core.net import Endpoint
from generator.core.suggest import did_you_mean, nearest
from generator.core.values import conflicts

FROZEN = ("cf", "ga", "gq", "ml", "tk")
"""Top-level domains whose zones Cloudflare's API does not edit (cert-manager/website, configuration/acme/dns01/cloudflare)."""
GLOBAL_KEY = ("CF_API_KEY", "CF_API_EMAIL")
EXAMPLES = {"pihole-server": "https://pihole.example.com", "rfc2136-tsig-secret-alg": "hmac-sha256"}
VERSIONS = {"A": 4, "AAAA": 6}


@check("external-dns/duplicate-instance")
def duplicate_instance(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """Two instances have one name.

    They would be one HelmRelease: what Flux applies last wins, and the zones of the other are no longer published.
    """
    seen: dict[str, Instance] = {}
    for instance in settings.instances:
        first = seen.setdefault(instance.name, instance)
        if first is not instance:
            yield called_alike(first, instance, f"two instances are called {instance.name!r}", "rename one")


@check("external-dns/value-set-twice", spoiled=("external-dns/duplicate-instance",))
def value_set_twice(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A chart value is written under `values` although a typed field already decides it.

    One of the two would be lost without a word.
    """
    for instance in settings.instances:
        mine = {key: value for key, value in written(settings, instance).items() if key != "extraArgs"}
        yield from conflicts(ctx, instance.name, instance if instance.values else settings, mine)


@check("external-dns/unknown-gateway")
def unknown_gateway(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """An instance names a gateway that does not exist.

    It would publish nothing, and under policy `sync` remove what it published before.
    """
    section = ctx.get(GATEWAY_API)
    names = [str(gateway.name) for gateway in section.gateways] if section else []
    for instance in settings.instances:
        for index, name in enumerate(instance.gateways):
            if name not in names:
                yield Problem(
                    instance,
                    ("gateways", index),
                    f"instance {instance.name!r} names gateway {name!r}, which does not exist",
                    hint=did_you_mean(name, names) or "add it to `gateway-api.gateways`",
                )


@check("external-dns/missing-webhook")
def missing_webhook(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A provider is not built in and no sidecar is given for it.

    The chart refuses the provider `webhook` without an image.
    """
    for instance in settings.instances:
        if provider_name(instance) == "webhook" and instance.webhook is None:
            meant = nearest(instance.provider, (*BUILT_IN, *PROVIDERS))
            close = meant if meant != instance.provider else None
            yield Problem(
                instance,
                "provider",
                f"provider {instance.provider!r} is not built into external-dns",
                hint=f"did you mean `{close}`?" if close else "give the image of its sidecar in `webhook`",
            )


@check("external-dns/unstartable-provider")
def unstartable_provider(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A provider lacks a flag without which external-dns ends at start.

    `pihole` asks for a server (provider/pihole/client.go), `rfc2136` for the algorithm of its TSIG key, or to be told that there
    is no such key (provider/rfc2136/rfc2136.go). Every flag is an environment variable as well.
    """
    for instance in settings.instances:
        told = flags(settings, instance)
        for group in fact(instance.provider).needs:
            if instance.webhook is None and not told.has(*group):
                yield Problem(
                    instance,
                    "provider",
                    f"provider {instance.provider!r} does not start without --{' or --'.join(group)}",
                    hint=f"write `env: {{{variable(group[0])}: {EXAMPLES[group[0]]}}}`",
                )


@check("external-dns/shared-owner", spoiled=("external-dns/duplicate-instance",))
def shared_owner(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """Two instances write to one zone of one provider under one owner.

    Each takes the other's records for its own that nothing asks for any more, and deletes them (policy `sync`).
    """
    for first, second in combinations(settings.instances, 2):
        if backend_of(first) != backend_of(second) or first.owner != second.owner:
            continue
        zone = _common(ctx, first, second)
        if zone is not None and not _parted(first, second):
            message = f"instances {first.name!r} and {second.name!r} both own records as {second.owner!r} in {zone}"
            yield Problem(
                second,
                "owner",
                message,
                hint="give one of them another `owner`",
                others=(Other(first, "owner", "the other one is here"),),
                mirror=message,
            )


@check("external-dns/fixed-prefix")
def fixed_prefix(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """An instance cannot read the annotations that this tree writes.

    The prefix can be chosen from chart 1.20 on; older ones read `external-dns.alpha.kubernetes.io/` and nothing else.
    """
    for instance in settings.instances:
        if instance.version.numbers < (1, 20, 0) and settings.annotation_prefix != ALPHA:
            yield Problem(
                instance,
                "version",
                f"chart {instance.version} of instance {instance.name!r} reads annotations under {ALPHA} only, "
                f"this tree writes {settings.annotation_prefix}",
                hint="use chart 1.20 or newer, or the older `annotationPrefix`",
                others=(Other(settings, "annotationPrefix", "the prefix follows from here"),),
            )


@check("external-dns/incomplete-prefix")
def incomplete_prefix(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """The annotation prefix does not end with a slash.

    external-dns refuses to start with such a prefix (pkg/apis/externaldns/validation, v0.20.0): keys are prefix and name.
    """
    if not settings.annotation_prefix.endswith("/"):
        yield Problem(
            settings,
            "annotationPrefix",
            f"annotation prefix {settings.annotation_prefix!r} does not end with a slash",
            hint=f"write {settings.annotation_prefix}/",
        )


@check("external-dns/frozen-zone")
def frozen_zone(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """Records of a zone under .cf, .ga, .gq, .ml or .tk are to be written through Cloudflare.

    Its API refuses to edit such zones.
    """
    for instance in settings.instances:
        for index, zone in enumerate(instance.zones) if instance.provider == "cloudflare" else ():
            if ctx.host(zone).rpartition(".")[2] in FROZEN:
                yield Problem(
                    instance,
                    ("zones", index),
                    f"Cloudflare's API cannot edit zone {str(ctx.host(zone))!r}",
                    hint="leave the zone out of `zones`",
                )


@check("external-dns/two-keys")
def two_keys(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """An instance has a Cloudflare token and a global key.

    external-dns takes one of them; with both it refuses to start or uses the wider one (docs/tutorials/cloudflare.md).
    """
    for instance in settings.instances:
        names = {*instance.env, *(instance.credentials.keys if instance.credentials else ())}
        if instance.provider == "cloudflare" and "CF_API_TOKEN" in names and names & set(GLOBAL_KEY):
            yield Problem(
                instance,
                "credentials",
                f"instance {instance.name!r} has both a token and a global key",
                hint="keep CF_API_TOKEN",
            )


@check("external-dns/odd-target")
def odd_target(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A record's target does not fit its type: `dns.target` of a gateway makes an alias, which points to a name.

    The provider refuses the whole change, that of other records in the same batch included.
    """
    section = ctx.get(GATEWAY_API)
    for gateway in section.gateways if section is not None else ():
        if gateway.dns is not None and gateway.dns.target is not None and Endpoint.is_address(gateway.dns.target):
            yield Problem(
                gateway.dns,
                "target",
                f"{str(ctx.host(gateway.dns.name))!r} is to be an alias of {gateway.dns.target!s}, which is no name",
                hint="write the name of the tunnel or CDN, or leave `target` out: the name then points to the gateway's address",
            )
    for gateway in section.gateways if section is not None else ():
        if gateway.dns is not None and str(gateway.dns.target) == str(ctx.host(gateway.dns.name)):
            yield Problem(
                gateway.dns,
                "target",
                f"{str(ctx.host(gateway.dns.name))!r} is to be an alias of itself",
                hint="write the name of the tunnel or CDN, or leave `target` out: the name then points to the gateway's address",
            )
    for record in settings.records:
        for index, target in enumerate(record.targets):
            address = Endpoint.is_address(target)
            wanted = VERSIONS.get(record.type)
            wrong = address and (":" in target) != (wanted == 6) if wanted else record.type == "CNAME" and address
            if "${" in target or not (wrong or (wanted and not address)):
                continue
            kind = f"an IPv{wanted} address" if wanted else "a name"
            yield Problem(
                record,
                ("targets", index),
                f"{record.type} record {record.name!r} points to {target!r}, which is not {kind}",
                hint="correct the `type` or the target",
            )
        if record.type == "CNAME" and len(record.targets) > 1:
            yield Problem(
                record,
                "targets",
                f"CNAME record {record.name!r} has {len(record.targets)} targets",
                hint="keep one: a name is an alias of one other",
            )


@check("external-dns/short-ttl")
def short_ttl(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A record's lifetime is shorter than Cloudflare takes.

    It wants 1 (automatic, the only one for proxied records) or at least 120 (docs/tutorials/cloudflare.md).
    """
    if not any(one.provider == "cloudflare" and "crd" in one.sources for one in settings.instances):
        return
    for record in settings.records:
        if record.ttl is not None and record.ttl != 1 and record.ttl < 120:
            yield Problem(
                record,
                "ttl",
                f"record {record.name!r} lives {record.ttl} s; Cloudflare takes 1 (automatic) or 120 and more",
                hint="leave `ttl` out, or raise it",
            )


def _common(ctx: Context, first: Instance, second: Instance) -> str | None:
    """A zone that both may write to: the narrower of two that hold one another; `all zones` when one is not limited."""
    if not first.zones or not second.zones:
        return "all zones"
    for one in first.zones:
        for other in second.zones:
            a, b = ctx.host(one), ctx.host(other)
            if a.within(b) or b.within(a):
                return f"zone {str(a if len(a) > len(b) else b)!r}"
    return None


def _parted(first: Instance, second: Instance) -> bool:
    """Whether each leaves the other's zones out."""
    return bool(set(first.zones) <= set(second.exclude_zones) or set(second.zones) <= set(first.exclude_zones))
