"""What the API server refuses is refused here, at the same place: each case breaks a sound manifest once.

Every verdict of this table was compared with kube-apiserver 1.36.3 when it was written.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from generator.core.schema import Schemas, check
from tests.core.schema import manifests
from tests.core.schema.manifests import Json

SCHEMAS = Schemas()
GONE: Any = object()


def findings(document: Json, **options: bool) -> list[str]:
    return [f"{one.code} {'.'.join(map(str, one.path))}" for one in check(SCHEMAS, document, **options)]


def broken(document: Json, path: str, value: Any) -> Json:
    """Return a document with one value replaced, added or, for `GONE`, removed."""
    document = copy.deepcopy(document)
    *way, last = (int(step) if step.isdigit() else step for step in path.split("/"))
    holder: Any = document
    for step in way:
        holder = holder[step]
    if value is GONE:
        del holder[last]
    elif isinstance(holder, list) and last == len(holder):
        holder.append(value)
    else:
        holder[last] = value
    return document


@pytest.mark.parametrize("manifest", manifests.SOUND)
def test_sound_manifests_pass(manifest: Callable[[], Json]) -> None:
    assert findings(manifest()) == []


PEER = {"name": "tor-a", "peerASN": 65001, "peerAddress": "192.0.2.9"}
REDIRECT = [{"type": "RequestRedirect", "requestRedirect": {"scheme": "https"}}]
CASES = [
    (manifests.policy, "spec/endpointSelector/mathLabels", {}, "unknown-field", "spec.endpointSelector.mathLabels"),
    (manifests.policy, "spec/egress/0/toPorts/0/ports/0/port", 443, "type", "spec.egress.0.toPorts.0.ports.0.port"),
    (manifests.policy, "spec/egress/1/toCIDR/0", "192.0.2.0/33", "format", "spec.egress.1.toCIDR.0"),
    (manifests.policy, "spec/egress/1/toCIDR/0", ["192.0.2.0/24"], "list-for-text", "spec.egress.1.toCIDR.0"),
    (manifests.policy, "spec/egress/0/toFQDNs/0/matchName", "a b", "pattern", "spec.egress.0.toFQDNs.0.matchName"),
    (manifests.policy, "spec/egress/0/toPorts/0/ports/0/protocol", "tcp", "enum",
     "spec.egress.0.toPorts.0.ports.0.protocol"),
    (manifests.policy, "spec/egress", None, "null", "spec.egress"),
    (manifests.policy, "metadata/namespace", GONE, "namespace", "metadata.namespace"),
    (manifests.policy, "metadata/name", "Bad_Name", "name", "metadata.name"),
    (manifests.policy, "metadata/labels", {"app": "a b"}, "label", "metadata.labels.app"),
    (manifests.policy, "metadata/labels", {"a/b/c": "d"}, "label", "metadata.labels.a/b/c"),
    (manifests.policy, "metadata/labels", {"app": 1}, "type", "metadata.labels.app"),
    (manifests.policy, "metadata/lables", {}, "unknown-field", "metadata.lables"),
    (manifests.policy, "metadata/annotations", {"a": "x" * 262144}, "bounds", "metadata.annotations"),
    (manifests.policy, "kind", "CiliumNetworkPolcy", "unknown-kind", "kind"),
    (manifests.policy, "apiVersion", "cilium.io/v3", "unknown-kind", "apiVersion"),
    (manifests.bgp, "spec/bgpInstances/0/peers/2", PEER, "duplicate-key", "spec.bgpInstances.0.peers.2"),
    (manifests.bgp, "spec/bgpInstances/0/localASN", 4294967296, "bounds", "spec.bgpInstances.0.localASN"),
    (manifests.bgp, "spec/bgpInstances/0/peers/0/name", GONE, "required", "spec.bgpInstances.0.peers.0.name"),
    (manifests.peer_config, "spec/timers/keepAliveTimeSeconds", 91, "cel", "spec.timers"),
    (manifests.gateway, "spec/listeners/0/tls", {"mode": "Terminate"}, "cel", "spec.listeners"),
    (manifests.gateway, "spec/listeners/0/port", 65536, "bounds", "spec.listeners.0.port"),
    (manifests.route, "spec/rules/0/filters", REDIRECT, "cel", "spec.rules.0"),
    (manifests.route, "spec/rules/0/timeouts", {"request": "10 min"}, "pattern", "spec.rules.0.timeouts.request"),
    (manifests.release, "spec/chart", {"spec": {"chart": "c", "sourceRef": {"kind": "HelmRepository", "name": "r"}}},
     "cel", "spec"),
    (manifests.release, "spec/interval", GONE, "required", "spec.interval"),
    (manifests.release, "spec", GONE, "no-spec", "spec"),
    (manifests.release, "spec", None, "null", "spec"),
    (manifests.release, "spec", {}, "required", "spec.interval"),
    (manifests.service, "spec/ports/0/port", 0, "bounds", "spec.ports.0.port"),
    (manifests.service, "spec/ports/1/name", GONE, "required", "spec.ports.1.name"),
    (manifests.service, "spec/type", "Loadbalancer", "enum", "spec.type"),
    (manifests.service, "spec/externalTrafficPolicy", "Local", "form", "spec.externalTrafficPolicy"),
    (manifests.service, "spec/selector", {"app": "a b"}, "format", "spec.selector"),
    (manifests.daemon_set, "spec/template/metadata/labels", {"app": "other"}, "form",
     "spec.template.metadata.labels"),
    (manifests.daemon_set, "spec/template/spec/volumes", [], "form",
     "spec.template.spec.containers.0.volumeMounts.0.name"),
    (manifests.daemon_set, "spec/template/spec/containers/0/image", GONE, "required",
     "spec.template.spec.containers.0.image"),
    (manifests.daemon_set, "spec/template/spec/containers/0/resources/limits", {"memory": "64MB!"}, "format",
     "spec.template.spec.containers.0.resources.limits.memory"),
    (manifests.network_policy, "spec/ingress/0/from/0/ipBlock/except", ["192.0.2.0/24"], "form",
     "spec.ingress.0.from.0.ipBlock.except.0"),
    (manifests.network_policy, "spec/ingress/0/from/0", {}, "form", "spec.ingress.0.from.0"),
    (manifests.binding, "roleRef/kind", "Role", "enum", "roleRef.kind"),
    (manifests.binding, "subjects/0/namespace", GONE, "required", "subjects.0.namespace"),
    (manifests.secret, "data/key", "not base64", "format", "data.key"),
    (manifests.secret, "type", "kubernetes.io/tls", "required", "data.tls.crt"),
    (manifests.kustomization, "resource", ["web.yaml"], "unknown-field", "resource"),
]  # fmt: skip


@pytest.mark.parametrize(("manifest", "path", "value", "code", "where"), CASES)
def test_broken_manifests_are_refused(
    manifest: Callable[[], Json], path: str, value: Any, code: str, where: str
) -> None:
    assert f"schema/{code} {where}" in findings(broken(manifest(), path, value))


@pytest.mark.parametrize(
    ("manifest", "path", "value"),
    [
        (manifests.release, "spec/values", {"what": {"ever": [None, 1, {"x": True}]}}),
        (manifests.release, "status", {}),
        (manifests.bgp, "spec/bgpInstances/0/localASN", 4294967295),
        (manifests.service, "spec/ports", [{"port": 80, "targetPort": 8080}]),
        (manifests.policy, "metadata/labels", {"example.com/app": ""}),
        (manifests.gateway, "spec/listeners/1/tls/mode", "Terminate"),
        (manifests.route, "spec/rules/0/backendRefs/0/weight", None),
        (manifests.release, "spec/values", None),
    ],
)
def test_what_the_server_takes_passes(manifest: Callable[[], Json], path: str, value: Any) -> None:
    assert findings(broken(manifest(), path, value)) == []


def test_a_namespace_may_be_left_to_a_later_step() -> None:
    document = broken(manifests.policy(), "metadata/namespace", GONE)
    assert findings(document, namespaced=False) == []


@pytest.mark.parametrize(("api_version", "kind"), [("v1", "Namespace"), ("externaldns.k8s.io/v1alpha1", "DNSEndpoint")])
def test_a_spec_without_required_fields_may_be_missing(api_version: str, kind: str) -> None:
    assert findings(manifests.named(api_version, kind, None if kind == "Namespace" else "apps")) == []


def test_unknown_fields_come_with_the_likely_one() -> None:
    document = broken(manifests.policy(), "spec/endpointSelector/mathLabels", {})
    (finding,) = check(SCHEMAS, document)
    assert finding.hint == "did you mean `matchLabels`?"
    assert str(finding).startswith("spec.endpointSelector.mathLabels: unknown field `mathLabels`")


def test_encrypted_secrets_are_judged_by_what_can_be_seen() -> None:
    document = manifests.secret() | {"sops": {"mac": "ENC[x]"}}
    document["data"] = {"key": "ENC[AES256_GCM,data:aa,type:str]"}
    assert findings(document) == []
    assert findings(broken(document, "data/bad key", "ENC[x]")) == ["schema/name data.bad key"]


def test_texts_with_variables_are_counted_instead_of_judged() -> None:
    document = broken(manifests.policy(), "spec/egress/1/toCIDR/0", "${LAN}")
    assert findings(document) == ["schema/format spec.egress.1.toCIDR.0"]
    assert findings(document, variables=True) == ["schema/unfilled "]
    also = broken(document, "spec/endpointSelectr", {})
    assert findings(also, variables=True) == ["schema/unknown-field spec.endpointSelectr", "schema/unfilled "]


def test_a_document_is_left_as_it_was() -> None:
    document = manifests.route()
    before = copy.deepcopy(document)
    assert findings(document) == []
    assert before == document


def test_kinds_of_which_only_names_are_held_say_so() -> None:
    spec = {"distribution": {"version": "2.x", "registry": "ghcr.io/fluxcd"}}
    document = manifests.named("fluxcd.controlplane.io/v1", "FluxInstance", "flux-system", spec=spec)
    assert findings(document) == ["schema/not-checked "]


def test_channels_and_versions_differ() -> None:
    experimental = Schemas({"gateway-api": "1.6.1/experimental", "cilium": "1.18"})
    assert experimental.known("gateway.networking.x-k8s.io/v1alpha1", "XMesh")
    assert not SCHEMAS.known("gateway.networking.x-k8s.io/v1alpha1", "XMesh")
    assert experimental.known("cilium.io/v2alpha1", "CiliumBGPPeeringPolicy")
    assert not SCHEMAS.known("cilium.io/v2alpha1", "CiliumBGPPeeringPolicy")
