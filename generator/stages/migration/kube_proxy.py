"""kube-proxy -> Cilium's replacement.

Cilium, Documentation/configuration/per-node-config.rst (roll-out by node) and network/kubernetes/kubeproxy-free.rst.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.stages.migration.facts import Facts
from generator.stages.migration.node_config import node_config
from generator.stages.migration.overlay import Values, patch
from generator.stages.migration.step import File, Stage, Step

LABEL = "io.cilium.migration/kube-proxy-replacement"
DEFAULTS = {
    "kube-proxy-replacement": "true",
    "kube-proxy-replacement-healthz-bind-address": "0.0.0.0:10256",
}
DAEMONSET = ("kubeadm", "talos")
"""Where kube-proxy is a DaemonSet; RKE2 runs it as a static pod, k3s inside of its own process."""
SWITCHES = {
    "rke2": ("`disable-kube-proxy: true` in /etc/rancher/rke2/config.yaml of every server", "systemctl restart rke2-server   # agents: rke2-agent"),
    "k3s": ("`disable-kube-proxy: true` in /etc/rancher/k3s/config.yaml of every server", "systemctl restart k3s   # agents: k3s-agent"),
    "talos": ("`cluster.proxy.disabled: true` in the machine configuration", "talosctl apply-config --nodes … --file …"),
    "kubeadm": ("nothing on the nodes: it is a DaemonSet", ""),
}  # fmt: skip
TABLE = (
    ("before", "after", "cannot, or careful"),
    (
        "kube-proxy, iptables or IPVS",
        "`cilium.kubeProxyReplacement`",
        "open connections to Services break: both keep their own tables",
    ),
    ("IPVS schedulers", "`cilium.loadBalancer.algorithm`", "only random and maglev"),
    ("hostPort", "stays", "not inside of the NodePort range, not on loopback"),
    ("healthz on 10256", "`kubeProxyReplacementHealthzBindAddr`", "external load balancers ask it"),
)


def kube_proxy(facts: Facts, after: Values) -> Stage:
    """`after` is what the overlay still says when kube-proxy is gone; {}: it is deleted."""
    return Stage(
        title="kube-proxy to Cilium",
        text="Both can run at once, and neither knows the other's connections: do this in a quiet hour. Agents must reach the "
        f"API server without any Service: they dial {facts.at('k8sServiceHost')}:{facts.at('k8sServicePort')}.",
        table=TABLE,
        steps=tuple(_steps(facts, after)),
        source="Cilium, Documentation/configuration/per-node-config.rst and network/kubernetes/kubeproxy-free.rst",
    )


def _steps(facts: Facts, after: Values) -> Iterator[Step]:
    yield Step(
        title="Reach the API server without kube-proxy",
        text="From the host network of every node; otherwise agents lose the API server together with kube-proxy.",
        check=(
            "for POD in $(kubectl --namespace kube-system get pods -l k8s-app=cilium -o name); do",
            "  kubectl --namespace kube-system exec $POD -c cilium-agent -- \\",
            f"    bash -c 'exec 3<>/dev/tcp/{facts.at('k8sServiceHost')}/{facts.at('k8sServicePort')} && echo reached'",
            "done",
        ),
        expect="one `reached` per node",
        back="nothing has happened yet",
    )
    yield from _by_node(facts) if facts.distribution in DAEMONSET else _at_once(facts)
    yield Step(
        title="Let the release say it",
        text=(
            "Cilium's own value takes over from what was said per node."
            if facts.distribution in DAEMONSET
            else "Agents serve Services from their next start on, beside kube-proxy, which still runs."
        )
        + ("" if after else " The overlay is no longer needed: delete it."),
        files=(patch(facts, after),) if after else (),
        run=(
            *(() if after else (f"git rm {facts.overlays}/cilium/migration.patch.yaml",)),
            "gen build && git add --all && git commit -m 'Cilium replaces kube-proxy' && git push",
            "kubectl --namespace kube-system rollout status daemonset/cilium --watch",
            *(
                ("kubectl --namespace kube-system delete ciliumnodeconfig kube-proxy-replacement",)
                if facts.distribution in DAEMONSET
                else ()
            ),
        ),
        check=(f"bash {facts.script} --only cilium-kube-proxy-replacement --only cluster-dns",),
        expect="nothing failed, once kube-proxy is gone",
        back="revert the commit while kube-proxy still runs",
        undo=("git revert HEAD && git push",),
    )
    yield _remove(facts)


def _by_node(facts: Facts) -> Iterator[Step]:
    affinity = (
        '{"spec": {"template": {"spec": {"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": '
        '{"nodeSelectorTerms": [{"matchExpressions": [{"key": "'
        + LABEL
        + '", "operator": "NotIn", "values": ["true"]}]}]}}}}}}}'
    )
    yield Step(
        title="Keep kube-proxy off changed nodes",
        text="It runs where the label is missing; and an agent replaces it where the label is.",
        files=(File("kube-proxy-replacement.yaml", (node_config("kube-proxy-replacement", LABEL, DEFAULTS),)),),
        run=(
            f"kubectl --namespace kube-system patch daemonset kube-proxy --patch '{affinity}'",
            "kubectl apply --server-side -f kube-proxy-replacement.yaml",
        ),
        check=("kubectl --namespace kube-system get daemonset kube-proxy",),
        expect="as many as before: no node has the label yet",
        back="take the affinity out again and delete the CiliumNodeConfig",
        undo=(
            """kubectl --namespace kube-system patch daemonset kube-proxy --type=json --patch '[{"op": "remove", "path": "/spec/template/spec/affinity"}]'""",
            "kubectl --namespace kube-system delete ciliumnodeconfig kube-proxy-replacement",
        ),
    )
    yield Step(
        title="Change each node over",
        text=f"One at a time: {', '.join(facts.nodes) or 'agents first'}.",
        run=(
            f"NODE={facts.nodes[0] if facts.nodes else '…'}",
            "kubectl drain $NODE --ignore-daemonsets --delete-emptydir-data",
            f"kubectl label node $NODE --overwrite {LABEL}=true",
            "kubectl --namespace kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName=$NODE",
            "# restart the machine: the rules of kube-proxy go with it",
        ),
        check=(
            "AGENT=$(kubectl --namespace kube-system get pod -l k8s-app=cilium --field-selector spec.nodeName=$NODE -o name)",
            "kubectl --namespace kube-system exec $AGENT -c cilium-agent -- cilium-dbg status | grep KubeProxyReplacement",
            "kubectl uncordon $NODE",
        ),
        expect="KubeProxyReplacement: True",
        back="take the label off, delete the agent's pod, restart the machine",
        undo=(
            f"kubectl label node $NODE {LABEL}-",
            "kubectl --namespace kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName=$NODE",
        ),
    )


def _at_once(facts: Facts) -> Iterator[Step]:
    where, _ = SWITCHES[facts.distribution]
    yield Step(
        title="Agree on the hour",
        text=f"On {facts.distribution} kube-proxy is no DaemonSet but part of the distribution: it cannot be moved off single nodes. "
        f"It goes with {where}, and that setting has to be equal on all servers.",
        check=(
            "kubectl --namespace kube-system get pods -o wide | grep kube-proxy",
            "grep -r disable-kube-proxy /etc/rancher/   # on each node",
        ),
        expect="you know where it runs; the setting is not there yet",
        back="nothing has happened yet",
        unverified="a roll-out by node is described upstream for a DaemonSet only",
    )


def _remove(facts: Facts) -> Step:
    where, command = SWITCHES[facts.distribution]
    if facts.distribution == "kubeadm":
        lines: tuple[str, ...] = (
            "kubectl --namespace kube-system delete daemonset kube-proxy",
            "kubectl --namespace kube-system delete configmap kube-proxy   # or an upgrade by kubeadm brings it back",
            f"kubectl label node --all {LABEL}-",
        )
        undo: tuple[str, ...] = ("kubeadm init phase addon kube-proxy",)
    else:
        lines = (
            f"# {where}",
            f"{command}   # servers one after the other, then agents",
            "# restart each machine, cordoned and drained: its KUBE- rules of iptables stay until then",
        )
        undo = ("# take the setting out again and restart in the same order",)
    return Step(
        title="Remove kube-proxy",
        text=f"The setting is {where}.",
        run=lines,
        check=(
            "iptables-save | grep -c KUBE-SVC   # on each node",
            f"bash {facts.script} --only cilium-kube-proxy-replacement --only load-balancers --only cluster-dns",
        ),
        expect="0 rules; nothing failed",
        back="bring it back the same way; Services keep working meanwhile, Cilium serves them",
        undo=undo,
        unverified=""
        if facts.distribution == "kubeadm"
        else f"restarting a running {facts.distribution} with this setting was not tried",
    )
