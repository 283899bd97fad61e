"""What the stance of the cluster as a whole can get wrong: default deny, zero trust, alerts."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.monitoring import COMPONENT as MONITORING
from generator.components.security.policy import Rule
from generator.components.security.selectors import BY_NAME, named
from generator.components.security.settings import Settings
from generator.components.security.spaces import says
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Problem, check
from generator.core.offer import Sync


@check("security/no-way-back", severity="warning")
def no_way_back(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """The default deny is also about the namespaces through which it would be mended.

    With kube-system or Flux's namespace under the deny, one missing allow stops name resolution or Flux, and the commit
    that would mend it never arrives: somebody must delete the policy by hand.
    """
    if settings.default_deny == "none":
        return
    needed = ["kube-system", *(str(sync.namespace) for sync in ctx.offers(Sync))]
    for name in dict.fromkeys(needed):
        if name not in settings.exempt:
            yield Problem(
                settings,
                "exempt",
                f"namespace {name} is under the default deny: there is no way back for Flux when an allow is missing",
                hint=f"add {name} to `exempt`",
            )


@check("security/alerts-unread")
def alerts_unread(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """Alerts are asked for, and the inventory has no `monitoring` that writes rules: none would be made."""
    monitoring = ctx.get(MONITORING)
    if ctx.written("security.alerts") and settings.alerts and (monitoring is None or not monitoring.alerts):
        what = "there is no `monitoring` section" if monitoring is None else "`monitoring.alerts` is off"
        yield Problem(
            settings, "alerts", f"no alert is written: {what}", hint="switch monitoring on, or remove `alerts`"
        )


@check("security/unnamed-namespaces", severity="warning")
def unnamed_namespaces(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A set of zero trust selects namespaces by label, so nobody knows their names: their pods cannot talk to one another.

    No cluster-wide policy of Cilium can say "the same namespace"; a policy in each namespace can, and needs its name.
    """
    for one in settings.zero_trust:
        if not named(one.namespaces) and not one.namespaces.matches({BY_NAME: "kube-system"}):
            keys = [key for key, operator, _ in one.namespaces.requirements if operator == "Exists" and "/" not in key]
            labelled = f" ({str(one.namespaces)!r} means those with a label of that key)" if keys else ""
            yield Problem(
                one,
                "namespaces",
                f"pods of the namespaces in {str(one.name)!r} cannot talk to one another inside their namespace{labelled}",
                hint=f"name them with `{BY_NAME} in ({','.join(keys) or 'a,b'})`, or allow it in the namespaces themselves",
            )


@check("security/trust-everywhere")
def trust_everywhere(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A set of zero trust selects kube-system or every namespace: the cluster's own parts would be cut off.

    Only what is listed passes then; CSI drivers, ingress controllers and the metrics server say nowhere what they need.
    """
    for one in settings.zero_trust:
        if one.namespaces.matches({BY_NAME: "kube-system"}):
            yield Problem(
                one,
                "namespaces",
                f"set {str(one.name)!r} of zero trust selects kube-system too",
                hint=f"select by a label of your own, or add `{BY_NAME} notin (kube-system)`",
            )


@check("security/own-pods-cut", WARNING)
def own_pods_cut(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A namespace is listed so that its pods talk to one another, and a policy about all of them says a direction without them.

    What a policy says of a direction is all that holds there: the allow that the list makes leaves such pods out, or it would
    undo the policy. Under the default deny one half is then missing, and the pods do not reach one another at all.
    """
    if settings.default_deny == "none":
        return
    for index, namespace in enumerate(settings.namespaces):
        policies = [policy for policy in settings.policies if policy.namespace in (namespace, None)]
        if any(namespace in named(one.namespaces) for one in settings.zero_trust):
            continue
        for direction in ("ingress", "egress"):
            saying = [p for p in policies if p.namespace is not None and p.pods is None and says(p, direction)]
            rules = [rule for policy in policies for rule in getattr(policy, direction) if not rule.deny]
            if saying and not any(_own(rule, namespace) for rule in rules):
                yield Problem(
                    saying[0],
                    direction,
                    f"pods of namespace {str(namespace)!r} are to talk to one another, and policy {str(saying[0].name)!r} "
                    f"leaves them out of its {direction}",
                    hint='add `{peers: [{pods: ""}]}` to it, or take the namespace out of `namespaces`',
                    others=(Other(settings, ("namespaces", index), "it is listed here"),),
                )


def _own(rule: Rule, namespace: str) -> bool:
    """Whether a rule lets some pod of the namespace through."""
    if rule.peers is None:
        return bool(rule.ports)
    return any(
        (peer.kinds == ("pods",) and peer.namespace in (None, namespace, "*"))
        or {"all", "cluster"} & set(peer.entities)
        or any(service.startswith(f"{namespace}/") for service in peer.services)
        for peer in rule.peers
    )


@check("security/name-twice")
def name_twice(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A policy has the name of one that is made here: one of the two would be lost when Flux applies them."""
    made = {"default-deny", *(f"zero-trust-{one.name}" for one in settings.zero_trust)}
    for policy in settings.policies:
        name = str(policy.name)
        own = policy.namespace is None and (name in made or name.startswith(("allow-", "label-")))
        if own or (policy.namespace is not None and name.startswith("same-namespace")):
            yield Problem(policy, "name", f"{name!r} is the name of a derived policy", hint="take another name")
