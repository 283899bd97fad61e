"""Policies: allows first, then what people write, then the deny."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import CLUSTERWIDE, POLICY
from generator.components.security import compiling, names, networks
from generator.components.security.allows import allows
from generator.components.security.flows import every
from generator.components.security.policy import Peer, Policy, Rule
from generator.components.security.settings import Settings
from generator.components.security.spaces import same_namespace
from generator.components.security.trust import labelled, zero_trust
from generator.components.security.units import API, DENY, NAMESPACE, POLICIES
from generator.core.artifact import Json, Manifest, manifest
from generator.core.context import Context


def emit(ctx: Context, settings: Settings) -> Iterator[Manifest]:
    """All policies of the platform, and the groups they name."""
    flows, listed = every(ctx), names.lists(ctx, settings)
    yield from allows((*flows, *names.kept(flows, listed)), names.apart(listed))
    yield from same_namespace(ctx, settings, flows)
    yield from labelled(ctx, settings)
    yield from groups(settings)
    for policy in settings.policies:
        yield _policy(ctx, policy)
    yield from zero_trust(ctx, settings, listed)
    if settings.default_deny != "none":
        yield manifest(DENY, "deny", API, CLUSTERWIDE, "default-deny", spec=_deny(settings), about=(settings,))


def _policy(ctx: Context, policy: Policy) -> Manifest:
    return manifest(
        POLICIES,
        "policies",
        API,
        POLICY if policy.namespace else CLUSTERWIDE,
        policy.name,
        namespace=policy.namespace,
        spec=compiling.spec(ctx, compiling.subject(policy), policy.ingress, policy.egress, policy.default_deny),
        about=(policy,),
    )


def _deny(settings: Settings) -> Json:
    """All pods but those of exempt namespaces. `NotIn` alone would also select gateways and health checks."""
    expressions: list[Json] = [{"key": NAMESPACE, "operator": "Exists"}]
    if settings.exempt:
        expressions.append({"key": NAMESPACE, "operator": "NotIn", "values": sorted(settings.exempt)})
    return {"endpointSelector": {"matchExpressions": expressions}, "ingress": [{}], "egress": [{}]}


def groups(settings: Settings) -> Iterator[Manifest]:
    """The written groups, and the built-in ones that somebody names. Cilium's kind has no `except`: it is computed."""
    written = {str(group.name) for group in settings.cidr_groups}
    for group in settings.cidr_groups:
        cidrs = [network.canonical for network in networks.without(group.cidrs, group.except_)]
        yield _group(group.name, cidrs, group)
    for name in sorted(named(settings) & networks.BUILT_IN.keys() - written):
        cidrs = [network.canonical for network in networks.without(*networks.BUILT_IN[name])]
        yield _group(name, cidrs, settings)


def _group(name: str, cidrs: list[str], about: object) -> Manifest:
    spec = {"externalCIDRs": cidrs}
    return manifest(POLICIES, "cidr-groups", API, "CiliumCIDRGroup", name, spec=spec, about=(about,))


def named(settings: Settings) -> set[str]:
    """Names of groups that peers use."""
    return {str(name) for peer in peers(settings) for name in peer.groups}


def peers(settings: Settings) -> Iterator[Peer]:
    """Every peer that is written."""
    for rule in rules(settings):
        yield from rule.peers or ()


def rules(settings: Settings) -> Iterator[Rule]:
    """Every rule that is written."""
    for policy in settings.policies:
        yield from (*policy.ingress, *policy.egress)
    for one in settings.zero_trust:
        yield from (*one.allow.ingress, *one.allow.egress)
