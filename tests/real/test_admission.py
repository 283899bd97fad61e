"""The API server takes every manifest of a tree, as it stands in the file."""

from __future__ import annotations

import json

import pytest

from tests.real import crds, small, trees
from tests.real.manifests import Manifest, objects, parse, readable
from tests.real.server import Server
from tests.real.trees import Files


def _refused(server: Server, files: Files) -> list[str]:
    """What the server says about each object that it does not take by server-side apply."""
    found = objects(files)
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


def test_compiled_trees_are_accepted(bare_server: Server) -> None:
    """Each tree by an API server with the CRDs of the very versions that the cluster runs."""
    found, around = dict(trees.compiled()), trees.surroundings()
    if not found:
        pytest.skip("not run: needs a compiled tree")
    alike: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for name in found:
        alike.setdefault(tuple(sorted(around[name].versions.items())), []).append(name)
    refused: dict[str, list[str]] = {}
    for wanted, names in sorted(alike.items()):
        bare_server.install(crds.rebuild(dict(wanted)))
        for name in names:
            files = {path: around[name].fill(text) for path, text in found[name].items()}
            if said := _refused(bare_server, files):
                refused[name] = said
    bare_server.install(crds.chosen())
    assert refused == {}


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
