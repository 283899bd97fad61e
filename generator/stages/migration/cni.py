"""Canal or Calico -> Cilium, node by node, with both networks side by side.

Cilium, Documentation/installation/k8s-install-migration.rst (main, August 2026).
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.stages.migration.facts import Facts
from generator.stages.migration.node_config import node_config
from generator.stages.migration.overlay import Values, beside, patch, path, proxied
from generator.stages.migration.preparation import UNSUPPORTED, released
from generator.stages.migration.step import File, Stage, Step

LABEL = "io.cilium.migration/cilium-default"
DEFAULTS = {
    "write-cni-conf-when-ready": "/host/etc/cni/net.d/05-cilium.conflist",
    "custom-cni-conf": "false",
    "cni-chaining-mode": "none",
    "cni-exclusive": "true",
}
REMOVAL = {
    "rke2": (
        "# on every server: `cni: none` in /etc/rancher/rke2/config.yaml (infra/ has it), then one server after another",
        "systemctl restart rke2-server",
        "kubectl --namespace kube-system delete helmchart rke2-{cni}",
    ),
    "k3s": ("# with --flannel-backend=none there is nothing of k3s to remove; delete what you installed {cni} with",),
    "talos": ("# apply the machine configuration of infra/talos, then delete what you installed {cni} with",),
    "kubeadm": ("# delete what you installed {cni} with: its manifest, or the Tigera operator and its Installation",),
}
ORDER = (
    "order, tiers, `Pass` and `Log` have no equivalent: in Cilium a deny always wins. "
    "notPorts, notProtocol, notSelector, doNotTrack, preDNAT, applyOnForward and staged policies neither"
)
TABLE = (
    ("before", "after", "cannot, or careful"),
    ("IPPool: cidr, blockSize, natOutgoing", "`cluster.networks.pods`, `ipam`, masquerading", "pods get other addresses"),
    ("IPIP or VXLAN of Calico, VXLAN of Canal", "`cilium.routing`", "a second tunnel while it lasts; mind the MTU"),
    ("NetworkPolicy", "stays: Cilium enforces it", "not enforced while the migration lasts"),
    ("Calico NetworkPolicy, GlobalNetworkPolicy", "`security.policies`", ORDER),
    ("NetworkSet, GlobalNetworkSet", "`security.cidrGroups`, FQDN peers", ""),
    ("HostEndpoint", "`cilium.hostFirewall` and policies with `nodes`", "per node, not per interface"),
    ("BGPConfiguration, BGPPeer, BGPFilter", "`bgp`", "no node-to-node mesh, no route reflectors, no import filters"),
    ("Felix: wireguardEnabled, bpfEnabled", "`cilium.encryption`; always BPF", "switch it off before, on again at the end"),
)  # fmt: skip


def cni(facts: Facts, source: str, *, kube_proxy: bool) -> Stage:
    """`source` is `canal` or `calico`; `kube_proxy`: it runs, and is replaced later."""
    said = UNSUPPORTED[facts.distribution]
    text = (
        "Cilium comes up as a second network beside the first, and nodes change over one at a time; pods of both reach each "
        "other because the Linux routing table separates the two pod networks. Upstream has not tested this with BGP between "
        "nodes, with a change of IP family, or with an existing enforcer of NetworkPolicies, which "
        f"{source.capitalize()} is: until the end no policy is enforced."
    )
    return Stage(
        title=f"{source.capitalize()} to Cilium",
        text=f"{said} {text}".strip(),
        table=TABLE,
        steps=tuple(_steps(facts, source, kube_proxy=kube_proxy)),
        source="Cilium, Documentation/installation/k8s-install-migration.rst",
    )


def _steps(facts: Facts, source: str, *, kube_proxy: bool) -> Iterator[Step]:
    yield Step(
        title="See Cilium beside the old network",
        text="Flux has installed Cilium with the values of the overlay: agents run, and no pod is theirs yet.",
        check=(
            "kubectl --namespace kube-system rollout status daemonset/cilium",
            "kubectl --namespace kube-system exec daemonset/cilium -c cilium-agent -- cilium-dbg status --brief",
            "kubectl get ciliumendpoints --all-namespaces",
        ),
        expect="the rollout is complete, the status is OK, and hardly any endpoint exists",
        back="suspend the HelmRelease and uninstall Cilium; pods never noticed",
        undo=(
            f"flux --namespace {facts.flux} suspend helmrelease cilium",
            "helm --namespace kube-system uninstall cilium",
        ),
    )
    yield Step(
        title="Say how a node changes over",
        text="Applied by hand: it lasts as long as the migration. It selects no node yet.",
        files=(File("cilium-default.yaml", (node_config("cilium-default", LABEL, DEFAULTS),)),),
        run=("kubectl apply --server-side -f cilium-default.yaml",),
        check=("kubectl --namespace kube-system get ciliumnodeconfigs cilium-default",),
        expect="it exists",
        back="delete it",
        undo=("kubectl --namespace kube-system delete ciliumnodeconfig cilium-default",),
    )
    yield _node(facts, source)
    yield _leave_hybrid(facts, kube_proxy=kube_proxy)
    yield Step(
        title=f"Remove {source.capitalize()}",
        text="No pod uses it any more. What it leaves behind (iptables rules, interfaces, files in /etc/cni/net.d) is gone after "
        "the next restart of each node.",
        run=tuple(line.format(cni=source) for line in REMOVAL[facts.distribution]),
        check=(
            f"kubectl get pods --all-namespaces -o name | grep -E '{source}|flannel|calico-node'",
            "ls /etc/cni/net.d   # on each node",
        ),
        expect="no pod is left, and 05-cilium.conflist is the first file",
        back="none: from here on going back is a migration of its own",
        unverified=f"how {facts.distribution} takes the removal of a CNI that it installed was not tried, and no source describes it",
    )
    yield Step(
        title="Restart the nodes once more",
        text="One at a time: cordon, drain, restart, uncordon.",
        run=_each(
            facts,
            "kubectl drain $NODE --ignore-daemonsets --delete-emptydir-data",
            "# restart $NODE",
            "kubectl uncordon $NODE",
        ),
        check=(f"bash {facts.script} --only nodes --only 'cilium-*' --only cluster-dns",),
        expect="nothing failed but what waits for a later stage (routing, encryption, kube-proxy)",
        back="nothing to undo",
    )
    lines = released(facts, "cni")
    if lines:
        yield Step(
            title="Enforce policies again",
            text="The allows come before the deny; Flux keeps that order. Watch for what is refused before you leave.",
            run=lines,
            check=(
                f"bash {facts.script} --only 'polic*' --only default-deny",
                "kubectl --namespace kube-system exec daemonset/cilium -c cilium-agent -- hubble observe --verdict DROPPED --last 50",
            ),
            expect="nothing failed, and nothing is dropped that should pass",
            back="delete the deny and suspend its unit: allows alone refuse nothing",
            undo=(
                f"flux --namespace {facts.flux} suspend kustomization security-deny",
                "kubectl delete ciliumclusterwidenetworkpolicy default-deny",
            ),
        )


def _node(facts: Facts, source: str) -> Step:
    order = ", ".join(facts.nodes) or "agents first, servers last, one at a time"
    return Step(
        title="Change each node over",
        text=f"In this order: {order}. Do all lines for one node, check, and wait before the next; never two servers at once.",
        run=(
            f"NODE={facts.nodes[0] if facts.nodes else '…'}",
            "kubectl cordon $NODE",
            "kubectl drain $NODE --ignore-daemonsets --delete-emptydir-data",
            f"kubectl label node $NODE --overwrite {LABEL}=true",
            "kubectl --namespace kube-system delete pod --field-selector spec.nodeName=$NODE -l k8s-app=cilium",
            "kubectl --namespace kube-system rollout status daemonset/cilium --watch",
            "# restart the machine",
        ),
        check=(
            "kubectl --namespace kube-system run verify-$NODE --attach --rm --restart=Never --image=registry.k8s.io/e2e-test-images/agnhost:2.53 \\",
            '  --overrides=\'{"spec": {"nodeName": "\'$NODE\'", "tolerations": [{"operator": "Exists"}]}}\' \\',
            "  --command -- sh -c 'ip -brief address; curl --insecure --silent https://$KUBERNETES_SERVICE_HOST/healthz'",
            "kubectl uncordon $NODE",
        ),
        expect=f"the pod has an address of {', '.join(facts.pods)} and prints ok; pods of changed and unchanged nodes reach each other",
        back=f"the node goes back to {source.capitalize()}: take the label off, remove the file, restart the agent and the machine",
        undo=(
            "kubectl drain $NODE --ignore-daemonsets --delete-emptydir-data",
            f"kubectl label node $NODE {LABEL}-",
            "rm /etc/cni/net.d/05-cilium.conflist   # on the node; rename *.cilium_bak back",
            "kubectl --namespace kube-system delete pod --field-selector spec.nodeName=$NODE -l k8s-app=cilium",
            "# restart the machine",
            "kubectl uncordon $NODE",
        ),
        unverified="upstream describes no way back for a node; this one reverses its steps and was not tried",
    )


def _leave_hybrid(facts: Facts, *, kube_proxy: bool) -> Step:
    """Policies, exclusive CNI; the tunnel stays for now."""
    values: Values = {**beside(facts), **(proxied(facts) if kube_proxy else {})}
    return Step(
        title="Make Cilium the only CNI",
        text="When every node is changed over: the overlay loses what was for two networks. The network between nodes stays as "
        "it is until the last stage.",
        files=(patch(facts, values),),
        run=(
            f"gen build && git add --all && git commit -m 'Cilium is the only CNI' && git push   # with the new {path(facts)}",
            "kubectl --namespace kube-system rollout status daemonset/cilium --watch",
            "kubectl --namespace kube-system delete ciliumnodeconfig cilium-default",
            f"kubectl label node --all {LABEL}-",
        ),
        check=(f"bash {facts.script} --only nodes --only cilium-agents --only cilium-connectivity",),
        expect="nothing failed",
        back="revert the commit and apply cilium-default.yaml again",
        undo=("git revert HEAD && git push", "kubectl apply --server-side -f cilium-default.yaml"),
    )


def _each(facts: Facts, *lines: str) -> tuple[str, ...]:
    return (f"NODE={facts.nodes[0] if facts.nodes else '…'}   # then the others", *lines)
