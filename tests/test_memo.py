"""A memo makes clusters cheaper and no different: bytes, findings and claims are those of a cluster compiled alone."""

from __future__ import annotations

import copy
import gc
import os
import random
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from benchmarks import workload
from benchmarks.workload import BASE
from generator import registry
from generator.components import gateway_api, security
from generator.core.claiming import Claim
from generator.core.context import Context, Overlaid
from generator.core.diagnostics import CompileError, Source
from generator.core.fleet import Member
from generator.core.graph import Graph
from generator.core.inventory import Cluster
from generator.core.memo import Memo
from generator.core.memo.context import WatchedContext
from generator.core.memo.graph import WatchedGraph
from generator.core.memo.same import same
from generator.core.offer import ChartValue, Probe, Unit
from generator.core.scalar import Host
from generator.core.yaml import dump
from generator.pipeline import Compiled, compile_cluster, prepare
from generator.stages import alike
from generator.stages.load import Loaded, load_document
from generator.stages.resolve import resolve
from tests import fuzz
from tests.harness import cases, overlays, sound_cases

EVERY = os.environ.get("MEMO_CASES") == "all"
"""Whether all golden cases take part, not one in nine: some minutes."""


def outcome(cluster: Compiled) -> dict[str, Any]:
    """All that a build keeps of a cluster."""
    return {
        "files": list(cluster.files.items()),
        "findings": cluster.diagnostics,
        "claims": cluster.claims,
        "executable": cluster.executable,
    }


def compare(loaded: Loaded, files: dict[str, bytes], memo: Memo, order: random.Random) -> int:
    """How many clusters of a document were compared."""
    _, members = prepare(loaded, files)
    mixed = list(members)
    order.shuffle(mixed)
    for member in mixed:
        alone = outcome(compile_cluster(loaded, files, member, members))
        assert outcome(compile_cluster(loaded, files, member, members, memo=memo)) == alone, member.name
    return len(mixed)


def documents(paths: list[Path]) -> Iterator[tuple[Loaded, dict[str, bytes]]]:
    """Those that can be read at all."""
    for path in paths:
        try:
            loaded = load_document("inventory.yaml", (path / "inventory.yaml").read_bytes())
            prepare(loaded, overlays(path))
        except CompileError:
            continue
        yield loaded, overlays(path)


def test_the_golden_cases_with_one_memo_for_all_of_them() -> None:
    """Inventories of all kinds, right and wrong ones, one after the other: nothing of one is said of another."""
    order = random.Random(4)  # noqa: S311 - no secret
    every = cases()
    order.shuffle(every)
    memo, compared = Memo(), 0
    for loaded, files in documents(every if EVERY else every[::9]):
        compared += compare(loaded, files, memo, order)

    assert compared > 50


def test_every_golden_fleet_twice() -> None:
    fleets = [path for path in cases() if "\nclusters:" in (path / "inventory.yaml").read_text(encoding="utf-8")]
    compared = 0
    for loaded, files in documents(fleets):
        memo, order = Memo(), random.Random(7)  # noqa: S311
        compared += compare(loaded, files, memo, order) + compare(loaded, files, memo, order)

    assert compared > 20


VARIED: dict[str, list[Any]] = {
    "bgp": [
        None,
        {"asn": 64512, "routers": [{"name": "gw", "addresses": ["10.0.0.1"], "asn": 64513}]},
        {"asn": 4200000001, "routers": [{"name": "tor", "addresses": ["10.0.0.2"], "asn": 64513, "platform": "frr"}]},
        {"asn": 64512, "routers": [{"name": "far", "addresses": ["192.0.2.1"], "asn": 64513}]},  # off-link: a finding
    ],
    "pools": [None, [{"name": "lan", "blocks": ["10.61.0.0/24"]}], [{"name": "lan", "blocks": ["10.42.1.0/24"]}]],
    "l2": [None, {"policies": [{"name": "all"}]}],
    "hubble": [None, {"ui": {"host": "hubble", "gateways": ["internal"]}}, {"ui": {"host": "h2"}}],
    "domains": [None, ["example.org"], ["example.net", "example.org"]],
    "security": [None, {"defaultDeny": "audit"}],
    "tetragon": [None, {"version": "1.7.0"}],
    "monitoring": [None, {"dashboards": {"folder": "Other"}}, {}],
}
CLUSTER = [
    {},
    {"id": 7},
    {"networks": {"nodes": ["10.0.0.0/16", "fd00::/64"], "pods": ["10.42.0.0/16", "fd01::/48"],
                  "services": ["10.43.0.0/16", "fd02::/108"]}},
    {"distribution": "k3s"},
    {"distribution": "talos", "kubernetes": "1.35.0"},
    {"dnsDomain": "other.local"},
]  # fmt: skip
CILIUM = [
    {}, {"version": "1.19.0"}, {"version": "1.18.0"}, {"values": {"debug": {"enabled": True}}},
    {"values": {"debug": {"enabled": 1}}}, {"values": {"extraArgs": ["--x=1.0"]}}, {"encryption": None},
    {"values": {"debug": {"enabled": 1.0}}},
]  # fmt: skip


