"""Names that follow from hosts."""

from __future__ import annotations

import re

from generator.core.scalar import Host


def section_name(host: str) -> str:
    """Name of the listener of a host: `auth.example.com`, `wildcard.example.com`; a variable by its name."""
    return _plain(host).replace("*.", "wildcard.", 1)


def dashed(host: str) -> str:
    """Name of an object of a host: `example-com`; the wildcard of a name is that name's object."""
    return _plain(host.removeprefix("*.")).replace(".", "-")


def zone_of(host: Host, domains: tuple[Host, ...]) -> Host:
    """The longest of `domains` that holds the host; a host outside all of them is its own zone."""
    name = Host(host.removeprefix("*."))
    found = sorted((d for d in domains if name.within(d)), key=len)
    return found[-1] if found else name


def _plain(host: str) -> str:
    return re.sub(r"\$\{([A-Za-z0-9_]+)\}", lambda found: found[1].lower().replace("_", "-").strip("-"), host)
