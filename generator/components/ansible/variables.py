"""Variables: what the role and the playbooks need to know of this cluster."""

from __future__ import annotations

from generator.components.ansible.files import of_all
from generator.components.ansible.platform import platform
from generator.components.ansible.settings import Settings
from generator.components.ansible.steps import cilium_steps, flux_steps, talos_steps
from generator.components.nodes import NFTABLES, kernel, openings
from generator.core.artifact import Json, pruned
from generator.core.context import Context
from generator.core.offer import SecretRef

KUBECONFIG = "{{ lookup('ansible.builtin.env', 'KUBECONFIG') | default('~/.kube/config', true) | expanduser }}"


def everywhere(ctx: Context, _ansible: Settings) -> Json:
    """group_vars/all.yaml: also what the machine that runs Ansible needs."""
    way = platform(ctx)
    found: Json = {"infraflux_distribution": str(ctx.cluster.distribution), "infraflux_kubeconfig": KUBECONFIG}
    found |= way.facts
    found |= {"infraflux_cilium": cilium_steps(ctx), "infraflux_flux": flux_steps(ctx)}
    found |= {"infraflux_namespaces": _namespaces(ctx), "infraflux_secrets": _secrets(ctx)}
    if not way.logs_in:
        return {**found, "infraflux_talos": talos_steps(ctx)}
    wanted = kernel(ctx)
    return {
        **found,
        "prepare_files": [{"source": f.source, "target": f.target, "mode": f.mode} for f in of_all(ctx)],
        "prepare_modules": list(wanted.modules),
        "prepare_kernel": wanted.version or "5.10",
        "prepare_kernel_reason": wanted.because or "Cilium",
        "prepare_kernel_configs": list(wanted.configs),
        "prepare_pods": [network.canonical for network in ctx.cluster.networks.pods],
    }


def of_group(ctx: Context, role: str) -> Json:
    """group_vars/servers.yaml and agents.yaml."""
    found = _install(ctx, role)
    found["prepare_openings"] = [
        pruned(
            {
                "port": one.port,
                "protocol": one.protocol,
                "source": source,
                "family": source and ("ipv6" if ":" in source else "ipv4"),
                "why": one.why,
            }
        )
        for one in openings(ctx, role)
        for source in one.sources or (None,)
    ]
    found["prepare_nftables"] = f"{ctx.cluster.distribution}/{NFTABLES[role]}"
    return found


def _install(ctx: Context, role: str) -> Json:
    """What the installer reads: get.rke2.io and get.k3s.io, environment variables."""
    written = ctx.cluster.kubernetes
    version = f"v{written.removeprefix('v')}" if written else None  # the tag of the release
    if ctx.cluster.distribution == "rke2":
        environment = pruned({"INSTALL_RKE2_VERSION": version, "INSTALL_RKE2_TYPE": role})
        return {"infraflux_service": f"rke2-{role}.service", "infraflux_install": environment}
    if ctx.cluster.distribution == "k3s":
        environment = pruned({"INSTALL_K3S_VERSION": version, "INSTALL_K3S_EXEC": role})
        environment |= {"INSTALL_K3S_SKIP_ENABLE": "true", "INSTALL_K3S_SKIP_START": "true"}
        service = "k3s.service" if role == "server" else "k3s-agent.service"
        return {"infraflux_service": service, "infraflux_install": environment}
    return {}


def _early(ctx: Context) -> list[SecretRef]:
    """Secrets that no unit brings: they must be there before Flux. Each once."""
    found: dict[tuple[str, str], SecretRef] = {}
    for one in ctx.offers(SecretRef):
        if one.unit is None:
            found.setdefault((one.namespace, one.name), one)
    return [found[key] for key in sorted(found)]


def _secrets(ctx: Context) -> list[Json]:
    return [
        {
            "namespace": str(one.namespace),
            "name": str(one.name),
            "keys": list(one.keys),
            "before": one.before,
            "why": one.why,
            "command": _command(one),
        }
        for one in _early(ctx)
    ]


def _command(one: SecretRef) -> list[str]:
    """How a person makes it, each key out of a file."""
    files = (f"--from-file={key}=FILE" for key in one.keys)
    return ["kubectl", f"--namespace={one.namespace}", "create", "secret", "generic", str(one.name), *files]


def _namespaces(ctx: Context) -> list[str]:
    flux = flux_steps(ctx)["namespace"]
    return sorted({flux, *(str(one.namespace) for one in _early(ctx))})