def base() -> dict[str, Any]:
    """An ordinary cluster."""
    return load_document("base.yaml", BASE.encode()).raw


def part(order: random.Random) -> dict[str, Any]:
    """Some differences."""
    found: dict[str, Any] = {key: order.choice(values) for key, values in VARIED.items() if order.random() < 0.25}
    if order.random() < 0.5:
        found["cluster"] = order.choice(CLUSTER)
    if order.random() < 0.4:
        found["cilium"] = order.choice(CILIUM)
    return {key: value for key, value in found.items() if value is not None or order.random() < 0.5}


def fleet(seed: int) -> tuple[bytes, dict[str, bytes]]:
    """A fleet of clusters that differ here and there, with groups, an overlay, and mistakes."""
    order = random.Random(seed)  # noqa: S311
    groups = {f"g{index}": part(order) for index in range(3)}
    clusters: dict[str, Any] = {}
    for index in range(8):
        own = part(order) if order.random() < 0.7 else {}
        own["cluster"] = {"id": order.choice([index + 1, 3]), **own.get("cluster", {})}
        own["groups"] = order.sample(sorted(groups), order.randrange(3))
        clusters[f"c{index}"] = own
    clusters["c0"]["groups"] = sorted(groups)
    patch = (
        b"apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: cilium}\nspec: {interval: 7m}\n"
    )
    files = {"overlays/clusters/c1/cilium/release.patch.yaml": patch} if seed % 2 else {}
    return dump({**base(), "groups": groups, "clusters": clusters}).encode(), files


@pytest.mark.parametrize("seed", range(6))
def test_fleets_that_differ_anywhere(seed: int) -> None:
    text, files = fleet(seed)
    loaded = load_document("inventory.yaml", text)
    try:
        prepare(loaded, files)
    except CompileError as stop:
        pytest.fail(f"the fleet cannot be used: {stop.diagnostics}")
    memo, order = Memo(), random.Random(seed)  # noqa: S311

    assert compare(loaded, files, memo, order) + compare(loaded, files, memo, order) == 16


def test_numbers_that_are_equal_and_written_differently() -> None:
    clusters = {
        f"c{index}": {"cluster": {"id": index + 1}, "cilium": {"values": {"extraConfig": {"ratio": ratio}}}}
        for index, ratio in enumerate((0.0, -0.0, 0, False, 1, 1.0, True, "1", "1.0", "-0.0", 10**30, 1e30))
    }
    loaded = load_document("inventory.yaml", dump({**base(), "clusters": clusters}).encode())

    assert compare(loaded, {}, Memo(), random.Random(1)) == len(clusters)  # noqa: S311


def sections() -> tuple[list[dict[str, Any]], dict[str, list[Any]]]:
    """(inventories of one cluster that build, what any inventory of the cases says of each section)."""
    read = [(path, raw) for path, raw in fuzz.seeds() if "clusters" not in raw and "groups" not in raw]
    known: dict[str, list[Any]] = {}
    for _, raw in read:
        for key in raw.keys() - {"apiVersion", "kind", "cluster"}:
            known.setdefault(key, []).append(raw[key])
    return [raw for path, raw in read if (path / "expected").is_dir()], dict(sorted(known.items()))


@pytest.mark.parametrize("seed", range(4))
def test_fleets_of_sections_of_all_cases(seed: int) -> None:
    """Clusters that take turns in sections of other inventories, right and wrong ones, with mistakes and overlays between them."""
    order = random.Random(seed)  # noqa: S311
    sound, known = sections()
    compared = 0
    for _ in range(8):
        root = dict(order.choice(sound))
        shared = {key: value for key, value in root.get("cluster", {}).items() if key != "name"}
        parts = [
            {key: order.choice(known[key]) for key in order.sample([*known], order.randrange(3))} for _ in range(3)
        ]
        clusters: dict[str, Any] = {}
        for index in range(5):
            own = copy.deepcopy(order.choice(parts))
            if own and order.random() < 0.4:
                fuzz.mutate(own, fuzz.seeds(), order)
            clusters[f"c{index}"] = {**own, "cluster": {"id": index + 1}}
        files = fuzz.overlay(order) if order.random() < 0.3 else {}
        if order.random() < 0.5:
            files = {name.replace("overlays/", "overlays/clusters/c1/"): data for name, data in files.items()}
        loaded = load_document("inventory.yaml", dump({**root, "cluster": shared, "clusters": clusters}).encode())
        try:
            prepare(loaded, files)
        except CompileError:  # a part that is wrong by itself: no cluster is compiled
            continue
        compared += compare(loaded, files, Memo(), order)

    assert compared >= 10


