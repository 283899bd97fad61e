"""What Flux would do to the finished tree, whoever wrote it: order, health, ownership."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.boot.judged import judged
from generator.core.graph import Graph
from generator.core.judgement import Finding, rule


@rule("flux/missing-edge")
def missing_edge(graph: Graph) -> Iterator[Finding]:
    """A unit needs something that another unit brings, and does not wait for that unit.

    kustomize-controller applies both at once; the dry run of the whole unit fails with `no matches for kind`, nothing of it
    is applied, and it is tried again after `retryInterval` (seen with kustomize-controller 1.9.5). With Secrets and
    declared orders (allow rules before the default deny) the wrong order is silent.
    """
    return judged("flux/missing-edge", graph)


@rule("flux/circular-order")
def circular_order(graph: Graph) -> Iterator[Finding]:
    """Units wait for each other, so none of them is ever applied.

    Flux does not look for circles: every unit reports `dependency is not ready` forever (docs/spec/v1/kustomizations.md).
    """
    return judged("flux/circular-order", graph)


@rule("flux/unknown-dependency")
def unknown_dependency(graph: Graph) -> Iterator[Finding]:
    """A unit waits for a Kustomization that does not exist.

    It is never applied: `DependencyNotReady | dependency 'flux-system/x' not found`, at every requeue.
    """
    return judged("flux/unknown-dependency", graph)


@rule("flux/kind-beside-its-release")
def kind_beside_its_release(graph: Graph) -> Iterator[Finding]:
    """A unit holds a HelmRelease, and an object of a kind that only this release brings.

    The server-side dry run of the unit fails before anything is applied, so the release that would bring the CRD is never
    installed: a deadlock. A CRD that stands in the unit as a manifest is fine, Flux applies those first.
    """
    return judged("flux/kind-beside-its-release", graph)


@rule("flux/unchecked-crd")
def unchecked_crd(graph: Graph) -> Iterator[Finding]:
    """A unit says Ready without having seen a CRD that others wait for.

    Operators (Cilium's, Tetragon's) register their CRDs some time after their release is ready; units behind fail once and
    lose 30 to 60 seconds in retries, on every fresh cluster (measured with kustomize-controller 1.9.5).
    """
    return judged("flux/unchecked-crd", graph)


@rule("flux/kind-without-owner", follows=("bgp/removed-kind",))
def kind_without_owner(graph: Graph) -> Iterator[Finding]:
    """Nothing in the tree brings the CRD of an object, and nothing says that it exists already.

    The unit fails with `no matches for kind` until somebody installs the CRD, and with it everything behind.
    """
    return judged("flux/kind-without-owner", graph)


@rule("flux/missing-namespace")
def missing_namespace(graph: Graph) -> Iterator[Finding]:
    """An object, or a Helm release, in a namespace that nothing makes.

    One missing namespace fails the whole unit: nothing of it is applied (seen with kustomize-controller 1.9.5).
    """
    return judged("flux/missing-namespace", graph)


@rule("flux/unchecked-release")
def unchecked_release(graph: Graph) -> Iterator[Finding]:
    """A unit with a HelmRelease does not wait for it, so it is Ready before anything is installed.

    Units that depend on it start at once; `flux get kustomizations` shows green over a failed installation.
    """
    return judged("flux/unchecked-release", graph)


@rule("flux/dropped-health-check")
def dropped_health_check(graph: Graph) -> Iterator[Finding]:
    """The readiness of a unit leaves out what its makers count on, because an overlay took it away.

    Whatever depends on the unit starts too early, on a fresh cluster and after every upgrade.
    """
    return judged("flux/dropped-health-check", graph)


@rule("flux/never-ready")
def never_ready(graph: Graph) -> Iterator[Finding]:
    """A unit waits for the health of something that nothing before it makes.

    A health check may name an object that does not exist yet: it is polled every 5 s, and only the timeout fails it, each
    time anew. Nothing behind the unit is ever applied.
    """
    return judged("flux/never-ready", graph)


@rule("flux/two-owners")
def two_owners(graph: Graph) -> Iterator[Finding]:
    """One object stands in two places of the tree.

    Two Kustomizations take the object from each other at every interval, and whichever is dropped first deletes it while
    the other says Ready (seen with kustomize-controller 1.9.5). Twice in one unit, kustomize refuses to build it.
    """
    return judged("flux/two-owners", graph)


@rule("flux/namespace-of-two-units")
def namespace_of_two_units(graph: Graph) -> Iterator[Finding]:
    """Two units apply one Namespace, and not both with `ssa: IfNotPresent`.

    Dropping the unit that holds it puts the namespace, with everything in it, into Terminating, while the other says Ready
    (seen with kustomize-controller 1.9.5).
    """
    return judged("flux/namespace-of-two-units", graph)
