"""What `flux:` can get wrong of the repository, the units and the controllers."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.flux import addresses
from generator.components.flux.settings import Settings
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Problem, check
from generator.core.layout import GITOPS, unit_name
from generator.core.offer import Unit
from generator.core.release import ChartOrigin
from generator.core.suggest import did_you_mean

CNI = "cilium"


@check("flux/missing-operator")
def missing_operator(_ctx: Context, flux: Settings) -> Iterator[Problem]:
    """flux-operator installs Flux, and the version of its chart is not given.

    Every chart's version is required: upgrading `gen` never upgrades a cluster.
    """
    if flux.install == "operator" and flux.operator is None:
        yield Problem(
            flux, (), "flux-operator installs Flux, and `operator.version` is not set",
            hint="set it to a version of the chart, or set `install: bootstrap` or `install: existing`",
        )  # fmt: skip


@check("flux/repository-address")
def repository_address(_ctx: Context, flux: Settings) -> Iterator[Problem]:
    """The repository's address is not one that Flux takes.

    source-controller accepts `http://`, `https://` and `ssh://` (GitRepository, `spec.url`); git's short form
    `git@host:path` is refused by the API server.
    """
    scheme = flux.repository.partition("://")[0]
    if scheme in ("http", "https", "ssh") and "://" in flux.repository:
        return
    user, colon, path = flux.repository.partition(":")
    hint = "write https://host/path or ssh://git@host/path"
    if "@" in user and colon and not path.startswith("//"):
        hint = f"write ssh://{user}/{path}"
    yield Problem(flux, "repository", f"Flux cannot read from {flux.repository!r}", hint=hint)


@check("flux/mirror-not-oci", WARNING)
def mirror_not_oci(ctx: Context, _flux: Settings) -> Iterator[Problem]:
    """The mirror of OCI charts is an address of Helm repositories.

    It takes the place of `oci://registry/path`, to which the name of each chart is added: over HTTPS every chart is looked for in a
    Helm repository of its own, `<mirror>/<chart>/index.yaml` (source-controller, HelmRepository). Few servers are laid out so.
    """
    mirror = ctx.charts.mirror or ""
    if mirror.startswith("http"):
        yield Problem(
            ctx.charts, "mirror", f"each chart is looked for in a Helm repository of its own below {mirror}",
            hint="write oci://…, or name the repository of each chart in its `chart.source`",
        )  # fmt: skip


@check("flux/chart-unverified")
def chart_unverified(ctx: Context, _flux: Settings) -> Iterator[Problem]:
    """A digest or a signature is asked of a chart from a Helm repository, where nothing looks at either.

    Flux pins and verifies OCI artifacts only (source-controller: OCIRepository `ref.digest` and `verify`; HelmChart `verify` holds
    for OCI sources): the chart would be installed unchecked. Upstream's own address of some charts is a Helm repository.
    """
    for one in ctx.offers(ChartOrigin):
        for field, what in (("digest", "pinned to a digest"), ("verify", "checked for a signature")):
            if getattr(one.chart, field) is not None and not one.address.startswith("oci://"):
                yield Problem(
                    one.chart, field, f"a chart from the Helm repository {one.address} is not {what}",
                    hint="write an `oci://…` address of the chart as its `source`, or leave this out", key=True,
                )  # fmt: skip


@check("flux/plaintext-credentials")
def plaintext_credentials(_ctx: Context, flux: Settings) -> Iterator[Problem]:
    """The repository's address holds a password or a token.

    It would be committed with the tree, and stands in the status of every GitRepository.
    """
    _, _, rest = flux.repository.partition("://")
    user = rest.partition("/")[0].rpartition("@")[0]
    if user and (":" in user or not addresses.over_ssh(flux)):
        yield Problem(
            flux, "repository", "the address of the repository holds credentials",
            hint="take them out, and name a Secret under `credentials.secret`",
        )  # fmt: skip


@check("flux/missing-credentials")
def missing_credentials(_ctx: Context, flux: Settings) -> Iterator[Problem]:
    """The repository is read over ssh, and no Secret opens it.

    source-controller needs a key and the server's host keys for every ssh address, also of a public repository:
    `failed to configure authentication options: invalid 'ssh' auth option: 'identity' is required`.
    """
    if addresses.over_ssh(flux) and flux.credentials is None and flux.install != "existing":
        yield Problem(
            flux, "repository", f"{flux.repository} is read over ssh, and `credentials` names no Secret",
            hint="set `credentials: {secret: …}` to a Secret with `identity` and `known_hosts`, or use https://",
        )  # fmt: skip


@check("flux/path-elsewhere")
def path_elsewhere(_ctx: Context, flux: Settings) -> Iterator[Problem]:
    """`path` does not end in the directory that is generated.

    `gen` always writes `gitops/`; `path` says where that directory stands in the repository. Another one makes every
    Kustomization fail with `kustomization path not found`.
    """
    parts = flux.path.split("/")
    if parts[-1] == GITOPS and not {"", ".", ".."} & set(parts):
        return
    clean = [part for part in parts if part not in ("", ".", "..", GITOPS)]
    yield Problem(
        flux, "path", f"{flux.path!r} is not where `{GITOPS}/` stands in a repository",
        hint=f"write {'/'.join((*clean, GITOPS))!r}: the path from the root of the repository, `{GITOPS}` included",
    )  # fmt: skip


@check("flux/unknown-unit")
def unknown_unit(ctx: Context, flux: Settings) -> Iterator[Problem]:
    """`after` names a unit that this tree does not have: the order it asks for would not exist."""
    names = {unit_name(unit.path) for unit in ctx.offers(Unit)}
    for name in flux.after:
        if name not in names:
            path = unit_name(name) if "/" in name else name
            hint = f"write {path!r}: units are called by their Kustomization" if path in names else None
            yield Problem(
                flux, ("after", name), f"{name!r} is no unit of this tree", hint=hint or did_you_mean(name, names)
            )


@check("flux/cni-after-others")
def cni_after_others(ctx: Context, flux: Settings) -> Iterator[Problem]:
    """Something outside the tree has to be ready before Cilium, or before what Cilium waits for.

    Whatever it is, its pods need the network: should it stop, or be late in a rebuild, Cilium's own release cannot be
    mended any more.
    """
    first = _before(ctx, CNI)
    for name in flux.after:
        if name in first:
            what = "Cilium" if name == CNI else f"`{name}`, and Cilium waits for it"
            yield Problem(
                flux, ("after", name), f"{' and '.join(flux.after[name])} would have to be ready before {what}",
                hint="let the other side depend on Cilium",
            )  # fmt: skip


@check("flux/after-inside")
def after_inside(ctx: Context, flux: Settings) -> Iterator[Problem]:
    """`after` names a unit of this tree as what to wait for.

    The order inside the tree follows from its objects; a hand-made edge outlives its reason and can close a circle.
    """
    names = {unit_name(unit.path) for unit in ctx.offers(Unit)}
    for name, others in flux.after.items():
        for index, other in enumerate(others):
            if other in names:
                yield Problem(
                    flux, ("after", name, index), f"{str(other)!r} is a unit of this tree",
                    hint="remove it: the order inside the tree is derived",
                )  # fmt: skip


@check("flux/missing-controller")
def missing_controller(_ctx: Context, flux: Settings) -> Iterator[Problem]:
    """A controller that this tree cannot do without is not among `components`."""
    wanted = {
        "source-controller": "nothing fetches the repository",
        "kustomize-controller": "nothing applies the tree",
        "helm-controller": "nothing installs charts, Cilium's among them",
    }
    if flux.webhook is not None:
        wanted["notification-controller"] = "nothing answers the webhook"
    for name, why in wanted.items():
        if name not in flux.components:
            yield Problem(flux, "components", f"without {name} {why}", hint=f"add {name}")


@check("flux/no-gateway")
def no_gateway(ctx: Context, flux: Settings) -> Iterator[Problem]:
    """The webhook or the status page is to be published, and the inventory has no gateways."""
    if ctx.has("gateway_api"):
        return
    for field, about in (("webhook", flux.webhook), ("ui", flux.ui)):
        if about is not None:
            yield Problem(
                flux, field, f"`{field}` is published at {about.host}, and there is no `gateway-api` section",
                hint=f"add a gateway, or remove `{field}`",
            )  # fmt: skip


@check("flux/no-effect")
def no_effect(_ctx: Context, flux: Settings) -> Iterator[Problem]:
    """A field that only another way of installing Flux reads: it changes nothing."""
    readers = {
        "operator": "operator", "version": "operator", "instance": "operator", "components": "operator",
        "networkPolicy": "operator", "ui": "operator", "credentials": "operator, bootstrap", "branch": "operator, bootstrap",
    }  # fmt: skip
    fresh = Settings(repository=flux.repository)
    for name, installs in readers.items():
        field = "network_policy" if name == "networkPolicy" else name
        if flux.install not in installs and getattr(flux, field) != getattr(fresh, field):
            yield Problem(
                flux, name, f"`{name}` has no effect with `install: {flux.install}`",
                hint=f"remove it, or set `install: {installs.partition(',')[0]}`",
            )  # fmt: skip


def _before(ctx: Context, name: str) -> set[str]:
    """A unit, and all that its makers say comes before it."""
    after = {unit_name(unit.path): [unit_name(other) for other in unit.after] for unit in ctx.offers(Unit)}
    found: set[str] = set()
    todo = [name]
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo += after.get(one, ())
    return found
