"""A patch of ours gives what kustomize gives for the same patch."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from generator.core.graph import Object
from generator.core.strategic import Unmergeable, merge
from generator.core.yaml import dump, load
from generator.stages.target import Missed, find, of_patch
from tests.fuzz import manifests
from tests.real.conftest import Find

SERVICE: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "x", "namespace": "n", "labels": {"a": "1", "b": "2"}, "finalizers": ["a.example.com/x"]},
    "spec": {
        "selector": {"app": "x"},
        "ports": [{"name": "a", "port": 80, "targetPort": 8080}, {"name": "b", "port": 443}],
        "loadBalancerSourceRanges": ["10.0.0.0/8"],
    },
}
DEPLOYMENT: dict[str, Any] = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "x", "namespace": "n"},
    "spec": {
        "selector": {"matchLabels": {"app": "x"}},
        "template": {
            "metadata": {"labels": {"app": "x"}},
            "spec": {
                "containers": [
                    {"name": "a", "image": "a:1", "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]},
                    {"name": "b", "image": "b:1", "ports": [{"containerPort": 80}], "args": ["-v"]},
                ],
                "volumes": [{"name": "v", "emptyDir": {}}],
                "tolerations": [{"key": "a", "operator": "Exists"}],
            },
        },
    },
}
ROUTE: dict[str, Any] = {
    "apiVersion": "gateway.networking.k8s.io/v1",
    "kind": "HTTPRoute",
    "metadata": {"name": "x", "namespace": "n", "annotations": {"a": "b"}},
    "spec": {
        "hostnames": ["a.example.com"],
        "parentRefs": [{"name": "internal", "namespace": "gateway"}],
        "rules": [{"backendRefs": [{"name": "s", "port": 80}]}],
    },
}
DNS: dict[str, Any] = {
    **SERVICE,
    "spec": {
        "ports": [
            {"name": "t", "port": 53, "protocol": "TCP"}, {"name": "u", "port": 53, "protocol": "UDP"},
            {"name": "m", "port": 9153},
        ]
    },
}  # fmt: skip
OWNED: dict[str, Any] = {
    **ROUTE,
    "metadata": {**ROUTE["metadata"], "finalizers": ["a", "b"], "ownerReferences": [{"uid": "1", "name": "o"}]},
}


def _pod(spec: Any) -> dict[str, Any]:
    return {"spec": {"template": {"spec": spec}}}


PATCHES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("set", ROUTE, {"spec": {"hostnames": ["b.example.com", "c.example.com"]}}),
    ("add", ROUTE, {"metadata": {"labels": {"team": "net"}}}),
    ("remove", ROUTE, {"metadata": {"annotations": {"a": None}}}),
    ("custom lists are replaced", ROUTE, {"spec": {"rules": [{"timeouts": {"request": "5s"}}]}}),
    ("ports by number", SERVICE, {"spec": {"ports": [{"port": 443, "targetPort": 8443}]}}),
    ("a new port goes first", SERVICE, {"spec": {"ports": [{"port": 22, "name": "c"}]}}),
    ("a port goes", SERVICE, {"spec": {"ports": [{"port": 80, "$patch": "delete"}]}}),
    ("plain lists are replaced", SERVICE, {"spec": {"loadBalancerSourceRanges": ["192.168.0.0/16"]}}),
    ("finalizers add up", SERVICE, {"metadata": {"finalizers": ["b.example.com/y"]}}),
    ("replace a map", SERVICE, {"spec": {"selector": {"$patch": "replace", "only": "this"}}}),
    ("container by name", DEPLOYMENT, {"spec": {"template": {"spec": {"containers": [{"name": "b", "image": "b:2"}]}}}}),
    ("env by name", DEPLOYMENT, {"spec": {"template": {"spec": {"containers": [
        {"name": "a", "env": [{"name": "B", "value": "3"}, {"name": "C", "value": "4"}]}]}}}}),
    ("a container port", DEPLOYMENT, {"spec": {"template": {"spec": {"containers": [
        {"name": "b", "ports": [{"containerPort": 81}]}]}}}}),
    ("tolerations are replaced", DEPLOYMENT, {"spec": {"template": {"spec": {"tolerations": [{"key": "b"}]}}}}),
    ("a volume", DEPLOYMENT, {"spec": {"template": {"spec": {"volumes": [{"name": "w", "emptyDir": {}}]}}}}),
    ("null in what is new", ROUTE, {"metadata": {"labels": {"a": None, "b": "c"}}}),
    ("emptied labels", SERVICE, {"metadata": {"labels": {"a": None, "b": None}}}),
    ("an emptied map", SERVICE, {"spec": {"selector": {"app": None}}}),
    ("an emptied list item", DEPLOYMENT, {"spec": {"template": {"spec": {"volumes": [{"name": "v", "emptyDir": None}]}}}}),
    ("an empty map", ROUTE, {"metadata": {"labels": {}}}),
    ("delete an object", ROUTE, {"$patch": "delete"}),
    ("delete a map", ROUTE, {"spec": {"$patch": "delete"}}),
    ("a directive below another", ROUTE, {"spec": {"$patch": "replace", "a": {"$patch": "delete"}, "b": {"c": None}}}),
    ("directives in what is new", ROUTE, {"spec": {"new": {"a": {"$patch": "delete", "b": 1}, "c": 1}}}),
    ("a null in a list that is replaced", ROUTE, {"spec": {"rules": [{"name": None, "timeouts": {}}]}}),
    ("a null in a list that is new", ROUTE, {"spec": {"new": {"list": [{"a": None, "b": 1}]}}}),
    ("a key that only looks like a directive", ROUTE, {"spec": {"$ref": "x"}}),
    ("the last annotation", ROUTE, {"metadata": {"annotations": {"a": None}}}),
    ("empty annotations", SERVICE, {"metadata": {"annotations": {}}}),
    ("finalizers twice", SERVICE, {"metadata": {"finalizers": ["a.example.com/x", "b", "b"]}}),
    ("finalizers of a custom resource", OWNED, {"metadata": {"finalizers": ["c"]}}),
    ("owners of a custom resource", OWNED, {"metadata": {"ownerReferences": [{"uid": "2", "name": "p"}]}}),
    ("the other port of a number", DNS, {"spec": {"ports": [{"port": 53, "protocol": "UDP", "targetPort": 1}]}}),
    ("a third port of a number", DNS, {"spec": {"ports": [{"port": 53, "protocol": "SCTP", "name": "s"}]}}),
    ("one port of a number goes", DNS, {"spec": {"ports": [{"port": 53, "protocol": "UDP", "$patch": "delete"}]}}),
    ("a port without protocol beside", DNS, {"spec": {"ports": [{"port": 9153, "targetPort": 1}]}}),
    ("a port as text", SERVICE, {"spec": {"ports": [{"port": "80", "name": "c"}]}}),
    ("all items of a list", DEPLOYMENT, _pod({"volumes": [{"name": "v", "$patch": "delete"}]})),
    ("no such item", DEPLOYMENT, _pod({"containers": [{"name": "none", "$patch": "delete"}]})),
    ("items in a list that is new", DEPLOYMENT, _pod({"initContainers": [
        {"name": "z", "$patch": "delete"}, {"name": "y", "env": [{"name": "A", "value": None}]}]})),
    ("a whole list", DEPLOYMENT, _pod({"containers": [{"name": "z", "image": "z", "tty": None}, {"$patch": "replace"}]})),
    ("a list goes", DEPLOYMENT, _pod({"volumes": [{"$patch": "delete"}]})),
    ("a list merged", DEPLOYMENT, _pod({"containers": [{"$patch": "merge"}, {"name": "a", "image": "c"}]})),
    ("the kind of a workload in another group", {**DEPLOYMENT, "apiVersion": "apps.example.com/v1"},
     _pod({"containers": [{"name": "a", "image": "c"}]})),
]  # fmt: skip


def _run(kubectl: Path, home: Path, document: Any, patch: Any) -> subprocess.CompletedProcess[bytes]:
    home.mkdir(parents=True)
    (home / "object.yaml").write_text(dump(document), encoding="utf-8")
    (home / "patch.yaml").write_text(dump(patch), encoding="utf-8")
    listing = {"resources": ["object.yaml"], "patches": [{"path": "patch.yaml"}]}
    (home / "kustomization.yaml").write_text(dump(listing), encoding="utf-8")
    return subprocess.run([kubectl, "kustomize", home], capture_output=True, check=False)


def _kustomized(kubectl: Path, home: Path, document: Any, patch: Any) -> Any:
    done = _run(kubectl, home, document, patch)
    assert done.returncode == 0, done.stderr.decode()
    documents = load(done.stdout)
    return documents[0] if documents else None


def _named(document: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    """A patch with what names its object."""
    identity = {key: document["metadata"][key] for key in ("name", "namespace")}
    body = {key: value for key, value in patch.items() if key != "metadata"}
    metadata = {**identity, **patch.get("metadata", {})}
    return {"apiVersion": document["apiVersion"], "kind": document["kind"], "metadata": metadata, **body}


@pytest.mark.parametrize(("document", "patch"), [(d, p) for _, d, p in PATCHES], ids=[name for name, _, _ in PATCHES])
def test_a_patch_gives_what_kustomize_gives(
    need: Find, tmp_path: Path, document: dict[str, Any], patch: dict[str, Any]
) -> None:
    whole = _named(document, patch)

    assert merge(document, whole) == _kustomized(need("kubectl"), tmp_path / "k", document, whole)


def test_random_patches_give_what_kustomize_gives(need: Find, tmp_path: Path) -> None:
    """Parts of the patches above, put together at random."""
    kubectl, dice = need("kubectl"), random.Random(3)  # noqa: S311 - not for secrets
    for number in range(40):
        document = dice.choice((SERVICE, DEPLOYMENT, ROUTE))
        parts = [patch for _, target, patch in PATCHES if target is document]
        patch: dict[str, Any] = {}
        for part in dice.sample(parts, 2):
            patch = _joined(patch, part)
        whole = _named(document, patch)
        assert merge(document, whole) == _kustomized(kubectl, tmp_path / str(number), document, whole), patch


def test_random_patches_of_the_example_give_what_kustomize_gives(need: Find, tmp_path: Path) -> None:
    """Parts of its manifests, with nulls, directives and lists cut short; what is refused here is looked at below."""
    kubectl, dice = need("kubectl"), random.Random(5)  # noqa: S311 - not for secrets
    known = [
        document
        for _, document in manifests()
        if "namespace" in document.get("metadata", {}) and "sops" not in document
    ]
    merged = 0
    for number in range(120):
        document = dice.choice((*known, DNS, DEPLOYMENT, OWNED))
        body = {k: _part(v, dice) for k, v in document.items() if k not in {"apiVersion", "kind", "metadata"}}
        labels = {k: dice.choice(("x", None)) for k in ("labels", "annotations") if dice.random() < 0.3}
        patch = _named(document, {**body, "metadata": {k: {"a": v, "b": "c"} for k, v in labels.items()}})
        try:
            ours = merge(document, patch)
        except Unmergeable:
            continue
        merged += 1
        assert ours == _kustomized(kubectl, tmp_path / str(number), document, patch), (document, patch)

    assert merged > 80


def _part(value: Any, dice: random.Random) -> Any:
    """What a patch of a value may say: less of it, nothing, or something new."""
    if isinstance(value, dict):
        kept = {k: _part(v, dice) for k, v in value.items() if k in KEYS or dice.random() < 0.4}
        new = {"new": dice.choice((1, None, {"a": {"b": None}}, [{"a": None}]))} if dice.random() < 0.1 else {}
        directive = {"$patch": dice.choice(("delete", "replace", "merge"))} if dice.random() < 0.05 else {}
        return {**kept, **new, **directive}
    if dice.random() < 0.05:
        return None
    if isinstance(value, list):
        return [_part(item, dice) for item in value if dice.random() < 0.7]
    return value


KEYS = ("name", "port", "protocol", "containerPort")


def _joined(one: Any, other: Any) -> Any:
    if isinstance(one, dict) and isinstance(other, dict):
        both = {**one, **other}
        return {key: _joined(one[key], other[key]) if key in one and key in other else both[key] for key in both}
    return other


NAMES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("the same", {}, {}),
    ("another version", {"apiVersion": "gateway.networking.k8s.io/v1beta1"}, {}),
    ("another group", {"apiVersion": "gateway.example.com/v1"}, {}),
    ("no group", {"apiVersion": "v1"}, {}),
    ("another kind", {"kind": "GRPCRoute"}, {}),
    ("another name", {}, {"name": "y"}),
    ("another namespace", {}, {"namespace": "m"}),
    ("no namespace", {}, {"namespace": None}),
]


@pytest.mark.parametrize(("over", "metadata"), [(o, m) for _, o, m in NAMES], ids=[name for name, _, _ in NAMES])
def test_a_patch_finds_what_kustomize_finds(
    need: Find, tmp_path: Path, over: dict[str, Any], metadata: dict[str, Any]
) -> None:
    whole = _named(ROUTE, {"metadata": {"labels": {"a": "b"}}})
    named = {key: value for key, value in {**whole["metadata"], **metadata}.items() if value is not None}
    patch = {**whole, **over, "metadata": named}
    done = _run(need("kubectl"), tmp_path / "k", ROUTE, patch)
    try:
        found = find(of_patch(patch), "u", [Object(document=ROUTE, file="x.yaml", unit="u")]) == 0
    except Missed:
        found = False

    assert found is (done.returncode == 0), done.stderr.decode()


LOST = "lost"
REFUSED: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("a word that is no directive", ROUTE, {"spec": {"$patch": "remove", "a": LOST}}),
    ("no word for a directive", ROUTE, {"spec": {"$patch": None, "a": LOST}}),
    ("another whole object", ROUTE, {"$patch": "replace", "spec": {"a": LOST}}),
    ("another whole item", DEPLOYMENT, _pod({"containers": [{"name": "a", "$patch": "replace", "image": LOST}]})),
    ("a directive in a list that is replaced", ROUTE, {"spec": {"rules": [{"$patch": "delete"}]}}),
    ("a directive in a list that is new", DEPLOYMENT, _pod({"initContainers": [{"$patch": "replace"}]})),
    ("an order", SERVICE, {"spec": {"$setElementOrder/ports": [{"port": 443}]}}),
    ("an item of a list of texts", SERVICE, {"metadata": {"$deleteFromPrimitiveList/finalizers": ["a.example.com/x"]}}),
    ("keys to keep", DEPLOYMENT, _pod({"volumes": [{"name": "v", "$retainKeys": ["name"]}]})),
    ("text for a mapping", SERVICE, {"spec": {"selector": LOST}}),
    ("a mapping for text", SERVICE, {"spec": {"selector": {"app": {"a": LOST}}}}),
    ("an empty list for a mapping", SERVICE, {"spec": {"selector": []}}),
    ("a mapping for a list", ROUTE, {"spec": {"rules": {"a": LOST}}}),
    ("a protocol that is not there", SERVICE, {"spec": {"ports": [{"port": 80, "protocol": "TCP", "name": LOST}]}}),
    ("no protocol where one is", DNS, {"spec": {"ports": [{"port": 53, "name": LOST}]}}),
    ("an item without key", DEPLOYMENT, _pod({"containers": [{"image": LOST}]})),
    ("an item that is text", DEPLOYMENT, _pod({"containers": [LOST]})),
    ("an item twice", DEPLOYMENT, _pod({"containers": [{"name": "a", "image": "b"}, {"name": "a", "image": LOST}]})),
]  # fmt: skip


@pytest.mark.parametrize(("document", "patch"), [(d, p) for _, d, p in REFUSED], ids=[name for name, _, _ in REFUSED])
def test_what_is_refused_kustomize_refuses_or_loses(
    need: Find, tmp_path: Path, document: dict[str, Any], patch: dict[str, Any]
) -> None:
    whole = _named(document, patch)
    with pytest.raises(Unmergeable):
        merge(document, whole)
    done = _run(need("kubectl"), tmp_path / "k", document, whole)
    left = done.stdout.decode()

    assert done.returncode != 0 or "$" in left or LOST not in left
