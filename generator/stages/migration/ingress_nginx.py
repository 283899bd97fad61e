"""ingress-nginx -> gateways and routes. It is retired upstream: nothing of it is mended any more (kubernetes.io/blog, 2025-11-11)."""

from __future__ import annotations

from collections.abc import Iterator

from generator.stages.migration.entrances import ask, let_in, overview
from generator.stages.migration.facts import Facts
from generator.stages.migration.step import Stage, Step

PREFIX = "nginx.ingress.kubernetes.io/"
TABLE = (
    ("before", "after", "cannot, or careful"),
    (
        "Ingress: host, path",
        "HTTPRoute: `hosts`, `paths`",
        "`ImplementationSpecific` is a prefix or a regular expression",
    ),
    ("spec.tls", "`gateways[].certificates`", "certificates belong to the gateway, not to the route"),
    (
        "spec.ingressClassName: nginx",
        "`gateways` of a route",
        "Cilium's own Ingress controller as a bridge ignores these annotations",
    ),
    ("ssl-redirect, force-ssl-redirect", "`http: redirect` of a gateway", ""),
    ("permanent-redirect, temporal-redirect, app-root", "RequestRedirect", ""),
    ("rewrite-target", "URLRewrite", "no captures"),
    ("use-regex", "matches of type RegularExpression", "of the whole path, and only where Cilium has them"),
    ("backend-protocol: HTTPS, GRPC", "`backend.protocol`", "certificates of backends are read from Cilium 1.20 on"),
    ("ssl-passthrough", "TLSRoute (passthrough)", ""),
    ("proxy-read-timeout, proxy-send-timeout", "`timeout` of a route", "one for the whole request"),
    ("canary, canary-weight, canary-by-header", "weights, matches on headers", ""),
    ("mirror-target", "RequestMirror", ""),
    ("enable-cors, cors-*", "ResponseHeaderModifier, in part", "no CORS before Gateway API 1.6"),
    ("whitelist-source-range, denylist-source-range", "`gateway-api.clients`", "for all gateways alike"),
    ("tcp-services, udp-services (ConfigMaps)", "TCPRoute, UDPRoute", "Cilium's support depends on its minor"),
    ("use-forwarded-headers", "`gateway-api.trustedHops`", ""),
    ("auth-type, auth-url, auth-tls-*", "nothing", "put an authenticating proxy before the application"),
    ("affinity, session-cookie-*, upstream-hash-by", "nothing", "no sticky sessions"),
    ("limit-rps, limit-connections", "nothing", ""),
    ("proxy-body-size, proxy-buffer-*", "nothing", ""),
    ("custom-http-errors, default-backend", "nothing", ""),
    ("configuration-snippet, server-snippet, modsecurity", "nothing; CiliumEnvoyConfig by hand", ""),
)
"""Annotations (docs/user-guide/nginx-configuration/annotations.md) against Gateway API 1.6 and what Cilium implements of it."""


def ingress_nginx(facts: Facts) -> Stage:
    """Both run side by side on addresses of their own until DNS has moved."""
    return Stage(
        title="ingress-nginx to the Gateway API",
        text=f"{overview(facts)} Annotations in the table begin with `{PREFIX}`.",
        table=TABLE,
        steps=tuple(_steps(facts)),
        source="ingress-nginx, annotations.md; Gateway API, guides migrating-from-ingress; ingress2gateway 1.0, README.md",
    )


def _steps(facts: Facts) -> Iterator[Step]:
    yield Step(
        title="Find what has no equivalent",
        text="A host whose annotations have `nothing` beside them stays until something else does their work.",
        run=(
            f"kubectl get ingresses --all-namespaces -o yaml | grep -oE '{PREFIX}[a-z0-9-]+' | sort | uniq --count",
            "kubectl get configmaps --all-namespaces | grep -E 'tcp-services|udp-services'",
        ),
        check=("kubectl get ingresses --all-namespaces",),
        expect="every annotation has a line in the table above",
        back="nothing has happened yet",
    )
    yield let_in(facts, "ingress-nginx", "ingress-nginx")
    yield Step(
        title="Write a route for each Ingress",
        text="Beside the Ingress, in the repository of the application: both may be there at once. A tool makes a draft of those of class "
        "nginx, and warns of what it cannot translate. Leave its Gateways out, and name those of this tree in `parentRefs`.",
        run=("ingress2gateway print --providers=ingress-nginx --all-namespaces > draft.yaml",),
        check=("kubectl get httproutes --all-namespaces",),
        expect="a route for each Ingress, accepted by its gateway",
        back="delete the routes: the Ingresses never stopped",
        undo=("kubectl delete httproute NAME --namespace NAMESPACE",),
        unverified="the command is that of the tool's README and was not tried",
    )
    yield ask(facts)
    yield Step(
        title="Move the names",
        text="Lower the TTL first. Where external-dns publishes: remove the Ingress of the host, and the record follows the route. A "
        "record of another owner (TXT) is not taken over: delete it by hand.",
        run=("# per host: delete its Ingress in the application's repository",),
        check=(f"bash {facts.script} --only 'host-*'", f"bash {facts.script} --only 'reach-*' --from-here"),
        expect="names resolve to the gateways, addresses answer",
        back="bring the Ingress back: the record follows it",
        undo=("kubectl apply -f before-migration/ingresses.networking.k8s.io.yaml",),
    )
    yield _remove(facts)


def _remove(facts: Facts) -> Step:
    lines: tuple[str, ...] = (
        "helm --namespace ingress-nginx uninstall ingress-nginx   # or what you installed it with",
    )
    if facts.distribution == "rke2":
        config = "/etc/rancher/rke2/config.yaml"
        lines = (
            f"# RKE2's own: `ingress-controller: none` in {config} of every server (infra/ has it), then one after another:",
            "systemctl restart rke2-server",
        )
    return Step(
        title="Remove ingress-nginx",
        text="When no Ingress of its class is left that anybody asks. Its webhook goes with it: left behind without its Service, it "
        "refuses every Ingress.",
        run=(
            *lines,
            "kubectl get validatingwebhookconfigurations -o name | grep ingress-nginx | xargs --no-run-if-empty kubectl delete",
        ),
        check=(
            "kubectl get ingresses --all-namespaces",
            "kubectl get validatingwebhookconfigurations,ingressclasses",
        ),
        expect="no Ingress of class nginx, no webhook of ingress-nginx; an IngressClass that is left may go as well",
        back="install it again; the Ingresses are in before-migration/",
        undo=("kubectl apply -f before-migration/ingresses.networking.k8s.io.yaml",),
        unverified="names of the release and its webhook depend on how it was installed",
    )
