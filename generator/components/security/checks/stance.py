"""What the stance of the cluster as a whole can get wrong: default deny, zero trust, alerts."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.monitoring import COMPONENT as MONITORING
from generator.components.security.selectors import BY_NAME, named
from generator.components.security.settings import Settings
from generator.core.context import Context
from generator.core.judgement import Problem, check
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


@check("security/name-twice")
def name_twice(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A policy has the name of one that is made here: one of the two would be lost when Flux applies them."""
    made = {"default-deny", *(f"zero-trust-{one.name}" for one in settings.zero_trust)}
    for policy in settings.policies:
        name = str(policy.name)
        own = policy.namespace is None and (name in made or name.startswith(("allow-", "label-")))
        if own or (policy.namespace is not None and name.startswith("same-namespace")):
            yield Problem(policy, "name", f"{name!r} is the name of a derived policy", hint="take another name")
