"""What policies say to a packet, on layers 3 and 4: enough to see whether traffic that somebody needs still passes.

Semantics: pkg/policy of Cilium 1.20 (rule.go, api/, k8s/network_policy.go), compared with verdicts of that engine in the
tests. Only what is known is judged: a deny counts when it surely hits, an allow when it surely covers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Any

from msgspec import Struct

from generator.components.cilium import CLUSTERWIDE, POLICY_KINDS
from generator.components.security.units import NAMESPACE, NAMESPACE_LABELS
from generator.core.artifact import Json
from generator.core.graph import Graph, Object
from generator.core.net import Network, parse
from generator.core.selector import Requirement, from_spec, holds

SIDES = {"ingress": "from", "egress": "to"}
KINDS = ("Endpoints", "Entities", "CIDR", "CIDRSet", "Nodes", "Services", "FQDNs", "Groups")
CLUSTER = frozenset({"host", "remote-node", "kube-apiserver", "ingress", "health", "init", "unmanaged"})
PROTOCOLS = ("TCP", "UDP", "SCTP")
Wanted = tuple[int, str]
"""(port, protocol)."""


class End(Struct, frozen=True):
    """One end of traffic: a pod by its labels, an entity, or something outside."""

    labels: Mapping[str, str] = {}
    entity: str = ""
    cidr: str = ""
    fqdn: str = ""

    @property
    def is_pod(self) -> bool:
        return NAMESPACE in self.labels


class Policy(Struct, frozen=True):
    """One spec of a policy object."""

    about: Object
    spec: Json

    @property
    def namespace(self) -> str | None:
        """Of a namespaced policy. One that kustomize will give is known by its folder: equal there, different elsewhere."""
        if self.about.kind == CLUSTERWIDE:
            return None
        return self.about.namespace or f"({self.about.file.rpartition('/')[0]})"

    @property
    def terms(self) -> tuple[Requirement, ...] | None:
        """What its pods must hold; None for a policy about nodes. A namespace of its own goes before what is written."""
        selector = self.spec.get("endpointSelector")
        if selector is None:
            return None
        own = self.namespace
        if own is None:
            return requirements(selector)
        return ((NAMESPACE, "In", (own,)), *(term for term in requirements(selector) if term[0] != NAMESPACE))

    def enforces(self, direction: str) -> bool:
        """Whether what nothing allows is refused in that direction."""
        said = (self.spec.get("enableDefaultDeny") or {}).get(direction)
        has_rules = bool(self.spec.get(direction) or self.spec.get(f"{direction}Deny"))
        return has_rules and said is not False


def policies(graph: Graph) -> tuple[Policy, ...]:
    """Every spec of every policy of Cilium."""
    return graph.once(_policies)


def _policies(graph: Graph) -> tuple[Policy, ...]:
    return tuple(_each(graph))


def _each(graph: Graph) -> Iterator[Policy]:
    for kind in POLICY_KINDS:
        for item in graph.of(kind, "cilium.io"):
            for spec in specs(item):
                yield Policy(item, spec)


def specs(item: Object) -> Iterator[Json]:
    """`spec` and each of `specs`."""
    found = item.document.get("specs")
    for spec in (item.document.get("spec"), *(found if isinstance(found, list) else ())):
        if isinstance(spec, dict):
            yield spec


def requirements(selector: Json) -> tuple[Requirement, ...]:
    """A selector's terms, keys without the source that means Kubernetes or any."""
    return tuple((plain(key), operator, values) for key, operator, values in from_spec(selector))


def plain(key: str) -> str:
    """`k8s:app` and `any:app` are `app`."""
    source, colon, rest = key.partition(":")
    return rest if colon and source in ("k8s", "any") else key


def matches(terms: Iterable[Requirement], labels: Mapping[str, str], *, surely: bool = False) -> bool:
    """Whether all terms hold. `surely`: what is not known of a pod is no proof that it lacks it."""
    known = (NAMESPACE, *labels)
    return all(holds(term, labels) and not (surely and term[1].startswith(("Not", "DoesNot")) and term[0] not in known)
               for term in terms)  # fmt: skip


def covers(rule: Json, direction: str, namespace: str | None, end: End, *, deny: bool = False) -> bool:
    """Whether a rule of a policy in this namespace, or of a cluster-wide one, is about this other end."""
    word = SIDES[direction]
    present = [kind for kind in KINDS if rule.get(f"{word}{kind}") is not None]
    if not present:
        return bool(rule.get("toPorts") or rule.get("icmps"))
    if any(rule[f"{word}{kind}"] == [] for kind in present):  # voids the rule; alone, names and Services open it
        return set(present) <= {"FQDNs", "Services"} and bool(rule.get("toPorts"))
    return any(_covers(kind, one, namespace, end, deny=deny) for kind in present for one in rule[f"{word}{kind}"])


def _covers(kind: str, one: Any, namespace: str | None, end: End, *, deny: bool) -> bool:
    if kind == "Endpoints":
        return isinstance(one, dict) and matches(peer_terms(one, namespace), end.labels, surely=deny)
    if kind == "Entities":
        return _entity(str(one), end, deny=deny)
    if kind == "CIDR":
        return _within(end, str(one))
    if kind == "CIDRSet":
        hit = isinstance(one, dict) and _within(end, str(one.get("cidr", "")))
        return hit and not any(_touches(end, str(hole)) for hole in one.get("except") or ())
    if kind == "FQDNs":
        return isinstance(one, dict) and end.fqdn != "" and end.fqdn in (one.get("matchName"), one.get("matchPattern"))
    return False


