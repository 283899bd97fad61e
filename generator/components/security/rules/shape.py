"""Policies that mean something else than they look like, or that the agent refuses: in anybody's tree."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import CLUSTERWIDE, POLICY
from generator.components.security.units import NAMESPACE
from generator.components.security.verdict import (
    KINDS,
    SIDES,
    End,
    Policy,
    covers,
    matches,
    policies,
    requirements,
    specs,
)
from generator.core.artifact import Json
from generator.core.gateways import CILIUM
from generator.core.graph import Graph
from generator.core.judgement import Finding, Path, rule

LISTS = ("ingress", "ingressDeny", "egress", "egressDeny")
INVISIBLE = ("kubernetes.io/", "io.kubernetes", "k8s.io/", "topology.kubernetes.io/")
INVISIBLE_NAMES = (
    "pod-template-hash",
    "controller-revision-hash",
    "controller-uid",
    "statefulset.kubernetes.io/pod-name",
)
"""Labels that the agent's default filter leaves out of identities (findings on the engine of 1.20, prefix match)."""
HIGHEST = 65535


def rules_of_policies(graph: Graph) -> tuple[tuple[Policy, str, int, Json, str], ...]:
    """(policy, list, index, rule, `from` or `to`) of every rule of every policy."""
    return graph.once(_all_rules)


def _all_rules(graph: Graph) -> tuple[tuple[Policy, str, int, Json, str], ...]:
    return tuple(_rules(graph))


def _rules(graph: Graph) -> Iterator[tuple[Policy, str, int, Json, str]]:
    for policy in policies(graph):
        for name in LISTS:
            for index, one in enumerate(policy.spec.get(name) or ()):
                if isinstance(one, dict):
                    yield policy, name, index, one, SIDES[name.removesuffix("Deny")]


@rule("security/mixed-peers")
def mixed_peers(graph: Graph) -> Iterator[Finding]:
    """One rule names peers of two kinds; Cilium takes one kind in each rule.

    The API server accepts it, the agent then refuses the whole object, every other rule of it included
    (pkg/policy/api/rule_validation.go, 1.18-1.20): nothing of it is enforced.
    """
    for policy, name, index, one, word in rules_of_policies(graph):
        kinds = [f"{word}{kind}" for kind in KINDS if one.get(f"{word}{kind}")]
        if len(kinds) > 1:
            yield Finding(
                policy.about,
                ("spec", name, index),
                f"a rule of {policy.about.title} mixes {' and '.join(kinds)}: the agent refuses the policy",
                hint="write a rule for each kind of peer",
            )


@rule("security/empty-list")
def empty_list(graph: Graph) -> Iterator[Finding]:
    """A rule has a list of peers or ports that is there and empty.

    It selects nobody, even beside other peers and with ports; only `toFQDNs: []` and `toServices: []` beside ports allow
    those ports to everybody (engine of Cilium 1.20). Left out, the same field would have meant no limit.
    """
    for policy, name, index, one, word in rules_of_policies(graph):
        for kind in KINDS:
            key = f"{word}{kind}"
            if one.get(key) == []:
                open_to_all = kind in ("FQDNs", "Services") and one.get("toPorts")
                what = "allows these ports to everybody" if open_to_all else "selects nobody"
                yield _about(
                    policy,
                    (name, index, key),
                    f"`{key}: []` in {policy.about.title} {what}",
                    "remove the rule, or name peers",
                )
        for number, ports in enumerate(one.get("toPorts") or ()):
            if isinstance(ports, dict) and not ports.get("ports"):
                yield _about(
                    policy,
                    (name, index, "toPorts", number),
                    f"an entry of `toPorts` in {policy.about.title} has no ports: it matches no traffic at all",
                    "name ports, or remove `toPorts` for all of them",
                )


@rule("security/empty-policy")
def empty_policy(graph: Graph) -> Iterator[Finding]:
    """All lists of a policy are empty or missing: the agent refuses it, and it denies nothing.

    `ingress: []` alone is no default deny; `ingress: [{}]` is (pkg/policy/api/rule_validation.go). Cilium 1.20 refuses an
    object without any spec.
    """
    for policy in policies(graph):
        if not any(policy.spec.get(name) for name in LISTS):
            yield _about(
                policy,
                (),
                f"{policy.about.title} has no rule: the agent refuses it",
                "write `ingress: [{}]` to deny everything",
            )


