"""Cilium's policy rules in one of the spellings that mean the same."""

from typing import cast

from tests.reality.document import Document


def plain(value: object) -> object:
    """The value with ports of protocol ANY as TCP and UDP, CIDR lists as CIDR sets, and patterns without a star as names.

    ANY is also the default; SCTP is not compared.
    """
    if isinstance(value, list):
        return [plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    rule: Document = {key: plain(below) for key, below in value.items()}
    if rule.keys() == {"matchPattern"} and "*" not in str(rule["matchPattern"]):
        return {"matchName": rule["matchPattern"]}
    for word in ("from", "to"):
        networks = rule.pop(f"{word}CIDR", None)
        if isinstance(networks, list):
            sets = cast("list[object]", rule.get(f"{word}CIDRSet", []))
            rule[f"{word}CIDRSet"] = [*({"cidr": network} for network in networks), *sets]
    if isinstance(rule.get("toPorts"), list):
        rule["toPorts"] = [_each_protocol(ports) for ports in cast("list[Document]", rule["toPorts"])]
    return rule


def _each_protocol(ports: Document) -> Document:
    each = [
        {**port, "protocol": protocol}
        for port in cast("list[Document]", ports.get("ports") or [])
        for protocol in (["TCP", "UDP"] if port.get("protocol", "ANY") == "ANY" else [port["protocol"]])
    ]
    return {**ports, "ports": each}
