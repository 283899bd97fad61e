"""Traefik -> gateways and routes. No guide of upstream exists for this."""

from __future__ import annotations

from collections.abc import Iterator

from generator.stages.migration.entrances import ask, let_in, overview
from generator.stages.migration.facts import Facts
from generator.stages.migration.step import Stage, Step

TABLE = (
    ("before", "after", "cannot, or careful"),
    ("entryPoints", "`gateway-api.gateways` and their listeners", "gateways of one address share its ports"),
    (
        "IngressRoute: Host, PathPrefix, Headers, Query, Method",
        "HTTPRoute matches",
        "regular expressions only where Cilium has them",
    ),
    ("Ingress", "HTTPRoute; Cilium's own Ingress controller as a bridge", "annotations of Traefik mean nothing"),
    ("TraefikService: weighted, mirroring", "weights, RequestMirror", "no sticky sessions"),
    ("IngressRouteTCP: HostSNI", "TLSRoute (passthrough), TCPRoute for `*`", "no end of TLS in a TCP router"),
    ("IngressRouteUDP", "UDPRoute", "Cilium's support depends on its minor"),
    ("certificatesResolvers (ACME)", "`cert-manager`", "tokens of the DNS provider move there"),
    ("TLSOption: versions, client certificates", "nothing", "client certificates are not asked for"),
    ("RedirectScheme", "`http: redirect` of a gateway", ""),
    ("RedirectRegex", "RequestRedirect, in part", "no captures"),
    ("StripPrefix, ReplacePath, AddPrefix", "URLRewrite", "no captures"),
    ("Headers", "RequestHeaderModifier, ResponseHeaderModifier", "no CORS before Gateway API 1.6"),
    ("IPAllowList", "`gateway-api.clients`", "for all gateways alike"),
    ("BasicAuth, DigestAuth, ForwardAuth", "nothing", "put an authenticating proxy before the application"),
    ("RateLimit, InFlightReq", "nothing", ""),
    (
        "Retry, CircuitBreaker, Buffering, Compress",
        "nothing; CiliumEnvoyConfig by hand",
        "Cilium ignores retries of routes",
    ),
    ("plugins", "nothing", ""),
)
"""traefik.io/v1alpha1 (3.7) against Gateway API 1.6 and what Cilium implements of it."""
WITHOUT = "basicAuth|digestAuth|forwardAuth|rateLimit|inFlightReq|retry|circuitBreaker|buffering|compress|plugin"


def traefik(facts: Facts) -> Stage:
    """Both run side by side on addresses of their own until DNS has moved."""
    return Stage(
        title="Traefik to the Gateway API",
        text=overview(facts),
        table=TABLE,
        steps=tuple(_steps(facts)),
        source="no guide of upstream was found; Gateway API, guides migrating-from-ingress; the tool ingress2gateway calls itself experimental",
    )


def _steps(facts: Facts) -> Iterator[Step]:
    yield Step(
        title="Find what has no equivalent",
        text="A host whose middlewares are listed here stays with Traefik until something else does their work.",
        run=(
            "kubectl get ingressroutes.traefik.io,ingressroutetcps.traefik.io,ingressrouteudps.traefik.io,ingresses --all-namespaces",
            f"kubectl get middlewares.traefik.io --all-namespaces -o yaml | grep -E '^    ({WITHOUT}):'",
        ),
        check=("kubectl get middlewares.traefik.io --all-namespaces",),
        expect="every middleware has a line in the table above",
        back="nothing has happened yet",
    )
    yield _owner(facts)
    yield let_in(facts, "traefik", "Traefik")
    yield ask(facts)
    yield Step(
        title="Move the names",
        text="Lower the TTL first. Where external-dns publishes: remove the Ingress or IngressRoute of the host, and the record follows "
        "the route. A record of another owner (TXT) is not taken over: delete it by hand.",
        run=("# per host: delete its IngressRoute or Ingress in the application's repository",),
        check=(f"bash {facts.script} --only 'host-*'", f"bash {facts.script} --only 'reach-*' --from-here"),
        expect="names resolve to the gateways, addresses answer",
        back="bring the IngressRoute back: the record follows it",
        undo=("kubectl apply -f before-migration/ingressroutes.traefik.io.yaml",),
    )
    yield _remove(facts)


def _owner(facts: Facts) -> Step:
    note = {
        "rke2": "RKE2 1.34 to 1.36 bring these CRDs with the chart rke2-traefik-crd, 1.37 with a chart of its own.",
        "k3s": "The Traefik of k3s brings these CRDs too.",
    }.get(facts.distribution, "")
    return Step(
        title="Know who owns the CRDs of the Gateway API",
        text=f"{note} If a chart of Traefik owns them, removing it deletes the CRDs, and every gateway and route with them.".strip(),
        check=(
            'kubectl get crd gateways.gateway.networking.k8s.io -o jsonpath=\'{.metadata.annotations}{"\\n"}{.metadata.labels}{"\\n"}\'',
        ),
        expect="no `meta.helm.sh/release-name` of Traefik; with one, move ownership before anything is removed",
        back="nothing has happened yet",
        unverified="how to take CRDs from a chart of the distribution: removing the Helm annotations and labels is usual, and was not tried",
    )


def _remove(facts: Facts) -> Step:
    lines = {
        "rke2": ("# `ingress-controller: none` in /etc/rancher/rke2/config.yaml of every server (infra/ has it), then one after another:", "systemctl restart rke2-server"),
        "k3s": ("# `disable: [traefik]` in /etc/rancher/k3s/config.yaml of every server, then one after another:", "systemctl restart k3s"),
    }.get(facts.distribution, ("helm --namespace traefik uninstall traefik   # or what you installed it with",))  # fmt: skip
    return Step(
        title="Remove Traefik",
        text="When no Ingress and no IngressRoute is left that anybody asks. First without deleting anything: scale it to zero and wait.",
        run=(
            "kubectl --namespace kube-system scale deployment --selector app.kubernetes.io/name=traefik --replicas=0   # its own namespace",
            *lines,
        ),
        check=(
            "kubectl get ingresses,ingressroutes.traefik.io --all-namespaces",
            "kubectl get crd gateways.gateway.networking.k8s.io",
        ),
        expect="no object is left, and the CRD is still there",
        back="scale it up again",
        undo=(
            "kubectl --namespace kube-system scale deployment --selector app.kubernetes.io/name=traefik --replicas=1",
        ),
        unverified="namespace and labels of Traefik depend on how it was installed; a DaemonSet cannot be scaled",
    )
