"""What differs between the minors of Cilium, as data (charts 1.18.12, 1.19.6 and 1.20.0, values.yaml)."""

from __future__ import annotations

from msgspec import Struct

_AGENT = (
    "CHOWN", "KILL", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "SYS_MODULE", "SYS_ADMIN", "SYS_RESOURCE", "DAC_OVERRIDE",
    "FOWNER", "SETGID", "SETUID",
)  # fmt: skip
_MESH_NAMES = "clustermesh.apiserver.tls.server.extraDnsNames"
_EVERY_FOUR_MONTHS = "0 0 1 */4 *"
"""As Hubble's in every chart, and the mesh's own from 1.20 on."""
AGENT = "securityContext.capabilities.ciliumAgent"
CLEANING = "securityContext.capabilities.cleanCiliumState"
ENVOY = "envoy.securityContext.capabilities.envoy"


class Minor(Struct, frozen=True, kw_only=True):
    """One minor."""

    agent: tuple[str, ...] = (*_AGENT, "SYSLOG")
    """Capabilities of the agent: a list in values replaces the chart's, so adding one means writing all."""
    strict: str = "encryption.strictMode.egress"
    """Below what strict encryption is switched: regrouped in 1.19, the old keys are gone in 1.20."""
    named_clusters: bool = True
    """Whether `clustermesh.config.clusters` is a map by name; before 1.19 a list."""
    mesh_names: str = "clustermesh.apiserver.tls.auto.server.extraDnsNames"
    """More names in the certificate of the mesh's API server; under `tls.server` before 1.20."""
    certificates_by_hook: bool = False
    """Whether certificates are made once a release has become ready, which waits for them (templates/*/tls-cronjob/job.yaml)."""
    mesh_schedule: str | None = None
    """When certificates of a mesh are made anew; before 1.20 the chart says nothing, and never does it."""
    datapaths: tuple[str, ...] = ("veth", "netkit", "netkit-l2", "auto")
    hybrid: bool = True
    """Whether `routingMode: hybrid` exists (pkg/option/config.go)."""


MINORS = {
    "1.18": Minor(
        agent=_AGENT,
        strict="encryption.strictMode",
        named_clusters=False,
        mesh_names=_MESH_NAMES,
        certificates_by_hook=True,
        mesh_schedule=_EVERY_FOUR_MONTHS,
        datapaths=("veth", "netkit", "netkit-l2"),
        hybrid=False,
    ),
    "1.19": Minor(
        mesh_names=_MESH_NAMES,
        mesh_schedule=_EVERY_FOUR_MONTHS,
        datapaths=("veth", "netkit", "netkit-l2"),
        hybrid=False,
    ),
    "1.20": Minor(),
}
NEWEST = "1.20"
CLEANING_CAPABILITIES = ("NET_ADMIN", "SYS_MODULE", "SYS_ADMIN", "SYS_RESOURCE")
ENVOY_CAPABILITIES = ("NET_ADMIN", "SYS_ADMIN")


def minor(version: str) -> Minor:
    """Facts of a minor (`1.20`); an unknown one is taken for the newest (a check says that it is not supported)."""
    return MINORS.get(version, MINORS[NEWEST])


def capabilities(version: str) -> dict[str, tuple[str, ...]]:
    """The chart's lists of capabilities, by path."""
    return {AGENT: minor(version).agent, CLEANING: CLEANING_CAPABILITIES, ENVOY: ENVOY_CAPABILITIES}
