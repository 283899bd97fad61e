"""The `pools:` section of the inventory."""

from msgspec import Meta

from generator.core.model import Annotated, Section, doc
from generator.core.net import Block
from generator.core.scalar import Name
from generator.core.selector import Selector


class Pool(Section, frozen=True):
    """Addresses for Services of type LoadBalancer → CiliumLoadBalancerIPPool."""

    name: Annotated[Name, doc("Name of the pool.", "lan")]
    blocks: Annotated[
        tuple[Block, ...],
        Meta(min_length=1),
        doc("Networks or ranges, both families together.", ["10.0.50.0/24", "2001:db8:50::/112"]),
    ]
    services: Annotated[
        Selector | None,
        doc("Which Services may take from it; left out: all. The namespace is `io.kubernetes.service.namespace`."),
    ] = None
    allow_first_last_ips: Annotated[
        bool, doc("Whether the first and last address of a network may be given away (/31 and /32 keep theirs).")
    ] = False
    disabled: Annotated[bool, doc("Give nothing away any more: drains the pool.")] = False
