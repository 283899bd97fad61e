"""Flux's variable substitution: what it does to an object, and how to write an object that must survive it.

fluxcd/pkg/envsubst 1.7: in a unit with `postBuild`, `${NAME}` is replaced and one that is not known fails the whole unit
(strict); `$$` anywhere becomes `$`; a `$` before anything else stays. An object labelled or annotated
`kustomize.toolkit.fluxcd.io/substitute: disabled` is left alone, and so is every unit without `postBuild`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

SWITCH = ("kustomize.toolkit.fluxcd.io/substitute", "disabled")
REFERENCE = re.compile(r"\$\{([^}]*)\}")


def texts(value: Any) -> Iterator[str]:
    """Every text of a document that holds a dollar, keys included."""
    if isinstance(value, str):
        if "$" in value:
            yield value
    elif isinstance(value, dict):
        for key, child in value.items():
            yield from texts(key)
            yield from texts(child)
    elif isinstance(value, list):
        for child in value:
            yield from texts(child)


def references(value: Any) -> Iterator[str]:
    """What stands between `${` and `}` anywhere in a document; `$${` is an escape and no reference."""
    for text in texts(value):
        yield from (found[1] for found in REFERENCE.finditer(text.replace("$$", "")))


def escaped(document: Any, names: Iterable[str]) -> Any:
    """The document as it must be written where Flux substitutes: every dollar doubled, but for the declared references."""
    known = "|".join(map(re.escape, names)) or r"(?!)"
    pattern = re.compile(rf"\$(?!\{{(?:{known})\}})")
    return mapped(document, lambda text: pattern.sub("$$", text))


def filled(document: Any, values: Mapping[str, str]) -> Any:
    """The document as it will be applied, as far as the values are known."""
    return mapped(document, lambda text: REFERENCE.sub(lambda found: values.get(found[1], found[0]), text))


def mapped(value: Any, change: Callable[[str], str]) -> Any:
    """A copy with every text that holds a dollar changed; what holds none is shared, not copied."""
    if isinstance(value, str):
        return change(value) if "$" in value else value
    if isinstance(value, dict):
        return {mapped(key, change): mapped(child, change) for key, child in value.items()}
    if isinstance(value, list):
        return [mapped(child, change) for child in value]
    return value
