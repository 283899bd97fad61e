"""The release as Flux installs it, and as the nodes install it before Flux exists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator.components.cilium.capabilities import lists
from generator.components.cilium.minors import capabilities, minor
from generator.components.cilium.released import HELM
from generator.components.cilium.settings import RELEASE, Settings
from generator.core.artifact import Artifact, Data, Json
from generator.core.context import Context
from generator.core.graph import Graph
from generator.core.offer import ChartItem, ChartValue, Variable
from generator.core.release import Release
from generator.core.values import at, items, keys, offered, values, without

SOURCE = "oci://quay.io/cilium/charts/cilium"
UNIT = "cilium"
IDENTITY = (
    r"^https://token\.actions\.githubusercontent\.com$",
    r"^https://github\.com/cilium/cilium/\.github/workflows/.+$",
)
"""Cosign identity of the charts. UNVERIFIED: taken from how upstream documents the signatures of its images."""


class Withheld(Struct, frozen=True):
    """A chart value that the bootstrap leaves out."""

    path: str
    why: str


class Bootstrap(Struct, frozen=True, kw_only=True):
    """What the node side needs to install Cilium before Flux, equal to the later release but for what is withheld."""

    name: str
    namespace: str
    source: str
    """`oci://…/cilium`, or an HTTPS repository that holds `chart`."""
    chart: str
    version: str
    values: Json
    withheld: tuple[Withheld, ...]


def release_values(ctx: Context, cilium: Settings) -> Json:
    """All offers, lists put together, the user's values over them."""
    return values(_offers(ctx, cilium), cilium.values, _items(ctx, cilium))


def bootstrap(ctx: Context, cilium: Settings) -> Bootstrap:
    """The same release, minus values whose CRDs do not exist yet. Only once every component has offered."""
    wanted = described(ctx, cilium)
    withheld = tuple(Withheld(v.path, v.withheld) for v in offered(ctx, RELEASE) if v.withheld is not None)
    return Bootstrap(
        name=wanted.name,
        namespace=wanted.namespace,
        source=wanted.source(ctx),
        chart=wanted.chart_name,
        version=wanted.tag,
        values=without(wanted.values, (one.path for one in withheld)),
        withheld=withheld,
    )


def first_install(ctx: Context, cilium: Settings, graph: Graph) -> Bootstrap:
    """The bootstrap with the values that overlays left in the release: Flux then takes over what is there, and rolls nothing.

    What holds a variable stays as the inventory has it, for nobody fills it in before Flux.
    """
    wanted = bootstrap(ctx, cilium)
    for item in graph.of("HelmRelease", HELM):
        values = item.spec.get("values")
        if item.unit == UNIT and item.name == wanted.name and item.patches and isinstance(values, dict):
            names = tuple(f"${{{variable.name}}}" for variable in ctx.offers(Variable))
            plain = _without_variables(values, wanted.values, names)
            return replace(wanted, values=without(plain, (one.path for one in wanted.withheld)))
    return wanted


def install_values(ctx: Context, _settings: None, graph: Graph) -> Iterator[Artifact]:
    """The values for `helm install`, where nobody but Flux installs releases: `link` of the distributions without a way of their own."""
    cilium: Settings | None = ctx.section("cilium")
    if cilium is not None and ctx.nodes:
        path = f"infra/{ctx.cluster.distribution}/cilium-values.yaml"
        yield Data(path=path, document=first_install(ctx, cilium, graph).values, about=(cilium,))


def _without_variables(values: Json, before: Any, names: tuple[str, ...]) -> Json:
    result: Json = {}
    for key, value in values.items():
        known = before.get(key) if isinstance(before, dict) else None
        if isinstance(value, dict) and value:
            result[key] = _without_variables(value, known, names)
        elif not any(name in str(value) for name in names):
            result[key] = value
        elif known is not None:
            result[key] = known
    return result


def described(ctx: Context, cilium: Settings) -> Release:
    """Never pruned: removing its file must not uninstall the network."""
    wanted = release_values(ctx, cilium)
    return Release(
        unit=UNIT,
        name=str(cilium.chart.release_name or RELEASE),
        namespace=cilium.namespace,
        chart_name="cilium",
        default_source=SOURCE,
        version=cilium.version,
        identity=IDENTITY,
        chart=cilium.chart,
        values=wanted,
        keep=True,
        waits=not _waits_for_itself(cilium, wanted),
        about=(cilium,),
    )


def _waits_for_itself(cilium: Settings, values: Json) -> bool:
    """Whether pods wait for certificates that a hook makes, which Helm runs only once all pods are ready."""

    def by_job(path: str) -> bool:
        return bool(at(values, keys(f"{path}.tls.auto.method")) == "cronJob")

    relay = at(values, ("hubble", "relay", "enabled")) is True and by_job("hubble")
    mesh = at(values, ("clustermesh", "useAPIServer")) is True and by_job("clustermesh.apiserver")
    return minor(cilium.version.minor).certificates_by_hook and (relay or mesh)


def _offers(ctx: Context, cilium: Settings) -> tuple[ChartValue, ...]:
    return (*offered(ctx, RELEASE), *lists(ctx, cilium))


def _items(ctx: Context, cilium: Settings) -> tuple[ChartItem, ...]:
    """Capabilities are not added up with what the user writes: that replaces them."""
    known = capabilities(cilium.version.minor)
    return tuple(item for item in items(ctx, RELEASE) if item.path not in known)
