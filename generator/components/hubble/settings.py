"""The `hubble:` section of the inventory."""

from typing import Literal

from msgspec import Meta, field

from generator.core.model import DERIVED, Annotated, Derived, Section, Unordered, doc
from generator.core.scalar import Host, Name

HubbleMetric = Annotated[
    str,
    Meta(pattern=r"^[A-Za-z][-A-Za-z0-9]*(:[^\s]+)?$", description="a metric of Hubble, with `:option;option=value`"),
]
Size = Annotated[int, Meta(ge=1)]


class Ui(Section, frozen=True):
    """The web page with the service map."""

    host: Annotated[Host | None, doc("Host it is published at; left out: not published.", "hubble")] = None
    gateways: Annotated[Unordered[Name], doc("Gateways it is published on; left out: the only one.", ["internal"])] = ()
    annotations: Annotated[dict[str, str], doc("Annotations of the route.")] = {}


class Export(Section, frozen=True):
    """Flows, written to a file on each node for a log collector."""

    path: Annotated[str, Meta(pattern=r"^/"), doc("File on the node.")] = "/var/run/cilium/hubble/events.log"
    fields: Annotated[
        tuple[str, ...], doc("Fields of a flow to write; left out: all.", ["time", "source.namespace", "verdict"])
    ] = ()
    allow: Annotated[
        tuple[str, ...], doc("Only flows that match one of these filters (JSON).", ['{"verdict":["DROPPED","ERROR"]}'])
    ] = ()
    deny: Annotated[tuple[str, ...], doc("No flows that match one of these filters (JSON).")] = ()
    max_size: Annotated[Size, doc("Megabytes after which the file is rotated.")] = 10
    max_backups: Annotated[Size, doc("Rotated files that are kept.")] = 5
    compress: Annotated[bool, doc("Compress rotated files.")] = False


class Settings(Section, frozen=True):
    """Who talks to whom, seen."""

    ui: Annotated[Ui | None, doc("The web page with the service map; `{}` runs it without publishing it.")] = None
    relay: Annotated[Derived[bool], doc("Flows of all nodes in one place.")] = DERIVED
    metrics: Annotated[
        Derived[tuple[HubbleMetric, ...]],
        doc("Metrics to make of flows, with their options; [] means none.", ["dns:query", "drop", "httpV2"]),
    ] = DERIVED
    open_metrics: Annotated[bool, doc("Serve metrics as OpenMetrics to who asks for it: what exemplars need.")] = False
    tls: Annotated[
        Literal["helm", "cronJob", "certmanager"], doc("Who makes the certificates between relay and agents.")
    ] = "cronJob"
    export: Annotated[Export | None, doc("Write flows to a file on each node.")] = field(default=None)
