"""One object as fields: path to leaf value, in a form that two spellings of one meaning share.

A path is written as in `spec.listeners[443/HTTPS].hostname`. A list of maps is keyed by what tells its items
apart (`LIST_KEYS`); a list without such a key is taken in a canonical order, because nothing compared here
means anything by order. A list of scalars is one field; command line flags are one field each.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence

Leaf = str | int | float | bool | None | list[object] | dict[str, object]
Fields = dict[str, Leaf]

# What tells the items of a list apart. Names that only label an item (of a BGP instance, a listener) are fields of it.
# Of several keys the first that tells all items apart is taken.
LIST_KEYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "bgpInstances": (("localASN",),),
    "blocks": (("cidr", "start"),),
    "env": (("name",),),
    "families": (("afi",),),
    "headers": (("name",),),
    "listeners": (("port", "protocol"), ("port", "protocol", "hostname")),
    "parentRefs": (("name",),),
    "peers": (("peerAddress",),),
    "resources": (("kind",),),
}
# A label nobody sets, in an expression that therefore selects every Service (docs/reality.md, "How").
NEVER = re.compile(r"never|unused|inexistent|does-?not-?exist", re.IGNORECASE)
EVERYTHING = "every object"


def flatten(value: object, path: str = "") -> Fields:
    """Every leaf below `value`, by path; an empty map or list is a leaf too."""
    return dict(_leaves(value, path))


def _leaves(value: object, path: str) -> Iterator[tuple[str, Leaf]]:
    if isinstance(value, dict):
        if not value:
            yield path, {}
        elif value.keys() <= {"matchLabels", "matchExpressions"}:
            yield from _selector(value, path)
        else:
            for key, below in value.items():
                yield from _leaves(below, f"{path}.{_quoted(str(key))}" if path else str(key))
    elif isinstance(value, list):
        yield from _list(value, path)
    elif value is None or isinstance(value, str | int | float | bool):
        yield path, value
    else:
        raise TypeError(f"{path} is a {type(value).__name__}, not YAML's core types")


def _list(value: Sequence[object], path: str) -> Iterator[tuple[str, Leaf]]:
    name = path.rpartition(".")[2]
    if name in {"extraArgs", "args"} and all(isinstance(item, str) for item in value):
        yield from _flags(map(str, value), path)
    elif value and all(isinstance(item, dict) for item in value):
        items: list[dict[str, object]] = [item for item in value if isinstance(item, dict)]
        for label, item in _labelled(items, LIST_KEYS.get(name, ())):
            yield from _leaves(item, f"{path}[{label}]")
    else:
        yield path, sorted(value, key=lambda item: json.dumps(item, sort_keys=True))


def _flags(flags: Iterable[str], path: str) -> Iterator[tuple[str, Leaf]]:
    """One field per option; an option that is given several times keeps all of its settings."""
    settings: dict[str, list[object]] = {}
    for flag in flags:
        option, has_value, value = flag.partition("=")
        settings.setdefault(option, []).extend([value] if has_value else [])
    for option, given in settings.items():
        setting = str(given[0]) if len(given) == 1 else sorted(given, key=str)
        yield f"{path}[{option}]", setting or True


def _labelled(
    items: list[dict[str, object]], choices: tuple[tuple[str, ...], ...]
) -> Iterator[tuple[str, dict[str, object]]]:
    for keys in choices:
        labels = ["/".join(str(item[key]) for key in keys if key in item) for item in items]
        if all(labels) and len(set(labels)) == len(labels):
            yield from zip(labels, items, strict=True)
            break
    else:
        distinct = {json.dumps(flatten(item), sort_keys=True): item for item in items}
        yield from ((str(index), item) for index, (_, item) in enumerate(sorted(distinct.items())))


def _selector(selector: dict[str, object], path: str) -> Iterator[tuple[str, Leaf]]:
    """A label selector by key, so that `matchLabels` and an `In` of one value are the same."""
    labels, expressions = selector.get("matchLabels") or {}, selector.get("matchExpressions") or []
    if not isinstance(labels, dict) or not isinstance(expressions, list):
        raise TypeError(f"{path} is not a label selector")
    if not labels and len(expressions) == 1 and _selects_everything(expressions[0]):
        yield path, EVERYTHING
        return
    if not labels and not expressions:
        yield path, {}
    for key, wanted in labels.items():
        yield f"{path}[{_bare(key)}]", f"in ({wanted})"
    for expression in expressions:
        values = ",".join(sorted(str(item) for item in expression.get("values") or []))
        operator = str(expression["operator"]).lower()
        yield f"{path}[{_bare(str(expression['key']))}]", f"{operator} ({values})" if values else operator


def _bare(key: str) -> str:
    """Without the source `k8s:`, which Cilium assumes for a label that names none."""
    return key.removeprefix("k8s:")


def _selects_everything(expression: dict[str, object]) -> bool:
    values = expression.get("values")
    return (
        expression.get("operator") == "NotIn"
        and isinstance(values, list)
        and len(values) == 1
        and bool(NEVER.search(str(values[0])))
    )


def _quoted(key: str) -> str:
    return f'"{key}"' if "." in key else key
