"""docs/inventory.md: the reference of the language, made from the typed model and the derivations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import inspect as info

from generator.core.component import Component
from generator.core.derivation import Derivation
from generator.core.inventory import Shared
from generator.core.model import ANY_ORDER
from generator.core.scalar import Scalar

_HEAD = """\
# The inventory, field by field

Made from the typed model by `gen schema --docs`; do not edit. A section that is present is on, one that is absent is
off. *Italics* in the default column are derivations: `gen explain PATH` shows their result and what it follows from.

The order of keys never shows in what is generated, nor does that of lists marked **any order**; all other lists are taken as
they are written.

## Fleets

Several clusters are one document: what all have in common at the top, what some have under `groups`, and what is one
cluster's own under `clusters`. A cluster is the top, then its groups in the order that it names them, then its own part.

```yaml
apiVersion: infraflux.dev/v1alpha1
kind: Inventory
cluster: {distribution: rke2, networks: {pods: [10.42.0.0/16]}}
cilium: {version: 1.20.0, operator: {replicas: 1}}   # what all clusters have
flux: {repository: "https://github.com/example/fleet", install: existing}
groups:
  edge:                                    # what some have
    l2: {}
clusters:
  berlin:                                  # the key is the cluster's name
    groups: [edge]
    cluster: {networks: {nodes: [10.1.0.0/24]}}
    pools: [{name: lan, blocks: [10.1.0.192/27]}]
  oslo:
    cluster: {networks: {nodes: [10.2.0.0/24]}}
    cilium: {version: 1.19.6}              # its own part wins
```

Every field is optional in a part, and `null` removes it. Lists marked **by name** merge item by item (`{name: x, remove: true}`
removes one); all other lists are replaced whole. Paths get the cluster's name: `gitops/berlin/…`, `infra/berlin/…`.
"""


def reference(inventory: type[Shared], components: tuple[Component[Any], ...]) -> str:
    """The whole document."""
    rules = {component.name: component.derivations for component in components}
    parts = [_HEAD, _section("Document", inventory, "", ())]
    for field in msgspec.structs.fields(inventory):
        struct = _struct(info.type_info(field.type))
        if struct is not None:
            parts.append(_section(field.encode_name, struct.cls, "", rules.get(field.encode_name, ())))
    return "\n".join(parts)


def _section(title: str, kind: type[msgspec.Struct], at: str, derivations: tuple[Derivation, ...]) -> str:
    words = (kind.__doc__ or "").splitlines()[:1]
    rows = "\n".join(_rows(kind, at, derivations, deep=title != "Document"))
    intro = f"\n{words[0]}\n" if words and title != "Document" else ""
    return f"## {title}\n{intro}\n| field | type | default | meaning |\n|---|---|---|---|\n{rows}\n"


def _rows(kind: type[msgspec.Struct], at: str, derivations: tuple[Derivation, ...], *, deep: bool) -> Iterator[str]:
    struct = info.type_info(kind)
    assert isinstance(struct, info.StructType)  # noqa: S101 - only structs are listed
    for field in struct.fields:
        path = f"{at}{field.encode_name}"
        inner, listed = _struct(field.type), _is_list(field.type)
        yield _row(path + ("[]" if listed and inner else ""), field, derivations)
        if deep and inner is not None:
            yield from _rows(inner.cls, f"{path}{'[]' if listed else ''}.", derivations, deep=True)


def _row(path: str, field: info.Field, derivations: tuple[Derivation, ...]) -> str:
    rule = next((d for d in derivations if d.path == path.replace("[]", "[]")), None)
    default = _default(field, rule)
    cells = (f"`{path}`", _type(field.type), default, _meaning(field.type))
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _default(field: info.Field, rule: Derivation | None) -> str:
    if rule is not None:
        return f"*{_sentence(rule.explanation)}*"
    if field.required:
        return "required"
    value = field.default
    if value is msgspec.UNSET:
        return "*derived*"
    if value is msgspec.NODEFAULT:
        return "{}" if _struct(field.type) else ""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{list(value)}`" if isinstance(value, tuple) else f"`{value}`" if value != "" else '`""`'


def _sentence(text: str) -> str:
    return " ".join(text.split()).split(". ")[0].rstrip(".")


def _meaning(kind: info.Type) -> str:
    if isinstance(kind, info.Metadata):
        extra = kind.extra_json_schema or {}
        words = str(extra.get("description", "")) or _meaning(kind.type)
        examples = extra.get("examples")
        return f"{words} Example: `{_shown(examples[0])}`." if examples else words
    return ""


def _shown(value: Any) -> str:
    return str(value).replace("'", '"')


def _struct(kind: info.Type) -> info.StructType | None:
    """The object that a field holds, or a list of it."""
    for inner in _inner(kind):
        if isinstance(inner, info.StructType):
            return inner
    return None


def _is_list(kind: info.Type) -> bool:
    return any(isinstance(inner, info.VarTupleType | info.ListType) for inner in _inner(kind))


def _inner(kind: info.Type) -> Iterator[info.Type]:
    yield kind
    if isinstance(kind, info.Metadata):
        yield from _inner(kind.type)
    elif isinstance(kind, info.UnionType):
        for one in kind.types:
            yield from _inner(one)
    elif isinstance(kind, info.VarTupleType | info.ListType):
        yield from _inner(kind.item_type)
    elif isinstance(kind, info.DictType):
        yield from _inner(kind.value_type)


def _type(kind: info.Type, *, unordered: bool = False) -> str:
    match kind:
        case info.Metadata():
            return _type(kind.type, unordered=kind.extra == ANY_ORDER.extra)
        case info.UnionType():
            return " or ".join(dict.fromkeys(_type(one) for one in kind.types if not isinstance(one, info.NoneType)))
        case info.VarTupleType() | info.ListType():
            named = _struct(kind.item_type)
            by_name = named is not None and any(f.encode_name == "name" for f in named.fields)
            marks = ["by name"] * by_name + ["any order"] * unordered
            return f"[{_type(kind.item_type)}]" + (f" **{', '.join(marks)}**" if marks else "")
        case info.TupleType():
            return "[" + ", ".join(_type(one) for one in kind.item_types) + "]"
        case info.DictType():
            value = _type(kind.value_type)
            return "map" if value == "any" else f"map of {value}"
        case info.LiteralType():
            return ", ".join(str(value) for value in kind.values)
        case info.CustomType():
            return kind.cls.__name__ if issubclass(kind.cls, Scalar) else "any"
        case info.StructType():
            return "object"
        case info.IntType():
            bounds = f" {kind.ge}-{kind.le}" if kind.ge is not None and kind.le is not None else ""
            return f"int{bounds}"
    return {"BoolType": "bool", "StrType": "string", "FloatType": "number"}.get(type(kind).__name__, "any")
