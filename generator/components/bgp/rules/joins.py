"""What the finished BGP objects can get wrong, whoever wrote them: names and labels that join."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.announcing import (
    GROUP,
    advertisements,
    carried,
    cluster_configs,
    entries,
    families,
    peer_configs,
    peers,
    unjoined,
)
from generator.core.diagnostics import WARNING
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.suggest import did_you_mean
from generator.core.within import mappings


@rule("bgp/dangling-peer-config")
def dangling_peer_config(graph: Graph) -> Iterator[Finding]:
    """A peer refers to a CiliumBGPPeerConfig that the tree does not have.

    The agent does not configure the peer until the object exists: there is no session (status of
    CiliumBGPClusterConfig, MissingPeerConfigs).
    """
    known = [config.name for config in peer_configs(graph)]
    for peer in peers(graph):
        if peer.config is not None and peer.config not in known:
            yield Finding(
                peer.cluster,
                (*peer.path, "peerConfigRef", "name"),
                f"peer {peer.name!r} of {peer.cluster.title} refers to peer config {peer.config!r}, which does not exist",
                hint=did_you_mean(peer.config, known) or "add the CiliumBGPPeerConfig",
            )


@rule("bgp/peer-without-config", WARNING)
def peer_without_config(graph: Graph) -> Iterator[Finding]:
    """A peer refers to no CiliumBGPPeerConfig.

    Its session comes up with upstream's defaults, which advertise nothing (Cilium docs, BGP, peer configuration).
    """
    for peer in peers(graph):
        if peer.config is None:
            yield Finding(
                peer.cluster,
                peer.path,
                f"peer {peer.name!r} of {peer.cluster.title} has no peer config: nothing is advertised to it",
                hint="add `peerConfigRef` with families that select advertisements",
            )


@rule("bgp/label-join-broken")
def label_join_broken(graph: Graph) -> Iterator[Finding]:
    """A family of a peer config selects no advertisement of the tree.

    Families select CiliumBGPAdvertisement by its metadata.labels; without a match the session is established and
    advertises nothing (Cilium docs, BGP, advertisements).
    """
    labelled = advertisements(graph)
    for family, more in unjoined(graph):
        verb = f"and {more} more select" if more else "selects"
        yield Finding(
            family.config,
            (*family.path, "advertisements"),
            f"family {family.afi} of {family.config.title} {verb} no advertisement",
            hint="make the labels of an advertisement and this selector agree",
            others=tuple(
                (a, ("metadata", "labels"), f"labels are {_labels(a)}" if a.labels else "no labels are here")
                for a in labelled[:1]
            ),
        )


@rule("bgp/family-without-advertisements", WARNING)
def family_without_advertisements(graph: Graph) -> Iterator[Finding]:
    """A peer config has no family, or one that selects no advertisement at all.

    Without `advertisements` nothing is advertised in that family: the session is established and stays empty
    (CRD CiliumBGPPeerConfig, families).
    """
    for config in peer_configs(graph):
        if not config.spec.get("families"):
            yield Finding(
                config,
                ("spec",),
                f"{config.title} has no families: nothing is advertised",
                hint="add a family that selects advertisements",
            )
    for family in families(graph):
        if family.selector is None:
            yield Finding(
                family.config,
                family.path,
                f"family {family.afi} of {family.config.title} selects no advertisement",
                hint="add `advertisements` with the labels of an advertisement, or remove the peer",
            )


@rule("bgp/advertisement-unheard", WARNING)
def advertisement_unheard(graph: Graph) -> Iterator[Finding]:
    """No peer carries an advertisement.

    No family of a peer config that a peer refers to selects its labels: its routes reach no router.
    """
    if not peer_configs(graph):
        return
    reached = carried(graph)
    for advertisement in advertisements(graph):
        if id(advertisement) not in reached:
            yield Finding(
                advertisement,
                ("metadata", "labels"),
                f"no peer carries {advertisement.title} ({_labels(advertisement)})",
                hint="let the families of a peer config select it, or remove it",
            )


@rule("bgp/services-unselected")
def services_unselected(graph: Graph) -> Iterator[Finding]:
    """An advertisement of Services has no selector.

    An absent selector selects no Service: nothing is advertised (cilium#33076). Upstream's way to say "all" is a
    NotIn on a label that nobody has.
    """
    for entry in entries(graph):
        if entry.kind in ("Service", "CiliumPodIPPool") and entry.selector is None:
            yield Finding(
                entry.advertisement,
                entry.path,
                f"an entry of {entry.advertisement.title} selects nothing: it has no selector",
                hint="select by label; all: `matchExpressions: [{key: somekey, operator: NotIn, "
                "values: [never-used-value]}]`",
            )


@rule("bgp/override-of-unknown-peer")
def override_of_unknown_peer(graph: Graph) -> Iterator[Finding]:
    """An override names an instance or a peer that no cluster config has.

    Names must be those of the CiliumBGPClusterConfig that selects the node, or the override does nothing
    (Cilium docs, BGP, node override).
    """
    if not cluster_configs(graph):
        return
    known: dict[str, set[str]] = {}
    for config in cluster_configs(graph):
        for instance in mappings(config.spec, "bgpInstances"):
            names = {str(peer.get("name")) for peer in mappings(instance, "peers")}
            known.setdefault(str(instance.get("name")), set()).update(names)
    for override in graph.of("CiliumBGPNodeConfigOverride", GROUP):
        for at, instance in enumerate(mappings(override.spec, "bgpInstances")):
            name = str(instance.get("name"))
            where: tuple[str | int, ...] = ("spec", "bgpInstances", at)
            if name not in known:
                yield Finding(
                    override,
                    (*where, "name"),
                    f"no cluster config has an instance {name!r}, which {override.title} overrides",
                    hint=did_you_mean(name, known) or "name an instance",
                )
                continue
            for index, peer in enumerate(mappings(instance, "peers")):
                if str(peer.get("name")) not in known[name]:
                    yield Finding(
                        override,
                        (*where, "peers", index, "name"),
                        f"instance {name!r} has no peer {peer.get('name')!r}, which {override.title} overrides",
                        hint=did_you_mean(str(peer.get("name")), known[name]) or "name a peer of it",
                    )


def _labels(item: Object) -> str:
    return ", ".join(f"{key}={value}" for key, value in sorted(item.labels.items())) or "without labels"
