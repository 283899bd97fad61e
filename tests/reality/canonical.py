"""Documents of one cluster as the objects that are compared, each flattened.

Five kinds are compared by what they do and not by how they are put together, because the names and labels in
between mean nothing: a HelmRelease stands with the chart its source points at; a BGP cluster config with the peer
configs and advertisements that its labels select; an ExternalSecret as the Secret keys that it fills; a redirect to
https as one object for each gateway that it redirects; a DNS record as an object of its own. docs/reality.md lists the scope.
"""

import re
from collections.abc import Iterable, Mapping
from typing import cast

from tests.reality.flatten import EVERYTHING, Fields, flatten
from tests.reality.yaml12 import parsed

Document = dict[str, object]
ObjectId = str

WHOLE = frozenset({
    "BackendTLSPolicy", "CiliumBGPNodeConfigOverride", "CiliumCIDRGroup", "CiliumClusterwideNetworkPolicy",
    "CiliumEgressGatewayPolicy", "CiliumGatewayClassConfig", "CiliumL2AnnouncementPolicy",
    "CiliumLoadBalancerIPPool", "CiliumNetworkPolicy", "Certificate", "ClusterIssuer",  "GRPCRoute",
    "Gateway", "GatewayClass", "HTTPRoute", "Issuer", "Receiver", "ReferenceGrant", "Service", "TCPRoute",
    "TLSRoute", "UDPRoute",
})  # fmt: skip
CLUSTER_WIDE = frozenset({
    "CiliumBGPClusterConfig", "CiliumBGPNodeConfigOverride", "CiliumCIDRGroup", "CiliumClusterwideNetworkPolicy",
    "CiliumEgressGatewayPolicy", "CiliumL2AnnouncementPolicy", "CiliumLoadBalancerIPPool", "ClusterIssuer",
    "GatewayClass",
})  # fmt: skip
# Written by Flux' authors of a tree, not by the network: who applies an object and what reloads it.
FOREIGN_METADATA = re.compile(r"kustomize\.toolkit|app\.kubernetes\.io/(name|instance|managed-by|part-of)|reloader\.")
TEMPLATE_KEY = re.compile(r"^\{\{-?\s*\.(\w+)\s*-?\}\}$")


def canonical(documents: Iterable[Document]) -> dict[ObjectId, Fields]:
    """The compared objects among `documents`, by `Kind/namespace/name` (a cluster-wide kind has no namespace)."""
    known = list(documents)
    objects: dict[ObjectId, Fields] = {}
    for document in known:
        kind = str(document.get("kind"))
        if kind == "HTTPRoute" and _redirects(document):
            objects |= _redirect_of_each_gateway(document)
            continue
        if kind == "DNSEndpoint":
            objects |= _records(document)
            continue
        if kind in WHOLE:
            fields = _whole(document)
        elif kind == "HelmRelease":
            fields = _release(document, known)
        elif kind == "HelmChartConfig":
            fields = flatten(parsed(str(_at(document, "spec.valuesContent")))[0], "values")
        elif kind == "CiliumBGPClusterConfig":
            fields = _bgp(document, known)
        elif kind == "ExternalSecret":
            fields = _secret(document)
        else:
            continue
        objects[identity(document)] = fields
    return objects


def identity(document: Document) -> ObjectId:
    """`Kind/namespace/name` of the object; of a HelmRelease, which may stand anywhere, those of what it installs."""
    kind, metadata = str(document["kind"]), _map(document.get("metadata"))
    namespace, name = metadata.get("namespace", ""), metadata["name"]
    if kind == "HelmRelease":
        namespace = _at(document, "spec.targetNamespace") or namespace
        name = _at(document, "spec.releaseName") or name
    return f"{kind}/{'' if kind in CLUSTER_WIDE else namespace}/{name}"


def _whole(document: Document) -> Fields:
    fields = flatten(_each_protocol(_map(document.get("spec"))), "spec")
    for part in ("labels", "annotations"):
        for key, value in _map(_map(document.get("metadata")).get(part)).items():
            if not FOREIGN_METADATA.search(key):
                fields[f"{part}[{key}]"] = str(value)
    return fields


