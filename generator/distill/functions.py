"""What Helm's template functions let through of their arguments.

A function that is not listed here takes its arguments whole and yields text or a number. Sources:
https://helm.sh/docs/chart_template_guide/function_list/ and https://masterminds.github.io/sprig/.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from generator.distill.alternatives import NOTHING, ROOT, File, Series, Table, Value, Word, field, items, words

if TYPE_CHECKING:
    from generator.distill.trace import Trace


def _either(trace: Trace, arguments: list[Value]) -> Value:
    """`and`, `or`, `default`, `coalesce`: asks of each whether it is there, yields one of them."""
    for argument in arguments:
        trace.test(argument)
    return NOTHING.union(*arguments)


def _ask(trace: Trace, arguments: list[Value]) -> Value:
    """`not`, `empty`, `kindIs`, …: yields no part of what it asks about."""
    for argument in arguments:
        trace.test(argument)
    return NOTHING


def _ternary(trace: Trace, arguments: list[Value]) -> Value:
    trace.test(arguments[-1])
    return NOTHING.union(*arguments[:-1])


def _last(_trace: Trace, arguments: list[Value]) -> Value:
    """`required "message" value`, `deepCopy value`, …"""
    return arguments[-1]


def _first(trace: Trace, arguments: list[Value]) -> Value:
    """`omit map keys…`, `pick map keys…`, `without list items…`: a part of the first one."""
    for argument in arguments[1:]:
        trace.use(argument)
    return arguments[0]


def _all(_trace: Trace, arguments: list[Value]) -> Value:
    """`merge`, `concat`, …: what is in any of them."""
    return NOTHING.union(*arguments)


def _item(_trace: Trace, arguments: list[Value]) -> Value:
    """`first`, `last`: one item."""
    return items(arguments[-1])


def _members(_trace: Trace, arguments: list[Value]) -> Value:
    """`values map`."""
    return frozenset({Series((items(arguments[-1]),))})


def _keys(trace: Trace, arguments: list[Value]) -> Value:
    """`keys map`: the keys of values are anybody's."""
    for argument in arguments:
        trace.test(items(argument))
    return NOTHING


def _list(_trace: Trace, arguments: list[Value]) -> Value:
    return frozenset({Series(tuple(arguments))})


def _append(_trace: Trace, arguments: list[Value]) -> Value:
    """`append list item`, `prepend list item`: positions are lost."""
    return frozenset({Series((items(arguments[0]) | arguments[-1],))})


def _dict(_trace: Trace, arguments: list[Value]) -> Value:
    pairs = zip(arguments[::2], arguments[1::2], strict=False)
    return frozenset({Table(tuple((key, value) for keys, value in pairs for key in sorted(words(keys)) or ("",)))})


def _set(trace: Trace, arguments: list[Value]) -> Value:
    """`set map key value`: the map, changed."""
    target, keys, value = arguments
    if not any(isinstance(one, Table) for one in target):
        trace.use(value)
        return target
    added = frozenset({Table(tuple((key, value) for key in sorted(words(keys)) or ("",)))})
    return target | added


def _step(trace: Trace, value: Value, keys: Value) -> Value:
    """One step into a map or list: by the keys that are known, else to any item."""
    trace.use(keys - frozenset(Word(word) for word in words(keys)))
    known = NOTHING.union(*(field(value, key) for key in words(keys)))
    return known if any(words(keys)) else items(value)


def _index(trace: Trace, arguments: list[Value]) -> Value:
    """`index map key…`, `get map key`."""
    value = arguments[0]
    for keys in arguments[1:]:
        value = _step(trace, value, keys)
    return value


def _dig(trace: Trace, arguments: list[Value]) -> Value:
    """`dig key… default map`."""
    *keys, fallback, value = arguments
    for key in keys:
        value = _step(trace, value, key)
    return value | fallback


def _has_key(trace: Trace, arguments: list[Value]) -> Value:
    trace.test(_step(trace, arguments[0], arguments[1]))
    return NOTHING


def _pluck(trace: Trace, arguments: list[Value]) -> Value:
    """`pluck key map…`."""
    found = NOTHING.union(*(_step(trace, value, arguments[0]) for value in arguments[1:]))
    return frozenset({Series((found,))})


def _include(trace: Trace, arguments: list[Value]) -> Value:
    """`include name context`."""
    for name in sorted(words(arguments[0])):
        trace.include(name, arguments[-1])
    if not any(words(arguments[0])) and arguments[-1] != ROOT:  # by its path: a file, which is followed anyway
        trace.doubts.add("a template is included by a computed name")
        trace.use(arguments[-1])
    return NOTHING


def _tpl(trace: Trace, arguments: list[Value]) -> Value:
    """`tpl text context`."""
    text, context = arguments
    trace.use(text)
    for one in text:
        if isinstance(one, File):
            trace.render(trace.file(one.path), context)
        elif isinstance(one, Word):
            trace.render(one.text, context)
    return NOTHING


FUNCTIONS: Mapping[str, Callable[[Trace, list[Value]], Value]] = {
    **dict.fromkeys(("and", "or", "default", "coalesce"), _either),
    **dict.fromkeys(("not", "empty", "len", "kindIs", "kindOf", "typeIs", "typeIsLike", "typeOf"), _ask),
    **dict.fromkeys(("required", "deepCopy", "mustDeepCopy", "reverse", "uniq", "compact", "sortAlpha"), _last),
    **dict.fromkeys(("omit", "pick", "without", "mustWithout", "unset", "slice", "rest", "initial"), _first),
    **dict.fromkeys(("merge", "mustMerge", "mergeOverwrite", "mustMergeOverwrite", "concat"), _all),
    **dict.fromkeys(("first", "mustFirst", "last", "mustLast"), _item),
    **dict.fromkeys(("list", "tuple"), _list),
    **dict.fromkeys(("append", "mustAppend", "prepend", "mustPrepend"), _append),
    **dict.fromkeys(("index", "get"), _index),
    "dict": _dict,
    "dig": _dig,
    "hasKey": _has_key,
    "include": _include,
    "keys": _keys,
    "pluck": _pluck,
    "set": _set,
    "ternary": _ternary,
    "tpl": _tpl,
    "values": _members,
}
