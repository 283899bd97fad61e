"""The objects that stand for equal values, and what the steps made."""

from __future__ import annotations

import marshal
from _thread import _local  # of `threading`, without the rest
from collections.abc import Iterable
from typing import Any

from msgspec.msgpack import encode
from msgspec.structs import force_setattr

from generator.core.artifact import Json
from generator.core.graph import Body, Object, names
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
        self.objects: Recent[tuple[int, int], tuple[Any, Object]] = Recent(MOST_DOCUMENTS)
        """By artifact and position in its file."""
        self.files: Recent[Any, tuple[Any, bytes]] = Recent(MOST_FILES)
        self._values: dict[object, list[Any]] = {}
        self._arranged: Recent[tuple[int, str], tuple[Any, Any]] = Recent(256)
        self._raws: Recent[int, tuple[Any, Any]] = Recent(512)
        self._settled: Recent[tuple[str, int], tuple[Any, Any]] = Recent(256)
        self._dumped: Recent[bytes, Any] = Recent(256)
        self._rows: Recent[tuple[Any, ...], tuple[Any, ...]] = Recent(4096)
        self._joined: Recent[tuple[int, int], tuple[Any, Any, tuple[Any, ...]]] = Recent(512)
        self._grouped: Recent[int, tuple[Any, tuple[tuple[type[Offer], tuple[Any, ...]], ...]]] = Recent(256)
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

    def joined(self, one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[Any, ...]:
        """The row of what two rows hold, one after the other."""
        key = (id(one), id(other))
        found = self._joined[key] or self._joined.put(key, (one, other, self.row((*one, *other))))
        return found[2]

    def grouped(self, offers: Iterable[Offer]) -> tuple[tuple[type[Offer], tuple[Any, ...]], ...]:
        """(kind, the row of its offers) of what a step gave."""
        found = self._grouped[id(offers)]
        if found is None:
            kinds: dict[type[Offer], list[Offer]] = {}
            for offer in offers:
                kinds.setdefault(type(offer), []).append(offer)
            rows = tuple((kind, self.row(tuple(more))) for kind, more in kinds.items())
            found = self._grouped.put(id(offers), (offers, rows))
        return found[1]

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

    def settled(self, field: str, raw: Any, section: Any) -> Any:
        """A section that rules have filled, or the one that was written alike and is the same after all."""
        key = (field, id(raw))
        known = self._settled[key]
        if known is not None and same(known[1], section):
            return known[1]
        return self._settled.put(key, (raw, section))[1]

    def body(self, document: Json) -> Body:
        found = self._bodies[id(document)]
        if found is None:
            try:
                key = encode(document, enc_hook=str)
            except (
                TypeError,
                OverflowError,
            ):  # an overlay may hold what has no such form, values a huge number: only like itself
                body = Body(document, names(document), substituted=True)
            else:
                body = self._encoded[key] or self._encoded.put(key, self._new(document, key))
            found = self._bodies.put(id(document), (document, body))
        return found[1]

    def _new(self, document: Json, encoded: bytes) -> Body:
        body = Body(document, names(document), substituted=b"$" in encoded)
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
            return item.holding(body.document, body=body)
        force_setattr(item, "body", body)
        return item

    def outlines(self, objects: tuple[Object, ...]) -> tuple[Object, ...]:
        """Objects as `Graph.outlines` gives them."""
        return tuple(map(self._outline, objects, numbers(objects)))

    def lines(self, objects: tuple[Object, ...]) -> tuple[Any, ...]:
        """What stands for `outlines`, without making them."""
        found: list[Any] = []
        for item, number in zip(objects, numbers(objects), strict=True):
            token = item.token or self.token(item)
            known = self._lines[id(token), number]
            found.append(known[1] if known is not None else self._line(token, number))
        return self.row(tuple(found))

    def _line(self, token: tuple[Any, ...], number: str) -> tuple[Any, ...]:
        body, *rest = token
        line = self._outlined(body, number)
        row = (id(line), *rest[:5], *map(id, rest[5:]))
        found = self._tokens[row] or self._tokens.put(row, (line, *rest))
        self._lines.put((id(token), number), (token, found))
        return found

    def _outlined(self, body: Body, number: str) -> Body:
        found = body.outlines.get(number)
        if found is None:
            short = outline(body.document, number, whole=body.substituted)
            found = body.outlines[number] = self.body(short)
        return found

    def _outline(self, item: Object, number: str) -> Object:
        line = self._outlined(item.body or self.body(item.document), number)
        return item.holding(line.document, body=line)

    def token(self, item: Object) -> tuple[Any, ...]:
        """Stands for everything that a rule may read of an object.

        Of what it is about only offers count: rules read flows there, and leave the model's objects to the messages.
        """
        found = item.token
        if found is None:
            offers = tuple(one for one in item.about if isinstance(one, Offer))
            at = (item.unit, item.file, item.index, item.owner, item.patches)
            body = item.body or self.body(item.document)
            key = (id(body), *at, *map(id, offers))
            found = self._tokens[key] or self._tokens.put(key, (body, *at, *offers))
            force_setattr(item, "token", found)
        return found


_KEPT = _local()


def kept(of: object) -> Memo:
    """The memo of this thread for one document, as long as it is asked for that document."""
    if getattr(_KEPT, "of", None) is not of:
        _KEPT.of, _KEPT.memo = of, Memo()
    found: Memo = _KEPT.memo
    return found
