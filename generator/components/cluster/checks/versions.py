"""The version of Kubernetes, beside the distribution and Cilium."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.inventory import Cluster
from generator.core.judgement import Other, Problem, check

_FORM = re.compile(r"v?1\.(?P<minor>\d+)\.(?P<patch>\d+)(?:-[0-9A-Za-z.]+)?(?:\+(?P<build>[0-9A-Za-z.]+))?")
_BUILD = {"rke2": re.compile(r"rke2r\d+"), "k3s": re.compile(r"k3s\d+")}
TESTED = {"1.18": (30, 33), "1.19": (31, 35), "1.20": (33, 36)}
"""Minors of Kubernetes that a minor of Cilium is tested with: Documentation/network/kubernetes/compatibility.rst of 1.18
and 1.20; 1.19 was not read and is taken to be what lies between both."""
FLUX_PATCH = {33: 0, 34: 1, 35: 0}
"""Lowest patch of each minor of Kubernetes that Flux 2.9 supports; below the first minor none."""


@check("cluster/version-of-another-distribution")
def version_of_another_distribution(_ctx: Context, cluster: Cluster) -> Iterator[Problem]:
    """The version of Kubernetes is not one that the distribution publishes.

    RKE2 writes v1.35.4+rke2r1, k3s v1.35.4+k3s1, Talos and kubeadm v1.35.4: the installer finds no other.
    """
    if cluster.kubernetes is None:
        return
    match = _FORM.fullmatch(cluster.kubernetes)
    wanted = _BUILD.get(cluster.distribution)
    build = match["build"] if match else None
    if match and (wanted.fullmatch(build or "") if wanted else build is None):
        return
    numbers = f"1.{match['minor']}.{match['patch']}" if match else "1.35.4"
    example = f"v{numbers}" + {"rke2": "+rke2r1", "k3s": "+k3s1"}.get(cluster.distribution, "")
    yield Problem(
        cluster,
        "kubernetes",
        f"{cluster.kubernetes} is no version of {cluster.distribution}",
        hint=f"write it as the distribution does, such as {example}",
        others=(Other(cluster, "distribution", "the distribution is chosen here"),),
    )


@check("cluster/kubernetes-untested", WARNING)
def kubernetes_untested(ctx: Context, cluster: Cluster) -> Iterator[Problem]:
    """The minor of Cilium is not tested with this minor of Kubernetes.

    It may work: upstream promises nothing outside of its test matrix (Cilium docs, Kubernetes compatibility).
    """
    match = _FORM.fullmatch(cluster.kubernetes or "")
    cilium = ctx.section("cilium")
    version = getattr(cilium, "version", None)
    if match is None or version is None or version.minor not in TESTED:
        return
    low, high = TESTED[version.minor]
    if not low <= int(match["minor"]) <= high:
        yield Problem(
            cluster,
            "kubernetes",
            f"Cilium {version.bare} is tested with Kubernetes 1.{low} to 1.{high}, not with {cluster.kubernetes}",
            hint="choose versions that are tested together",
            others=(Other(cilium, "version", "the version of Cilium is here"),),
        )


@check("cluster/kubernetes-too-old-for-flux")
def kubernetes_too_old_for_flux(ctx: Context, cluster: Cluster) -> Iterator[Problem]:
    """Flux 2.9 does not support this version of Kubernetes.

    It needs 1.33.0, 1.34.1, 1.35.0 or newer (Flux docs, installation, prerequisites): its controllers use API versions
    that older API servers do not serve. Judged where flux-operator installs 2.9, or the newest 2.x.
    """
    match = _FORM.fullmatch(cluster.kubernetes or "")
    flux = ctx.section("flux")
    version = str(getattr(flux, "version", "")).removeprefix("v")
    if match is None or getattr(flux, "install", "") != "operator" or not version.startswith(("2.9", "2.x")):
        return
    minor, patch = int(match["minor"]), int(match["patch"])
    lowest = FLUX_PATCH.get(minor, 0)
    if minor < min(FLUX_PATCH) or patch < lowest:
        yield Problem(
            cluster,
            "kubernetes",
            f"Flux {version} does not support Kubernetes {cluster.kubernetes}",
            hint=f"upgrade Kubernetes to 1.{max(minor, min(FLUX_PATCH))}.{FLUX_PATCH.get(max(minor, 33), 0)}, "
            "or pin an older Flux",
            others=(Other(flux, "version", "the version of Flux is decided here"),),
        )