HEALTH = b"""apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: cilium, namespace: flux-system}
spec: {healthChecks: null}
"""


def test_a_tree_that_one_cluster_alone_breaks() -> None:
    """Rules about units see less than the whole documents, and still see what differs."""
    loaded = load_document("inventory.yaml", workload.fleet(5).encode())
    files = {"overlays/clusters/c0003/bootstrap/checks.patch.yaml": HEALTH}
    memo = Memo()
    _, members = prepare(loaded, files)
    found = [compile_cluster(loaded, files, member, members, memo=memo).diagnostics for member in members]
    alone = [compile_cluster(loaded, files, member, members).diagnostics for member in members]

    assert found == alone
    codes = [{one.code for one in cluster if one.severity == "error"} for cluster in found]
    assert [bool(one) for one in codes] == [False, False, False, True, False]
    assert "flux/dropped-health-check" in codes[3]


READ: dict[str, Callable[[Context], Any]] = {
    "name": lambda ctx: ctx.cluster.name,
    "networks": lambda ctx: ctx.cluster.networks,
    "families": lambda ctx: ctx.families,
    "nodes": lambda ctx: ctx.nodes,
    "domains": lambda ctx: ctx.domains,
    "charts": lambda ctx: ctx.charts,
    "host": lambda ctx: ctx.host(Host("short")),
    "section": lambda ctx: ctx.section("bgp"),
    "has": lambda ctx: ctx.has("l2"),
    "written": lambda ctx: ctx.written("cluster.id"),
    "raw": lambda ctx: ctx.raw["pools"],
    "each": lambda ctx: ctx.each(lambda section, value: (section, str(value))),
    "inventory": lambda ctx: ctx.inventory.pools,  # type: ignore[attr-defined]
    "offers": lambda ctx: ctx.offers(Unit),
    "part": lambda ctx: ctx.part(_first),
    "fleet": lambda ctx: len(ctx.fleet),
    "overlays": lambda ctx: sorted(ctx.overlays),
}
OTHERWISE = {
    "cluster": {"name": "b", "id": 3, "distribution": "rke2",
                "networks": {"nodes": ["10.9.0.0/16"], "pods": ["fd01::/48"], "services": ["fd02::/108"]}},
    "domains": ["example.org"],
    "pools": [{"name": "other", "blocks": ["10.60.0.0/24"]}],
    "bgp": {"asn": 64512, "routers": [{"name": "gw", "addresses": ["10.0.0.1"], "asn": 64513}]},
    "l2": {"policies": [{"name": "all"}]},
    "charts": {"interval": "2h"},
    "nodes": [{"name": "n1", "role": "server", "addresses": ["10.9.0.1"]}],
}  # fmt: skip


def _first(ctx: Context) -> tuple[Unit, ...]:
    return ctx.offers(Unit)[:1]


def watched(memo: Memo, raw: dict[str, Any], *, other: bool) -> Context:
    components = registry.named_by(raw, "rke2")
    member = Member(name="b", groups=(), raw=raw)
    files = {"crds/x.yaml": Overlaid("overlays/crds/x.yaml", b"")} if other else {}
    ctx, _ = alike.context(memo, raw, components, (member,) if other else (), files, lambda *_, **__: Source("x"))
    assert list(resolve(ctx, components)) == []
    ctx.collect(ctx.remember(watched, lambda: [Unit(path="b" if ctx.has("l2") else "a")]))
    return ctx


@pytest.mark.parametrize("what", READ)
def test_every_read_is_written_down(what: str) -> None:
    """A step that reads one thing is run again when that thing differs, and for nothing else."""
    memo, runs = Memo(), []

    def step(ctx: Context) -> Any:
        runs.append(ctx)
        return READ[what](ctx)

    one = {**base(), "cluster": {**base()["cluster"], "name": "a"}}
    first, same_again = watched(memo, one, other=False), watched(memo, one, other=False)
    second = watched(memo, {**one, **OTHERWISE}, other=True)
    made = [ctx.remember(step, partial(step, ctx)) for ctx in (first, same_again, second)]

    assert made[2] == READ[what](second) != made[0]
    assert len(runs) == (3 if what in {"raw", "inventory"} else 2)  # the whole of it is never the same


def test_what_is_remembered_is_used() -> None:
    """A memo that never answers would pass every test above."""
    loaded = load_document("inventory.yaml", fleet(0)[0])
    _, members = prepare(loaded, {})
    memo = Memo()

    compile_cluster(loaded, {}, members[2], members, memo=memo)  # checks of settings that are new are asked at once
    first = compile_cluster(loaded, {}, members[2], members, memo=memo)
    steps = {step: len(known.entries) for step, known in memo.steps.items()}
    second = compile_cluster(loaded, {}, members[2], members, memo=memo)

    assert {step: len(known.entries) for step, known in memo.steps.items()} == steps
    assert sum(known.missed == 0 for known in memo.steps.values()) > 20
    assert first.made[0][1] is second.made[0][1]