@rule("security/icmp-with-ports")
def icmp_with_ports(graph: Graph) -> Iterator[Finding]:
    """A rule names ICMP messages and ports: the agent refuses the whole policy (pkg/policy/api/rule_validation.go)."""
    for policy, name, index, one, _ in rules_of_policies(graph):
        if one.get("icmps") and one.get("toPorts"):
            yield _about(
                policy,
                (name, index),
                f"a rule of {policy.about.title} has `icmps` and `toPorts`: the agent refuses the policy",
                "write two rules",
            )


@rule("security/port-out-of-range")
def port_out_of_range(graph: Graph) -> Iterator[Finding]:
    """A port above 65535. The CRD's pattern lets it pass, the agent then refuses the whole policy.

    The pattern is not anchored at both ends (`spec.*.toPorts.ports.port`, CRDs of 1.18-1.20).
    """
    for policy, name, index, one, _ in rules_of_policies(graph):
        for number, ports in enumerate(one.get("toPorts") or ()):
            for at, port in enumerate(ports.get("ports") or ()):
                text = str(port.get("port", ""))
                if text.isdigit() and int(text) > HIGHEST:
                    yield _about(
                        policy,
                        (name, index, "toPorts", number, "ports", at, "port"),
                        f"port {text} in {policy.about.title} does not exist: the agent refuses the policy",
                        f"write a port up to {HIGHEST}",
                    )


@rule("security/misplaced-l7")
def misplaced_l7(graph: Graph) -> Iterator[Finding]:
    """HTTP rules on a port that is not TCP or about nodes, DNS rules on ingress: the agent refuses the whole policy.

    pkg/policy/api/rule_validation.go, 1.18-1.20. DNS rules about nodes are taken in egress (`security/dns-on-nodes`).
    """
    for policy, name, index, one, word in rules_of_policies(graph):
        for number, ports in enumerate(one.get("toPorts") or ()):
            wanted = ports.get("rules") or {}
            protocols = {str(port.get("protocol", "ANY")) for port in ports.get("ports") or ()}
            problem = None
            if wanted.get("http") and protocols - {"TCP"}:
                problem = f"HTTP rules on protocol {', '.join(sorted(protocols - {'TCP'}))}"
            elif wanted.get("dns") and word == "from":
                problem = "DNS rules on ingress"
            elif wanted.get("http") and policy.spec.get("nodeSelector") is not None:
                problem = "HTTP rules on nodes"
            if problem:
                yield _about(
                    policy,
                    (name, index, "toPorts", number, "rules"),
                    f"{policy.about.title} has {problem}: the agent refuses the policy",
                    "write `protocol: TCP`" if problem.startswith("HTTP rules on protocol") else "remove them",
                )


@rule("security/lone-deny", severity="warning")
def lone_deny(graph: Graph) -> Iterator[Finding]:
    """A policy only denies, and so refuses everything: a deny list alone puts its pods into default deny.

    `enableDefaultDeny.<direction>` is true as soon as the allow or the deny list has an item (Documentation/security/policy/
    deny.rst; pkg/policy/api/rule.go). A narrow `egressDeny` cuts the pods off from name resolution too.
    """
    for policy in policies(graph):
        for direction in SIDES:
            only = policy.spec.get(f"{direction}Deny") and not policy.spec.get(direction)
            if only and policy.enforces(direction) and "enableDefaultDeny" not in policy.spec:
                yield _about(
                    policy,
                    (f"{direction}Deny",),
                    f"{policy.about.title} only denies, and so refuses all other {direction} of its pods too",
                    f"add `enableDefaultDeny: {{{direction}: false}}`, or say that it is meant with `true`",
                )


@rule("security/foreign-namespace")
def foreign_namespace(graph: Graph) -> Iterator[Finding]:
    """A namespaced policy selects pods by another namespace than its own.

    Cilium replaces that label by the policy's namespace (a warning in the agent's log): the policy then is about pods that
    it was not written for (pkg/k8s/apis/cilium.io/utils).
    """
    for item in graph.of(POLICY, "cilium.io"):
        for spec in specs(item):
            for key, operator, values in requirements(spec.get("endpointSelector") or {}):
                if key == NAMESPACE and operator == "In" and values != (item.namespace,):
                    yield Finding(
                        item,
                        ("spec", "endpointSelector"),
                        f"{item.title} selects pods of namespace {', '.join(values)}; it is about its own namespace only",
                        hint=f"move the policy there, or make it a {CLUSTERWIDE}",
                    )


