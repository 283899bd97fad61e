"""The language as a JSON Schema (draft 2020-12), made from the typed model: for editors, and for saying what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import inspect as info

from generator.core.scalar import Pattern, Scalar

ID = "https://infraflux.dev/v1alpha1/inventory.schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

_BOUNDS = {
    "ge": "minimum",
    "le": "maximum",
    "gt": "exclusiveMinimum",
    "lt": "exclusiveMaximum",
    "pattern": "pattern",
    "min_length": "minLength",
    "max_length": "maxLength",
}


def schema(inventory: type[msgspec.Struct]) -> Schema:
    """One document: a cluster that stands alone, or a fleet (`clusters`), whose parts are partial inventories."""
    whole, parts = _Writer(inventory, partial=False), _Writer(inventory, partial=True)
    root, part = whole.reference(inventory), parts.reference(inventory)
    whole.write()
    parts.write()
    part_name = part["$ref"].rpartition("/")[2]
    body = parts.defs[part_name]
    fleet = {
        **body,
        "properties": {
            **body["properties"],
            "groups": _parts(part, "Partial inventories that clusters share."),
            "clusters": _parts(part, "The clusters of the fleet: name → partial inventory."),
        },
        "required": ["apiVersion", "kind", "clusters"],
    }
    body["properties"]["groups"] = {
        "type": "array",
        "items": {"type": "string"},
        "description": "Groups whose parts come before this one, in this order.",
    }
    return {
        "$schema": DIALECT,
        "$id": ID,
        "title": "Inventory",
        "description": "The network of one cluster, or of a fleet.",
        "if": {"required": ["clusters"]},
        "then": {"$ref": "#/$defs/Fleet"},
        "else": root,
        "$defs": dict(sorted({**whole.defs, **parts.defs, "Fleet": fleet}.items())),
    }


def alone(document: Schema) -> Schema:
    """The schema of one merged cluster."""
    return {"$schema": DIALECT, **document["else"], "$defs": document["$defs"]}


def part(document: Schema) -> Schema:
    """The schema of one part of a fleet."""
    return {"$schema": DIALECT, "$ref": f"{document['else']['$ref']}-part", "$defs": document["$defs"]}


def _parts(reference: Schema, description: str) -> Schema:
    inner = {"anyOf": [reference, {"type": "null"}]}
    return {"type": "object", "additionalProperties": inner, "description": description}


class _Writer:
    """Schemas of every object below the inventory, whole or as parts of a fleet."""

    def __init__(self, inventory: type[msgspec.Struct], *, partial: bool) -> None:
        self.defs: dict[str, Schema] = {}
        self._partial = partial
        self._names: dict[type, str] = {inventory: "Inventory"}
        self._todo: list[type] = []

    def reference(self, kind: type) -> Schema:
        if kind not in self._names:
            self._names[kind] = self._name(kind)
        name = self._names[kind] + ("-part" if self._partial else "")
        if name not in self.defs:
            self.defs[name] = {}
            self._todo.append(kind)
        return {"$ref": f"#/$defs/{name}"}

    def write(self) -> None:
        while self._todo:
            kind = self._todo.pop()
            self.defs[self._names[kind] + ("-part" if self._partial else "")] = self._object(kind)

    def _name(self, kind: type) -> str:
        """The class's own name, after its component's: two components may use one name."""
        component = kind.__module__.split(".")[2] if ".components." in kind.__module__ else ""
        prefix = "".join(word.capitalize() for word in component.split("_"))
        name = kind.__name__.removesuffix("Settings")
        return name if name.startswith(prefix) and name else f"{prefix}{name}"

    def _object(self, kind: type) -> Schema:
        struct = info.type_info(kind)
        assert isinstance(struct, info.StructType)  # noqa: S101 - only structs are referred to
        properties = {field.encode_name: self._field(field) for field in struct.fields}
        required = [field.encode_name for field in struct.fields if field.required]
        result: Schema = {"type": "object"}
        if kind.__doc__:
            result["description"] = kind.__doc__.splitlines()[0]
        result |= {"properties": properties, "additionalProperties": False}
        if self._partial:
            if "name" in properties:
                properties["remove"] = {"const": True, "description": "Remove the item of this name."}
        elif required:
            result["required"] = required
        return result

    def _field(self, field: info.Field) -> Schema:
        found = self._type(field.type)
        description = found.pop("description", None)
        if self._partial:
            return {**_described(description), "anyOf": [found, {"type": "null"}]}
        default = field.default
        if default is not msgspec.NODEFAULT and default is not None and default is not msgspec.UNSET:
            found["default"] = _plain(default)
        return {**_described(description), **found}

    def _type(self, kind: info.Type) -> Schema:
        if isinstance(kind, info.Metadata):
            found = self._type(kind.type)
            for key, value in (kind.extra_json_schema or {}).items():
                if value is not None:
                    found[key] = value
            return found
        write = _KINDS.get(type(kind))
        if write is None:
            raise NotImplementedError(kind)
        return write(self, kind)

    def union(self, kind: info.UnionType) -> Schema:
        """`X | None` and Derived[X] mean "may be left out": a written null is refused."""
        inner = [t for t in kind.types if not isinstance(t, info.NoneType)]
        found = [self._type(t) for t in inner]
        return found[0] if len(found) == 1 else {"anyOf": found}

    def custom(self, kind: info.CustomType) -> Schema:
        scalar = kind.cls
        if not issubclass(scalar, Scalar):
            raise NotImplementedError(scalar)
        found: Schema = {"type": ["string", "integer"] if scalar.ALSO else "string", "format": scalar.FORMAT}
        if issubclass(scalar, Pattern):
            found["maxLength"] = scalar.MAX
        return {**found, "examples": list(scalar.EXAMPLES)} if scalar.EXAMPLES else found

    def list(self, kind: info.ListType | info.VarTupleType) -> Schema:
        items = self._type(kind.item_type)
        if self._partial and _is_named(kind.item_type):
            items["required"] = ["name"]  # the key by which the list merges
        found: Schema = {"type": "array", "items": items}
        return found | _bounds(kind, {"min_length": "minItems", "max_length": "maxItems"})

    def tuple(self, kind: info.TupleType) -> Schema:
        items = [self._type(t) for t in kind.item_types]
        return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items), "maxItems": len(items)}

    def dict(self, kind: info.DictType) -> Schema:
        value = self._type(kind.value_type)
        return {"type": "object", "additionalProperties": value} if value else {"type": "object"}


def _literal(kind: info.LiteralType) -> Schema:
    values = list(kind.values)
    return {"const": values[0]} if len(values) == 1 else {"enum": values}


def _is_named(kind: info.Type) -> bool:
    return isinstance(kind, info.StructType) and any(field.encode_name == "name" for field in kind.fields)


def _described(description: str | None) -> Schema:
    return {"description": description} if description else {}


def _bounds(kind: Any, names: dict[str, str]) -> Schema:
    found = {written: getattr(kind, name, None) for name, written in names.items()}
    return {name: value for name, value in found.items() if value is not None}


def _plain(value: Any) -> Any:
    """A default as JSON has it."""
    if isinstance(value, str):
        return str(value)
    return [_plain(item) for item in value] if isinstance(value, tuple | list) else value


_KINDS: dict[type, Callable[[_Writer, Any], Schema]] = {
    info.AnyType: lambda _w, _k: {},
    info.BoolType: lambda _w, _k: {"type": "boolean"},
    info.IntType: lambda _w, k: {"type": "integer"} | _bounds(k, _BOUNDS),
    info.FloatType: lambda _w, k: {"type": "number"} | _bounds(k, _BOUNDS),
    info.StrType: lambda _w, k: {"type": "string"} | _bounds(k, _BOUNDS),
    info.NoneType: lambda _w, _k: {"type": "null"},
    info.LiteralType: lambda _w, k: _literal(k),
    info.UnionType: _Writer.union,
    info.CustomType: _Writer.custom,
    info.ListType: _Writer.list,
    info.VarTupleType: _Writer.list,
    info.TupleType: _Writer.tuple,
    info.DictType: _Writer.dict,
    info.StructType: lambda w, k: w.reference(k.cls),
}
