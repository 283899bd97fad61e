"""Before anything is touched: what must be so, and what the tree must not do yet."""

from __future__ import annotations

from collections.abc import Iterator

from generator.stages.migration.facts import Facts
from generator.stages.migration.overlay import Values, patch
from generator.stages.migration.step import File, Stage, Step

ENTRANCES = ("gateway-api-gateways", "gateway-api-routes", "gateway-api-policies")
HELD = {
    "cni": ("security-allows", "security-policies", "security-deny"),
    "metallb": ("cilium-bgp",),
    "traefik": ENTRANCES,
    "ingress-nginx": ENTRANCES,
}
"""Stage -> prefixes of the units that wait for it."""
UNSUPPORTED = {
    "rke2": "RKE2 says that changing the CNI or the CIDRs of a running cluster is not supported, and to rebuild instead "
    "(rke2-docs, networking/basic_network_options.md, July 2026). The steps below are Cilium's method, not RKE2's.",
    "k3s": "k3s installs Flannel, not Canal or Calico, unless told otherwise; nothing that k3s publishes describes this move.",
    "talos": "Talos keeps CNI and kube-proxy in its machine configuration; nothing that Talos publishes describes this move.",
    "kubeadm": "",
}


def held(facts: Facts, stage: str) -> tuple[str, ...]:
    """The units of this tree that wait for a stage."""
    return facts.units_of(*HELD[stage])


def preparation(facts: Facts, stages: tuple[str, ...], values: Values) -> Stage:
    """`values` are those of the first overlay; {} when Cilium is already the CNI."""
    return Stage(title="Before anything is touched", text="", steps=tuple(_steps(facts, stages, values)))


def _steps(facts: Facts, stages: tuple[str, ...], values: Values) -> Iterator[Step]:
    yield Step(
        title="Try it on a cluster that may break",
        text="Cilium's guide asks for a trial, because the result depends on the exact configuration of the existing cluster. "
        "A second cluster from the same inventory, to which applications move, is the way that every part supports.",
        check=("kubectl get nodes -o wide", "kubectl get pods --all-namespaces --field-selector status.phase!=Running"),
        expect="all nodes are Ready and no pod is stuck before you begin",
        back="nothing has happened yet",
    )
    yield Step(
        title="Back up what cannot be made again",
        text="etcd, the Secrets, and every object of the things that go away.",
        run=(
            *_snapshot(facts),
            "mkdir -p before-migration",
            "for KIND in $(kubectl api-resources --verbs=list -o name | grep -E 'projectcalico|metallb|traefik|networkpolicies|ingresses'); do",
            '  kubectl get "$KIND" --all-namespaces -o yaml > "before-migration/$KIND.yaml"',
            "done",
            "kubectl get services --all-namespaces -o yaml > before-migration/services.yaml",
        ),
        check=("ls -l before-migration",),
        expect="one file per kind, none empty",
        back="nothing has happened yet",
    )
    if "cni" in stages:
        yield _network(facts)
    waiting = tuple(dict.fromkeys(unit for stage in stages for unit in held(facts, stage)))
    files = (patch(facts, values),) if values else ()
    if waiting:
        files = (*files, _suspension(facts, waiting))
    if files:
        yield Step(
            title="Bring the tree in with its brakes on",
            text="Write these overlays, run `gen build`, commit and push; then let Flux apply the tree. Units that would act "
            "too early are suspended in Git, so that Flux cannot start them on its own.",
            files=files,
            run=("gen build && git add --all && git commit -m 'Begin the migration' && git push",),
            check=(f"kubectl --namespace {facts.flux} get kustomizations,helmreleases",),
            expect=f"`cilium` becomes Ready{'; suspended: ' + ', '.join(waiting) if waiting else ''}",
            back="stop Flux first, or it lets everything in at once; then uninstall Cilium and revert the commit",
            undo=(
                f"flux --namespace {facts.flux} suspend kustomization --all",
                "helm --namespace kube-system uninstall cilium",
                f"kubectl --namespace {facts.flux} delete helmrelease cilium",
                "git revert HEAD && git push",
            ),
        )


def _suspension(facts: Facts, units: tuple[str, ...]) -> File:
    documents = [
        {
            "apiVersion": "kustomize.toolkit.fluxcd.io/v1",
            "kind": "Kustomization",
            "metadata": {"name": unit, "namespace": facts.flux},
            "spec": {"suspend": True},
        }
        for unit in units
    ]
    return File(brakes(facts), tuple(documents))


def brakes(facts: Facts) -> str:
    """The overlay that suspends units."""
    return f"{facts.overlays}/bootstrap/migration.patch.yaml"


def released(facts: Facts, stage: str) -> tuple[str, ...]:
    """Lines of shell that let the units of a stage go."""
    units = held(facts, stage)
    if not units:
        return ()
    listed = " ".join(units)
    return (
        f"# remove {listed} from {brakes(facts)}, then:",
        "gen build && git add --all && git commit -m 'Let more of the tree in' && git push",
        f"for UNIT in {listed}; do flux --namespace {facts.flux} resume kustomization $UNIT; done",
    )


def _snapshot(facts: Facts) -> tuple[str, ...]:
    commands = {
        "rke2": "rke2 etcd-snapshot save --name before-migration   # on a server",
        "k3s": "k3s etcd-snapshot save --name before-migration   # on a server, with embedded etcd",
        "talos": "talosctl etcd snapshot before-migration.db",
        "kubeadm": "etcdctl snapshot save before-migration.db   # on a control plane node, with its certificates",
    }
    return (commands[facts.distribution],)


def _network(facts: Facts) -> Step:
    """The one thing that the inventory alone cannot know: what the old network is."""
    mode = facts.at("ipam.mode")
    said = [f"The inventory gives pods {', '.join(facts.pods)} with `ipam.mode: {mode}`."]
    if mode != "cluster-pool":
        said.append(
            "**This has to change first**: with this mode Cilium takes the pod networks that Kubernetes gave to the nodes, which are "
            "those of the old network. Write `cilium.ipam.mode: cluster-pool` and a pod network that nothing uses, and keep both "
            "afterwards: the mode of a running cluster cannot be changed."
        )
    said.append(
        "The new network must be disjoint from that of the old CNI. Do not roll the new `cluster-cidr` of `infra/` out to running "
        "nodes: with cluster-pool nobody reads it, and the distribution refuses to change it."
    )
    if len(facts.pods) > 1:
        said.append("Both families at once are more than upstream's example shows.")
    return Step(
        title="Compare the pod networks",
        text=" ".join(said),
        check=(
            'kubectl get nodes -o jsonpath=\'{range .items[*]}{.metadata.name}{"\\t"}{.spec.podCIDRs}{"\\n"}{end}\'',
            "kubectl get ippools.crd.projectcalico.org -o yaml | grep cidr   # Calico",
        ),
        expect=f"nothing overlaps {', '.join(facts.pods)}",
        back="nothing has happened yet",
    )