@rule("security/invisible-label", severity="warning")
def invisible_label(graph: Graph) -> Iterator[Finding]:
    """A policy selects pods by a label that Cilium leaves out of identities: it selects no pod.

    The agent's default filter drops labels such as `pod-template-hash`, `controller-revision-hash` and those below
    `kubernetes.io/` (Documentation/operations/performance/scalability/identity-relevant-labels.rst); chart value `labels`.
    """
    for policy in policies(graph):
        for key, _, _ in requirements(policy.spec.get("endpointSelector") or {}):
            if key in INVISIBLE_NAMES or (key.startswith(INVISIBLE) and key != NAMESPACE):
                yield _about(
                    policy,
                    ("endpointSelector",),
                    f"{policy.about.title} selects by {key!r}, a label that Cilium does not see",
                    "select by a label of the application, or add it to the chart value `labels`",
                )


@rule("security/selects-gateways", severity="warning")
def selects_gateways(graph: Graph) -> Iterator[Finding]:
    """A cluster-wide default deny is also about gateways or health checks, not only about pods.

    A selector without a label that only pods have (`{}`, or namespaces with NotIn alone) selects the identities `ingress`
    and `health` too (pkg/policy/rule.go): nodes then report one another as unreachable, and gateways of Cilium neither
    hear clients nor reach backends.
    """
    ours = any(c.spec.get("controllerName") == CILIUM for c in graph.of("GatewayClass"))
    for policy in policies(graph):
        terms = policy.terms
        if policy.namespace is not None or terms is None or any(key.startswith("reserved:") for key, _, _ in terms):
            continue
        cut = [
            f"{direction} of {entity}"
            for entity, direction in _CUT
            if (ours or entity != "ingress")
            and matches(terms, {f"reserved:{entity}": ""})
            and policy.enforces(direction)
            and not _names(policy, direction)
        ]
        if cut:
            yield _about(
                policy,
                ("endpointSelector",),
                f"{policy.about.title} is not only about pods: it refuses {' and '.join(cut)} too",
                f"add `{{key: {NAMESPACE}, operator: Exists}}` to its selector",
            )


_CUT = (("health", "ingress"), ("ingress", "ingress"), ("ingress", "egress"))
"""(entity, direction): what breaks when it is refused. Health endpoints answer only, so their egress is replies."""


def _names(policy: Policy, direction: str) -> bool:
    """Whether it lets nodes, the cluster or everybody through, whom these two talk to."""
    ends = (End(entity="remote-node"), End(entity="world"), End(entity="health", labels={"reserved:health": ""}))
    return any(
        covers(one, direction, policy.namespace, end) for one in policy.spec.get(direction) or () for end in ends
    )


@rule("security/fqdn-without-dns", severity="warning")
def fqdn_without_dns(graph: Graph) -> Iterator[Finding]:
    """Names in `toFQDNs`, and no rule anywhere in the tree lets the proxy see DNS answers.

    The agent learns the addresses of names only from answers that pass an L7 DNS rule (Documentation/security/dns.rst):
    without one the rule matches nothing.
    """
    seen = any(
        (ports.get("rules") or {}).get("dns")
        for *_, one, _ in rules_of_policies(graph)
        for ports in one.get("toPorts") or ()
    )
    if seen:
        return
    for policy, name, index, one, _ in rules_of_policies(graph):
        if one.get("toFQDNs"):
            yield _about(
                policy,
                (name, index, "toFQDNs"),
                f"{policy.about.title} allows names, but no policy lets Cilium see DNS answers",
                'add an egress rule to kube-dns, port 53, with `rules: {dns: [{matchPattern: "*"}]}`',
            )


def _about(policy: Policy, path: tuple[str | int, ...], message: str, hint: str) -> Finding:
    where: Path = ("spec", *path)
    return Finding(policy.about, where, message, hint=hint)
