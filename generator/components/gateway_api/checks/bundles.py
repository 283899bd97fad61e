"""Whether the CRDs, Cilium and the kinds in use go together."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import COMPONENT as CILIUM
from generator.components.gateway_api import bundle
from generator.components.gateway_api.resolve import rke2_ships_crds
from generator.components.gateway_api.settings import Settings
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Problem, check

PROTOCOLS = {"TCP": "TCPRoute", "UDP": "UDPRoute"}


@check("gateway-api/bundle-too-new")
def bundle_too_new(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """The bundle is newer than this Cilium minor lives with.

    Cilium 1.19 and older watch TLSRoute v1alpha2; the standard channel serves it no longer from bundle 1.5 on, and the
    operator stops again and again (cilium#44920, cilium#45139). The experimental channel still serves it.
    """
    cilium = ctx.get(CILIUM)
    ceiling = bundle.CEILING.get(cilium.version.minor) if cilium else None
    if cilium is None or ceiling is None or not settings.uses_cilium or settings.channel != "standard":
        return
    if bundle.minor(settings.version) > ceiling:
        yield Problem(
            settings,
            "version",
            f"bundle {settings.version.bare} no longer serves TLSRoute v1alpha2, which Cilium {cilium.version} watches",
            hint=f"use {bundle.BUNDLES[cilium.version.minor]}, or the experimental channel until Cilium is at 1.20",
            others=(Other(cilium, "version", f"Cilium {cilium.version} is here"),),
        )


@check("gateway-api/bundle-too-old")
def bundle_too_old(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """The bundle lacks kinds that this Cilium minor requires.

    Without TLSRoute v1, BackendTLSPolicy v1 and ReferenceGrant v1 the operator of 1.20 leaves its Gateway API controller
    off (operator/pkg/gateway-api; Documentation/operations/upgrade-current.inc: 1.6.1 at least).
    """
    cilium = ctx.get(CILIUM)
    floor = bundle.FLOOR.get(cilium.version.minor) if cilium else None
    if cilium and floor and settings.uses_cilium and bundle.minor(settings.version) < floor:
        yield Problem(
            settings,
            "version",
            f"Cilium {cilium.version} needs bundle {bundle.BUNDLES[cilium.version.minor]} or newer, "
            f"this is {settings.version.bare}",
            hint="leave `version` out",
            others=(Other(cilium, "version", f"Cilium {cilium.version} is here"),),
        )


@check("gateway-api/kind-not-served")
def kind_not_served(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A route is of a kind that the bundle's channel does not have.

    The API server would refuse the object, and Flux the whole unit ("no matches for kind").
    """
    for route in settings.routes:
        if bundle.api_version(route.kind, settings.version, settings.channel) is None:
            other = bundle.api_version(route.kind, settings.version, "experimental")
            hint = "set `gateway-api.channel: experimental`" if other else "use a newer bundle"
            yield Problem(
                route,
                "kind",
                f"bundle {settings.version.bare} has no {route.kind} in its {settings.channel} channel",
                hint=hint,
            )


@check("gateway-api/listener-without-routes")
def listener_without_routes(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A TCP or UDP listener whose routes the bundle does not have.

    TCPRoute and UDPRoute are in the standard channel from 1.6 on, before that in the experimental one only.
    """
    for gateway in settings.gateways:
        for listener in gateway.listeners:
            kind = PROTOCOLS.get(listener.protocol)
            if kind and bundle.api_version(kind, settings.version, settings.channel) is None:
                yield Problem(
                    listener,
                    "protocol",
                    f"listener {listener.name!r} takes {kind}s, which bundle {settings.version.bare} has in its "
                    "experimental channel only",
                    hint="set `gateway-api.channel: experimental`",
                )


@check("gateway-api/crds-owned-twice")
def crds_owned_twice(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """The distribution installs the CRDs and this tree would, too.

    RKE2 from 1.37 on ships the chart `gateway-api-crd`, which takes the CRDs over from any owner (rancher/rke2#11135):
    both would write them forever.
    """
    if settings.crds == "install" and rke2_ships_crds(ctx):
        yield Problem(
            settings,
            "crds",
            f"RKE2 {ctx.cluster.kubernetes} installs the Gateway API CRDs itself",
            hint="set `crds: existing`, or leave it out",
            others=(Other(ctx.cluster, "kubernetes", "this version does"),),
        )


@check("gateway-api/sticky-channel", WARNING)
def sticky_channel(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """The experimental channel cannot be left again without removing every object.

    From 1.5 on a ValidatingAdmissionPolicy of the bundle, `safe-upgrades.gateway.networking.k8s.io`, refuses experimental
    CRDs over standard ones; on a cluster that already has the standard ones the unit fails until that policy is removed.
    """
    if settings.channel == "experimental" and settings.crds == "install" and bundle.minor(settings.version) >= (1, 5):
        yield Problem(
            settings,
            "channel",
            f"bundle {settings.version.bare} refuses its experimental CRDs where its standard ones are installed",
            hint="choose the channel before the first installation, or use `standard`",
        )
