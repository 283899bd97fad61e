"""Flux itself: the operator and its FluxInstance, or the sync of `flux bootstrap`; the webhook and what lets it in."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.flux import addresses
from generator.components.flux.policies import policies
from generator.components.flux.settings import Settings
from generator.components.flux.tuning import PATCH, TARGET
from generator.core.artifact import Artifact, Data, Json, Manifest, manifest, pruned
from generator.core.context import Context
from generator.core.layout import BOOTSTRAP
from generator.core.release import Release, release
from generator.core.values import merged, offered, values

SOURCE_API = "source.toolkit.fluxcd.io/v1"
KUSTOMIZE_API = "kustomize.toolkit.fluxcd.io/v1"
OPERATOR = "flux-operator"
CHART = "oci://ghcr.io/controlplaneio-fluxcd/charts/flux-operator"
ROUTES = "gateway-api/routes"


def emit(ctx: Context, flux: Settings) -> Iterator[Artifact]:
    """What `flux.install` asks for, then the webhook."""
    if flux.install == "operator":
        yield from _operator(ctx, flux)
        yield _instance(ctx, flux)
    elif flux.install == "bootstrap":
        yield from _sync(ctx, flux)
    if flux.webhook is not None:
        yield _receiver(flux)
    yield from policies(ctx, flux)


def _operator(ctx: Context, flux: Settings) -> Iterator[Manifest]:
    """Takes over the release that installed the operator: same name, same namespace. Never pruned with its file."""
    if flux.operator is None:
        return
    wanted = Release(
        unit=BOOTSTRAP,
        name=OPERATOR,
        namespace=flux.namespace,
        chart_name=OPERATOR,
        default_source=CHART,
        version=flux.operator.version,
        chart=flux.operator.chart,
        values=values(offered(ctx, OPERATOR), flux.operator.values),
        keep=True,
        about=(flux.operator, flux),
    )
    yield from release(ctx, wanted, flux.namespace)


def _instance(ctx: Context, flux: Settings) -> Manifest:
    """The operator accepts one FluxInstance only, called `flux` (docs/api/v1/fluxinstance.md, 0.58)."""
    sync = {
        "kind": "GitRepository",
        "name": str(flux.source),
        "url": flux.repository,
        "ref": f"refs/heads/{flux.branch}",
        "path": addresses.root(ctx, flux),
        "pullSecret": str(flux.credentials.secret) if flux.credentials else None,
    }
    spec: Json = {
        "distribution": {"version": flux.version, "registry": "ghcr.io/fluxcd"},
        "components": list(flux.components),
        "cluster": {
            "type": "kubernetes",
            "domain": str(ctx.cluster.dns_domain),
            "networkPolicy": flux.network_policy,
        },
        "sync": pruned(sync),
        "kustomize": {"patches": [{"target": TARGET, "patch": PATCH}]},
    }
    return manifest(
        BOOTSTRAP, "fluxinstance", "fluxcd.controlplane.io/v1", "FluxInstance", "flux",
        namespace=flux.namespace, spec=merged(spec, flux.instance), about=(flux,),
    )  # fmt: skip


def _sync(ctx: Context, flux: Settings) -> Iterator[Artifact]:
    """What `flux bootstrap` keeps in `flux-system/`, with our patches; it adds gotk-components.yaml itself."""
    secret = {"name": str(flux.credentials.secret)} if flux.credentials else None
    git = {"interval": "1m", "url": flux.repository, "ref": {"branch": flux.branch}, "secretRef": secret}
    yield manifest(
        BOOTSTRAP, "flux-system/gotk-sync", SOURCE_API, "GitRepository", flux.source,
        namespace=flux.namespace, spec=pruned(git), about=(flux,),
    )  # fmt: skip
    spec = {
        "interval": "10m",
        "path": addresses.root(ctx, flux),
        "prune": True,
        "sourceRef": {"kind": "GitRepository", "name": str(flux.source)},
    }
    yield manifest(
        BOOTSTRAP, "flux-system/gotk-sync", KUSTOMIZE_API, "Kustomization", flux.source,
        namespace=flux.namespace, spec=spec, about=(flux,),
    )  # fmt: skip
    listing = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": ["gotk-components.yaml", "gotk-sync.yaml"],
        "patches": [{"target": TARGET, "patch": PATCH}],
    }
    yield Data(path=f"gitops/{BOOTSTRAP}/flux-system/kustomization.yaml", document=listing, about=(flux,))


def _receiver(flux: Settings) -> Manifest:
    """Stands beside its route; the sync source suffices, every unit follows it."""
    assert flux.webhook is not None  # noqa: S101 - the caller asked
    resources = [{"apiVersion": SOURCE_API, "kind": "GitRepository", "name": str(flux.source)}]
    resources += [
        {"apiVersion": KUSTOMIZE_API, "kind": "Kustomization", "name": str(name)}
        for name in flux.webhook.kustomizations
    ]
    spec: Json = {
        "type": flux.webhook.provider,
        "events": list(flux.webhook.events),
        "secretRef": {"name": str(flux.webhook.secret)},
        "resources": resources,
    }
    return manifest(
        ROUTES, "receivers", "notification.toolkit.fluxcd.io/v1", "Receiver", "flux-webhook",
        namespace=flux.namespace, spec=spec, about=(flux.webhook, flux),
    )  # fmt: skip
