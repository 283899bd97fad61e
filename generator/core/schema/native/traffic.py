"""Services, their endpoints, network policies and Ingresses."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.schema import syntax
from generator.core.schema.crd import Json
from generator.core.schema.formats import is_ipv4, is_ipv6
from generator.core.schema.native.choice import Rule, Trouble, one_of, twice


def _service(value: Json) -> Iterator[Trouble]:
    kind, ports = value.get("type") or "ClusterIP", [port or {} for port in value.get("ports") or ()]
    headless = value.get("clusterIP") == "None"
    if kind == "ExternalName":
        fault = syntax.bad_subdomain((value.get("externalName") or "").removesuffix("."))
        if fault:
            yield ("externalName",), "name", f"{value.get('externalName')!r} {fault}"
    elif not ports and not headless:
        yield ("ports",), "required", "required field `ports` is missing"
    if headless and kind in {"LoadBalancer", "NodePort"}:
        yield ("clusterIP",), "form", f"a Service of type {kind} cannot be headless"
    if len(ports) > 1:
        for index, port in enumerate(ports):
            if not port.get("name"):
                yield ("ports", index, "name"), "required", "every port of several needs a name"
    yield from twice(value.get("ipFamilies") or [], ("ipFamilies",))
    yield from twice([port.get("name") or None for port in ports], ("ports",), "name")
    yield from twice([(port.get("port"), port.get("protocol") or "TCP") for port in ports], ("ports",), "port")
    external = kind in {"LoadBalancer", "NodePort"} or (value.get("externalIPs") and kind == "ClusterIP")
    if value.get("externalTrafficPolicy") and not external:
        yield ("externalTrafficPolicy",), "form", f"a Service of type {kind} has no external traffic"
    if kind != "LoadBalancer":
        for name in ("loadBalancerClass", "allocateLoadBalancerNodePorts"):
            if value.get(name) is not None:
                yield (name,), "form", "only a Service of type LoadBalancer may have it"
        if value.get("loadBalancerSourceRanges"):
            yield ("loadBalancerSourceRanges",), "form", "only a Service of type LoadBalancer may have it"
    yield from _addresses(value, kind)
    local = kind == "LoadBalancer" and value.get("externalTrafficPolicy") == "Local"
    if value.get("healthCheckNodePort") and not local:
        yield ("healthCheckNodePort",), "form", "only type LoadBalancer with externalTrafficPolicy Local takes it"
    if kind in {"ClusterIP", "ExternalName"}:
        for index, port in enumerate(ports):
            if port.get("nodePort"):
                yield ("ports", index, "nodePort"), "form", f"a Service of type {kind} has no node ports"


def _addresses(value: Json, kind: str) -> Iterator[Trouble]:
    """Cluster addresses are `None` or of the families, the first of `clusterIPs` being `clusterIP`."""
    first, every = value.get("clusterIP") or "", value.get("clusterIPs") or []
    if kind == "ExternalName":
        for name in ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"):
            if value.get(name):
                yield (name,), "form", "a Service of type ExternalName has no addresses"
        return
    if every and not first:
        yield ("clusterIPs",), "form", "it needs clusterIP, with the same first address"
    elif every and every[0] != first:
        yield ("clusterIPs",), "form", f"its first address is not clusterIP {first}"
    if len(every) > 2 or (len(every) == 2 and (is_ipv4(every[0]) == is_ipv4(every[1]) or "None" in every)):
        yield ("clusterIPs",), "form", "at most one address of each family may be there"
    if first and first != "None" and not (is_ipv4(first) or is_ipv6(first)):
        yield ("clusterIP",), "format", f"{first!r} is no IP address"
    families = value.get("ipFamilies") or []
    for index, (address, family) in enumerate(zip(every or [first], families, strict=False)):
        if address and address != "None" and is_ipv4(address or "") != (family == "IPv4"):
            yield ("ipFamilies", index), "form", f"{address} is no {family} address"


def is_host(text: str) -> bool:
    return "." in text.strip(".") and syntax.bad_subdomain(text.removesuffix(".")) is None


def _slice(value: Json) -> Iterator[Trouble]:
    """The addresses of an EndpointSlice are of its type; the names of its ports differ."""
    kind = value.get("addressType")
    test = {"IPv4": is_ipv4, "IPv6": is_ipv6}.get(str(kind), is_host)
    for index, endpoint in enumerate(value.get("endpoints") or ()):
        for place, address in enumerate((endpoint or {}).get("addresses") or ()):
            if not test(address or ""):
                yield ("endpoints", index, "addresses", place), "format", f"{address!r} is no {kind} address"
    yield from twice([(port or {}).get("name") or "" for port in value.get("ports") or ()], ("ports",), "name")


def _peer(value: Json) -> Iterator[Trouble]:
    selectors = [name for name in ("podSelector", "namespaceSelector") if value.get(name) is not None]
    if value.get("ipBlock") is not None and selectors:
        yield ("ipBlock",), "form", f"ipBlock and {selectors[0]} are both set"
    elif value.get("ipBlock") is None and not selectors:
        yield (), "form", "one of podSelector, namespaceSelector, ipBlock must be set"


def _block(value: Json) -> Iterator[Trouble]:
    from ipaddress import ip_network

    try:
        cidr = ip_network(value["cidr"], strict=False)
    except (KeyError, ValueError):
        return
    for index, text in enumerate(value.get("except") or ()):
        try:
            hole = ip_network(text, strict=False)
        except ValueError:
            yield ("except", index), "format", f"{text!r} is no cidr"
            continue
        inside = hole.version == cidr.version and hole.prefixlen > cidr.prefixlen and hole.subnet_of(cidr)  # type: ignore[arg-type]  # the versions were compared
        if not inside:
            yield ("except", index), "form", f"{text} is not inside of {value['cidr']}"


def _policy_port(value: Json) -> Iterator[Trouble]:
    port, end = value.get("port"), value.get("endPort")
    if end is not None and not isinstance(port, int):
        yield ("endPort",), "form", "endPort needs a port by number"
    elif end is not None and isinstance(port, int) and end < port:
        yield ("endPort",), "bounds", f"{end} is below the port {port}"


def _ingress(value: Json) -> Iterator[Trouble]:
    if not value.get("rules") and value.get("defaultBackend") is None:
        yield (), "required", "one of rules, defaultBackend must be set"


def _parameters(value: Json) -> Iterator[Trouble]:
    """Parameters in a namespace name it, others do not."""
    named, namespaced = value.get("namespace"), value.get("scope") == "Namespace"
    if (named is not None) != namespaced:
        yield ("namespace",), "form", "scope Namespace needs it" if namespaced else "only scope Namespace takes it"
    elif namespaced and (fault := syntax.bad_label_name(named or "")):
        yield ("namespace",), "name", f"{named!r} {fault}"


def _backend(value: Json) -> Iterator[Trouble]:
    yield from one_of("service", "resource")(value)
    port = (value.get("service") or {}).get("port") or {}
    if value.get("service") is not None and bool(port.get("name")) == bool(port.get("number")):
        yield ("service", "port"), "form", "one of name, number must be set"


def _path(value: Json) -> Iterator[Trouble]:
    path, kind = value.get("path") or "", value.get("pathType")
    if kind in {"Exact", "Prefix"} or path:
        if not path.startswith("/"):
            yield ("path",), "form", f"{path!r} is no absolute path"
        elif kind in {"Exact", "Prefix"} and any(bad in path for bad in ("//", "/./", "/../", "%2f", "%2F")):
            yield ("path",), "form", f"{path!r} is not in its plain form"


CHECKS: dict[str, Rule] = {
    "ServiceSpec": _service,
    "EndpointSlice": _slice,
    "NetworkPolicyPeer": _peer,
    "IPBlock": _block,
    "NetworkPolicyPort": _policy_port,
    "IngressSpec": _ingress,
    "IngressBackend": _backend,
    "IngressClassParametersReference": _parameters,
    "HTTPIngressPath": _path,
}
