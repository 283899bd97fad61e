"""Which nodes announce which Services, and on which devices."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import COMPONENT as CILIUM
from generator.components.l2.policies import announced
from generator.components.l2.settings import Policy, Settings
from generator.components.pools import COMPONENT as POOLS
from generator.core.context import Context
from generator.core.judgement import Other, Problem, called_alike, check
from generator.core.site import site
from generator.core.suggest import by_name, did_you_mean


@check("l2/unknown-pool")
def unknown_pool(ctx: Context, l2: Settings) -> Iterator[Problem]:
    """A policy names a pool that does not exist: it would announce every Service instead of the pool's."""
    known = [str(pool.name) for pool in ctx.get(POOLS) or ()]
    for policy in l2.policies:
        for index, name in enumerate(policy.pools):
            if name not in known:
                yield Problem(policy, ("pools", index), f"there is no pool {name!r}", hint=did_you_mean(name, known))


@check("l2/pool-of-every-service")
def pool_of_every_service(ctx: Context, l2: Settings) -> Iterator[Problem]:
    """A policy names a pool that serves every Service: nothing tells its Services from those of other pools.

    A policy selects Services, not pools (Cilium, CiliumL2AnnouncementPolicy): it would announce all of them.
    """
    pools = {str(pool.name): pool for pool in ctx.get(POOLS) or ()}
    for policy in l2.policies:
        for index, name in enumerate(policy.pools):
            pool = pools.get(name)
            if pool is not None and pool.services is None:
                yield Problem(
                    policy,
                    ("pools", index),
                    f"pool {name!r} serves every Service, so the policy would announce all of them",
                    hint="give the pool `services`, or remove `pools` here",
                    others=(Other(pool, "name", "the pool is here"),),
                )


@check("l2/services-beside-pools")
def services_beside_pools(_ctx: Context, l2: Settings) -> Iterator[Problem]:
    """A policy has `services` and `pools`: both say which Services are meant, and only one could be written."""
    for policy in l2.policies:
        if policy.pools and policy.services is not None:
            yield Problem(
                policy, "services", f"policy {policy.name!r} has `services` and `pools`", hint="keep one of them"
            )


@check("l2/duplicate-policy")
def duplicate_policy(ctx: Context, l2: Settings) -> Iterator[Problem]:
    """Two policies would become one object: the second replaces the first. A policy of several pools is `name-pool`."""
    seen: dict[str, Policy] = {}
    for one in announced(ctx, l2):
        first = seen.setdefault(one.name, one.policy)
        if first is not one.policy:
            yield called_alike(first, one.policy, f"there is another policy {one.name!r}", "give it another name")


@check("l2/selects-no-node")
def selects_no_node(ctx: Context, l2: Settings) -> Iterator[Problem]:
    """No listed node matches the selector of a policy: nobody answers for its addresses."""
    for policy in l2.policies:
        if policy.nodes is not None and site(ctx).misses(policy.nodes.requirements):
            yield Problem(
                policy,
                "nodes",
                f"`{policy.nodes}` matches none of the {len(ctx.nodes)} nodes",
                hint=by_name(policy.nodes, (n.name for n in ctx.nodes), "label a node so, or correct the selector"),
            )


@check("l2/device-left-out")
def device_left_out(ctx: Context, l2: Settings) -> Iterator[Problem]:
    """An interface pattern matches none of Cilium's devices: the policy announces nothing there.

    Only devices in `cilium.devices` can announce (Cilium, Documentation/network/l2-announcements.rst, prerequisites).
    """
    cilium = ctx.get(CILIUM)
    if cilium is None or not cilium.devices:
        return
    from generator.core.schema.regex import matcher

    for policy in l2.policies:
        for index, pattern in enumerate(policy.interfaces):
            try:
                found = matcher(pattern)
            except Exception:  # noqa: BLE001, S112 - no regular expression: l2/invalid-interface says so
                continue
            if not any(found(name) for device in cilium.devices for name in _names(device)):
                yield Problem(
                    policy,
                    ("interfaces", index),
                    f"`{pattern}` matches none of Cilium's devices",
                    hint="add the device to `cilium.devices`, or correct the pattern",
                    others=(Other(cilium, "devices", f"these are {', '.join(cilium.devices)}"),),
                )


def _names(device: str) -> tuple[str, ...]:
    """Names that a device may have: `eth+` stands for all that begin with `eth`."""
    if not device.endswith("+"):
        return (device,)
    return tuple(f"{device[:-1]}{end}" for end in ("", "0", "1", "10"))
