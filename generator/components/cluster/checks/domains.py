"""The DNS zones of the cluster."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.context import Context
from generator.core.inventory import Cluster
from generator.core.judgement import Other, Problem, check


@check("cluster/domain-not-a-zone")
def domain_not_a_zone(ctx: Context, _cluster: Cluster) -> Iterator[Problem]:
    """An entry of `domains` is a wildcard, a short name or an address.

    Zones complete short hosts, and certificates and DNS providers look for a zone of that name: none has such a name.
    """
    for index, domain in enumerate(ctx.domains):
        if domain.startswith("*.") or domain.is_short or domain == "localhost" or domain.replace(".", "").isdigit():
            yield Problem(
                ctx.inventory,
                ("domains", index),
                f"{domain} is not the name of a DNS zone",
                hint="write the zone itself, such as example.com; wildcards follow from it",
            )


@check("cluster/duplicate-domain")
def duplicate_domain(ctx: Context, _cluster: Cluster) -> Iterator[Problem]:
    """A zone is listed twice.

    Listeners and certificates follow from each entry: the second one would be the same objects again.
    """
    seen: dict[str, int] = {}
    for index, domain in enumerate(ctx.domains):
        first = seen.setdefault(domain, index)
        if first != index:
            yield Problem(
                ctx.inventory,
                ("domains", index),
                f"{domain} is listed twice",
                hint="remove one",
                others=(Other(ctx.inventory, ("domains", first), "the first one is here"),),
            )


@check("cluster/domain-is-cluster-domain")
def domain_is_cluster_domain(ctx: Context, cluster: Cluster) -> Iterator[Problem]:
    """A zone of `domains` is the cluster's own DNS domain, or lies in it.

    CoreDNS answers for `cluster.dnsDomain` itself: names published there are never found from inside of the cluster.
    """
    for index, domain in enumerate(ctx.domains):
        if domain.within(cluster.dns_domain):
            yield Problem(
                ctx.inventory,
                ("domains", index),
                f"{domain} lies in the cluster's own DNS domain {cluster.dns_domain}",
                hint="use a zone that DNS servers outside of the cluster answer for",
                others=(Other(cluster, "dnsDomain", "the cluster's domain is decided here"),),
            )
