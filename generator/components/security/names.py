"""Name resolution: all pods may ask the cluster's DNS for any name, but those for which somebody wrote which.

DNS rules for one peer and port add up, and an allow without them adds `*` (pkg/policy/l4.go, Cilium 1.18-1.20): a list of names
holds only for pods that nothing else lets ask. What the platform runs keeps asking for what it needs, whatever a list says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from msgspec import Struct

from generator.components.security import compiling, selectors
from generator.components.security.allows import Apart, Subject, rules_for, subjects
from generator.components.security.flows import DNS, PODS, RESOLVE
from generator.components.security.layer7 import lets_all
from generator.components.security.policy import Policy, Rule
from generator.components.security.rest import Terms, rest
from generator.components.security.settings import Settings
from generator.components.security.units import ADDITIVE, NAMESPACE
from generator.components.security.verdict import End, covers, matches, passes
from generator.core.context import Context
from generator.core.offer import Flow, Peer
from generator.core.selector import contradiction, from_spec

MOST = 64
"""Selectors in which the other pods are still said."""
_SERVERS = End(labels={NAMESPACE: "kube-system", **DNS.labels})
_TRANSPORTS = ("UDP", "TCP")


class Lists(Struct, frozen=True):
    """The pods for which somebody wrote what they may ask for."""

    pods: tuple[Terms, ...] = ()
    others: tuple[Terms, ...] = ()
    """All other pods; each is in one of these."""

    def touch(self, terms: Terms) -> bool:
        """Whether a selector may be about some of them."""
        return any(contradiction((*terms, *listed)) is None for listed in self.pods)


def lists(ctx: Context, settings: Settings) -> Lists:
    """None are known where too many selectors would be needed for the other pods: those lists hold nothing back."""
    pods = tuple(_listed(ctx, settings))
    others = tuple(islice(rest(pods), MOST + 1)) if pods else ()
    return Lists(pods, others) if len(others) <= MOST else Lists()


def _listed(ctx: Context, settings: Settings) -> Iterator[Terms]:
    for policy in settings.policies:
        if policy.nodes is None and _narrows(ctx, policy.egress, policy.namespace):
            yield _pods(policy, settings)
    for one in settings.zero_trust:
        if _narrows(ctx, one.allow.egress, None):
            yield from_spec(selectors.of_namespaces(one.namespaces))


def _narrows(ctx: Context, egress: tuple[Rule, ...], namespace: str | None) -> bool:
    """Whether these reach the cluster's DNS, by UDP and TCP, and always with a list of names: then nobody else has to."""
    if not any(rule.dns for rule in egress):
        return False
    written = [one for rule in egress if not rule.deny for one in compiling.compiled(ctx, rule, "egress")]
    reach = [one for one in written if covers(one, "egress", namespace, _SERVERS)]
    return all(
        any(passes(one, (53, transport)) for one in reach) and not any(lets_all(one, 53, transport) for one in reach)
        for transport in _TRANSPORTS
    )


def _pods(policy: Policy, settings: Settings) -> Terms:
    """Whom a policy is about. One that names no namespace leaves those alone that no deny touches either."""
    terms = policy.pods.requirements if policy.pods else ()
    if policy.namespace is not None:
        return (NAMESPACE, "In", (str(policy.namespace),)), *terms
    if settings.exempt and not any(key == NAMESPACE and operator == "In" for key, operator, _ in terms):
        return (NAMESPACE, "NotIn", tuple(sorted(settings.exempt))), *terms
    return terms


def kept(flows: Collection[Flow], listed: Lists) -> Iterator[Flow]:
    """What pods of the platform ask, where a list is about them too and they have no allow of their own for it."""
    sources: dict[Subject, list[object]] = {}
    asking: set[Subject] = set()
    for flow in flows if listed.pods else ():
        for subject in subjects(flow.source) if flow.source != PODS else ():
            sources.setdefault(subject, []).extend(flow.about)
            if flow.target == DNS or flow.target.fqdns:
                asking.add(subject)
    for (namespace, labels), about in sources.items():
        known = {NAMESPACE: namespace, **dict(labels)}
        allowed = any(place == namespace and set(some) <= set(labels) for place, some in asking)
        if namespace and not allowed and any(matches(terms, known) for terms in listed.pods):
            source = Peer(namespace=namespace, labels=dict(labels))
            yield Flow(source=source, target=DNS, ports=RESOLVE.ports, why="it resolves names", about=tuple(about))


def apart(listed: Lists) -> Apart | None:
    """The allow for all other pods: a spec for each of the selectors that it takes to say them."""
    if not listed.pods:
        return None
    specs = (
        {
            "description": f"{RESOLVE.why}, but those with a list of names",
            "endpointSelector": selectors.spelled(_of_pods(terms)),
            "enableDefaultDeny": ADDITIVE,
            "egress": rules_for("egress", [(RESOLVE, RESOLVE.target)]),
        }
        for terms in listed.others
    )
    return Apart(RESOLVE, tuple(specs))


def _of_pods(terms: Terms) -> Terms:
    """Gateways and health checks have no namespace: without a term that says so, they would be selected too."""
    if any(key == NAMESPACE and operator in ("In", "Exists") for key, operator, _ in terms):
        return terms
    return (NAMESPACE, "Exists", ()), *terms
