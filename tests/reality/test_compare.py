"""The comparison itself: it sees every kind of difference, and nothing that means nothing."""

from pathlib import Path
from typing import cast

import pytest
import yaml

from tests.reality.canonical import canonical
from tests.reality.compare import Fact, Outcome, compare, row, stale, unexplained
from tests.reality.differences import Differences, read
from tests.reality.document import Document
from tests.reality.neutral import Neutral

NOTHING_KNOWN = Differences({}, [])


def documents(text: str) -> list[Document]:
    return cast("list[Document]", list(yaml.safe_load_all(text)))


def facts(text: str) -> list[Fact]:
    return [
        (name, path, value) for name, fields in canonical(documents(text)).items() for path, value in fields.items()
    ]


def outcomes(theirs: str, ours: str, known: Differences = NOTHING_KNOWN) -> dict[str, Outcome]:
    return {field.path: field.outcome for field in compare(facts(theirs), documents(ours), known)}


POOL = """
kind: CiliumLoadBalancerIPPool
metadata: {name: lan}
spec: {allowFirstLastIPs: "No", blocks: [{cidr: 10.0.0.0/24}]}
"""
BGP = """
kind: CiliumBGPClusterConfig
metadata: {name: %(cluster)s}
spec:
  bgpInstances:
    - name: one
      localASN: 64512
      peers: [{name: tor, peerAddress: 10.0.0.1, peerASN: 64513, peerConfigRef: {name: %(peer)s}}]
---
kind: CiliumBGPPeerConfig
metadata: {name: %(peer)s}
spec: {families: [{afi: ipv4, safi: unicast, advertisements: {matchLabels: {%(label)s: yes-please}}}]}
---
kind: CiliumBGPAdvertisement
metadata: {name: all, labels: {%(label)s: yes-please}}
spec: {advertisements: [{advertisementType: Service, service: {addresses: [%(address)s]}, selector: {}}]}
"""


def test_equal_documents_are_equal() -> None:
    assert set(outcomes(POOL, POOL).values()) == {Outcome.EQUAL}


def test_a_different_value_differs() -> None:
    found = outcomes(POOL, POOL.replace('"No"', '"Yes"'))
    assert found["spec.allowFirstLastIPs"] is Outcome.DIFFERENT


def test_a_missing_field_is_missing() -> None:
    found = outcomes(POOL, POOL.replace('allowFirstLastIPs: "No", ', ""))
    assert found["spec.allowFirstLastIPs"] is Outcome.MISSING


def test_a_missing_object_is_missing() -> None:
    assert set(outcomes(POOL, POOL.replace("name: lan", "name: wan")).values()) == {Outcome.MISSING}


def test_a_rename_is_followed() -> None:
    known = Differences({"CiliumLoadBalancerIPPool": {"lan": "wan"}}, [])
    assert set(outcomes(POOL, POOL.replace("name: lan", "name: wan"), known).values()) == {Outcome.EQUAL}


def test_names_that_only_join_are_followed() -> None:
    theirs = BGP % {"cluster": "bgp", "peer": "tor", "label": "advertise", "address": "LoadBalancerIP"}
    ours = BGP % {"cluster": "bgp", "peer": "shared", "label": "example.com/set", "address": "LoadBalancerIP"}
    assert set(outcomes(theirs, ours).values()) == {Outcome.EQUAL}


def test_what_a_label_selects_is_compared() -> None:
    theirs = BGP % {"cluster": "bgp", "peer": "tor", "label": "advertise", "address": "LoadBalancerIP"}
    ours = BGP % {"cluster": "bgp", "peer": "tor", "label": "advertise", "address": "ClusterIP"}
    unselected = theirs.replace("labels: {advertise: yes-please}", "labels: {advertise: no-thanks}")
    assert Outcome.DIFFERENT in outcomes(theirs, ours).values()
    assert Outcome.MISSING in outcomes(theirs, unselected).values()


def test_a_default_left_out_is_no_difference() -> None:
    theirs = "{kind: Gateway, metadata: {name: a}, spec: {addresses: [{type: %s, value: 10.0.0.1}]}}"
    ours = "{kind: Gateway, metadata: {name: a}, spec: {addresses: [{value: 10.0.0.1}]}}"
    assert outcomes(theirs % "IPAddress", ours)["spec.addresses[0].type"] is Outcome.DEFAULT
    assert outcomes(theirs % "Hostname", ours)["spec.addresses[0].type"] is Outcome.MISSING


