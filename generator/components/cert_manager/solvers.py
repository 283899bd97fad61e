"""Which solver an ACME issuer takes for a host: the same question for settings and for objects."""

from __future__ import annotations

from collections.abc import Sequence

from generator.core.artifact import Json


def solver_of(host: str, solvers: Sequence[Json]) -> int | None:
    """Index of the solver for `host`: the longest matching zone or name wins, one without selector takes the rest.

    None: no solver answers for it, and the Certificate stays unready (cert-manager, pkg/controller/acmeorders).
    """
    name = host.removeprefix("*.")
    best: tuple[int, int] | None = None
    for index, solver in enumerate(solvers):
        rank = _rank(host, name, solver.get("selector") or {})
        if rank is not None and (best is None or rank > best[0]):
            best = (rank, index)
    return None if best is None else best[1]


def proves_by_http(solver: Json) -> bool:
    return "http01" in solver


def _rank(host: str, name: str, selector: Json) -> int | None:
    """How well a selector fits; None: not at all. An exact name beats any zone, a longer zone a shorter one."""
    names, zones = selector.get("dnsNames") or (), selector.get("dnsZones") or ()
    if not names and not zones:
        return 0
    if host in names:
        return 1000
    fits = [len(zone.split(".")) for zone in zones if name == zone or name.endswith(f".{zone}")]
    return max(fits) if fits else None
