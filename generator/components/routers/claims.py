"""What routers claim across a fleet."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.routers.device import devices
from generator.core.claiming import Claim, claiming
from generator.core.context import Context


@claiming("routers/asn-disagreement")
def asn_disagreement(ctx: Context, _settings: None) -> Iterator[Claim]:
    """One device has one AS number, whichever cluster's file configures it. The check of this name judges one cluster."""
    for device in devices(ctx):
        for address in device.router.addresses if device.asn else ():
            yield Claim(
                what=f"router {address} with another AS number",
                key=(str(address),),
                agreed=str(device.asn),
                path="asn",
                hint="a router is one device with one AS number: correct one of both",
                about=(device.router,),
            )