def peer_terms(selector: Json, namespace: str | None) -> tuple[Requirement, ...]:
    """A peer's terms with what Cilium adds: the policy's namespace, or that it is a pod at all."""
    terms = requirements(selector)
    keys = [key for key, _, _ in terms]
    if any(key.startswith("reserved:") for key in keys) or NAMESPACE in keys:
        return terms
    if namespace is None:
        return (*terms, (NAMESPACE, "Exists", ()))
    if any(key.startswith(NAMESPACE_LABELS) for key in keys):
        return terms
    return (*terms, (NAMESPACE, "In", (namespace,)))


def _entity(entity: str, end: End, *, deny: bool) -> bool:
    if entity == "all" or entity == end.entity:
        return True
    if entity in ("cluster", "cluster-mesh"):
        return end.is_pod or end.entity in CLUSTER
    if entity == "world":
        return bool(end.cidr or end.fqdn)
    # The API server runs on nodes: denying nodes denies it; allowing remote ones alone does not allow it.
    return deny and end.entity == "kube-apiserver" and entity in ("host", "remote-node")


def _within(end: End, cidr: str) -> bool:
    if cidr in ("0.0.0.0/0", "::/0") and (end.entity == "world" or end.fqdn):
        return True
    try:
        return bool(end.cidr) and network(end.cidr) in network(cidr)
    except ValueError:
        return False


def _touches(end: End, cidr: str) -> bool:
    """Whether part of a network lies in it. Of the world a hole takes little: it does not count."""
    try:
        return bool(end.cidr) and network(end.cidr).overlaps(network(cidr))
    except ValueError:
        return True


def network(text: str) -> Network:
    """A network, or an address as one of its own. ValueError when it is neither."""
    if "/" in text:
        return Network(text)
    return Network(f"{text}/{32 if parse(text)[0] == 4 else 128}")


def passes(rule: Json, wanted: Wanted | None) -> bool:
    """Whether a rule is about this port; None asks for every port."""
    if rule.get("icmps"):
        return False
    lists = rule.get("toPorts")
    if not lists:
        return True
    return wanted is not None and any(_port(port, *wanted) for one in lists for port in one.get("ports") or ())


def _port(port: Json, number: int, protocol: str) -> bool:
    text, said = str(port.get("port", "")), str(port.get("protocol", "ANY"))
    if not text.isdigit() or said not in ("ANY", protocol):
        return False
    first, last = int(text), int(port.get("endPort") or 0)
    return first == 0 or first <= number <= max(first, last)


class Cut(Struct, frozen=True):
    """Why traffic does not pass: the policy, and whether it says so or only allows nothing."""

    policy: Policy
    explicit: bool


_Ranked = tuple[int, Policy, tuple[Requirement, ...]]
"""(its place in the order, the policy, what its pods must hold)."""


class Judge:
    """All policies of a tree, and which of them are about whom: asked often for few ends."""

    __slots__ = ("_about", "_anywhere", "_within")

    def __init__(self, found: Iterable[Policy]) -> None:
        self._anywhere: list[_Ranked] = []
        self._within: dict[str, list[_Ranked]] = {}
        """Most policies are about pods of one namespace: nobody else needs to ask them."""
        for rank, policy in enumerate(found):
            terms = policy.terms
            if terms is not None:
                spaces = next((values for key, operator, values in terms if (key, operator) == (NAMESPACE, "In")), None)
                for home in [self._anywhere] if spaces is None else [self._within.setdefault(s, []) for s in {*spaces}]:
                    home.append((rank, policy, terms))
        self._about: dict[tuple[tuple[str, str], ...], tuple[tuple[Policy, bool], ...]] = {}

    def about(self, end: End) -> tuple[tuple[Policy, bool], ...]:
        """(policy, whether it surely is) of every policy that is about an end."""
        labels = end.labels
        key = tuple(sorted(labels.items()))
        found = self._about.get(key)
        if found is None:
            near = sorted([*self._anywhere, *self._within.get(labels.get(NAMESPACE, ""), ())], key=itemgetter(0))
            found = self._about[key] = tuple(
                (policy, matches(terms, labels, surely=True)) for _, policy, terms in near if matches(terms, labels)
            )
        return found

    def cut(self, direction: str, here: End, there: End, wanted: Wanted | None) -> Cut | None:
        """What keeps traffic from `there` or to `there` away: None when it passes. A deny beats every allow."""
        selected = self.about(here)
        for policy, sure in selected:
            for rule in policy.spec.get(f"{direction}Deny") or () if sure else ():
                if covers(rule, direction, policy.namespace, there, deny=True) and passes(rule, wanted):
                    return Cut(policy, explicit=True)
        enforcing = next((policy for policy, sure in selected if sure and policy.enforces(direction)), None)
        if enforcing is None or self.allowed(direction, here, there, wanted):
            return None
        return Cut(enforcing, explicit=False)

    def allowed(self, direction: str, here: End, there: End, wanted: Wanted | None) -> bool:
        """Whether any policy on `here` names this traffic."""
        return any(
            covers(rule, direction, policy.namespace, there) and passes(rule, wanted)
            for policy, _ in self.about(here)
            for rule in policy.spec.get(direction) or ()
        )
