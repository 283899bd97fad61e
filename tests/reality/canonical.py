"""Documents of one cluster as the objects that are compared, each flattened.

Five kinds are compared by what they do and not by how they are put together, because the names and labels in
between mean nothing: a HelmRelease stands with the chart its source points at; a BGP cluster config with the peer
configs and advertisements that its labels select; an ExternalSecret as the Secret keys that it fills; a redirect to
https as one object for each gateway that it redirects; a DNS record as an object of its own. docs/reality.md lists the scope.
"""

import re
from collections.abc import Iterable
from typing import cast

from tests.reality.bgp import cluster_config
from tests.reality.document import Document, at, entries
from tests.reality.flatten import Fields, flatten
from tests.reality.release import helm_release
from tests.reality.rules import plain
from tests.reality.secret import external_secret
from tests.reality.yaml12 import parsed

ObjectId = str

WHOLE = frozenset({
    "BackendTLSPolicy", "CiliumBGPNodeConfigOverride", "CiliumCIDRGroup", "CiliumClusterwideNetworkPolicy",
    "CiliumEgressGatewayPolicy", "CiliumGatewayClassConfig", "CiliumL2AnnouncementPolicy",
    "CiliumLoadBalancerIPPool", "CiliumNetworkPolicy", "Certificate", "ClusterIssuer", "GRPCRoute",
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
            fields = helm_release(document, known)
        elif kind == "HelmChartConfig":
            fields = flatten(parsed(str(at(document, "spec.valuesContent")))[0], "values")
        elif kind == "CiliumBGPClusterConfig":
            fields = cluster_config(document, known)
        elif kind == "ExternalSecret":
            fields = external_secret(document)
        else:
            continue
        objects[identity(document)] = fields
    return objects


def identity(document: Document) -> ObjectId:
    """`Kind/namespace/name` of the object; of a HelmRelease, which may stand anywhere, those of what it installs."""
    kind, metadata = str(document["kind"]), entries(document.get("metadata"))
    namespace, name = metadata.get("namespace", ""), metadata["name"]
    if kind == "HelmRelease":
        namespace = at(document, "spec.targetNamespace") or namespace
        name = at(document, "spec.releaseName") or name
    return f"{kind}/{'' if kind in CLUSTER_WIDE else namespace}/{name}"


def _whole(document: Document) -> Fields:
    fields = flatten(plain(entries(document.get("spec"))), "spec")
    for part in ("labels", "annotations"):
        for key, value in entries(entries(document.get("metadata")).get(part)).items():
            if not FOREIGN_METADATA.search(key):
                fields[f"{part}[{key}]"] = str(value)
    return fields


def _records(document: Document) -> dict[ObjectId, Fields]:
    """One object per DNS record: which of them share an object means nothing."""
    namespace = at(document, "metadata.namespace") or ""
    metadata = {path: value for path, value in _whole(document).items() if not path.startswith("spec")}
    return {
        f"DNSEndpoint/{namespace}/{record['dnsName']} {record['recordType']}": {**flatten(record, "spec"), **metadata}
        for record in cast("list[Document]", at(document, "spec.endpoints"))
    }


def _redirects(route: Document) -> bool:
    rules = at(route, "spec.rules")
    if not isinstance(rules, list):
        return False
    filters = [item for rule in rules for item in cast("list[Document]", rule.get("filters") or [])]
    schemes = {at(item, "requestRedirect.scheme") for item in filters}
    return schemes == {"https"} and not any("backendRefs" in rule for rule in rules)


def _redirect_of_each_gateway(route: Document) -> dict[ObjectId, Fields]:
    objects: dict[ObjectId, Fields] = {}
    for parent in cast("list[Document]", at(route, "spec.parentRefs")):
        spec = {**entries(route["spec"]), "parentRefs": [parent]}
        namespace = at(route, "metadata.namespace") or ""
        objects[f"HTTPRoute/{namespace}/redirect of {parent['name']}"] = _whole({**route, "spec": spec})
    return objects
