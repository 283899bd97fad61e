"""What finished objects can get wrong for external-dns, whoever wrote them."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.external_dns.versions import ALPHA, NEW
from generator.core.diagnostics import WARNING
from generator.core.graph import Graph
from generator.core.judgement import Finding, rule
from generator.core.values import at

GROUP = "gateway.networking.k8s.io"
ON_ROUTES = ("hostname", "ttl", "controller", "cloudflare-proxied")
ROUTES = ("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute")


@rule("external-dns/misplaced-annotation", WARNING)
def misplaced_annotation(graph: Graph) -> Iterator[Finding]:
    """An annotation stands where external-dns does not look.

    `target` is read from Gateways only; `hostname`, `ttl`, `controller` and `cloudflare-proxied` from routes only
    (docs/sources/gateway-api.md). In the wrong place it is ignored without a word.
    """
    for gateway in graph.of("Gateway", GROUP):
        for prefix in (ALPHA, NEW):
            for name in ON_ROUTES:
                if f"{prefix}{name}" in gateway.annotations:
                    yield Finding(
                        gateway,
                        ("metadata", "annotations", f"{prefix}{name}"),
                        f"external-dns does not read `{name}` from {gateway.title}",
                        hint="put it on the routes",
                    )
    for kind in ROUTES:
        for route in graph.of(kind, GROUP):
            for prefix in (ALPHA, NEW):
                if f"{prefix}target" in route.annotations:
                    yield Finding(
                        route,
                        ("metadata", "annotations", f"{prefix}target"),
                        f"external-dns does not read `target` from {route.title}",
                        hint="put it on the Gateway",
                    )


@rule("external-dns/other-prefix", WARNING)
def other_prefix(graph: Graph) -> Iterator[Finding]:
    """An annotation has the prefix that external-dns reads by default in other versions, and no instance here reads it.

    Each instance reads one prefix, without fallback to the other (release notes of external-dns 0.22.0). What is said with both is
    for instances of both.
    """
    own = [one for one in graph.of("HelmRelease", "helm.toolkit.fluxcd.io") if one.owner == "external-dns"]
    read = {str(at(one.spec, ("values", "annotationPrefix")) or ALPHA) for one in own}
    unread = [prefix for prefix in (ALPHA, NEW) if read and prefix not in read]
    for prefix in unread:
        for kind in ("Service", "Gateway", *ROUTES):
            for item in graph.of(kind):
                said = [str(key).removeprefix(prefix) for key in item.annotations if str(key).startswith(prefix)]
                lost = [name for name in said if not any(f"{mine}{name}" in item.annotations for mine in read)]
                if lost:
                    name = f"{prefix}{lost[0]}"
                    yield Finding(
                        item,
                        ("metadata", "annotations", name),
                        f"external-dns does not read {name} of {item.title}: here annotations begin with {min(read)}",
                        hint=f"write {min(read)}{lost[0]}",
                    )
