"""The `l2:` section of the inventory."""

from typing import Literal

from msgspec import Meta, field

from generator.core.model import Annotated, Section, Unordered, doc
from generator.core.scalar import Duration, Name
from generator.core.selector import Selector

Announced = Literal["LoadBalancerIP", "ExternalIP"]


class Lease(Section, frozen=True):
    """For each Service one node holds a lease and answers for its addresses."""

    duration: Annotated[Duration, doc("After how long without renewal another node takes over.")] = Duration("15s")
    renew_deadline: Annotated[Duration, doc("How long the holder tries to renew before it gives up.")] = Duration("5s")
    retry_period: Annotated[Duration, doc("How long nodes wait between two tries.")] = Duration("2s")


class Policy(Section, frozen=True):
    """Which nodes answer for which Services → CiliumL2AnnouncementPolicy."""

    name: Annotated[Name, doc("Name of the policy.", "lan")]
    interfaces: Annotated[
        tuple[str, ...], doc("Regular expressions; left out: every device of Cilium.", ["^eth[0-9]+$"])
    ] = ()
    nodes: Annotated[
        Selector | None, doc("Nodes that may answer; left out: all.", "!node-role.kubernetes.io/control-plane")
    ] = None
    services: Annotated[Selector | None, doc("Services that are announced; left out: all.", "announce=l2")] = None
    pools: Annotated[
        Unordered[Name],
        doc("Instead of `services`: the Services of these pools, which say which they serve.", ["lan"]),
    ] = ()
    addresses: Annotated[tuple[Announced, ...], doc("Which addresses of Services.")] = ("LoadBalancerIP",)


def everything() -> tuple[Policy, ...]:
    """The policy of a section that names none."""
    return (Policy(name=Name("default")),)


class Settings(Section, frozen=True):
    """Addresses of Services announced by ARP and NDP on the nodes' own network."""

    expected_services: Annotated[
        int, Meta(ge=1), doc("How many Services are expected to be announced: sizes the API rate limit.")
    ] = 100
    lease: Annotated[Lease, doc("How fast another node takes over.")] = field(default_factory=Lease)
    policies: Annotated[
        Unordered[Policy], doc("Which nodes answer for which Services; left out: one, `default`, for everything.")
    ] = field(default_factory=everything)
