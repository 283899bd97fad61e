"""One release's facts answer for all releases of a chart that only ever added values."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.core import facts
from generator.core.charts import shelf
from generator.core.charts.check import check_values
from generator.core.charts.finding import NOT_CHECKED, TYPE, UNREAD_KEY, Finding, dotted
from generator.core.charts.history import History, Later, as_of, history
from generator.core.charts.node import READ, WHOLE, Chart, Node
from generator.core.charts.number import number
from generator.distill import history as distill
from tests.core.charts.refusal_cases import nest

CHART = "flux-operator"


def check(version: str, **values: Any) -> list[Finding]:
    return list(check_values(CHART, version, nest(**values)))


def test_history_ends_in_held_facts_and_knows_their_places() -> None:
    past = history(CHART)
    assert past
    held = shelf.load(CHART, past.last)
    places = dict(distill.places(held.values))

    assert past.last == shelf.versions(CHART)[-1]
    assert {*past.since, *past.typed} <= places.keys()
    assert places.keys().isdisjoint(past.later)
    assert all(number(one.since) > number(past.last) for one in past.later.values())


@pytest.mark.parametrize(
    ("version", "fit"),
    [
        ("0.49.0", "exact"),
        ("0.49.3", "nearest patch"),
        ("0.49.x", "nearest patch"),
        (">=0.49.0", "history"),
        ("0.28.0", "history"),
        ("v0.58.1", "history"),
        ("*", "history"),
        (">=0.40.0", "history"),
        ("0.0.9", "none"),
        ("", "none"),
    ],
)
def test_other_minors_are_answered_from_the_history(version: str, fit: str) -> None:
    found = shelf.held(CHART, version)

    assert (found.fit, found.version) == (fit, "0.49.0" if fit != "none" else "")


def test_key_that_came_later_is_dead_in_an_older_release() -> None:
    (finding,) = check("0.28.0", **{"web.enabled": True})

    assert (finding.code, finding.severity, dotted(finding.path)) == (UNREAD_KEY, "error", "web")
    assert finding.message == "chart flux-operator 0.28.0 never reads `web`"
    assert finding.hint == "read since flux-operator 0.37.0: use that or a newer one, or remove it"
    assert check("0.37.0", **{"web.enabled": True}) == []


@pytest.mark.parametrize("version", ["0.50.0", "0.58.1", "*", ">=0.28.0"])
def test_key_that_an_older_minor_does_not_know_is_not_checked(version: str) -> None:
    (finding,) = check(version, **{"serviceMonitor.crate": True})

    assert (finding.code, finding.severity) == (NOT_CHECKED, "not checked")
    assert (
        finding.message == "`serviceMonitor.crate` is not known to chart flux-operator 0.49.0, the newest that is held"
    )
    assert finding.hint == "did you mean `serviceMonitor.create`?"


def test_known_key_of_a_newer_minor_is_judged() -> None:
    (finding,) = check("0.58.1", **{"web.enabled": "yes"})

    assert (finding.code, finding.severity) == (TYPE, "error")


def test_documented_key_is_there_from_its_release_on() -> None:
    assert check("0.58.1", **{"web.userActions.access": "FineGrained"}) == []
    assert [one.code for one in check("0.58.1", **{"web.userActions.access": 1})] == [TYPE]
    assert [one.code for one in check("0.50.0", **{"web.userActions.access": "x"})] == [NOT_CHECKED]
    (finding,) = check("0.49.0", **{"web.userActions.access": "x"})
    assert (finding.code, dotted(finding.path)) == (UNREAD_KEY, "web.userActions")


def test_type_counts_from_the_release_that_gave_it() -> None:
    past = History("1.0.0", "1.2.0", {"list.[]": "1.2.0"}, {"list": "1.2.0"}, {"a.b": Later("1.3.0", ("string",), "x")})
    newest = Chart("c", "1.2.0", Node(keys={"list": Node(types=("array",), items=Node(types=("string",)))}))

    assert as_of(newest, past, "1.1.0") == Chart("c", "1.1.0", Node(keys={"list": Node()}))
    assert as_of(newest, past, "1.2.5").values == newest.values
    beyond = as_of(newest, past, "1.3.0")
    assert (beyond.version, beyond.complete) == ("1.2.0", False)
    assert beyond.values.keys["a"] == Node(READ, table=True, keys={"b": Node(WHOLE, types=("string",))})


def _repository(folder: Path, *releases: tuple[str, str]) -> Path:
    """A git repository with a chart whose values.yaml is as given, tagged for each release."""
    git = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "none"], check=True)
    subprocess.run([*git, "tag", "before-the-chart"], check=True)
    chart = folder / "charts" / "sample"
    (chart / "templates").mkdir(parents=True)
    for version, values in releases:
        (chart / "Chart.yaml").write_text(f"name: sample\nversion: {version}\n")
        (chart / "values.yaml").write_text(values)
        reads = "".join(f"{{{{ toYaml .Values.{key} }}}}" for key in yaml.safe_load(values))
        (chart / "templates" / "all.yaml").write_text(reads)
        schema = {"properties": {"a": {"type": "integer" if version == "1.2.0" else []}}}
        (chart / "values.schema.json").write_text(json.dumps(schema))
        subprocess.run([*git, "add", "-A"], check=True)
        subprocess.run([*git, "commit", "-q", "-m", version], check=True)
        subprocess.run([*git, "tag", f"v{version}"], check=True)
    return folder


def _distilled(tmp_path: Path, *releases: tuple[str, str]) -> tuple[int, Path]:
    repository = _repository(tmp_path / "repository", *releases)
    into = tmp_path / "charts"
    (into / "sample").mkdir(parents=True)
    (into / "sample" / f"{releases[-1][0]}.json").touch()
    words = [str(repository), "--folder", "charts/sample", "--source", "here", "--into", str(into)]
    return distill.main(words), into


def test_command_writes_what_each_release_added(tmp_path: Path) -> None:
    code, into = _distilled(
        tmp_path, ("1.0.0", "a: 1\n"), ("1.1.0", "a: 1\nb: {c: 1}\n"), ("1.2.0", "a: 1\nb: {c: 1, d: 1}\n")
    )

    assert code == 0
    written = json.loads((into / "sample" / "history.json").read_text())
    assert written == {
        "first": "1.0.0",
        "last": "1.2.0",
        "since": {"b": "1.1.0", "b.d": "1.2.0"},
        "typed": {"a": "1.2.0"},
    }
    lock = json.loads((into.parent / "charts.lock.json").read_text())["sample/history"]
    assert lock["source"] == "here (3 releases)"
    (into / "sample" / "history.json").write_text(
        json.dumps(written | {"later": {"z": {"since": "1.3.0", "types": [], "source": "there"}}})
    )
    words = [str(tmp_path / "repository"), "--folder", "charts/sample", "--source", "here", "--into", str(into)]
    assert distill.main(words) == 0
    assert "z" in json.loads((into / "sample" / "history.json").read_text())["later"]


def test_chart_that_removes_a_value_has_no_history(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, into = _distilled(tmp_path, ("1.0.0", "a: 1\nb: 1\n"), ("1.1.0", "a: 1\n"))

    assert (code, (into / "sample" / "history.json").exists()) == (1, False)
    assert "1.1.0 no longer reads b" in capsys.readouterr().err


def test_chart_that_retypes_a_value_has_no_history() -> None:
    read = {"1.0.0": Node(keys={"a": Node(types=("string",))}), "1.1.0": Node(keys={"a": Node(types=("integer",))})}

    with pytest.raises(distill.ChangedError, match=r"1\.1\.0 gives another type to a"):
        distill.compare(read)


def test_history_is_locked() -> None:
    assert f"{CHART}/history" in json.loads(facts.read("charts.lock.json"))
