"""The schemas at hand: which version of each project, loaded one kind at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from generator.core import facts
from generator.core.facts import Substitution
from generator.core.schema.crd import Kind, kinds
from generator.core.schema.finding import Finding

Held = dict[str, dict[str, dict[str, dict[str, str]]]]
"""project -> version -> apiVersion -> kind -> scope, as `schemas/crds/index.json` holds it."""


class Schemas:
    """Schemas of one version of every project, and of the CRDs that a user added.

    `versions` names a version by project: `{"cilium": "1.20", "gateway-api": "1.6.1/standard"}`. A minor means its
    newest patch at hand, and a patch that is not at hand the nearest one of its minor; a project that is not named
    has its newest version. When no patch of a minor is at hand, the nearest minor stands in and `substitutions`
    says so. A version with a channel (`/standard`, `/experimental`) stays in its channel, `standard` by default.
    """

    def __init__(self, versions: Mapping[str, str] | None = None) -> None:
        index = msgspec.json.decode(facts.read("crds", "index.json"), type=Held)
        self.versions: dict[str, str] = {}
        self.substitutions: tuple[Substitution, ...] = ()
        self._where: dict[tuple[str, str], tuple[str, str]] = {}
        self._loaded: dict[tuple[str, str], Kind] = {}
        self.judged: dict[bytes, tuple[Finding, ...]] = {}
        """What was found in whole documents: most of those of a cluster are those of the next one, too."""
        self.free: dict[tuple[str, str, tuple[str | int, ...]], bool] = {}
        """Whether any text may stand at a path of a kind (`core.memo.kin`)."""
        for project, held in index.items():
            version = self._choose(project, (versions or {}).get(project), held)
            for api_version, scopes in held[version].items():
                for kind, scope in scopes.items():
                    self._where[api_version, kind] = (f"{project}/{version}", scope)

    def _choose(self, project: str, wanted: str | None, held: Iterable[str]) -> str:
        chosen, exact = choose(wanted, held)
        self.versions[project] = chosen
        if wanted is not None and not exact:
            self.substitutions += (Substitution(project, wanted, chosen),)
        return chosen

    def with_crds(self, documents: Iterable[Mapping[str, Any]]) -> Schemas:
        """Return these schemas plus those of CRD documents; a CRD document wins over what ships with the compiler."""
        grown = object.__new__(Schemas)
        grown.versions, grown.substitutions = self.versions, self.substitutions
        grown._where, grown._loaded, grown.judged = dict(self._where), dict(self._loaded), {}
        grown.free = {}
        for document in documents:
            for kind in kinds(document):
                if kind.served:
                    grown._where[kind.api_version, kind.kind] = ("", kind.scope)
                    grown._loaded[kind.api_version, kind.kind] = kind
        return grown

    def known(self, api_version: str, kind: str) -> bool:
        return (api_version, kind) in self._where

    def scope(self, api_version: str, kind: str) -> str:
        """Return "Namespaced" or "Cluster"; `KeyError` for an unknown kind."""
        return self._where[api_version, kind][1]

    def versions_of(self, kind: str) -> tuple[str, ...]:
        """Return every apiVersion at hand that serves a kind of this name."""
        return tuple(sorted(api_version for api_version, name in self._where if name == kind))

    def names_of(self, api_version: str) -> tuple[str, ...]:
        """Return every kind at hand of an apiVersion."""
        return tuple(sorted(name for version, name in self._where if version == api_version))

    def load(self, api_version: str, kind: str) -> Kind:
        """Return one kind with its schema; `KeyError` for an unknown kind."""
        key = (api_version, kind)
        found = self._loaded.get(key)
        if found is None:
            folder = self._where[key][0]
            group, _, version = api_version.rpartition("/")
            found = _read(f"{folder}/{group or 'core'}/{version}/{kind}.json")
            self._loaded[key] = found
        return found


_FILES: dict[str, Kind] = {}


def _read(path: str) -> Kind:
    """Return a distilled file; clusters of a fleet share it, and with it everything compiled from it."""
    found = _FILES.get(path)
    if found is None:
        found = _FILES[path] = msgspec.json.decode(facts.read("crds", path), type=Kind)
    return found


def choose(wanted: str | None, held: Iterable[str]) -> tuple[str, bool]:
    """Return the held version nearest to a wanted one, and whether it is of the same minor.

    Versions are `MAJOR.MINOR.PATCH` with an optional channel; words such as `snapshot` stand alone.
    """
    version, _, channel = (wanted or "").partition("/")
    candidates = [name for name in held if name.partition("/")[2] in {channel or "standard", ""}] or list(held)
    goal = _numbers(version)
    if not goal:
        return max(candidates, key=_numbers), not version
    return min(candidates, key=lambda name: _distance(goal, _numbers(name))), any(
        _numbers(name)[:2] == goal[:2] for name in candidates
    )


def _distance(goal: tuple[int, ...], found: tuple[int, ...]) -> tuple[float, ...]:
    """Return how far apart two versions are: major, minor, then patch; newest first where no patch is wanted."""
    pairs = [abs(a - b) for a, b in zip(goal[:2], found[:2], strict=False)] or [99]
    patch = found[2] if len(found) > 2 else 0
    return (*pairs, abs(goal[2] - patch) if len(goal) > 2 else -patch)


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.partition("/")[0].lstrip("v").split(".")
    return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else ()
