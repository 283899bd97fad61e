"""Routes and the gateways above them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.components.gateway_api.rules.found import listeners, meets, parents, routes
from generator.core.artifact import Json
from generator.core.diagnostics import WARNING
from generator.core.gateways import gateways, is_cilium
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.selector import from_spec, holds
from generator.core.suggest import did_you_mean_in, nearest

METADATA_NAME = "kubernetes.io/metadata.name"


@rule("gateway-api/missing-parent")
def missing_parent(graph: Graph) -> Iterator[Finding]:
    """A route refers to a Gateway or a listener that does not exist.

    The route attaches to nothing ("NoMatchingParent") and its hosts answer 404. A tree without Gateways is not judged.
    """
    known = gateways(graph)
    for route in routes(graph) if known else ():
        for index, ref, gateway in parents(graph, route):
            name, namespace = str(ref.get("name")), str(ref.get("namespace") or route.namespace)
            if gateway is None:
                if "${" not in name:
                    elsewhere = "namespace" in ref and any(one.name == name for one in known)
                    yield Finding(
                        route,
                        ("spec", "parentRefs", index, "namespace" if elsewhere else "name"),
                        f"{route.title} attaches to Gateway {namespace}/{name}, which does not exist",
                        hint=did_you_mean_in("Gateway", name, namespace, [(one.name, one.namespace) for one in known]),
                    )
            elif ref.get("sectionName") and not _sections(gateway, ref):
                yield Finding(
                    route,
                    ("spec", "parentRefs", index, "sectionName"),
                    f"{gateway.title} has no listener {ref['sectionName']!r}",
                    hint=_open_listener(graph, gateway, [], route) or _serving(gateway, route, str(ref["sectionName"])),
                    others=((gateway, ("spec", "listeners"), "its listeners are here"),),
                )


@rule("gateway-api/refused-namespace")
def refused_namespace(graph: Graph) -> Iterator[Finding]:
    """A listener takes no routes from the namespace of a route that refers to it.

    The route stays unaccepted ("NotAllowedByListeners"). `Same` is the default of the Gateway API.
    """
    for route, index, gateway, sections in _attachments(graph):
        if sections and not any(_admits(graph, gateway, item, route) for item in sections):
            allowed = ((sections[0].get("allowedRoutes") or {}).get("namespaces") or {}).get("from", "Same")
            yield Finding(
                route,
                ("spec", "parentRefs", index),
                f"{gateway.title} takes no routes from namespace {route.namespace!r} (allowed: {allowed})",
                hint=_open_listener(graph, gateway, sections, route)
                or "set `routesFrom: all` or a selector on the gateway, or move the route",
                others=((gateway, ("spec", "listeners"), "the gateway is here"),),
            )


@rule("gateway-api/unmatched-host")
def unmatched_host(graph: Graph) -> Iterator[Finding]:
    """No hostname of a route fits the listeners that it refers to.

    The listener refuses it ("NoMatchingListenerHostname").
    """
    for route, _, gateway, sections in _attachments(graph):
        hosts = [str(host) for host in route.spec.get("hostnames") or ()]
        known = [item.get("hostname") for item in sections]
        if hosts and known and not any(meets(one, host) for one in known for host in hosts):
            yield Finding(
                route,
                ("spec", "hostnames"),
                f"{gateway.title} serves {', '.join(str(one) for one in known)} there, not {', '.join(hosts)}",
                hint="refer to a listener that serves the host",
                others=((gateway, ("spec", "listeners"), "its listeners are here"),),
            )


@rule("gateway-api/host-only-redirected", WARNING)
def host_only_redirected(graph: Graph) -> Iterator[Finding]:
    """A host of a route fits only the listener that redirects to HTTPS, and no listener serves it there.

    By the Gateway API the route attaches to that listener alone, where it is allowed to: the host is served in plain text beside
    the redirect, and over HTTPS nobody answers. A route that names the listener in `sectionName` means it.
    """
    redirecting = _redirecting(graph)
    for route, index, gateway, sections in _attachments(graph) if redirecting else ():
        if route.spec["parentRefs"][index].get("sectionName") or _is_redirect(route):
            continue
        for number, host in enumerate(route.spec.get("hostnames") or ()):
            fitting = [item for item in sections if meets(item.get("hostname"), str(host))]
            if fitting and all((gateway.identity, item.get("name")) in redirecting for item in fitting):
                served = ", ".join(str(item["hostname"]) for item in sections if item.get("hostname")) or "no host"
                yield Finding(
                    route,
                    ("spec", "hostnames", number),
                    f"host {str(host)!r} of {route.title} fits only listener {fitting[0].get('name')!r} of "
                    f"{gateway.title}, which redirects to HTTPS",
                    hint=f"take a host that the gateway serves over HTTPS ({served}), or give it a listener for this one",
                    others=((gateway, ("spec", "listeners"), "its listeners are here"),),
                )


@rule("gateway-api/rival-routes", WARNING)
def rival_routes(graph: Graph) -> Iterator[Finding]:
    """Two routes want the same requests of one listener.

    The older one wins, and after it the alphabet (gateway-api, HTTPRouteRule.matches): which is which changes when
    either is created again.
    """
    seen: dict[tuple[str, ...], Object] = {}
    for route in graph.of("HTTPRoute", "gateway.networking.k8s.io"):
        for key in _claims(graph, route):
            first = seen.setdefault(key, route)
            if first is not route:
                message = f"{first.title} and {route.title} both want {key[-2]}{key[-1]} of gateway {key[1]!r}"
                yield Finding(
                    route,
                    ("spec", "hostnames"),
                    message,
                    hint="give one of them another host or path",
                    others=((first, ("spec", "hostnames"), "the other one is here"),),
                    mirror=message,
                )
                break


@rule("gateway-api/unsupported-by-cilium")
def unsupported_by_cilium(graph: Graph) -> Iterator[Finding]:
    """A route uses what Cilium does not implement.

    Retries of HTTPRoutes and the port of a parentRef are unsupported (conformance/reports/v1.6/cilium:
    HTTPRouteRetry, HTTPRouteParentRefPort): the field is ignored without a word.
    """
    for route in routes(graph):
        mine = [(index, ref) for index, ref, gateway in parents(graph, route) if gateway and is_cilium(graph, gateway)]
        for index, ref in mine:
            if "port" in ref:
                yield Finding(
                    route,
                    ("spec", "parentRefs", index, "port"),
                    f"{route.title} attaches by port, which Cilium ignores",
                    hint="attach by `sectionName`",
                )
        for index, item in enumerate(route.spec.get("rules") or ()) if mine else ():
            if "retry" in item:
                yield Finding(
                    route,
                    ("spec", "rules", index, "retry"),
                    f"{route.title} asks for retries, which Cilium ignores",
                    hint="remove `retry`, or use a gateway of another controller",
                )


def _open_listener(graph: Graph, gateway: Object, refused: list[Json], route: Object) -> str | None:
    """The hint when another listener of the gateway takes the route: that one was meant."""
    hosts = [str(host) for host in route.spec.get("hostnames") or ()]
    for item in listeners(gateway):
        serves = item.get("protocol") == "HTTPS" and any(meets(item.get("hostname"), host) for host in hosts)
        if serves and item not in refused and _admits(graph, gateway, item, route):
            return f"refer to listener `{item.get('name')}`, which takes it"
    return None


def _serving(gateway: Object, route: Object, name: str) -> str:
    """The hint for a listener that is not there: of the others only those can be meant that serve the route's hosts."""
    hosts = [str(host) for host in route.spec.get("hostnames") or ()]
    names = [
        str(item.get("name"))
        for item in listeners(gateway)
        if not hosts or any(meets(item.get("hostname"), host) for host in hosts)
    ]
    meant = nearest(name, names)
    return f"did you mean `{meant}`?" if meant else "add it to the gateway"


