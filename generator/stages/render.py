"""Artifacts -> bytes. Deterministic: order comes from emission, names decide the rest."""

from __future__ import annotations

from collections.abc import Iterable

from generator.core import header, text
from generator.core.artifact import Copy, Data, Json, Manifest, Text
from generator.core.graph import Object
from generator.core.layout import Layout
from generator.core.yaml import dump, dump_all
from generator.stages.emit import Made

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


def kustomizations(graph: Iterable[Object], layout: Layout) -> dict[str, Json]:
    """A `kustomization.yaml` per directory: each lists the files beside it, a unit's also the folders inside the unit."""
    listed: dict[str, set[str]] = {}
    for item in graph:
        directory, _, name = item.file.rpartition("/")
        listed.setdefault(directory, set()).add(name)
        home = layout.unit(item.unit) if item.unit else directory
        if directory != home:
            listed.setdefault(home, set()).add(directory.removeprefix(f"{home}/").partition("/")[0])
    return {
        f"{directory}/kustomization.yaml": {
            "apiVersion": "kustomize.config.k8s.io/v1beta1",
            "kind": "Kustomization",
            "resources": sorted(names),
        }
        for directory, names in sorted(listed.items())
    }


def render(graph: Iterable[Object], made: Iterable[Made], layout: Layout) -> Files:
    """Every file of one cluster, by path."""
    graph = tuple(graph)
    grouped: dict[str, list[str]] = {}
    for item in graph:
        grouped.setdefault(item.file, []).append(_document(item))
    files = {path: (header.line() + "---\n".join(documents)).encode() for path, documents in grouped.items()}
    files |= {path: (header.line() + dump(listing)).encode() for path, listing in kustomizations(graph, layout).items()}
    for _, other in made:
        if isinstance(other, Data):
            files[layout.path(other.path)] = _data(other)
        elif isinstance(other, Text):
            files[layout.path(other.path)] = _text(other)
        elif isinstance(other, Copy):
            files[f"{layout.unit(other.unit)}/{other.file}"] = header.line().encode() + other.data
    return dict(sorted(files.items()))


_TEXTS: dict[bytes, str] = {}
"""Documents as written: most of those of a cluster are those of the next one, too."""
_MOST_TEXTS = 4096


def _document(item: Object) -> str:
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
