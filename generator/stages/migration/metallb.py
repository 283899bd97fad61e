"""MetalLB -> pools, and BGP or L2 announcements of Cilium. No guide of upstream exists for this."""

from __future__ import annotations

from collections.abc import Iterator

from generator.stages.migration.facts import Facts
from generator.stages.migration.preparation import held, released
from generator.stages.migration.step import Stage, Step

TABLE = (
    ("before", "after", "cannot, or careful"),
    ("IPAddressPool: addresses", "`pools[].blocks`", ""),
    (
        "autoAssign: false",
        "`pools[].services` with a label to opt in",
        "without a selector a pool serves every Service",
    ),
    ("avoidBuggyIPs", "`pools[].allowFirstLastIPs: false`", "ends of CIDR blocks only"),
    (
        "serviceAllocation: priority, namespaces",
        "`pools[].services`",
        "no priority; namespaces by `io.kubernetes.service.namespace`",
    ),
    (
        "L2Advertisement: interfaces, nodeSelectors",
        "`l2.policies`",
        "interfaces are regular expressions; no `externalTrafficPolicy: Local`",
    ),
    (
        "BGPPeer, BGPAdvertisement, Community",
        "`bgp.routers`, `bgp.advertisements`",
        "VRFs; a peer per node is a selector",
    ),
    ("BFDProfile", "nothing", "Cilium has no BFD: a router that requires it drops the session; use short timers"),
    ("metallb.io/loadBalancerIPs", "lbipam.cilium.io/ips", ""),
    ("metallb.io/address-pool", "a label that `pools[].services` selects", ""),
    (
        "metallb.io/allow-shared-ip",
        "lbipam.cilium.io/sharing-key",
        "across namespaces: also sharing-cross-namespace, on both",
    ),
    (
        "spec.loadBalancerClass of MetalLB",
        "none, or io.cilium/bgp-control-plane, io.cilium/l2-announcer",
        "immutable: the Service is made anew",
    ),
)
"""Facts about MetalLB's CRDs: metallb.io v1beta1 and v1beta2, 0.16."""
ADDRESSES = (
    '\'{{range .items}}{{if eq .spec.type "LoadBalancer"}}{{$s := .metadata}}kubectl --namespace {{$s.namespace}} annotate service '
    '{{$s.name}} lbipam.cilium.io/ips={{range $i, $a := .status.loadBalancer.ingress}}{{if $i}},{{end}}{{$a.ip}}{{end}}{{"\\n"}}{{end}}{{end}}\''
)


def metallb(facts: Facts) -> Stage:
    """Addresses stay the same where pools hold them."""
    pools = (
        "; ".join(f"{name}: {', '.join(blocks)}" for name, blocks in facts.pools)
        or "none: add `pools` to the inventory first"
    )
    return Stage(
        title="MetalLB to Cilium",
        text=f"Pools of this inventory: {pools}. Two controllers that both give addresses take them from one another "
        "(EXTERNAL-IP flips between an address and pending), so one stops before the other starts: addresses do not answer for "
        "as long as the steps below take.",
        table=TABLE,
        steps=tuple(_steps(facts)),
        source="no guide of upstream was found; the table follows from the CRDs of both, the warning from reports of users",
    )


def _steps(facts: Facts) -> Iterator[Step]:
    yield Step(
        title="Let every Service ask for the address that it has",
        text="So that it keeps it. The annotation belongs into the repository of each application; this prints the commands for "
        "what runs now. MetalLB ignores the annotation.",
        run=(
            f"kubectl get services --all-namespaces -o go-template={ADDRESSES} > pin.sh",
            "less pin.sh && bash pin.sh",
        ),
        check=("kubectl get services --all-namespaces | grep LoadBalancer",),
        expect="every address lies in a pool of the inventory: "
        + (", ".join(b for _, blocks in facts.pools for b in blocks) or "…"),
        back="take the annotations off",
        undo=("sed 's/=.*/-/' pin.sh | bash",),
    )
    if "bgp" in facts.announces:
        yield Step(
            title="Prepare the routers",
            text="The router sees the same addresses and the same kind of session, from another speaker. Both cannot run: a router "
            "has one session per neighbor. Compare AS numbers and the password before the switch, and take out BFD.",
            run=("# merge infra/routers/* into each router's configuration, or apply it",),
            check=(
                "kubectl get bgppeers.metallb.io --all-namespaces -o yaml | grep -E 'myASN|peerASN|peerAddress|bfdProfile'",
            ),
            expect="the numbers are those of `bgp` in the inventory, and no BFD profile is left",
            back="nothing has happened yet",
        )
    yield Step(
        title="Stop MetalLB",
        text="First the controller, so that nothing is allocated any more, then the speakers. From here on addresses do not answer.",
        run=(
            "kubectl --namespace metallb-system scale deployment controller --replicas=0",
            """kubectl --namespace metallb-system patch daemonset speaker --patch '{"spec": {"template": {"spec": {"nodeSelector": {"metallb": "off"}}}}}'""",
        ),
        check=("kubectl --namespace metallb-system get pods",),
        expect="no pod is left; names differ when MetalLB was installed by its chart (metallb-controller, metallb-speaker)",
        back="start it again",
        undo=(
            "kubectl --namespace metallb-system scale deployment controller --replicas=1",
            """kubectl --namespace metallb-system patch daemonset speaker --type=json --patch '[{"op": "remove", "path": "/spec/template/spec/nodeSelector/metallb"}]'""",
        ),
    )
    lines = (
        released(facts, "metallb")
        if held(facts, "metallb")
        else ("gen build && git add --all && git commit -m 'Pools of Cilium' && git push",)
    )
    checks = " ".join(f"--only '{name}'" for name in ("pool-*", "load-balancers", "bgp-*", "l2-*"))
    yield Step(
        title="Start Cilium's pools" + (" and announcements" if facts.announces else ""),
        text="Cilium writes the same addresses into the Services and announces them"
        + (f" by {' and '.join(facts.announces)}." if facts.announces else "."),
        run=lines,
        check=(
            f"bash {facts.script} {checks}",
            f"bash {facts.script} --only 'reach-*' --from-here   # where clients are",
        ),
        expect="nothing failed: addresses are those of before, sessions are established",
        back="suspend the unit, delete its objects, start MetalLB again",
        undo=(
            f"flux --namespace {facts.flux} suspend kustomization {' '.join(held(facts, 'metallb')) or 'cilium-bgp'}",
            "kubectl delete ciliumbgpclusterconfigs,ciliuml2announcementpolicies,ciliumloadbalancerippools --all",
            "kubectl --namespace metallb-system scale deployment controller --replicas=1",
        ),
    )
    yield Step(
        title="Remove MetalLB",
        text="After some days without surprises: its release or manifests, its namespace, its CRDs.",
        run=(
            "helm --namespace metallb-system uninstall metallb   # or what you installed it with",
            "kubectl delete namespace metallb-system",
        ),
        check=("kubectl get crds | grep metallb",),
        expect="nothing is left",
        back="install it again from the backup; its objects are in before-migration/",
        undo=("kubectl apply -f before-migration/ipaddresspools.metallb.io.yaml",),
    )