def _redirecting(graph: Graph) -> set[tuple[tuple[str, str, str, str], Any]]:
    """(gateway, listener) of every plain listener on which a route sends all hosts to HTTPS."""
    return {
        (gateway.identity, item.get("name"))
        for route, _, gateway, sections in _attachments(graph)
        if _is_redirect(route) and not route.spec.get("hostnames")
        for item in sections
        if item.get("protocol") == "HTTP"
    }


def _is_redirect(route: Object) -> bool:
    """Whether a route does nothing but redirect to HTTPS."""
    filters = [one.get("filters") or () for one in route.spec.get("rules") or ()]
    return bool(filters) and all(
        any((item.get("requestRedirect") or {}).get("scheme") == "https" for item in found) for found in filters
    )


def _attachments(graph: Graph) -> Iterator[tuple[Object, int, Object, list[Json]]]:
    """(route, index of the parent, gateway, the listeners meant) of everything that refers to a gateway of the tree."""
    for route in routes(graph):
        for index, ref, gateway in parents(graph, route):
            if gateway is not None:
                yield route, index, gateway, _sections(gateway, ref)


def _sections(gateway: Object, ref: Json) -> list[Json]:
    """The listeners that a parentRef means."""
    section, port = ref.get("sectionName"), ref.get("port")
    found = [item for item in listeners(gateway) if section in (None, item.get("name"))]
    return [item for item in found if port in (None, item.get("port"))]


def _admits(graph: Graph, gateway: Object, listener: Json, route: Object) -> bool:
    namespaces: Any = (listener.get("allowedRoutes") or {}).get("namespaces") or {}
    origin = namespaces.get("from", "Same")
    if route.namespace is None or gateway.namespace is None:
        return True  # given by a kustomization that is not seen here
    if origin == "Same":
        return route.namespace == gateway.namespace
    if origin != "Selector":
        return bool(origin == "All")
    requirements = from_spec(namespaces.get("selector") or {})
    known = graph.find("", "Namespace", route.namespace or "")
    labels = {**(known.labels if known else {}), METADATA_NAME: route.namespace or ""}
    if not {key for key, _, _ in requirements} <= labels.keys():
        return True  # a label that only the owner of the namespace knows
    return all(holds(requirement, labels) for requirement in requirements)


def _claims(graph: Graph, route: Object) -> Iterator[tuple[str, ...]]:
    """(namespace, gateway, listener, host, path) of every plain path match."""
    for _, ref, gateway in parents(graph, route):
        for host in route.spec.get("hostnames") or () if gateway is not None else ():
            for rule_ in route.spec.get("rules") or ():
                matches: list[Json] = rule_.get("matches") or [{}]
                for match in matches:
                    if set(match) <= {"path"}:
                        path = (match.get("path") or {}).get("value", "/")
                        namespace = gateway.namespace if gateway else ""
                        yield (
                            namespace or "",
                            str(ref.get("name")),
                            str(ref.get("sectionName", "")),
                            str(host),
                            str(path),
                        )
