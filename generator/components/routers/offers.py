"""What routers claim across a fleet."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.bgp import COMPONENT as BGP
from generator.core.context import Context
from generator.core.offer import Claim, Offer


def offer(ctx: Context, _settings: None) -> Iterator[Offer]:
    """One device has one AS number, whichever cluster's file configures it."""
    bgp = ctx.get(BGP)
    for router in bgp.routers if bgp is not None else ():
        if router.platform and router.asn:
            for address in router.addresses:
                yield Claim(
                    code="routers/asn-disagreement",
                    what=f"router {address} with another AS number",
                    key=(str(address),),
                    agreed=str(router.asn),
                    path="asn",
                    hint="a router is one device with one AS number: correct one of both",
                    about=(router,),
                )
