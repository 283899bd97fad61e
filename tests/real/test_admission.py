"""The API server takes every manifest of a tree, as it stands in the file."""

from __future__ import annotations

import json

import pytest

from tests.real import crds, small, trees
from tests.real.manifests import Manifest, objects, parse, readable
from tests.real.server import Server
from tests.real.trees import Files


def _refused(server: Server, files: Files, seen: set[str] | None = None) -> list[str]:
    """What the server says about each object that it does not take by server-side apply.

    Texts in `seen` are not tried again; those that are tried are added.
    """
    seen = set() if seen is None else seen
    found = [one for one in objects(files) if one.text not in seen]
    seen.update(one.text for one in found)
    names = {one.namespace for one in found} | {
        one.document["metadata"]["name"] for one in found if one.document["kind"] == "Namespace"
    }
    server.make_namespaces(sorted(names - {""}))
    answers = ((one, server.client.apply(_decrypted(one), one.document, dry_run=True)) for one in found)
    return [f"{one}: {answer.message}" for one, answer in answers if not answer.accepted]


def _decrypted(manifest: Manifest) -> str:
    """An encrypted Secret as Flux hands it on."""
    return json.dumps(readable(manifest.document)) if "sops" in manifest.document else manifest.text


def test_small_tree_is_accepted(api_server: Server) -> None:
    assert _refused(api_server, small.FILES) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "message"),
    [
        ("gitops/cilium/bgp/bgp.yaml", "holdTimeSeconds", "holdTime", "field not declared in schema"),
        ("gitops/cilium/bgp/bgp.yaml", "holdTimeSeconds: 90", "holdTimeSeconds: 9", "keepAliveTimeSeconds"),
        ("gitops/security/allows/quota.yaml", "octal:", "exponent:", 'key "exponent" already set in map'),
        ("gitops/gateways/gateway.yaml", "name: https", "name: http", "duplicate entries for key"),
        ("gitops/security/deny/deny.yaml", "Egress]", "Outward]", "Unsupported value"),
    ],
)
def test_fault_is_refused(api_server: Server, path: str, old: str, new: str, message: str) -> None:
    """The server judges strictly, so that the test above can fail."""
    assert old in small.FILES[path]
    broken = {**small.FILES, path: small.FILES[path].replace(old, new)}
    [said] = _refused(api_server, broken)
    assert message in said


def test_missing_namespace_is_refused(api_server: Server) -> None:
    """A dry run sees Namespaces: the ones of a tree are made before its objects are tried."""
    [manifest] = parse("a.yaml", "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: nowhere}}")
    answer = api_server.client.apply(manifest.text, manifest.document, dry_run=True)
    assert (answer.status, 'namespaces "nowhere" not found' in answer.message) == (404, True)


def test_compiled_trees_are_accepted(bare_server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """Each tree, at each minor of Cilium, by an API server with the CRDs of the versions that the cluster runs.

    The same text is tried once for each set of CRDs.
    """
    found, _ = trees.at_each_minor()
    alike: dict[trees.Versions, list[trees.Tree]] = {}
    for tree in found:
        alike.setdefault(tree.crds, []).append(tree)
    refused: dict[str, list[str]] = {}
    tried = 0
    for versions, same in sorted(alike.items()):
        bare_server.install(crds.rebuild(dict(versions)))
        seen: set[str] = set()
        for tree in same:
            if said := _refused(bare_server, tree.filled(), seen):
                refused[tree.name] = said
        tried += len(seen)
    bare_server.install(crds.chosen())
    with capsys.disabled():
        print(f"\n{tried} manifests of {len(found)} trees, {len(alike)} sets of CRDs")  # noqa: T201 - what was tried
    assert refused == {}
    assert tried > 1000


@pytest.mark.parametrize("minor", ["1.18", "1.19"])
def test_older_kinds_can_be_installed(bare_server: Server, minor: str) -> None:
    """The fixture takes the CRDs of an older Cilium minor over the newest, and back."""
    older, newest = crds.chosen(cilium=minor), crds.chosen()
    bare_server.install(older)
    api = {one.rpartition("/")[2] for one in _served(bare_server, "CiliumLoadBalancerIPPool")}
    bare_server.install(newest)
    assert api == {"v2", "v2alpha1"}


def _served(server: Server, kind: str) -> set[str]:
    versions = server.client.get("/apis/cilium.io").body["versions"]
    return {one["groupVersion"] for one in versions if server.client.serves(one["groupVersion"], kind)}
