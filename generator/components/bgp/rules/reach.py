"""Rules on the whole chain: whether an address reaches a router, and whether the agent does BGP at all."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import Read, reader, releases
from generator.components.pools import balancers, requests, selected_services, service_labels
from generator.core.announcing import (
    FAMILIES,
    arp_policies,
    carried,
    cluster_configs,
    families,
    is_whole,
    peer_configs,
    service_entries,
)
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.selector import select

BGP_CLASS, L2_CLASS = "io.cilium/bgp-control-plane", "io.cilium/l2-announcer"


@rule("bgp/service-unannounced", follows=("pools/refused-by-pool", "pools/address-in-no-pool"))
def service_unannounced(graph: Graph) -> Iterator[Finding]:
    """A Service wants an address that no router hears of and no node answers for.

    The way is: an advertisement of LoadBalancerIP whose selector matches the Service, whose labels a family of its IP
    version selects, in a peer config that a peer refers to; or a CiliumL2AnnouncementPolicy. A break anywhere leaves an
    established session without the route (Cilium docs, BGP and L2 announcements). Without any advertisement or policy
    in the tree nothing is judged.
    """
    entries, policies = service_entries(graph), arp_policies(graph)
    if not entries and not policies:
        return
    reached = carried(graph)
    for service in balancers(graph):
        labels = service_labels(service)
        kind = service.spec.get("loadBalancerClass")
        if kind != BGP_CLASS and any(_covers(policy, labels) for policy in policies):
            continue
        selected = [entry for entry in entries if entry.selector is not None and select(entry.selector, labels)]
        heard = {family for entry in selected for family in reached.get(id(entry.advertisement), ())}
        if selected and not heard and kind != L2_CLASS and not is_whole(graph):
            continue  # the way may end outside of the tree, or `bgp/label-join-broken` says where
        for wanted in requests(service):
            if kind == L2_CLASS or f"ipv{wanted.version}" not in heard:
                why, hint = _broken(kind, selected=bool(selected), heard=bool(heard))
                yield Finding(
                    service,
                    wanted.path,
                    f"{wanted.text} of {service.title} is announced by nobody: {why}",
                    hint=hint,
                    others=tuple((e.advertisement, e.path, "selected by this advertisement") for e in selected[:1]),
                )


@rule("bgp/agent-lacks-family")
def agent_lacks_family(graph: Graph) -> Iterator[Finding]:
    """All families of a peer config are ones that the agent does not run.

    `ipv6.enabled` is false by default: an agent advertises only routes of families that it runs (Cilium docs, BGP,
    families). Judged where the tree has Cilium's HelmRelease.
    """
    for release in releases(graph):
        runs = run(reader(release))
        named: dict[int, list[str]] = {}
        for family in families(graph):
            named.setdefault(id(family.config), []).append(family.afi)
        for config in peer_configs(graph):
            wanted = named.get(id(config), [])
            if wanted and not runs & set(wanted):
                yield Finding(
                    config,
                    ("spec", "families"),
                    f"{config.title} carries {' and '.join(wanted)}, the agent runs "
                    + (f"{' and '.join(sorted(runs))} only" if runs else "no family at all"),
                    hint="switch the family on in Cilium's values, or carry another one",
                    others=((release, ("spec", "values"), "Cilium's values are here"),),
                )


@rule("bgp/control-plane-off")
def control_plane_off(graph: Graph) -> Iterator[Finding]:
    """BGP objects stand in the tree, but Cilium's values do not switch the BGP control plane on.

    `bgpControlPlane.enabled` is false by default: nobody reads the objects. Judged where the tree has Cilium's
    HelmRelease and all of its values.
    """
    configs = cluster_configs(graph)
    for release in releases(graph):
        if configs and not reader(release)("bgpControlPlane.enabled"):
            yield Finding(
                configs[0],
                (),
                f"{configs[0].title} is read by nobody: `bgpControlPlane.enabled` is not true",
                hint="set it in Cilium's values",
                others=((release, ("spec", "values"), "Cilium's values are here"),),
            )


def run(read: Read) -> set[str]:
    """The families that agents of a release run: ipv4, ipv6."""
    return {family for family in FAMILIES if read(f"{family}.enabled")}


def _broken(kind: str | None, *, selected: bool, heard: bool) -> tuple[str, str]:
    """(where the way ends, what to do about it)."""
    if kind == L2_CLASS:
        return f"its class is {L2_CLASS}, and no L2 policy selects it", "add an L2 policy, or take the class off"
    if not selected:
        who = "no advertisement selects it" if kind == BGP_CLASS else "no advertisement and no L2 policy selects it"
        return who, "label the Service as an advertisement or L2 policy asks, or let one select it"
    if heard:
        return "no peer carries its IP family", "let a peer config carry that family"
    return (
        "no peer carries the advertisement that selects it",
        "let the families of a peer config select it by its labels",
    )


def _covers(policy: Object, labels: dict[str, str]) -> bool:
    return select(selected_services(policy), labels)