def test_what_clusters_of_a_fleet_differ_in_leaves_their_policies_alone() -> None:
    """Of gateways, policies read who they are; hosts, addresses and networks are each cluster's own, and make none anew."""
    own = """
  c{0}:
    cluster: {{id: {0}, networks: {{nodes: [10.{0}.0.0/24], pods: [10.10{0}.0.0/16], services: [172.2{0}.0.0/16]}}}}
    domains: [c{0}.example.com]
    nodes: [{{name: c{0}-one, role: server, addresses: [10.{0}.0.11]}}, {{name: c{0}-two, role: agent, addresses: [10.{0}.0.12]}}]
    bgp: {{asn: 6451{0}, routers: [{{name: gw-{0}, addresses: [10.{0}.0.1], asn: 64520}}]}}
"""
    text = BASE + "clusters:" + "".join(map(own.format, range(1, 6)))
    loaded = load_document("inventory.yaml", text.encode())
    _, members = prepare(loaded, {})
    memo = Memo()
    for member in members:
        assert compile_cluster(loaded, {}, member, members, memo=memo).files

    assert memo.steps[security.COMPONENT.emit].missed == 0
    assert len(memo.steps[security.COMPONENT.emit].entries) == 1
    assert memo.steps[gateway_api.COMPONENT.emit].missed > 0


def test_nothing_can_be_read_past_the_memo() -> None:
    """Whatever a context or a graph offers to components is overridden by the one that writes reads down."""
    own = {"alike", "collect", "graph", "host", "families", "holding", "layout", "memo", "overlaid", "once", "alone", "remember", "remember_each",
           "settle", "taken"}  # fmt: skip
    for plain, watched in ((Context, WatchedContext), (Graph, WatchedGraph)):
        offered = {name for name in vars(plain) if not name.startswith("_")}
        assert offered - own <= set(vars(watched)), plain
    assert {name for name in vars(Cluster) if not name.startswith("_")} == set(Cluster.__struct_fields__)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True), (1, 1.0), (0.0, -0.0), ("1", 1), ((1,), [1]), ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({1: "x"}, {"1": "x"}), ([None], [0]), (float("nan"), None),
        (ChartValue(release="a", path="b", value=1), ChartValue(release="a", path="b", value=True)),
        (Claim(code="a", what="b", key=(), about=("x",)), Claim(code="a", what="b", key=(), about=("y",))),
        (Probe(name="a", kind="b", about=("x",)), Probe(name="a", kind="b", about=("y",))),
    ],
)  # fmt: skip
def test_what_only_looks_alike_is_not_the_same(one: Any, other: Any) -> None:
    assert not same(one, other)


def test_what_an_offer_follows_from_makes_it_no_other_offer() -> None:
    assert same(Unit(path="a", about=("x",)), Unit(path="a", about=("y",)))


class Opaque:
    """Stands for whatever an offer is about; looking into it is an error."""

    def __getattribute__(self, name: str) -> Any:
        if name in {"__class__", "__hash__", "__dict__"}:
            return object.__getattribute__(self, name)
        raise AssertionError(f"somebody read {name!r} of what an offer is about")


def test_nobody_reads_what_an_offer_is_about(monkeypatch: pytest.MonkeyPatch) -> None:
    """Offers count as the same whatever they follow from, so nothing may be made of that but the place of a message."""
    collect = Context.collect

    def blind(self: Context, offers: Any) -> None:
        collect(self, [o if o.PLACED else replace(o, about=tuple(Opaque() for _ in o.about)) for o in offers])

    chosen = [path for path in sound_cases() if (path / "expected").exists()]
    for loaded, files in documents(chosen[::12]):
        _, members = prepare(loaded, files)
        seen = compile_cluster(loaded, files, members[0], members)
        assert seen.files
        with monkeypatch.context() as patched:
            patched.setattr(Context, "collect", blind)
            unseen = compile_cluster(loaded, files, members[0], members)

        assert unseen.files == seen.files
        assert [f.message for f in unseen.diagnostics] == [f.message for f in seen.diagnostics]


def test_nothing_keeps_the_clusters_that_are_done() -> None:
    """A fleet needs no more memory than a few of its clusters."""
    loaded = load_document("inventory.yaml", workload.fleet(12).encode())
    _, members = prepare(loaded, {})
    memo = Memo()
    for member in members:
        assert compile_cluster(loaded, {}, member, members, memo=memo).files
    gc.collect()
    alive = [item for item in gc.get_objects() if type(item) is WatchedContext and item.shared is memo]
    assert len(alive) <= 1
