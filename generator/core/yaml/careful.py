"""The careful reader: every value with its place, aliases and merge keys resolved, every problem found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from generator.core.yaml.events import Parser, YAMLError, open_parser, python_parser
from generator.core.yaml.events import events as ev
from generator.core.yaml.places import Path, Place, Position, positions
from generator.core.yaml.problems import YamlProblem, YamlProblems, repeated
from generator.core.yaml.scalars import Dialect, Scalar, Unclear, endless, key_text, read_tagged, shown_tag
from generator.core.yaml.syntax import explain, undecodable, unprintable

Parts = tuple[object, dict[Path, Place], int]
"""Value, places, first line of a document."""

_TAGS = {ev.MappingStartEvent: "tag:yaml.org,2002:map", ev.SequenceStartEvent: "tag:yaml.org,2002:seq"}
_KINDS: dict[type, str] = {int: "a number", float: "a number", bool: "a boolean", type(None): "null"}
_MERGED = -1
"""Stands in a path for what is no value of the document itself, while it is read: no index is negative."""


class _Anchored(NamedTuple):
    """What an anchor names: the value, and the path under which the places of its parts are known."""

    value: object
    path: Path


LIBYAML_TOO_DEEP = "exceeded maximum nesting depth"
"""What newer versions of libyaml say of their own limit (seen with PyYAML 6.0.4)."""


class _TooMuch(Exception):  # noqa: N818  # control flow: a limit is reached, its problem is noted
    """Reading on could take forever."""


Skip = Callable[[Path], bool]
"""Whether nobody will ask for what is inside the collection at a path."""


def read(
    data: bytes, dialect: Dialect, size: int, depth: int, aliased: int, skip: Skip = lambda _path: False
) -> list[Parts]:
    """Every document of a file; limits as in `reader.Limits`. Raises YamlProblems.

    What is skipped has no value, no end, no places inside and no problems; an alias to an anchor in it is a problem.
    """
    if len(data) > size:
        message = f"the file has {len(data)} bytes, more than the {size} allowed"
        raise YamlProblems([YamlProblem(1, 1, "yaml/too-large", message, "split the file")])
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise YamlProblems([undecodable(data, error)]) from None
    if problem := unprintable(text):
        raise YamlProblems([problem])
    reader = _Reader(open_parser(data), dialect, positions(text), depth, aliased, skip)
    try:
        try:
            documents = reader.documents()
        except YAMLError as error:
            if LIBYAML_TOO_DEEP not in str(error):
                raise
            # libyaml reads ahead and gives up at its own depth before ours is reached: the other parser says where that is.
            reader = _Reader(python_parser(data), dialect, positions(text), depth, aliased, skip)
            documents = reader.documents()
    except YAMLError as error:
        raise YamlProblems([*reader.problems, explain(error, text, reader.position)]) from None
    except _TooMuch:
        raise YamlProblems(reader.problems) from None
    if reader.problems:
        raise YamlProblems(reader.problems)
    return documents


class _Reader:
    """One file being read; each document starts with fresh places and anchors."""

    def __init__(
        self, parser: Parser, dialect: Dialect, position: Position, depth: int, aliased: int, skip: Skip
    ) -> None:
        self.skip = skip
        self.next: Callable[[], Any] = parser.get_event
        self.dialect = dialect
        self.position = position
        self.depth_max = depth
        self.aliased_max = aliased
        self.aliased = 0
        self.problems: list[YamlProblem] = []
        self.places: dict[Path, Place] = {}
        self.anchors: dict[str, _Anchored | None] = {}
        self.end = (1, 1)
        """Where the last value ended."""

    def documents(self) -> list[Parts]:
        found: list[Parts] = []
        self.next()  # the start of the stream
        while type(start := self.next()) is ev.DocumentStartEvent:
            self.places, self.anchors = {}, {}
            value = self.value(self.next(), ())
            places = {path: place for path, place in self.places.items() if _MERGED not in path}
            found.append((value, places, self.position(start.start_mark)[0]))
            self.next()  # the end of the document
        return found

    def value(self, event: ev.NodeEvent, path: Path, key: tuple[int, int] | None = None) -> object:
        """The value that starts with this event; `key` is where its key stands."""
        if isinstance(event, ev.AliasEvent):
            value = self.alias(event, path)
            self.end = self.position(event.end_mark)
        elif isinstance(event, ev.ScalarEvent):
            value = self.scalar(event)
            if isinstance(value, float) and (
                unclear := endless(value, event.value)
            ):  # as a key it is text to Kubernetes
                self.refuse(event, unclear)
            self.end = self.position(event.end_mark)
        elif isinstance(event, ev.CollectionStartEvent):
            if event.anchor:
                self.anchors[event.anchor] = None  # not complete: an alias to it now would be endless
            value = self.collection(event, path)
        if event.anchor and not isinstance(event, ev.AliasEvent):
            self.anchors[event.anchor] = _Anchored(value, path)
        start = self.position(event.start_mark)
        self.places[path] = Place(*start, *(key or start), *self.end)
        return value

    def scalar(self, event: ev.ScalarEvent) -> Scalar:
        if event.tag is not None:
            value = read_tagged(event.tag, event.value, self.dialect)
        elif event.implicit[0]:
            value = self.dialect.scalars.read(event.value)
        else:
            value = event.value
        if isinstance(value, Unclear):
            self.refuse(event, value)
            return None
        return value

    def collection(self, event: ev.CollectionStartEvent, path: Path) -> object:
        if event.tag and event.tag not in ("!", _TAGS[type(event)]) and not self.dialect.any_tag:
            message = f"the tag `{shown_tag(event.tag)}` means nothing here"
            self.report(event, "yaml/tag", message, "remove the tag")
        self.check_depth(event, path)
        value: object
        last: ev.Event
        if self.skip(path):
            value, last = None, self.over()
        elif isinstance(event, ev.MappingStartEvent):
            value, last = self.mapping(path)
        else:
            value, last = self.sequence(path)
        if event.flow_style:  # of a block, the parser only knows where the next token starts
            self.end = self.position(last.end_mark)
        return value

    def over(self) -> ev.Event:
        """Past the end of a collection that has begun."""
        depth = 1
        while True:
            event: ev.Event = self.next()
            kind = type(event)
            if kind is ev.MappingStartEvent or kind is ev.SequenceStartEvent:
                depth += 1
            elif kind is ev.MappingEndEvent or kind is ev.SequenceEndEvent:
                depth -= 1
                if not depth:
                    return event

    def sequence(self, path: Path) -> tuple[list[object], ev.Event]:
        items: list[object] = []
        while not isinstance(event := self.next(), ev.SequenceEndEvent):
            items.append(self.value(event, (*path, len(items))))
        return items, event

    def mapping(self, path: Path) -> tuple[dict[str, object], ev.Event]:
        entries: dict[str, object] = {}
        firsts: dict[str, tuple[int, int]] = {}
        merges = 0
        torn = False
        while not isinstance(event := self.next(), ev.MappingEndEvent):
            at = self.position(event.start_mark)
            if _is_merge(event):
                self.merge(event, path, entries, merges)
                merges += 1
                continue
            key = self.key(event, path)
            if (first := firsts.get(key)) and not torn:  # with an item's first key all others come again
                torn = bool(path) and isinstance(path[-1], int) and key == next(iter(firsts))
                self.report(event, *repeated(key, first, item=torn))
            firsts.setdefault(key, at)
            self.forget(entries.get(key), (*path, key))
            entries[key] = self.value(self.next(), (*path, key), at)
        return entries, event

    def key(self, event: ev.NodeEvent, path: Path) -> str:
        """The key as a string; one that cannot be used is reported and stands for itself."""
        reported = len(self.problems)
        if isinstance(event, ev.ScalarEvent):
            shown = f"the key `{event.value}`" if event.value else "the empty key"
            key: object = self.scalar(event)
            if event.anchor:
                self.anchors[event.anchor] = _Anchored(key, (*path, _MERGED))
        else:
            shown = "the key"
            key = self.value(event, (*path, _MERGED))
        if isinstance(key, str):
            return key
        if self.dialect.any_key and isinstance(key, int | float):
            return key_text(key)
        if len(self.problems) == reported:
            message = f"{shown} is {_KINDS.get(type(key), 'a collection')}, not text"
            self.report(event, "yaml/key-not-string", message, "quote it, or give it a name")
        return shown

    def merge(self, event: ev.NodeEvent, path: Path, entries: dict[str, object], number: int) -> None:
        """Take in the mappings of a merge key as go-yaml v2 does: in place, over what stands before it.

        Source: github.com/kubernetes/kubernetes, vendor/gopkg.in/yaml.v2/decode.go at cc7cea74ae66
        (`mapping`, `merge`): keys written later win, merged or not; in a list of mappings the first wins; an alias of a
        list is refused.
        """
        if not self.dialect.merge_keys:
            message = "merge keys (`<<`) are not part of this language"
            self.report(event, "yaml/merge-key", message, "write the keys out")
        start = self.next()
        here: Path = (*path, _MERGED, number)
        value = self.value(start, here)
        if isinstance(value, list) and not isinstance(start, ev.AliasEvent):
            sources = [_Anchored(item, (*here, index)) for index, item in enumerate(value)]
        else:
            sources = [_Anchored(value, here)]
        for source, origin in reversed(sources):
            if not isinstance(source, dict):
                if self.dialect.merge_keys:
                    message = "a merge key takes a mapping, or a list of mappings"
                    self.report(start, "yaml/merge-key", message, "write the keys out")
                return
            for key, merged in source.items():
                self.forget(entries.get(key), (*path, key))
                entries[key] = self.copied(merged, (*origin, key), (*path, key), start)

    def forget(self, value: object, path: Path) -> None:
        """Drop the places inside a value that another one replaces."""
        if isinstance(value, dict | list):
            for part, inner in value.items() if isinstance(value, dict) else enumerate(value):
                self.places.pop((*path, part), None)
                self.forget(inner, (*path, part))

    def alias(self, event: ev.AliasEvent, path: Path) -> object:
        name = event.anchor or ""
        if name not in self.anchors:
            self.report(event, "yaml/unknown-alias", f"nothing above is anchored as `&{name}`", "correct the name")
            return None
        anchored = self.anchors[name]
        if anchored is None:
            self.report(event, "yaml/recursive-alias", f"`*{name}` stands inside `&{name}` itself", "write it out")
            return None
        return self.copied(anchored.value, anchored.path, path, event)

    def copied(self, value: object, source: Path, target: Path, event: ev.Event) -> object:
        """A value of its own under `target`; its places are those of what is written under `source`."""
        self.aliased += 1
        if self.aliased > self.aliased_max:
            message = f"aliases add more than {self.aliased_max} values"
            self.report(event, "yaml/alias-bomb", message, "write the values out, or use fewer aliases")
            raise _TooMuch
        if place := self.places.get(source):
            self.places[target] = place
        if isinstance(value, dict):
            self.check_depth(event, target)
            return {k: self.copied(v, (*source, k), (*target, k), event) for k, v in value.items()}
        if isinstance(value, list):
            self.check_depth(event, target)
            return [self.copied(v, (*source, i), (*target, i), event) for i, v in enumerate(value)]
        return value

    def check_depth(self, event: ev.Event, path: Path) -> None:
        if len(path) >= self.depth_max:
            message = f"more than {self.depth_max} collections stand inside one another"
            self.report(event, "yaml/too-deep", message, "flatten the value")
            raise _TooMuch

    def refuse(self, event: ev.Event, found: Unclear) -> None:
        self.report(event, found.code, found.message, found.hint)

    def report(
        self, event: ev.Event, code: str, message: str, hint: str, note: tuple[int, int, str] | None = None
    ) -> None:
        self.problems.append(YamlProblem(*self.position(event.start_mark), code, message, hint, note))


def _is_merge(event: ev.Event) -> bool:
    """A plain `<<`, or one that says so itself."""
    return isinstance(event, ev.ScalarEvent) and (
        (event.value == "<<" and event.tag is None and event.implicit[0]) or event.tag == "tag:yaml.org,2002:merge"
    )
