"""The `monitoring:` section of the inventory."""

from typing import Literal

from msgspec import field

from generator.core.model import Annotated, Section, doc
from generator.core.scalar import Duration, Name, Version


class Dashboards(Section, frozen=True):
    """ConfigMaps that Grafana's sidecar picks up."""

    folder: Annotated[str | None, doc("Folder in Grafana.", "Cilium")] = None
    label: Annotated[str, doc("Label that the sidecar looks for.")] = "grafana_dashboard"
    value: Annotated[str, doc("Value of that label.")] = "1"


class Settings(Section, frozen=True):
    """What Prometheus reads, shows and says."""

    version: Annotated[
        Version | None, doc("Release of prometheus-operator; required with `crds: install`.", "0.93.0")
    ] = None
    crds: Annotated[
        Literal["install", "existing"], doc("Who owns the CRDs of prometheus-operator: this tree, or somebody else.")
    ] = "existing"
    service_monitors: Annotated[bool, doc("Metrics of Cilium and of everything else here, with a monitor each.")] = True
    namespace: Annotated[Name, doc("Namespace of alert rules and dashboards.")] = Name("kube-system")
    interval: Annotated[Duration | None, doc("How often metrics are read; left out: Prometheus' own.", "30s")] = None
    labels: Annotated[
        dict[str, str],
        doc("Labels of every monitor and rule: what your Prometheus selects.", {"release": "prometheus"}),
    ] = {}
    node_label: Annotated[str | None, doc("Label of metrics that is to hold the name of the node.", "node")] = None
    scraper: Annotated[
        dict[str, str], doc("Labels of the Prometheus pods, in whatever namespace: policies let them in.")
    ] = field(default_factory=lambda: {"app.kubernetes.io/name": "prometheus"})
    dashboards: Annotated[Dashboards | None, doc("Dashboards as ConfigMaps; `{}` takes the usual label.")] = None
    alerts: Annotated[bool, doc("Alert rules of everything that is on.")] = True

    @property
    def scraper_labels(self) -> dict[str, str]:
        """What policies know Prometheus by."""
        return dict(self.scraper)
