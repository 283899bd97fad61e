"""Words of a schema that are laid over Go types, and how a set of them is written."""

from __future__ import annotations

from generator.core.schema.crd import Json

LABEL: Json = {"x-native": "dns-label"}
SUBDOMAIN: Json = {"x-native": "dns-subdomain"}
FILLED: Json = {"minLength": 1}
SOME: Json = {"minItems": 1}
PORT: Json = {"minimum": 1, "maximum": 65535}
COUNT: Json = {"minimum": 0}
PROTOCOL: Json = {"enum": ["TCP", "UDP", "SCTP"]}
SET: Json = {"minLength": 1}
"""On an enum: the field is a pointer or a list item in Go, where the empty text is not the absent one."""
LABELS: Json = {"x-native": "labels"}
KEY: Json = {"x-native": "config-key"}


def fields(**fields: Json) -> Json:
    return {"properties": fields}


def demands(*names: str, **fields: Json) -> Json:
    return {"required": list(names), "properties": {**fields}}
