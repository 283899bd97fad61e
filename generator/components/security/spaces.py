"""Namespaces whose own pods keep talking to one another.

No cluster-wide policy can say "the same namespace": Cilium's namespaced ones can, so there is one for each namespace
that the inventory knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from sys import intern

from generator.components.cilium import POLICY
from generator.components.gateway_api import COMPONENT as GATEWAY_API
from generator.components.security import selectors
from generator.components.security.allows import subjects
from generator.components.security.policy import Policy
from generator.components.security.rest import rest
from generator.components.security.settings import Settings
from generator.components.security.units import ADDITIVE, ALLOWS, API, EVERY
from generator.core.artifact import Json, Manifest, manifest
from generator.core.context import Context
from generator.core.offer import Flow, Namespace

NAME = "same-namespace"
SIDES = (("ingress", "fromEndpoints"), ("egress", "toEndpoints"))


def same_namespace(ctx: Context, settings: Settings, flows: Iterable[Flow]) -> Iterator[Manifest]:
    """One policy per namespace. Pods for which a direction is written keep to what is written."""
    for namespace in known(ctx, settings, flows):
        written = [policy for policy in settings.policies if policy.namespace == namespace]
        for number, (others, rules) in enumerate(_parts(written)):
            yield manifest(
                ALLOWS,
                NAME,
                API,
                POLICY,
                NAME if number == 0 else f"{NAME}-{number + 1}",
                namespace=namespace,
                spec={"endpointSelector": others, "enableDefaultDeny": ADDITIVE, **rules},
                about=(settings,),
            )


def known(ctx: Context, settings: Settings, flows: Iterable[Flow]) -> tuple[str, ...]:
    """Namespaces of this inventory that a deny can reach."""
    found = {str(offer.name) for offer in ctx.offers(Namespace)}
    found |= {subject[0] for flow in flows for peer in (flow.source, flow.target) for subject in subjects(peer)}
    found |= {*ctx.part(_published)}
    found |= {str(policy.namespace) for policy in settings.policies if policy.namespace}
    found |= {str(name) for name in settings.namespaces}
    found |= {name for one in settings.zero_trust for name in selectors.named(one.namespaces)}
    return tuple(sorted(found - {"", EVERY} - set(settings.exempt)))


def _published(ctx: Context) -> tuple[str, ...]:
    """Namespaces that gateways lead to."""
    gateways = ctx.get(GATEWAY_API)
    routes = gateways.routes if gateways is not None else ()
    return tuple(intern(str((r.backend and r.backend.namespace) or r.namespace)) for r in routes)


def _parts(written: list[Policy]) -> Iterator[tuple[Json, Json]]:
    """(pods, rules): both directions in one policy where they are about the same pods."""
    parts: dict[str, tuple[Json, Json]] = {}
    for direction, peers in SIDES:
        others = _others([policy for policy in written if says(policy, direction)])
        if others is not None:
            parts.setdefault(repr(others), (others, {}))[1][direction] = [{peers: [{}]}]
    yield from parts.values()


def says(policy: Policy, direction: str) -> bool:
    """Whether a policy decides a direction for its pods. One that only refuses more does not."""
    said: bool | None = getattr(policy.default_deny, direction)
    return said is True or any(not rule.deny for rule in getattr(policy, direction))


def _others(policies: list[Policy]) -> Json | None:
    """The pods that no policy is about; None when that is none, or when one selector cannot say it."""
    about = [policy.pods.requirements if policy.pods else () for policy in policies]
    if any(len(terms) > 1 for terms in about):
        return None
    found = next(rest(about), None)
    return None if found is None else selectors.spelled(found)
