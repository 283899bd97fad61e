"""What a rule can get wrong beside its peers."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.gateway_api import COMPONENT as GATEWAY_API
from generator.components.security.checks.peers import directions
from generator.components.security.settings import Settings
from generator.components.security.units import TLS_PORTS
from generator.core.context import Context
from generator.core.judgement import Problem, check


@check("security/rule-selects-nothing")
def rule_selects_nothing(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A rule says neither who nor what.

    In Cilium such a rule matches nothing at all and is only a default deny (engine of 1.20); it looks like "everybody".
    """
    for _, rule in directions(settings):
        if rule.peers is None and not rule.ports and not rule.icmp and not rule.dns:
            yield Problem(
                rule,
                (),
                "this rule matches nothing: it has neither peers nor ports",
                hint="name `entities: [all]` for everybody, or use `defaultDeny` to refuse the rest",
            )


@check("security/http-needs-tcp")
def http_needs_tcp(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """HTTP rules need ports, and TCP: the agent refuses the whole policy otherwise (pkg/policy/api/rule_validation.go)."""
    for _, rule in directions(settings):
        if rule.http and not rule.ports:
            yield Problem(rule, "http", "HTTP rules need `ports`", hint="name the port of the pods")
        for index, port in enumerate(rule.ports):
            if rule.http and port.protocol != "TCP":
                yield Problem(
                    rule,
                    ("ports", index),
                    f"HTTP rules need TCP, and {port} is {port.protocol}",
                    hint="write the port alone",
                )


@check("security/deny-with-l7")
def deny_with_l7(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """Deny rules know peers and ports only: no HTTP, no DNS, no names (CRD of Cilium: `egressDeny` has no `toFQDNs`)."""
    for _, rule in directions(settings):
        wrong = [field for field in ("http", "dns") if getattr(rule, field)]
        if rule.deny and any(peer.fqdns for peer in rule.peers or ()):
            wrong.append("fqdns")
        if rule.deny and wrong:
            yield Problem(
                rule,
                "deny",
                f"a deny cannot ask for {' and '.join(wrong)}",
                hint="allow the rest instead of denying this",
            )


@check("security/dns-in-ingress")
def dns_in_ingress(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """DNS rules are about what pods ask; Cilium refuses them on ingress, and the whole policy with them."""
    for direction, rule in directions(settings):
        if rule.dns and direction == "ingress":
            yield Problem(rule, "dns", "`dns` cannot stand in ingress", hint="write it in egress of the pods that ask")


@check("security/two-layer-sevens")
def two_layer_sevens(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A rule asks for HTTP and for DNS; one port speaks one protocol, and the CRD of Cilium takes one of them (`oneOf`)."""
    for _, rule in directions(settings):
        if rule.http and rule.dns:
            yield Problem(rule, "dns", "a rule asks for `http` or for `dns`, not for both", hint="write two rules")


@check("security/echo-reply")
def echo_reply(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """`EchoReply` is ICMP type 0, which Cilium takes for every type of IPv4 (seen on the engine of 1.20).

    Replies pass anyway: policies are about the first packet.
    """
    for _, rule in directions(settings):
        if "EchoReply" in rule.icmp and 4 in ctx.families:
            yield Problem(
                rule,
                "icmp",
                "`EchoReply` would match every ICMP message of IPv4",
                hint="name `EchoRequest`: replies to it pass by themselves",
            )


@check("security/http-on-tls", severity="warning")
def http_on_tls(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """HTTP rules on a port where the pods speak TLS: the proxy sees bytes, no requests, and refuses all of them.

    Known from a route whose backend speaks https; what ports tell is judged on the finished policies
    (Documentation/security/policy/language.rst: layer 7 needs plain HTTP, or TLS that ends at the proxy).
    """
    gateways = ctx.get(GATEWAY_API)
    known = {
        (str(route.backend.namespace or route.namespace), route.backend.target_port)
        for route in (gateways.routes if gateways is not None else ())
        if route.backend is not None and route.backend.protocol in ("https", "tls")
    }
    for policy in settings.policies:
        for rule in policy.ingress:
            for index, port in enumerate(rule.ports):
                if rule.http and port.number not in TLS_PORTS and (str(policy.namespace), port.number) in known:
                    yield Problem(
                        rule,
                        ("ports", index),
                        f"port {port} speaks TLS: HTTP rules cannot see its requests",
                        hint="end TLS at the gateway, or allow the port without `http`",
                    )