def _each_protocol(value: object) -> object:
    """Ports of Cilium rules with protocol ANY, which is also the default, as TCP and UDP (SCTP is not compared)."""
    if isinstance(value, list):
        return [_each_protocol(item) for item in value]
    if not isinstance(value, dict):
        return value
    rules = {key: _each_protocol(below) for key, below in value.items()}
    if "toPorts" in rules:
        for rule in cast("list[Document]", rules["toPorts"]):
            rule["ports"] = [
                {**port, "protocol": protocol}
                for port in cast("list[Document]", rule.get("ports") or [])
                for protocol in (["TCP", "UDP"] if port.get("protocol", "ANY") == "ANY" else [port["protocol"]])
            ]
    return rules


def _records(document: Document) -> dict[ObjectId, Fields]:
    """One object per DNS record: which of them share an object means nothing."""
    namespace = _at(document, "metadata.namespace") or ""
    metadata = {path: value for path, value in _whole(document).items() if not path.startswith("spec")}
    return {
        f"DNSEndpoint/{namespace}/{record['dnsName']} {record['recordType']}": {**flatten(record, "spec"), **metadata}
        for record in cast("list[Document]", _at(document, "spec.endpoints"))
    }


def _redirects(route: Document) -> bool:
    rules = _at(route, "spec.rules")
    if not isinstance(rules, list):
        return False
    filters = [item for rule in rules for item in cast("list[Document]", rule.get("filters") or [])]
    schemes = {_at(item, "requestRedirect.scheme") for item in filters}
    return schemes == {"https"} and not any("backendRefs" in rule for rule in rules)


def _redirect_of_each_gateway(route: Document) -> dict[ObjectId, Fields]:
    objects: dict[ObjectId, Fields] = {}
    for parent in cast("list[Document]", _at(route, "spec.parentRefs")):
        spec = {**_map(route["spec"]), "parentRefs": [parent]}
        namespace = _at(route, "metadata.namespace") or ""
        objects[f"HTTPRoute/{namespace}/redirect of {parent['name']}"] = _whole({**route, "spec": spec})
    return objects


def _release(release: Document, documents: list[Document]) -> Fields:
    spec = _map(release.get("spec"))
    values = _map(spec.get("values"))
    fields = flatten(values, "values") if values else {}
    if "values.provider" in fields:  # external-dns: the chart's older spelling of provider.name
        fields["values.provider.name"] = fields.pop("values.provider")
    for key in ("interval", "timeout"):
        if key in spec:
            fields[key] = str(spec[key])
    fields |= _chart(spec, _sources(documents))
    return fields


def _sources(documents: list[Document]) -> Mapping[tuple[str, str], Document]:
    kinds = ("OCIRepository", "HelmRepository")
    return {
        (str(d["kind"]), str(_at(d, "metadata.name"))): _map(d["spec"]) for d in documents if d.get("kind") in kinds
    }


def _chart(spec: Document, sources: Mapping[tuple[str, str], Document]) -> Fields:
    """Where the chart comes from (address with the chart's name) and which version."""
    if "chartRef" in spec:
        source = sources.get(("OCIRepository", str(_at(spec, "chartRef.name"))), {})
        return {"chart.source": cast(str, source.get("url")), "chart.version": str(_at(source, "ref.tag"))}
    source = sources.get(("HelmRepository", str(_at(spec, "chart.spec.sourceRef.name"))), {})
    address = str(source.get("url", "")).rstrip("/")
    return {
        "chart.source": f"{address}/{_at(spec, 'chart.spec.chart')}",
        "chart.version": str(_at(spec, "chart.spec.version")),
    }


