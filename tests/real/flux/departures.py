"""What leaves a tree after it came up, and what of it must still be in the cluster afterwards.

Flux keeps what is annotated `prune: disabled`, what a unit with `prune: false` applied, and what a unit with
`deletionPolicy: Orphan` applied when the unit itself leaves. Everything else that left must be gone.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

from tests.real.client import Client, Document
from tests.real.flux.walks import PRUNE, Walk
from tests.real.manifests import Identity, Manifest, identity, load, parse
from tests.real.trees import Files

# Others are waited for because of them, or they hold what other objects live in.
_CARRYING = {"Namespace", "CustomResourceDefinition", "HelmRelease", "Kustomization", "ServiceAccount", "Deployment"}
_SOURCES = {"OCIRepository", "HelmRepository", "GitRepository"}
_CRD = ("apiextensions.k8s.io/v1", "CustomResourceDefinition")
_LISTING = "kustomization.yaml"


@dataclass(frozen=True)
class Departure:
    """The tree without some objects; which of them stay in the cluster, and which go."""

    walk: Walk
    left: frozenset[Identity]
    kept: frozenset[Identity]

    @property
    def gone(self) -> frozenset[Identity]:
        return self.left - self.kept

    def wrong(self, client: Client) -> Iterator[str]:
        """What is in the cluster and should not be, and the other way round."""
        staying = {identity(one) for one in self.walk.documents} | self.kept
        yield from (f"{_said(one)} is gone" for one in sorted(staying) if not there(client, one))
        yield from (f"{_said(one)} is still there" for one in sorted(self.gone) if there(client, one))


def there(client: Client, one: Identity) -> bool:
    """Whether the object is in the cluster and not being deleted."""
    api, kind, namespace, name = one
    meta = {"name": name, "namespace": namespace} if namespace else {"name": name}
    path = client.path({"apiVersion": api, "kind": kind, "metadata": meta})
    answer = client.get(path) if path else None
    return answer is not None and answer.accepted and "deletionTimestamp" not in answer.body["metadata"]


def _said(one: Identity) -> str:
    return " ".join(word for word in one if word)


def thinned(walk: Walk) -> Departure:
    """Every unit without each second of its objects that nobody waits for, and without each that must stay."""
    left: set[Identity] = set()
    kept: set[Identity] = set()
    for name, unit in walk.units.items():
        held = walk.held(name)
        waited = {(check["kind"], check["name"]) for check in unit["spec"].get("healthChecks", ())}
        protected = [one.identity for one in held if _protected(one)]
        free = [one.identity for one in held if not _protected(one) and _is_free(one, waited)]
        going = [*protected, *free[::2]]
        if len(going) == len(held):
            going = going[:-1]
        left.update(going)
        kept.update(protected if unit["spec"]["prune"] else going)
    kept &= left
    return Departure(
        replace(walk, files=_without(walk, lambda one: one.identity in left)), frozenset(left), frozenset(kept)
    )


def _protected(manifest: Manifest) -> bool:
    return bool((manifest.document["metadata"].get("annotations") or {}).get(PRUNE) == "disabled")


def _is_free(manifest: Manifest, waited: set[tuple[str, str]]) -> bool:
    kind, name = manifest.document["kind"], manifest.document["metadata"]["name"]
    return kind not in _CARRYING | _SOURCES and (kind, name) not in waited


def emptied(before: Departure) -> Departure:
    """After that departure the root without any unit: their finalizers take with them what may go."""
    walk = before.walk
    units = {identity(unit): unit for unit in walk.units.values()}
    left, kept = set(units), set(before.kept)
    for name, unit in walk.units.items():
        held = walk.held(name)
        if not held and not unit["spec"]["prune"]:
            # What it took out of another repository: the CRDs that everybody's objects live by.
            kept.update((*_CRD, "", crd.name) for crd in walk.brings[name])
        stays = not unit["spec"]["prune"] or unit["spec"].get("deletionPolicy") == "Orphan"
        left.update(one.identity for one in held)
        kept.update(one.identity for one in held if stays or _protected(one))
    files = _without(walk, lambda one: one.identity in units)
    listing = posixpath.join(posixpath.normpath(walk.root), _LISTING)
    files[listing] = _listed(files[listing], (), "rest.yaml")
    rest = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "rest", "namespace": walk.sync.namespace}}
    files[posixpath.join(posixpath.dirname(listing), "rest.yaml")] = json.dumps(rest)
    root = posixpath.dirname(listing)
    rooted = {
        path: text
        for path, text in files.items()
        if path.startswith(f"{root}/") or not path.startswith(f"{_top(walk)}/")
    }
    return Departure(replace(walk, files=rooted), frozenset(left | before.left), frozenset(kept))


def _top(walk: Walk) -> str:
    """The directory that holds what Flux applies."""
    before, found, _ = posixpath.normpath(walk.root).partition("gitops/")
    return before + found.rstrip("/")


def _without(walk: Walk, leaves: Callable[[Manifest], bool]) -> Files:
    """The files without some objects; a file that holds nothing any more is listed nowhere."""
    files: Files = {}
    empty: set[str] = set()
    for path, text in walk.files.items():
        if not path.startswith(f"{_top(walk)}/") or posixpath.basename(path) == _LISTING or not path.endswith(".yaml"):
            files[path] = text
            continue
        held = list(parse(path, text))
        staying = [one.text for one in held if not leaves(one)]
        if len(staying) == len(held):
            files[path] = text
        elif staying:
            files[path] = "---\n".join(one.rstrip("\n") + "\n" for one in staying)
        else:
            empty.add(path)
    for path in [path for path in files if posixpath.basename(path) == _LISTING]:
        directory = posixpath.dirname(path)
        dropped = {posixpath.relpath(one, directory) for one in empty}
        files[path] = _listed(files[path], dropped)
    return files


def _listed(text: str, dropped: Collection[str], *more: str) -> str:
    """The text of a kustomization.yaml without the dropped resources, and with more."""
    kustomization: Document = load(text)
    resources = [one for one in kustomization.get("resources", ()) if one not in dropped]
    return json.dumps({**kustomization, "resources": [*resources, *more]})