@pytest.mark.parametrize(
    ("theirs", "ours", "outcome"),
    [
        ("interval: 60m", "interval: 1h", Outcome.EQUAL),
        ("interval: 30m", "interval: 1h", Outcome.DIFFERENT),
        ("values: {devices: bond+ eno+}", "values: {devices: [eno+, bond+]}", Outcome.EQUAL),
        ("values: {devices: bond+}", "values: {devices: [eno+]}", Outcome.DIFFERENT),
        ("values: {extraArgs: [--a=1, --b]}", "values: {extraArgs: [--b, --a=1]}", Outcome.EQUAL),
        ("values: {port: 7445}", 'values: {port: "7445"}', Outcome.EQUAL),
        ("values: {flag: true}", 'values: {flag: "true"}', Outcome.DIFFERENT),
    ],
)
def test_freedoms_of_a_release(theirs: str, ours: str, outcome: Outcome) -> None:
    release = "{kind: HelmRelease, metadata: {name: x, namespace: n}, spec: {chart: {}, %s}}"
    found = {p: o for p, o in outcomes(release % theirs, release % ours).items() if not p.startswith("chart.")}
    assert set(found.values()) == {outcome}


def test_known_differences_are_counted_and_stale_ones_found(tmp_path: Path) -> None:
    file = tmp_path / "differences.yaml"
    file.write_text(
        "differences:\n"
        "  - {object: CiliumLoadBalancerIPPool/*, path: spec.allow*, reason: default-written-out}\n"
        "  - {object: Gateway/*, path: spec.*, reason: dead-key}\n"
    )
    known = read(file)
    found = compare(facts(POOL), documents(POOL.replace('"No"', '"Yes"')), known)
    assert row("repo", "", found, known).on_purpose == 1
    assert not list(unexplained(found, known))
    assert stale(found, known) == ["Gateway/* spec.*"]
    assert [field.path for field in unexplained(found, NOTHING_KNOWN)] == ["spec.allowFirstLastIPs"]


@pytest.mark.parametrize(
    "entry", ["reason: because", "reason: dead-key, decision: own-monitors", "reason: ours-by-design"]
)
def test_reasons_are_a_closed_list(tmp_path: Path, entry: str) -> None:
    file = tmp_path / "differences.yaml"
    file.write_text(f"differences: [{{object: a, path: b, {entry}}}]")
    with pytest.raises(ValueError, match=r"because|decision"):
        read(file)


def test_neutral_names_keep_relations() -> None:
    neutral = Neutral({"real.dev": "example.com"}, {"acme": "lab"}, 33)
    assert neutral.text("acme at gw.real.dev, real-dev-tls, me@real.dev") == (
        "lab at gw.example.com, example-com-tls, ops@example.com"
    )
    assert neutral.text("10.5.1.2 in 10.5.1.0/24 in 10.0.0.0/8") == "10.36.1.2 in 10.36.1.0/24 in 10.0.0.0/8"
    assert neutral.text("1.1.1.1 127.0.0.1 0.0.0.0/0 224.0.0.251/32") == "1.1.1.1 127.0.0.1 0.0.0.0/0 224.0.0.251/32"
    assert neutral.text("fd00:101:250::/112 and fd00:101:250::11") == "2001:db8:250::/112 and 2001:db8:250::11"


def test_the_own_namespace_written_out_is_the_default() -> None:
    route = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: hubble, namespace: kube-system}
        spec: {rules: [{backendRefs: [{name: hubble-ui, namespace: %s}]}]}
    """
    ours = documents(route.replace(", namespace: %s", ""))
    for namespace, outcome in (("kube-system", Outcome.DEFAULT), ("elsewhere", Outcome.MISSING)):
        fields = compare(facts(route % namespace), ours, NOTHING_KNOWN)
        assert {f.outcome for f in fields if f.path.endswith(".namespace")} == {outcome}


def test_spellings_of_a_policy_rule_are_one() -> None:
    policy = """
        apiVersion: cilium.io/v2
        kind: CiliumNetworkPolicy
        metadata: {name: app, namespace: web}
        spec: {egress: [%s]}
    """
    pairs = (
        ("{toCIDR: [10.0.0.0/8]}", "{toCIDRSet: [{cidr: 10.0.0.0/8}]}"),
        ("{toFQDNs: [{matchPattern: example.com}]}", "{toFQDNs: [{matchName: example.com}]}"),
        ("{toPorts: [{ports: [{port: '53'}]}]}", "{toPorts: [{ports: [{port: '53', protocol: ANY}]}]}"),
    )
    for one, other in pairs:
        assert facts(policy % one) == facts(policy % other)
    assert facts(policy % "{toFQDNs: [{matchPattern: '*.com'}]}") != facts(policy % "{toFQDNs: [{matchName: '*.com'}]}")
