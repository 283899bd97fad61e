"""Where an inventory names namespaces, and which of these names look like another one misspelt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from generator.core.context import Context
from generator.core.offer import Flow, Metric, Namespace, Offer, SecretRef, Sync
from generator.core.places import Keys

SELECTED = re.compile(
    r"(?:kubernetes\.io/metadata\.name|io\.kubernetes\.(?:service|pod)\.namespace)\s*(?:==?\s*([^,\s]+)|in\s*\(([^)]*)\))"
)
"""Namespaces by their names in a selector."""
FOREIGN = frozenset({"values", "labels", "annotations", "infrastructure", "parameters", "config"})
"""What stands below these keys is somebody else's language."""
POD = "io.kubernetes.pod.namespace"
KEYS = frozenset({"namespace", "secretsNamespace", "proxyNamespace", POD})
CERTAIN = 1000
LABEL = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")


class Mention(Struct, frozen=True):
    """One place of the inventory that names a namespace."""

    name: str
    path: Keys
    declares: bool = False
    """Whether something is put there, rather than looked for."""

    @property
    def weight(self) -> int:
        """How much it says for the name being right."""
        return 3 if self.declares else 2 if self.path[:2] == ("security", "policies") and len(self.path) == 4 else 1


def mentions(section: str, value: Any) -> tuple[Mention, ...]:
    """Every namespace that is written in a section, in the order of the inventory."""
    return tuple(mention for mention in _mentions({section: value}, ()) if LABEL.fullmatch(mention.name))


def _mentions(raw: Any, path: Keys) -> Iterator[Mention]:
    if isinstance(raw, dict):
        for key, value in raw.items():
            if key not in FOREIGN:
                yield from _keyed(str(key), value, (*path, key))
    elif isinstance(raw, list):
        for index, value in enumerate(raw):
            yield from _mentions(value, (*path, index))


def _keyed(key: str, value: Any, path: Keys) -> Iterator[Mention]:
    if isinstance(value, str):
        if key in KEYS:
            yield Mention(value, path, declares=path[0] != "security" and key != POD)
        elif "namespace" in value or "metadata.name" in value:
            said = path[:2] == ("security", "zeroTrust")
            for one, several in SELECTED.findall(value):
                yield from (Mention(name.strip(), path, said) for name in (one or several).split(","))
    elif key in ("namespaces", "exempt") and isinstance(value, list):
        said = key == "namespaces" and path[0] == "security"
        yield from (Mention(name, (*path, at), said) for at, name in enumerate(value) if isinstance(name, str))
    elif key == "services" and isinstance(value, list) and path[0] == "security":
        for index, name in enumerate(value):
            if isinstance(name, str):
                yield Mention(name.partition("/")[0], (*path, index))
    else:
        yield from _mentions(value, path)


def offered(ctx: Context) -> set[str]:
    """Namespaces that the parts of the tree use, written or not."""
    kinds: tuple[type[Offer], ...] = (SecretRef, Metric, Sync)
    found = {str(getattr(offer, "namespace", "")) for kind in kinds for offer in ctx.offers(kind)}
    found |= {str(offer.name) for offer in ctx.offers(Namespace)}
    found |= {str(peer.namespace) for flow in ctx.offers(Flow) for peer in (flow.source, flow.target)}
    return found - {"None", "", "*"}


def in_overlays(ctx: Context) -> set[str]:
    """Namespaces that overlays bring or write into."""
    found: set[str] = set()
    for overlay in ctx.overlays.values():
        text = overlay.data.decode("utf-8", "replace")
        found.update(re.findall(r"^\s*namespace:\s*[\"']?([a-z0-9-]+)", text, re.MULTILINE))
        if re.search(r"^kind:\s*Namespace\s*$", text, re.MULTILINE):
            found.update(re.findall(r"^\s+name:\s*[\"']?([a-z0-9-]+)", text, re.MULTILINE))
    return found
