"""The shape of a fleet: what must hold before its layers can be merged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.core.diagnostics import ERROR, WARNING, Diagnostic, Source
from generator.core.places import PlaceOf
from generator.core.suggest import did_you_mean, nearest
from generator.core.yaml.inline import inline
from generator.stages.fleet import CLUSTERS, GROUPS


def shape(raw: dict[str, Any], place: PlaceOf) -> Iterator[Diagnostic]:
    """What must hold before the layers of a fleet can be merged."""
    groups, clusters = raw.get(GROUPS), raw.get(CLUSTERS)
    hint: str | None
    for key, value in ((GROUPS, groups), (CLUSTERS, clusters)):
        if key in raw and not isinstance(value, dict):
            hint = f"write each name as a key: `{key}: {inline(_keyed(value))}`"
            yield _problem("type", f"`{key}` is not a mapping of names", hint, place((key,)))
        for name, part in value.items() if isinstance(value, dict) else ():
            if part is not None and not isinstance(part, dict):
                yield _problem("type", f"`{key}.{name}` is not a partial inventory", None, place((key, name)))
    if clusters == {}:
        yield _problem("empty", "`clusters` names no cluster", "add one, or remove the key", place((CLUSTERS,)))
    if not isinstance(clusters, dict):
        if GROUPS in raw and CLUSTERS not in raw:
            yield _problem(
                "groups-alone", "`groups` without `clusters` has no effect", None, place((GROUPS,), key=True)
            )
        return
    known = groups if isinstance(groups, dict) else {}
    used: set[str] = set()
    meant: set[str | None] = set()
    wrong = _misspelt(raw)
    if wrong is not None:
        yield _problem(
            "unknown-key", f"`{wrong}` is no key of an inventory", "did you mean `groups`?", place((wrong,), key=True)
        )
        known = raw[wrong] if isinstance(raw[wrong], dict) else {}
    for name, part in clusters.items():
        listed = part.get(GROUPS) if isinstance(part, dict) else None
        other = _misspelt(part) if isinstance(part, dict) else None
        if other is not None:  # said of the cluster: one cause, said once
            meant.update(map(str, part[other]) if isinstance(part[other], list) else (str(part[other]),))
        if listed is not None and not isinstance(listed, list):
            meant.add(str(listed))
            said = f"write `groups: [{listed}]`" if isinstance(listed, str) else "list the names of groups"
            yield _problem("type", f"`clusters.{name}.groups` is not a list", said, place((CLUSTERS, name, GROUPS)))
            continue
        used.update(str(group) for group in listed or ())
        for index, group in enumerate(listed or ()):
            source = place((CLUSTERS, name, GROUPS, index))
            if not isinstance(group, str):
                meant.update(map(str, group) if isinstance(group, list | dict) else ())
                from generator.stages.wording import kind_of  # only once something is wrong

                said = f"`clusters.{name}.groups[{index}]` is {kind_of(group)}, expected the name of a group"
                yield _problem("type", said, "list the names of groups", source)
            elif group not in known and isinstance(groups, dict | None):  # of another kind it is wrong as a whole
                meant.add(nearest(group, known))
                yield _problem("unknown-group", f"there is no group {group!r}", did_you_mean(group, known), source)
        own = part.get("cluster") if isinstance(part, dict) else None
        if isinstance(own, dict) and own.get("name", name) != name:
            message = f"cluster {name!r} calls itself {own['name']!r}"
            source = place((CLUSTERS, name, "cluster", "name"))
            yield _problem("cluster-name", message, "remove it: the key is the name", source)
    for name, part in known.items():
        if isinstance(part, dict) and GROUPS in part:
            meant.update(map(str, part[GROUPS] if isinstance(part[GROUPS], list) else ()))
            hint = f"name the other groups beside {name!r} in each cluster's `groups`"
            yield _problem("unknown-key", "a group has no groups", hint, place((GROUPS, name, GROUPS), key=True))
    for at, part in (((), raw), *(((GROUPS, name), part) for name, part in known.items())):
        own = part.get("cluster") if isinstance(part, dict) else None
        if isinstance(own, dict) and "name" in own:
            message = f"`cluster.name` is {own['name']!r} here, and the keys under `clusters` are the names"
            source = place((*at, "cluster", "name"))
            yield Diagnostic(
                code="inventory/cluster-name", severity=WARNING, message=message, hint="remove it", source=source
            )
    for group in known:
        if group not in used and group not in meant:  # misspelt where it is used: one cause, said once
            source = place((GROUPS, group), key=True)
            yield Diagnostic(
                code="inventory/unused-group",
                severity=WARNING,
                message=f"no cluster is in group {group!r}",
                source=source,
            )


def _misspelt(part: dict[str, Any]) -> str | None:
    """The key of a part that was most likely meant to be `groups`."""
    return None if GROUPS in part else next((str(key) for key in part if nearest(str(key), (GROUPS,))), None)


def _keyed(value: Any) -> dict[str, Any]:
    """Of a list of names, or of things with names, what was most likely meant; its parts are left out."""
    items = value if isinstance(value, list) else [value]
    names = [item.get("name") if isinstance(item, dict) else item for item in items]
    return {name: {} for name in names if isinstance(name, str)} or {"name": {}}


def _problem(code: str, message: str, hint: str | None, source: Source) -> Diagnostic:
    return Diagnostic(code=f"inventory/{code}", severity=ERROR, message=message, hint=hint, source=source)
