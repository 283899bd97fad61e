"""Artifacts -> bytes. Deterministic: order comes from emission, names decide the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from generator.core import header, text
from generator.core.artifact import Copy, Data, Json, Manifest, Text
from generator.core.graph import Object
from generator.core.layout import Layout
from generator.core.yaml import dump, dump_all
from generator.stages.emit import Made

if TYPE_CHECKING:
    from generator.core.memo import Memo

T = TypeVar("T")

Files = dict[str, bytes]


def objects(made: Iterable[Made], layout: Layout) -> list[Object]:
    """The manifests as objects of the graph, each where it will stand."""
    counts: dict[str, int] = {}
    found: list[Object] = []
    for owner, item in made:
        if isinstance(item, Manifest | Copy):
            file = f"{layout.unit(item.unit)}/{item.file}" + (".yaml" if isinstance(item, Manifest) else "")
            index = counts.get(file, 0)
            counts[file] = index + 1
            found.append(
                Object(document=item.document, file=file, unit=item.unit, index=index, owner=owner, about=item.about)
            )
    return found


def _listed(graph: Iterable[Object], layout: Layout) -> list[tuple[str, tuple[str, ...]]]:
    """(directory, what its `kustomization.yaml` lists): the files beside it, for a unit also the folders inside the unit."""
    listed: dict[str, set[str]] = {}
    for item in graph:
        directory, _, name = item.file.rpartition("/")
        listed.setdefault(directory, set()).add(name)
        home = layout.unit(item.unit) if item.unit else directory
        if directory != home:
            listed.setdefault(home, set()).add(directory.removeprefix(f"{home}/").partition("/")[0])
    return [(directory, tuple(sorted(names))) for directory, names in sorted(listed.items())]


def render(graph: Iterable[Object], made: Iterable[Made], layout: Layout, memo: Memo | None = None) -> Files:
    """Every file of one cluster, by path. `memo`: what other clusters have in common with it."""
    grouped: dict[str, list[Object]] = {}
    graph = tuple(graph)
    for item in graph:
        grouped.setdefault(item.file, []).append(item)
    files = {path: _file(objects) for path, objects in grouped.items()}
    for directory, names in _listed(graph, layout):
        files[f"{directory}/kustomization.yaml"] = _once(memo, names, _listing)
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
            body.text = dump(item.document)
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
