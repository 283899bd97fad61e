"""Commands that a person or the playbook runs: exact, with this cluster's names and versions."""

from __future__ import annotations

from generator.components.cilium import COMPONENT as CILIUM
from generator.components.cilium import bootstrap
from generator.components.flux import CHART, OPERATOR, root
from generator.components.flux import COMPONENT as FLUX
from generator.components.nodes import registration, servers
from generator.core.artifact import Json
from generator.core.context import Context
from generator.core.inventory import Node
from generator.core.release import Release

UP = "../.."
"""From `infra/ansible` to the folder that holds `infra` and `gitops`."""


def cilium_steps(ctx: Context) -> Json:
    """Where Cilium runs, and how Helm installs it where the servers do not."""
    cilium = ctx.get(CILIUM)
    assert cilium is not None  # noqa: S101 - no inventory is without it
    wanted = bootstrap(ctx, cilium)
    found: Json = {"release": wanted.name, "namespace": wanted.namespace}
    if ctx.cluster.distribution in ("talos", "kubeadm"):
        oci = wanted.source.startswith("oci://")
        chart = [wanted.source] if oci else [wanted.chart, f"--repo={wanted.source}"]
        values = f"--values=../{ctx.cluster.distribution}/cilium-values.yaml"
        named = [f"--version={wanted.version}", f"--namespace={wanted.namespace}", values]
        found["install"] = ["helm", "install", wanted.name, *chart, *named]
    return found


def flux_steps(ctx: Context) -> Json:
    """How Flux comes to the cluster, and what to do where somebody else brings it."""
    flux = ctx.get(FLUX)
    assert flux is not None  # noqa: S101 - no inventory is without it
    namespace = str(flux.namespace)
    found: Json = {"install": flux.install, "namespace": namespace, "source": str(flux.source)}
    path = root(ctx, flux)
    place = [f"--url={flux.repository}", f"--branch={flux.branch}", f"--path={path}", f"--namespace={namespace}"]
    found["command"] = ["flux", "bootstrap", "git", *place]
    if flux.install == "existing":
        found["command"] = ["let", "Flux", "follow", flux.repository, "branch", flux.branch, "path", path]
    if flux.install == "operator" and flux.operator is not None:
        wanted = Release(
            unit="", name=OPERATOR, namespace=namespace, chart_name=OPERATOR, default_source=CHART,
            version=flux.operator.version, chart=flux.operator.chart, values={},
        )  # fmt: skip
        level = f"/{ctx.cluster.name}" if ctx.fleet else ""
        found["chart"] = wanted.source(ctx)
        found["version"] = wanted.tag
        found["instance"] = f"{UP}{'/..' if ctx.fleet else ''}/gitops{level}/bootstrap/fluxinstance.yaml"
        found["command"] = ["kubectl", f"--namespace={namespace}", "describe", "fluxinstance", "flux"]
    return found


def talos_steps(ctx: Context) -> list[list[str]]:
    """Before Kubernetes answers. The secrets of the machines are made once, and never enter the repository.

    `documents` is for Talos 1.14 and newer; for older ones the same files are below `v1alpha1`.
    """
    files = "../talos/documents"
    end = f"https://{registration(ctx)}:6443"
    every = [f"--config-patch=@{files}/machines.yaml", f"--config-patch-control-plane=@{files}/controlplane.yaml"]
    return [
        ["talosctl", "gen", "secrets", "--output-file=secrets.yaml"],
        ["talosctl", "gen", "config", str(ctx.cluster.name), end, "--with-secrets=secrets.yaml", *every],
        *(["talosctl", "apply-config", "--insecure", *_machine(node, files)] for node in ctx.nodes),
        *(["talosctl", "bootstrap", f"--nodes={node.addresses[0]}"] for node in servers(ctx)[:1]),
    ]


def _machine(node: Node, files: str) -> list[str]:
    config = "controlplane.yaml" if node.role == "server" else "worker.yaml"
    return [f"--nodes={node.addresses[0]}", f"--file={config}", f"--config-patch=@{files}/nodes/{node.name}.yaml"]
