"""From a chart's files to facts."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import msgspec
import pytest

from generator.core import facts
from generator.core.charts import meant, shelf
from generator.core.charts.history import history
from generator.core.charts.node import READ, REFUSED, UNREAD, WHOLE, Chart, Node
from generator.core.charts.number import number
from generator.distill import charts, gotemplate
from generator.distill.trace import Read, Trace
from tests.core.charts.real_charts import archive

HELD = [(chart, version) for chart in ("cert-manager", "cilium", "external-dns", "flux-operator", "rke2-cilium",
                                       "tetragon") for version in shelf.versions(chart)]  # fmt: skip


def reads(template: str, **files: str) -> dict[str, str]:
    """Reads of a chart with one template: dotted path to how."""
    trace = Trace({"templates/one.yaml": template, **{f"templates/{name}.tpl": text for name, text in files.items()}})
    trace.run()
    return {".".join(path): how.name.lower() for path, how in trace.reads.items() if how is not Read.REFUSED}


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ .Values.a.b }}", {"a.b": "whole"}),
        ("{{ $.Values.a }}{{- /* .Values.no }} */ -}}", {"a": "whole"}),
        ("{{ (.Values.a).b }}", {"a.b": "whole"}),
        ("{{ if .Values.a }}x{{ else if .Values.b }}y{{ end }}", {"a": "tested", "b": "tested"}),
        ("{{ with .Values.a }}{{ .b }}{{ $.Values.c }}{{ end }}", {"a": "tested", "a.b": "whole", "c": "whole"}),
        ("{{ range .Values.a }}{{ .b }}{{ end }}", {"a": "tested", "a.[]": "tested", "a.[].b": "whole"}),
        ("{{ range $k, $v := .Values.a }}{{ $k }}{{ $v.b }}{{ end }}",
         {"a": "tested", "a.[]": "tested", "a.[].b": "whole"}),
        ("{{ $x := .Values.a }}{{ $x.b | quote }}", {"a.b": "whole"}),
        ('{{ $x := "" }}{{ if .Values.q }}{{ $x = .Values.a }}{{ end }}{{ $x }}', {"q": "tested", "a": "whole"}),
        ('{{ index .Values "a" "b-c" }}', {"a.b-c": "whole"}),
        ('{{ get .Values.a "b" }}{{ hasKey .Values "c" | print }}', {"a.b": "whole", "c": "tested"}),
        ('{{ dig "a" "b" "" .Values.AsMap }}', {"a.b": "whole"}),
        ("{{ .Values.a | default .Values.b | toYaml | nindent 4 }}", {"a": "whole", "b": "whole"}),
        ('{{ ternary .Values.a "x" .Values.b }}', {"a": "whole", "b": "tested"}),
        ('{{ range $n := list "a" "b" }}{{ (index $.Values $n).c }}{{ end }}', {"a.c": "whole", "b.c": "whole"}),
        ("{{ toJson .Values.a | sha256sum }}{{ .Values.a.b }}", {"a.b": "whole"}),
        ('{{ if hasKey .Values "a" }}{{ fail "no" }}{{ end }}', {}),
        ('{{ if .Values.a }}{{ fail "no" }}{{ else }}{{ .Values.a }}{{ end }}', {"a": "whole"}),
        ('{{ tpl "{{ .Values.a }}" . }}', {"a": "whole"}),
        ('{{ $d := dict "k" .Values.a }}{{ $d.k.b }}', {"a.b": "whole"}),
        ('{{ $d := dict }}{{ $_ := set $d "k" .Values.a }}{{ $d.k.b }}', {"a.b": "whole"}),
        ("{{ (merge .Values.a .Values.b).c }}", {"a.c": "whole", "b.c": "whole"}),
    ],
)  # fmt: skip
def test_trace_follows_a_template(template: str, expected: dict[str, str]) -> None:
    assert reads(template) == expected


def test_trace_follows_named_templates_with_their_context() -> None:
    image = '{{ define "image" }}{{ .repository }}:{{ .tag }}{{ end }}'
    pair = '{{ define "pair" }}{{ (index . 0).x }}{{ (index . 1).Values.y }}{{ end }}'
    template = '{{ include "image" .Values.a.image }}{{ include "pair" (list .Values.b $) }}'

    expected = {"a.image.repository": "whole", "a.image.tag": "whole", "b.x": "whole", "y": "whole"}

    assert reads(template, _image=image, _pair=pair) == expected


def test_trace_leaves_what_only_talks_to_a_person() -> None:
    trace = Trace({"templates/NOTES.txt": "{{ .Values.a }}", "templates/_unused.tpl": '{{ define "x" }}{{ end }}'})
    trace.run()

    assert trace.reads == {}


def test_unreadable_template_says_where() -> None:
    with pytest.raises(gotemplate.TemplateSyntaxError, match="line 2"):
        gotemplate.parse("a\n{{ ^ }}")


def chart_files() -> dict[str, str]:
    schema = {
        "properties": {
            "mode": {"$ref": "#/$defs/mode"},
            "list": {"items": {"anyOf": [{"type": "string"}]}, "type": "array"},
            "closed": {"type": "object", "additionalProperties": False, "properties": {"a": {"type": "integer"}}},
        },
        "$defs": {"mode": {"oneOf": [{"type": "null"}, {"enum": ["x"]}]}},
    }
    return {
        "Chart.yaml": "name: sample\nversion: v1.2.3\n",
        "values.yaml": "mode: ~\nlist: [a]\nclosed: {a: 1}\nidle: 5\nopen: {}\n",
        "values.schema.json": json.dumps(schema),
        "templates/one.yaml": "{{ .Values.mode }}{{ .Values.list }}{{ .Values.closed.a }}{{ .Values.open | toYaml }}"
        '{{ if .Values.old }}{{ fail "gone" }}{{ end }}{{ if .Values.hidden }}x{{ end }}',
    }


def test_sources_of_a_chart_become_one_tree() -> None:
    chart, doubts = charts.distill(chart_files())

    keys = chart.values.keys
    assert (chart.name, chart.version, doubts) == ("sample", "1.2.3", frozenset())
    assert keys["mode"] == Node(WHOLE, "vst", (), ("x", None)[::-1], None)
    assert keys["list"].items == Node(WHOLE, "s", ("string",))
    assert keys["closed"].closed
    assert keys["closed"].keys["a"] == Node(WHOLE, "vst", ("integer",), (), 1)
    assert keys["idle"].reading == UNREAD
    assert keys["open"].reading == WHOLE
    assert keys["old"].reading == REFUSED
    assert keys["hidden"] == Node(READ, "t")


def test_command_writes_facts_and_lock_from_archive_and_folder_alike(tmp_path: Path) -> None:
    folder = tmp_path / "sample"
    with tarfile.open(tmp_path / "sample-1.2.3.tgz", "w:gz") as archived:
        for name, text in chart_files().items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
            member = tarfile.TarInfo(f"sample/{name}")
            member.size = len(text)
            archived.addfile(member, io.BytesIO(text.encode()))

    written = []
    for origin in (folder, tmp_path / "sample-1.2.3.tgz"):
        into = tmp_path / origin.name.replace(".", "_") / "charts"
        assert charts.main([str(origin), "--source", "here", "--into", str(into)]) == 0
        lock = json.loads((into.parent / "charts.lock.json").read_text())["sample/1.2.3"]
        assert lock.pop("archive_sha256", None) is None or origin.suffix == ".tgz"
        written.append(((into / "sample" / "1.2.3.json").read_bytes(), lock))

    assert written[0] == written[1]
    assert msgspec.json.decode(written[0][0], type=Chart) == charts.distill(chart_files())[0]


def test_command_says_what_is_no_chart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert charts.main([str(tmp_path), "--source", "here", "--into", str(tmp_path)]) == 1
    assert "no Chart.yaml" in capsys.readouterr().err


def test_every_held_chart_is_locked_and_every_lock_is_held() -> None:
    locked = set(json.loads(facts.read("charts.lock.json")))

    histories = {f"{chart}/history" for chart, _ in HELD if history(chart)}
    assert locked == {f"{chart}/{version}" for chart, version in HELD} | histories


@pytest.mark.parametrize("version", shelf.versions("cilium"))
def test_replacement_of_a_removed_value_is_read(version: str) -> None:
    root = shelf.load("cilium", version).values
    for path, gone in meant.removed("cilium").items():
        if number(gone.gone)[:2] <= number(version)[:2]:
            for one in gone.instead:
                node: Node | None = root
                for key in one.split("."):
                    node = node and node.keys.get(key)
                assert node, f"{path} -> {one}"
                assert node.reading in (READ, WHOLE), f"{path} -> {one}"


@pytest.mark.real
@pytest.mark.parametrize(("name", "version"), HELD)
def test_facts_are_those_of_the_chart(name: str, version: str) -> None:
    files = charts.read(archive(name, version))
    lock = json.loads(facts.read("charts.lock.json"))[f"{name}/{version}"]

    assert charts.digest(files) == lock["files_sha256"]
    assert charts.render(charts.distill(files)[0]) == facts.read("charts", name, f"{version}.json")


def test_template_that_a_release_adds_is_followed() -> None:
    """cert-manager's folder of 1.17 and 1.18 has no CRDs; the archive that is released has, if `crds.enabled` says so."""
    files = {
        "Chart.yaml": "name: cert-manager\nversion: v1.18.6\n",
        "values.yaml": "installCRDs: false\ncrds: {enabled: false, keep: true}\n",
        "templates/deployment.yaml": "a: 1\n",
    }
    chart, _ = charts.distill(files)
    assert {path: chart.values.keys["crds"].keys[path].reading for path in ("enabled", "keep")} == {
        "enabled": "read",
        "keep": "read",
    }
    other, _ = charts.distill({**files, "templates/crd-a.yaml": "b: 2\n"})
    assert other.values.keys["crds"].keys["keep"].reading == "unread"
