"""Classes, and what their controllers can do."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import COMPONENT as CILIUM
from generator.components.gateway_api.gateways import labels_of_service
from generator.components.gateway_api.listeners import KINDS
from generator.components.gateway_api.resolve import ANYWHERE, LAYER_4
from generator.components.gateway_api.settings import Class, Settings
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Problem, check
from generator.core.offer import Announcement
from generator.core.suggest import did_you_mean
from generator.core.values import at


@check("gateway-api/unknown-class")
def unknown_class(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A gateway names a class that is not listed.

    No controller would ever look at the Gateway.
    """
    for gateway in settings.gateways:
        if settings.class_of(gateway) is None:
            yield Problem(
                gateway,
                "class",
                f"gateway {gateway.name!r} names class {gateway.class_!r}, which does not exist",
                hint=did_you_mean(gateway.class_, [one.name for one in settings.classes]),
            )


@check("gateway-api/foreign-config")
def foreign_config(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A class carries settings that its controller does not read.

    A CiliumGatewayClassConfig means nothing to another controller, and a class refers to one object only.
    """
    for one in settings.classes:
        if one.config and not one.is_cilium:
            yield Problem(
                one,
                "config",
                f"class {one.name!r} of {one.controller} has a `config`, which only Cilium reads",
                hint="use `parameters` for an object of that controller",
            )
        elif one.config and one.parameters is not None:
            yield Problem(
                one,
                "parameters",
                f"class {one.name!r} has both `config` and `parameters`",
                hint="keep one of them: a class refers to one object",
                others=(Other(one, "config", "the other is here"),),
            )


@check("gateway-api/unserved-protocol")
def unserved_protocol(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A listener of a Cilium gateway has a protocol that this Cilium does not serve, or one is not written in capitals.

    Cilium serves HTTP, HTTPS and TLS, and TCP and UDP from 1.20 on (conformance/reports/v1.6/cilium of
    kubernetes-sigs/gateway-api): the listener would never be accepted. Protocols are told apart by case, whoever serves them
    (gateway-api, apis/v1/gateway_types.go, ProtocolType).
    """
    cilium = ctx.get(CILIUM)
    layer_4 = cilium is not None and cilium.version.numbers >= (1, 20, 0)
    known = ANYWHERE | LAYER_4 if layer_4 else ANYWHERE
    for gateway in settings.gateways:
        one = settings.class_of(gateway)
        for listener in gateway.listeners:
            meant = listener.protocol.upper()
            if listener.protocol != meant and meant in KINDS:
                yield Problem(
                    listener, "protocol", f"{listener.protocol!r} is no protocol of listeners", hint=f"write {meant}"
                )
            elif one is not None and one.is_cilium and listener.protocol not in known:
                later = listener.protocol in LAYER_4
                version = f" {cilium.version}" if cilium else ""
                yield Problem(
                    listener,
                    "protocol",
                    f"Cilium{version} serves no {listener.protocol} listeners",
                    hint="use Cilium 1.20, or a class of another controller" if later else "use a class that serves it",
                )


@check("gateway-api/terminated-tls-route")
def terminated_tls_route(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A TLS listener of a Cilium gateway is to end TLS itself.

    Cilium passes TLSRoutes through and nothing else: the features TLSRouteModeTerminate and TLSRouteModeMixed are
    unsupported (conformance/reports/v1.6/cilium).
    """
    for gateway in settings.gateways:
        one = settings.class_of(gateway)
        for listener in gateway.listeners if one is not None and one.is_cilium else ():
            ends = listener.mode == "Terminate" or (listener.mode is None and listener.certificates)
            if listener.protocol == "TLS" and ends:
                yield Problem(
                    listener,
                    "mode",
                    f"listener {listener.name!r} ends TLS for a TLSRoute, which Cilium does not support",
                    hint="set `mode: Passthrough`, or use protocol HTTPS",
                )


@check("gateway-api/local-policy-under-l2", WARNING)
def local_policy_under_l2(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """Gateways announced by ARP have `externalTrafficPolicy: Local`.

    From 1.20.2 on no node answers for their addresses, the backend of a gateway's Service being a dummy (cilium#46399).
    Cilium's gateways keep the client's address either way.
    """
    for one in settings.classes:
        service = one.config.get("service")
        local = isinstance(service, dict) and service.get("externalTrafficPolicy") == "Local"
        if local and _announced_by_arp(ctx, settings, one):
            yield Problem(
                one,
                ("config", "service", "externalTrafficPolicy"),
                f"gateways of class {one.name!r} are announced by ARP with `externalTrafficPolicy: Local`",
                hint="use Cluster: gateways keep the client's address either way",
            )


def _announced_by_arp(ctx: Context, settings: Settings, one: Class) -> bool:
    """Whether a gateway of the class is; where none is listed, whether any that comes would be."""
    selectors = [
        announcement.selector
        for announcement in ctx.offers(Announcement)
        if announcement.by == "l2" and "LoadBalancerIP" in announcement.addresses
    ]
    mine = [gateway for gateway in settings.gateways if settings.class_of(gateway) is one] if selectors else []
    known = [labels_of_service(ctx, gateway, native=one.is_cilium) for gateway in mine]
    return any(selector is None or any(selector.matches(labels) for labels in known) for selector in selectors)


@check("gateway-api/clients-of-nobody")
def clients_of_nobody(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """`clients` is written and no gateway is Cilium's.

    It restricts the identity of Cilium's gateways; other proxies are pods, which policies select by label.
    """
    if settings.clients and not settings.uses_cilium:
        yield Problem(
            settings,
            "clients",
            "`clients` restricts Cilium's gateways and there are none",
            hint="write a policy for the proxy's pods under `security.policies`",
        )


@check("gateway-api/kube-proxy-kept")
def kube_proxy_kept(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """Cilium serves gateways, and kube-proxy replacement is off.

    Traffic to a gateway's Service reaches Envoy through Cilium's own load balancing only (Cilium, Documentation/network/
    servicemesh/gateway-api, prerequisites; up to 1.18 the chart value `nodePort.enabled` would do).
    """
    cilium = ctx.get(CILIUM)
    if cilium is None or cilium.kube_proxy_replacement or at(cilium.values, ("nodePort", "enabled")):
        return
    mine = {one.name: one for one in settings.classes if one.is_cilium}
    served = next((gateway for gateway in settings.gateways if gateway.class_ in mine), None)
    if served is not None:
        yield Problem(
            cilium,
            "kubeProxyReplacement",
            "gateways of Cilium need kube-proxy replacement, which is off",
            hint="remove `kubeProxyReplacement: false`, or let another controller serve the gateways",
            others=(Other(served, (), "Cilium serves this one"),),
        )
