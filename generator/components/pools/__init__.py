"""Pools: the addresses that Services of type LoadBalancer get."""

from generator.components.pools import checks, rules, unserved
from generator.components.pools.addresses import (
    OTHER_IPAM,
    Range,
    Request,
    balancers,
    giving,
    is_served,
    pools,
    ranges,
    requests,
    requests_of_gateway,
    selected_services,
    service_labels,
    unclassed_left_out,
)
from generator.components.pools.checks import ANNOUNCERS
from generator.components.pools.emit import emit
from generator.components.pools.offers import offer
from generator.components.pools.settings import Pool
from generator.core.component import Component
from generator.core.judgement import checks_of, rules_of
from generator.core.model import Unordered

COMPONENT = Component[tuple[Pool, ...]](
    name="pools",
    settings=Unordered[Pool],
    offer=offer,
    emit=emit,
    checks=checks_of(checks),
    rules=(*rules_of(rules), *rules_of(unserved)),
)

__all__ = [
    "ANNOUNCERS",
    "COMPONENT",
    "OTHER_IPAM",
    "Pool",
    "Range",
    "Request",
    "balancers",
    "giving",
    "is_served",
    "pools",
    "ranges",
    "requests",
    "requests_of_gateway",
    "selected_services",
    "service_labels",
    "unclassed_left_out",
]
