"""The `tetragon:` section of the inventory."""

from typing import Any, Literal

from msgspec import field

from generator.core.model import Annotated, Section, Unordered, doc
from generator.core.release import NamedChart
from generator.core.scalar import Version
from generator.core.selector import Selector

Set = Literal[
    "privilege-escalation",
    "sensitive-files",
    "kernel-modules",
    "namespace-change",
    "raw-sockets",
    "shell-in-container",
    "crypto-miner-ports",
]
RELEASE, NAMESPACE = "tetragon", "kube-system"


class Detection(Section, frozen=True):
    """A built-in policy → TracingPolicy, or TracingPolicyNamespaced where namespaces are named."""

    name: Annotated[Set, doc("What to look for.", "shell-in-container")]
    namespaces: Annotated[
        Selector | None,
        doc("Namespaces by name; left out: all.", "kubernetes.io/metadata.name in (shop,billing)"),
    ] = None
    pods: Annotated[Selector | None, doc("Pods by their labels; left out: all.", "app=web")] = None
    action: Annotated[Literal["observe", "kill"], doc("Only say it, or end the process before the call is done.")] = (
        "observe"
    )


class Settings(Section, frozen=True):
    """Tetragon: what processes do."""

    version: Annotated[Version, doc("Version of the chart.", "1.7.0")]
    chart: Annotated[NamedChart, doc("Where the chart comes from and how its release is handled.")] = field(
        default_factory=NamedChart
    )
    values: Annotated[dict[str, Any], doc("Further chart values; a key that the chart never reads is an error.")] = {}
    detect: Annotated[Unordered[Detection], doc("Built-in policies, each with an alert.")] = ()

    @property
    def release(self) -> str:
        return str(self.chart.release_name or RELEASE)

    @property
    def namespace(self) -> str:
        return str(self.chart.namespace or NAMESPACE)
