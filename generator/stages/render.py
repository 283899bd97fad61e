"""Artifacts -> bytes. Deterministic: order comes from emission, names decide the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from generator.core import header, text
from generator.core.artifact import Copy, Data, Json, Manifest, Text
from generator.core.graph import Body, Object
from generator.core.layout import ALONE, Layout
from generator.core.yaml import dump, dump_all
from generator.core.yaml.revise import revised
from generator.stages.emit import Made

if TYPE_CHECKING:
    from generator.core.memo import Memo

T = TypeVar("T")

Files = dict[str, bytes]

LISTING = "kustomization.yaml"


def objects(made: Iterable[Made], memo: Memo | None = None) -> list[Object]:
    """The manifests as objects of the graph, each where it will stand. `memo`: those that other clusters have, too, are theirs."""
    counts: dict[tuple[str, str], int] = {}
    found: list[Object] = []
    for owner, item in made:
        if isinstance(item, _DOCUMENTS):
            place = (item.unit, item.file)
            index = counts.get(place, 0)
            counts[place] = index + 1
            if memo is None:
                found.append(_object(owner, item, index))
            else:
                key = (id(item), index)
                known = memo.objects[key] or memo.objects.put(key, (item, memo.known(_object(owner, item, index))))
                found.append(known[1])
    return found


_DOCUMENTS = (Manifest, Copy)


def _object(owner: str, item: Manifest | Copy, index: int) -> Object:
    file = f"{ALONE.unit(item.unit)}/{item.file}" + (".yaml" if isinstance(item, Manifest) else "")
    return Object(document=item.document, file=file, unit=item.unit, index=index, owner=owner, about=item.about)


class _Plan(Struct, frozen=True):
    """Which documents go into which files; clusters that look alike share it."""

    files: tuple[tuple[str, tuple[int, ...]], ...]
    listings: tuple[tuple[str, tuple[str, ...]], ...]
    """(path of a `kustomization.yaml`, what it lists): the files beside it, for a unit also the folders inside the unit."""


@lru_cache(maxsize=16)
def _plan(files: tuple[str, ...], units: tuple[str | None, ...]) -> _Plan:
    grouped: dict[str, list[int]] = {}
    listed: dict[str, set[str]] = {}
    for index, (file, unit) in enumerate(zip(files, units, strict=True)):
        grouped.setdefault(file, []).append(index)
        directory, _, name = file.rpartition("/")
        listed.setdefault(directory, set()).add(name)
        home = ALONE.unit(unit) if unit else directory
        if directory != home:
            listed.setdefault(home, set()).add(directory.removeprefix(f"{home}/").partition("/")[0])
    return _Plan(
        tuple((file, tuple(indices)) for file, indices in grouped.items()),
        tuple((f"{directory}/{LISTING}", tuple(sorted(names))) for directory, names in listed.items()),
    )


def render(graph: Iterable[Object], made: Iterable[Made], layout: Layout, memo: Memo | None = None) -> Files:
    """Every file of one cluster, by path. `memo`: what other clusters have in common with it."""
    items = tuple(graph)
    plan = _plan(tuple([item.file for item in items]), tuple([item.unit for item in items]))
    files = {layout.path(file): _file([items[at] for at in indices]) for file, indices in plan.files}
    for path, names in plan.listings:
        files[layout.path(path)] = _once(memo, names, _listing)
    for _, other in made:
        if isinstance(other, Data):
            files[layout.path(other.path)] = _once(memo, other, _data)
        elif isinstance(other, Text):
            files[layout.path(other.path)] = _once(memo, other, _text)
        elif isinstance(other, Copy):
            files[f"{layout.unit(other.unit)}/{other.file}"] = header.line().encode() + other.data
    return dict(sorted(files.items()))


def _once(memo: Memo | None, what: T, make: Callable[[T], bytes]) -> bytes:
    """The bytes of what clusters share, made once. Names are told apart by their text, artifacts as objects."""
    if memo is None:
        return make(what)
    key = what if isinstance(what, tuple) else id(what)
    _, data = memo.files[key] or memo.files.put(key, (what, make(what)))
    return data


def _listing(names: tuple[str, ...]) -> bytes:
    listing: Json = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": list(names),
    }
    return (header.line() + dump(listing)).encode()


def _file(objects: list[Object]) -> bytes:
    body = objects[0].body
    if body is None or len(objects) > 1:
        return (header.line() + "---\n".join(map(_document, objects))).encode()
    if body.file is None:
        body.file = (header.line() + _document(objects[0])).encode()
    return body.file


_TEXTS: dict[bytes, str] = {}
"""Documents as written: most of those of a cluster are those of the next one, too."""
_MOST_TEXTS = 4096


def _document(item: Object) -> str:
    body = item.body
    if body is not None:
        if body.text is None:
            body.text = _revised(body) or dump(item.document)
        return body.text
    key = item.encoded
    text = _TEXTS.get(key) if key is not None else None
    if text is None:
        text = dump(item.document)
        if key is not None:
            if len(_TEXTS) >= _MOST_TEXTS:
                _TEXTS.clear()
            _TEXTS[key] = text
    return text


def _revised(body: Body) -> str | None:
    """Where little differs from the document of that name in an earlier cluster, its text with other lines."""
    kin = body.kin
    if kin is None or kin.text is None:
        return None
    from generator.core.memo.kin import since

    paths = since(body)
    return None if paths is None else revised(kin.text, kin.document, body.document, paths)


def _data(item: Data) -> bytes:
    if item.path.endswith(".json"):
        import json  # only Terraform needs it

        return (
            json.dumps({header.JSON_KEY: header.SENTENCE, **item.document}, indent=2, ensure_ascii=False) + "\n"
        ).encode()
    return (header.line() + (dump_all(item.document) if item.many else dump(item.document))).encode()


def _text(item: Text) -> bytes:
    if item.template.endswith(".j2"):
        from generator.core import template  # jinja2 costs 40 ms: only where a template needs it

        return template.render(item).encode()
    return text.render(item).encode()
