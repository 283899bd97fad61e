"""Schemas are distilled without prose, the same way every time, and only from files of known origin."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from generator.core.schema import Schemas, check
from generator.core.schema.crd import Kind, kinds
from generator.distill import crds
from generator.distill.kubernetes import native_kinds

CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgets, shortNames: [wd]}
  versions:
    - name: v1
      served: true
      storage: true
      subresources: {status: {}}
      schema:
        openAPIV3Schema:
          description: Prose that is not kept.
          type: object
          required: [spec]
          properties:
            spec:
              type: object
              x-kubernetes-validations:
                - {rule: self.low <= self.high, message: low is above high}
                - {rule: self.low == oldSelf.low}
              properties:
                description: {type: string, description: A field of that name.}
                high: {type: integer, default: 10, maximum: 99}
                low: {type: integer}
                operator: {type: string, enum: [=, "!="]}
                items:
                  type: array
                  x-kubernetes-list-type: map
                  x-kubernetes-list-map-keys: [name, protocol]
                  items:
                    type: object
                    required: [name]
                    properties: {name: {type: string}, protocol: {type: string, default: TCP}}
"""
SWAGGER = {
    "paths": {
        "/api/v1/namespaces/{namespace}/parcels/{name}": {
            "put": {
                "x-kubernetes-group-version-kind": {"group": "", "version": "v1", "kind": "Parcel"},
                "parameters": [{"in": "body", "schema": {"$ref": "#/definitions/x.v1.Parcel"}}],
            }
        }
    },
    "definitions": {
        "x.v1.Parcel": {
            "properties": {
                "kind": {"type": "string"},
                "weight": {"$ref": "#/definitions/x.Quantity"},
                "inner": {"$ref": "#/definitions/x.v1.Parcel"},
                "selector": {"$ref": "#/definitions/x.v1.LabelSelector"},
                "sent": {"type": "string", "format": "byte", "description": "Prose."},
            },
            "required": ["weight"],
        },
        "x.Quantity": {"type": "string"},
        "x.v1.LabelSelector": {"type": "object", "properties": {"matchLabels": {"type": "object"}}},
    },
}


def collection(folder: Path, *, sha256: str | None = None) -> Path:
    """Make a collection as it is fetched: files, and a table that says where each is from."""
    path = "cilium/1.20.0/crds/widgets.yaml"
    (folder / path).parent.mkdir(parents=True)
    (folder / path).write_text(CRD)
    digest = sha256 or hashlib.sha256(CRD.encode()).hexdigest()
    row = f"| example/widgets | v1.2.3 | {'c' * 40} | config/widgets.yaml | Apache-2.0 | {digest} | {path} | a note |"
    (folder / "SOURCES.md").write_text(f"| project | version |\n|---|---|\n{row}\n")
    (folder / "swagger.json").write_bytes(msgspec.json.encode(SWAGGER))
    return folder


def distilled(folder: Path, source: Path) -> dict[str, bytes]:
    written = crds.distill(source, source / "swagger.json", folder / "crds")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in written}


def test_distilling_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    source = collection(tmp_path / "source")
    assert distilled(tmp_path / "one", source) == distilled(tmp_path / "two", source)


def test_a_distilled_kind_keeps_what_validation_needs(tmp_path: Path) -> None:
    files = distilled(tmp_path / "out", collection(tmp_path / "source"))
    text = files["crds/cilium/1.20.0/example.com/v1/Widget.json"]
    kind = msgspec.json.decode(text, type=Kind)
    assert (kind.scope, kind.plural, kind.short_names, kind.subresources) == (
        "Namespaced", "widgets", ("wd",), ("status",)
    )  # fmt: skip
    assert b"Prose" not in text
    spec = kind.schema["properties"]["spec"]
    assert spec["properties"]["operator"]["enum"] == ["=", "!="]
    assert [rule.get("update", False) for rule in spec["x-kubernetes-validations"]] == [False, True]


def test_the_lock_says_where_everything_is_from(tmp_path: Path) -> None:
    files = distilled(tmp_path / "out", collection(tmp_path / "source"))
    lock = {entry["project"]: entry for entry in msgspec.json.decode(files["crds.lock.json"])}
    widgets = lock["cilium"]
    assert widgets["commit"] == "c" * 40
    assert widgets["note"] == "a note"
    assert widgets["sha256"] == hashlib.sha256(CRD.encode()).hexdigest()
    swagger = (tmp_path / "source" / "swagger.json").read_bytes()
    assert lock["kubernetes"]["sha256"] == hashlib.sha256(swagger).hexdigest()


def test_a_file_of_other_content_is_not_distilled(tmp_path: Path) -> None:
    source = collection(tmp_path / "source", sha256="0" * 64)
    with pytest.raises(ValueError, match="sha256"):
        crds.distill(source, source / "swagger.json", tmp_path / "crds")


def test_names_and_types_carry_no_rules(tmp_path: Path) -> None:
    path = tmp_path / "widgets.yaml"
    path.write_text(CRD)
    (kind,) = crds.read(path, partial=True)
    assert kind.partial
    spec = kind.schema["properties"]["spec"]
    assert "x-kubernetes-validations" not in spec
    assert spec["properties"]["high"] == {"type": "integer"}


def test_built_in_types_take_their_go_form() -> None:
    (parcel,) = native_kinds(SWAGGER)
    assert (parcel.api_version, parcel.scope, parcel.native) == ("v1", "Namespaced", True)
    properties = parcel.schema["properties"]
    assert "kind" not in properties
    assert properties["weight"] == {"x-native": "quantity"}
    assert properties["sent"] == {"type": "string", "x-native": "base64"}
    assert properties["inner"] == {"x-kubernetes-preserve-unknown-fields": True}
    assert properties["selector"]["x-check"] == "LabelSelector"


def widget(**spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "example.com/v1",
        "kind": "Widget",
        "metadata": {"name": "a", "namespace": "b"},
        "spec": spec,
    }


def document() -> dict[str, Any]:
    (loaded,) = yaml.load_all(CRD, crds.Loader)
    return dict(loaded)


def test_a_users_crd_is_judged_at_run_time() -> None:
    plain = Schemas()
    grown = plain.with_crds([document()])
    assert not plain.known("example.com/v1", "Widget")
    assert grown.scope("example.com/v1", "Widget") == "Namespaced"
    assert list(check(grown, widget(low=1))) == []
    assert [one.code for one in check(grown, widget(low=11))] == ["schema/cel"]
    assert [one.code for one in check(grown, widget(low=1, high=100))] == ["schema/bounds"]


def test_defaults_count_in_the_keys_of_a_list() -> None:
    grown = Schemas().with_crds([document()])
    same = [{"name": "a"}, {"name": "a", "protocol": "TCP"}]
    other = [{"name": "a"}, {"name": "a", "protocol": "UDP"}]
    assert [one.code for one in check(grown, widget(low=1, items=same))] == ["schema/duplicate-key"]
    assert list(check(grown, widget(low=1, items=other))) == []


def test_other_documents_hold_no_kind() -> None:
    assert list(kinds({"kind": "ConfigMap"})) == []
