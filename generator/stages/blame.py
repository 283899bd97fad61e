"""From what is wrong with a manifest to the line of the inventory or overlay that caused it, where that can be known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.core.context import Context
from generator.core.diagnostics import UNCHECKED, Diagnostic, Note, Source
from generator.core.graph import Object
from generator.core.judgement import Finding
from generator.core.model import children
from generator.core.places import Keys, Locator, dotted
from generator.core.places import keys as parts
from generator.core.values import keys, offered
from generator.stages.verdict import Verdict

_VALUES = ("spec", "values")
OF_A_VALUE = frozenset({"values/type", "values/enum", "values/range"})
"""What is wrong is the value, not its key."""


def shown(verdict: Verdict, ctx: Context, locator: Locator) -> Diagnostic:
    """A verdict of admission with its place; the manifest itself is named in a note."""
    if verdict.severity == UNCHECKED:
        source = _home(verdict.about, ctx)  # nobody's line is at fault, and to find one costs a second reading
    else:
        source = _source(verdict.about, verdict.path, ctx, locator, key=verdict.code not in OF_A_VALUE)
    return Diagnostic(
        code=verdict.code,
        severity=verdict.severity,
        message=verdict.message,
        hint=verdict.hint,
        source=source,
        notes=_itself(verdict.about, verdict.path, source, ctx),
    )


def of_object(code: str, severity: str, finding: Finding, ctx: Context, locator: Locator) -> Diagnostic:
    """A finding of a rule with its places."""
    path = parts(finding.path)
    source = _source(finding.about, path, ctx, locator, finding.word)
    others = [Note(_source(item, parts(below), ctx, locator), text) for item, below, text in finding.others]
    if finding.mirror is not None and others[0].source.follows(source):
        return of_object(code, severity, finding.mirrored(), ctx, locator)
    return Diagnostic(
        code=code,
        severity=severity,
        message=finding.message,
        hint=finding.hint,
        source=source,
        notes=(*_itself(finding.about, path, source, ctx), *others),
    )


def _home(item: Object, ctx: Context) -> Source:
    """The generated file that an object is in."""
    return Source(ctx.layout.path(item.file))


def _itself(item: Object, path: Keys, source: Source, ctx: Context) -> tuple[Note, ...]:
    """Which manifest is meant, when the source is another file."""
    home = _home(item, ctx)
    if source.file == home.file:
        return ()
    return (Note(home, f"in {item.title}" + (f", {dotted(path)}" if path else "")),)


def _source(
    item: Object, path: Keys, ctx: Context, locator: Locator, word: str | None = None, *, key: bool = True
) -> Source:
    found = patched(item, path) if path else None
    if found is None and path[:2] == _VALUES:
        found = _value(item, path[2:], ctx, locator, key=key)
    return found or _place(item, ctx, locator, path, word)


def patched(item: Object, path: Keys) -> Source | None:
    """The overlay's line that wrote what stands at a path, or what is nearest around it, or below it.

    Of several overlays the latest has the word.
    """
    around: tuple[Keys, Source] | None = None
    below: Source | None = None
    for written, source in reversed(item.patches):
        at = written[:-1] if written[-1:] == ("-",) else written  # JSON 6902: at the end of the list
        if path[: len(at)] == at:
            if around is None or (source.file == around[1].file and len(at) > len(around[0])):
                around = (at, source)
        elif below is None and at[: len(path)] == path:
            below = source
    return around[1] if around and (around[0] or not below) else below


def _place(item: Object, ctx: Context, locator: Locator, path: Keys, word: str | None) -> Source:
    """The inventory's line behind an object, else its own file.

    With a path into the object: where the inventory says what stands there word for word, when only one place of what the
    object comes from does.
    """
    for about in item.about:
        if isinstance(about, Source):  # from an overlay: it knows its own place
            return about
        if locator.path(about):
            said = word or _text(item.document, path)
            places = list(_saying(about, said, path[-1] if path else None)) if said else []
            if path and len(places) > 1:
                places = [one for one in places if one[-1] == path[-1]]
            return locator.source(about, places[0] if len(places) == 1 else ())
    return _home(item, ctx)


def _saying(about: object, word: str, key: str | int | None) -> Iterator[Keys]:
    """Paths below an object of the model at which a text stands; a boolean, too, under the `key` that it has in the manifest."""
    for name, child in children(about):
        if not isinstance(child, str):
            yield from ((name, *rest) for rest in _saying(child, word, key))
        if child == word or (isinstance(child, bool) and name == key and str(child).lower() == word):
            yield (name,)


def _text(document: Any, path: Keys) -> str | None:
    """The text at a path of a manifest; None when something else, or nothing, stands there."""
    for part in path:
        try:
            document = document[part]
        except (KeyError, IndexError, TypeError):
            return None
    return document if isinstance(document, str) else None


def _value(item: Object, path: Keys, ctx: Context, locator: Locator, *, key: bool) -> Source | None:
    """Of a chart value: where the user wrote it under `values`, else the field that an offer followed from."""
    for about in item.about:
        written = getattr(about, "values", None)
        if isinstance(written, dict) and _has(written, path):
            return locator.source(about, ("values", *path), key=key)
    for offer in offered(ctx, item.name):
        if path[: len(keys(offer.path))] == keys(offer.path):
            for field in offer.fields or ():
                if ctx.written(field):
                    return locator.source(ctx.inventory, tuple(field.split(".")), key=key)
            if offer.about:
                return locator.source(offer.about[0])
    return None


def _has(tree: Any, path: Keys) -> bool:
    for part in path:
        if isinstance(tree, dict) and part in tree:  # noqa: SIM114 - mypy narrows each branch
            tree = tree[part]
        elif isinstance(tree, list) and isinstance(part, int) and part < len(tree):
            tree = tree[part]
        else:
            return False
    return True
