"""The last stage: everything as the inventory says."""

from __future__ import annotations

from collections.abc import Iterator

from generator.stages.migration.facts import Facts
from generator.stages.migration.overlay import path
from generator.stages.migration.preparation import brakes
from generator.stages.migration.step import Stage, Step


def final(facts: Facts, *, network: bool, braked: bool) -> Stage:
    """`network`: routing and encryption still differ; `braked`: there was an overlay that suspended units."""
    return Stage(title="As the inventory says", text="", steps=tuple(_steps(facts, network=network, braked=braked)))


def _steps(facts: Facts, *, network: bool, braked: bool) -> Iterator[Step]:
    if network:
        mode, encryption = (
            facts.at("routingMode"),
            facts.at("encryption.type") if facts.at("encryption.enabled") else "none",
        )
        yield Step(
            title="Change the network between nodes",
            text=f"Routing mode {mode}, encryption {encryption}. While agents roll, nodes of both kinds do not reach each other's pods: "
            "this is an outage of some minutes, longer with many nodes.",
            run=(
                f"git rm {path(facts)} && gen build && git add --all && git commit -m 'End of the migration' && git push",
                "kubectl --namespace kube-system rollout status daemonset/cilium --watch",
            ),
            check=(f"bash {facts.script} --only 'cilium-*' --only throughput --only latency",),
            expect="nothing failed",
            back="revert the commit: agents roll once more",
            undo=("git revert HEAD && git push",),
            unverified="changing the routing mode of a running cluster is described by no source that was read; restart nodes whose pods stay cut off",
        )
    if braked:
        yield Step(
            title="Take the last brake off",
            text="Nothing is suspended any more.",
            run=(
                f"git rm --ignore-unmatch {brakes(facts)} && gen build && git add --all && git commit -m 'Remove the brakes' && git push",
            ),
            check=(
                f"kubectl --namespace {facts.flux} get kustomizations -o custom-columns=NAME:.metadata.name,SUSPENDED:.spec.suspend",
            ),
            expect="no line says true",
            back="revert the commit",
            undo=("git revert HEAD && git push",),
        )
    yield Step(
        title="Check everything",
        text="The whole script, then once more with failover, in a quiet hour.",
        check=(f"bash {facts.script} --from-here", f"bash {facts.script} --from-here --failover"),
        expect="exit code 0",
        back="each stage has its own way back",
    )