def _bgp(cluster: Document, documents: list[Document]) -> Fields:
    """The cluster config with each peer's config and the advertisements it selects in the place of the references."""
    spec = _copy(_map(cluster.get("spec")))
    configs = {str(_at(d, "metadata.name")): d for d in documents if d.get("kind") == "CiliumBGPPeerConfig"}
    offered = [d for d in documents if d.get("kind") == "CiliumBGPAdvertisement"]
    for instance in cast("list[Document]", spec.get("bgpInstances", [])):
        for peer in cast("list[Document]", instance.get("peers", [])):
            name = str(_map(peer.pop("peerConfigRef", None)).get("name", ""))
            peer.setdefault("peerAddress", "discovered")
            config = _copy(_map(configs.get(name, {}).get("spec")))
            for family in cast("list[Document]", config.get("families", [])):
                wanted = _map(family.get("advertisements"))
                family["advertisements"] = [
                    _advertised(entry)
                    for d in offered
                    if _selected(wanted, _map(_at(d, "metadata.labels")))
                    for entry in cast("list[Document]", _at(d, "spec.advertisements"))
                ]
            peer["config"] = config or "none"
    return flatten(spec, "spec")


def _selected(selector: Document, labels: Document) -> bool:
    """Whether a label selector selects; an absent one selects no advertisement, as Cilium has it."""
    expressions = cast("list[Document]", selector.get("matchExpressions") or [])
    if any(expression["operator"] != "In" for expression in expressions):
        raise ValueError(f"{selector} selects advertisements in a way that is not read here")
    return bool(selector) and all(
        labels.get(str(key)) in wanted
        for key, wanted in [
            *((key, [value]) for key, value in _map(selector.get("matchLabels")).items()),
            *((e["key"], cast("list[object]", e["values"])) for e in expressions),
        ]
    )


def _advertised(entry: Document) -> Document:
    """An empty selector of Services selects all of them, as the expression on an unused label does."""
    return {**entry, "selector": EVERYTHING} if entry.get("selector") == {} else entry


def _secret(document: Document) -> Fields:
    """Which Secret is filled from which store, and which key of the store fills each of its keys."""
    spec = _map(document.get("spec"))
    name = _at(spec, "target.name") or _at(document, "metadata.name")
    fields: Fields = {"secret": str(name), **flatten(_map(spec.get("secretStoreRef")), "store")}
    if "refreshInterval" in spec:
        fields["refresh"] = str(spec["refreshInterval"])
    fetched = {
        str(item["secretKey"]): f"{_at(item, 'remoteRef.key')}/{_at(item, 'remoteRef.property') or ''}"
        for item in cast("list[Document]", spec.get("data") or [])
    }
    sources = [_at(item, "extract.key") for item in cast("list[Document]", spec.get("dataFrom") or [])]
    template = _map(_at(spec, "target.template.data"))
    for key, text in template.items():
        simple = TEMPLATE_KEY.match(str(text))
        origin = fetched.get(simple[1]) if simple else None
        if simple and origin is None and len(sources) == 1:
            origin = f"{sources[0]}/{_origin(spec, simple[1])}"
        fields[f"keys[{key}]"] = origin or str(text)
    if not template:
        fields |= {f"keys[{key}]": origin for key, origin in fetched.items()}
        fields |= {f"extract[{source}]": True for source in sources}
    return fields


def _origin(spec: Document, name: str) -> str:
    """The key's name in the store, before the release renames all of them by a common prefix."""
    for item in cast("list[Document]", spec.get("dataFrom") or []):
        for rule in cast("list[Document]", item.get("rewrite") or []):
            target = str(_at(rule, "regexp.target") or "")
            if target.endswith("$1") and name.startswith(target[:-2]):
                return name.removeprefix(target[:-2])
    return name


def _map(value: object) -> Document:
    return cast(Document, value) if isinstance(value, dict) else {}


def _at(value: object, path: str) -> object:
    for key in path.split("."):
        value = _map(value).get(key)
    return value


def _copy(value: Document) -> Document:
    def copied(item: object) -> object:
        if isinstance(item, dict):
            return {key: copied(below) for key, below in item.items()}
        return [copied(below) for below in item] if isinstance(item, list) else item

    return cast(Document, copied(value))
