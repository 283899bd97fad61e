"""What shows on a running cluster that gateways work."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.gateway_api.settings import Settings
from generator.core.offer import Probe


def probes(settings: Settings) -> Iterator[Probe]:
    """Each gateway is programmed at its addresses."""
    for gateway in settings.gateways:
        yield Probe(
            name=f"gateway-{gateway.namespace}-{gateway.name}",
            kind="gateway",
            facts={
                "namespace": str(gateway.namespace),
                "name": str(gateway.name),
                "addresses": [str(address) for address in gateway.addresses],
            },
            about=(gateway,),
        )
