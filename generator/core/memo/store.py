"""The objects that stand for equal values, and what the steps made."""

from __future__ import annotations

import marshal
from _thread import _local  # of `threading`, without the rest
from typing import Any

from msgspec.msgpack import encode
from msgspec.structs import replace

from generator.core.artifact import Json
from generator.core.graph import Body, Object
from generator.core.memo.outline import numbers, outline
from generator.core.memo.recent import Recent
from generator.core.memo.same import same
from generator.core.memo.step import Forgotten, Step
from generator.core.offer import Offer
from generator.core.order import Lists, arranged

MOST_VALUES = 8
MOST_DOCUMENTS = 768
MOST_FILES = 64
"""A cluster has some thirty; scripts and playbooks are large, and most of them are one cluster's own."""


class Memo:
    """Of one process (or thread), for one document."""

    def __init__(self) -> None:
        self.steps: dict[object, Step] = {}
        self.typed: Recent[tuple[int, str, int], tuple[Any, Any]] = Recent(256)
        self.places: Recent[int, tuple[object, dict[int, Any]]] = Recent(256)
        self.looked: Recent[tuple[Any, str, int], tuple[Any, Any]] = Recent(512)
        self.files: Recent[Any, tuple[Any, bytes]] = Recent(MOST_FILES)
        self._values: dict[object, list[Any]] = {}
        self._arranged: Recent[tuple[int, str], tuple[Any, Any]] = Recent(256)
        self._raws: Recent[int, tuple[Any, Any]] = Recent(512)
        self._dumped: Recent[bytes, Any] = Recent(256)
        self._rows: Recent[tuple[Any, ...], tuple[Any, ...]] = Recent(4096)
        self._bodies: Recent[int, tuple[Json, Body]] = Recent(MOST_DOCUMENTS)
        self._kin: Recent[tuple[str, str, str, str], Body] = Recent(MOST_DOCUMENTS)
        self._encoded: Recent[bytes, Body] = Recent(MOST_DOCUMENTS)
        self._lines: Recent[tuple[int, str], tuple[Any, tuple[Any, ...]]] = Recent(MOST_DOCUMENTS)
        self._tokens: Recent[tuple[Any, ...], tuple[Any, ...]] = Recent(MOST_DOCUMENTS)

    def one(self, slot: object, value: Any) -> Any:
        """The object that stands for all values like this one, of one slot."""
        known = self._values.setdefault(slot, [])
        for item in known:
            if same(item, value):
                return item
        known.insert(0, value)
        del known[MOST_VALUES:]
        return value

    def row(self, items: tuple[Any, ...]) -> tuple[Any, ...]:
        """One tuple for all tuples of the same objects."""
        key = tuple(map(id, items))
        return self._rows[key] or self._rows.put(key, items)

    def pair(self, item: Any, text: str) -> tuple[Any, ...]:
        """One tuple for an object and a text."""
        key = (id(item), text)
        return self._rows[key] or self._rows.put(key, (item, text))

    def arranged(self, section: str, value: Any, known: Lists | None) -> Any:
        """A raw section with unordered lists in their one order."""
        if known is None:
            return value
        key = (id(value), section)
        found = self._arranged[key] or self._arranged.put(key, (value, arranged(value, known)))
        return found[1]

    def raw(self, value: Any) -> tuple[Any]:
        """Stands for a raw section, however often it was merged anew."""
        found = self._raws[id(value)]
        if found is None:
            try:
                key = marshal.dumps(value, 2)
            except ValueError:
                raise Forgotten from None
            token = self._dumped[key] or self._dumped.put(key, (value,))
            found = self._raws.put(id(value), (value, token))
        return found[1]  # type: ignore[no-any-return]

    def body(self, document: Json) -> Body:
        found = self._bodies[id(document)]
        if found is None:
            try:
                key = encode(document, enc_hook=str)
            except TypeError:  # an overlay may hold what has no such form: then it is only like itself
                body = Body(document, _names(document))
            else:
                body = self._encoded[key] or self._encoded.put(key, self._new(document))
            found = self._bodies.put(id(document), (document, body))
        return found[1]

    def _new(self, document: Json) -> Body:
        body = Body(document, _names(document))
        identity = body.names["identity"]
        kin = self._kin[identity]
        if kin is not None:
            kin.kin = None  # one generation is enough
            body.kin = kin
        self._kin.put(identity, body)
        return body

    def known(self, item: Object) -> Object:
        """An object with the one document of its kind."""
        if item.body is not None:
            return item
        body = self.body(item.document)
        if item.document is not body.document:
            item = replace(item, document=body.document)
        names = item.__dict__
        names.update(body.names)
        names["body"] = body
        return item

    def outlines(self, objects: tuple[Object, ...]) -> tuple[Object, ...]:
        """Objects as `Graph.outlines` gives them."""
        number = numbers(objects)
        return tuple(self._outline(item, number.get(index, "")) for index, item in enumerate(objects))

    def lines(self, objects: tuple[Object, ...]) -> tuple[Any, ...]:
        """What stands for `outlines`, without making them."""
        number = numbers(objects)
        return self.row(tuple(self._line(self.token(item), number.get(at, "")) for at, item in enumerate(objects)))

    def _line(self, token: tuple[Any, ...], number: str) -> tuple[Any, ...]:
        key = (id(token), number)
        found = self._lines[key]
        if found is None:
            body, *rest = token
            line = self._outlined(body, number)
            row = (id(line), *rest[:5], *map(id, rest[5:]))
            found = self._lines.put(key, (token, self._tokens[row] or self._tokens.put(row, (line, *rest))))
        return found[1]

    def _outlined(self, body: Body, number: str) -> Body:
        found = body.outlines.get(number)
        if found is None:
            found = body.outlines[number] = self.body(outline(body.document, number))
        return found

    def _outline(self, item: Object, number: str) -> Object:
        line = self._outlined(item.body or self.body(item.document), number)
        made = replace(item, document=line.document, file=f"{item.unit}/{item.file.rpartition('/')[2]}")
        made.__dict__.update(line.names)
        made.__dict__["body"] = line
        return made

    def token(self, item: Object) -> tuple[Any, ...]:
        """Stands for everything that a rule may read of an object: all but the cluster's part of its path.

        Of what it is about only offers count: rules read flows there, and leave the model's objects to the messages.
        """
        names = item.__dict__
        found: tuple[Any, ...] | None = names.get("token")
        if found is None:
            offers = tuple(one for one in item.about if isinstance(one, Offer))
            at = (item.unit, item.file.rpartition("/")[2], item.index, item.owner, item.patches)
            body = item.body or self.body(item.document)
            key = (id(body), *at, *map(id, offers))
            found = self._tokens[key] or self._tokens.put(key, (body, *at, *offers))
            names["token"] = found
        return found


_KEPT = _local()


def kept(of: object) -> Memo:
    """The memo of this thread for one document, as long as it is asked for that document."""
    if getattr(_KEPT, "of", None) is not of:
        _KEPT.of, _KEPT.memo = of, Memo()
    found: Memo = _KEPT.memo
    return found


def _names(document: Json) -> dict[str, Any]:
    item = Object(document=document, file="")
    return {name: getattr(item, name) for name in ("group", "kind", "metadata", "name", "namespace", "identity")}
