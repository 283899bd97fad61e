"""How each distribution is brought up."""

from __future__ import annotations

from functools import cache
from typing import Any

from msgspec import Struct

from generator.components.ansible.content import content
from generator.components.cilium import COMPONENT as CILIUM
from generator.components.k3s import K3S, Family
from generator.components.rke2 import RKE2
from generator.core.artifact import Json
from generator.core.context import Context

HANDOVER: Json = {"name": "Let go of the bootstrap", "ansible.builtin.import_playbook": "handover.yaml"}
KUBECTL = "kubectl"


class Platform(Struct, frozen=True, kw_only=True):
    """Facts of one distribution, as the playbooks need them."""

    start: str
    """The playbook that starts it, in `content/`."""
    playbooks: tuple[str, ...]
    """What it imports."""
    tasks: tuple[str, ...] = ("tasks/secrets.yaml",)
    """What playbooks take in."""
    logs_in: bool = True
    """Whether its machines can be logged in to."""
    config: str = ""
    """A node's own configuration, on the node; empty where there is none."""
    manifests: str = ""
    """Folder whose manifests servers apply at start."""
    facts: Json = {}
    """Variables of all nodes."""
    hands_over: bool = False
    """Whether the servers keep a bootstrap that Flux must take over."""

    def bootstrap(self) -> Any:
        """The playbook, with the hand-over at its end."""
        return [*content(self.start), HANDOVER] if self.hands_over else content(self.start)


def platform(ctx: Context) -> Platform:
    cilium = ctx.get(CILIUM)
    return _platform(ctx.cluster.distribution, cilium is not None and cilium.owner == "flux")


@cache
def _platform(distribution: str, by_flux: bool) -> Platform:  # noqa: FBT001 - a key of the cache
    if distribution == "talos":
        return Platform(start="bootstrap-talos.yaml", playbooks=("cilium.yaml",), logs_in=False)
    if distribution == "kubeadm":
        config = "/etc/kubernetes/infraflux/kubeadm.yaml"
        authorities = [*(f"{n}.{e}" for n in ("ca", "front-proxy-ca", "etcd/ca") for e in ("crt", "key")), "sa.pub", "sa.key"]  # fmt: skip
        facts: Json = {
            "infraflux_config": config,
            "infraflux_authorities": authorities,
            "infraflux_kubectl": [KUBECTL, "--kubeconfig=/etc/kubernetes/admin.conf"],
        }
        return Platform(
            start="bootstrap-kubeadm.yaml", playbooks=("prepare.yaml", "cilium.yaml"), config=config, facts=facts
        )
    family = RKE2 if distribution == "rke2" else K3S
    return Platform(
        start="bootstrap-rancher.yaml",
        playbooks=("prepare.yaml", *(("handover.yaml",) if by_flux else ())),
        tasks=("tasks/secrets.yaml", "tasks/start.yaml"),
        config=f"{family.config}/config.yaml",
        manifests=family.manifests,
        facts=_rancher(family),
        hands_over=by_flux,
    )


def _rancher(family: Family) -> Json:
    """rancher/rke2-docs, install/quickstart and reference/cli_tools; k3s-io/docs, quick-start."""
    own = [f"{family.data}/bin/kubectl"] if family is RKE2 else ["/usr/local/bin/k3s", KUBECTL]
    return {
        "infraflux_installer": f"https://get.{family.name}.io",
        "infraflux_token": family.token,
        "infraflux_manifests": family.manifests,
        "infraflux_kubectl": [*own, f"--kubeconfig={family.config}/{family.name}.yaml"],
    }
