"""`gen lint` over trees that nobody generated: manifests, values wherever they stand, rules, counts, report formats."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from generator.cli.forms import FORMATS
from generator.commands.lint import Linted, lint
from generator.exits import CLEAN, INVALID
from tests.e2e.project import gen

SOURCE = """\
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: cilium}
spec: {interval: 1h, url: "oci://quay.io/cilium/charts/cilium", ref: {tag: 1.20.0}}
"""
RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: cilium}
spec:
  interval: 1h
  chartRef: {kind: OCIRepository, name: cilium}
"""
POOL = """\
apiVersion: cilium.io/v2
kind: CiliumLoadBalancerIPPool
metadata: {name: lan}
spec:
  blocks: [{cidr: 192.168.50.0/24}]
"""


def _kustomization(*resources: str, more: str = "") -> str:
    listed = "".join(f"  - {resource}\n" for resource in resources)
    return f"apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n{listed}{more}"


def _unit(name: str, path: str, more: str = "") -> str:
    return f"""\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{name: {name}, namespace: flux-system}}
spec:
  path: {path}
{more}"""


FULL = "  interval: 1h\n  prune: true\n  sourceRef: {kind: GitRepository, name: flux-system}\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Paths of a tree are relative to its repository, as Flux's are."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _write(root: Path, files: Mapping[str, str]) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def _lint(root: Path, files: Mapping[str, str], *paths: str) -> Linted:
    _write(root, files)
    return lint(paths or tuple(sorted({name.partition("/")[0] for name in files})))


def _said(done: Linted, prefix: str = "") -> list[str]:
    return [
        f"{d.source.file}:{d.source.line} {d.code} {d.message}" for d in done.diagnostics if d.code.startswith(prefix)
    ]


def test_sound_tree_has_no_finding(here: Path) -> None:
    done = _lint(here, {"k/pool.yaml": POOL, "k/release.yaml": f"{SOURCE}---\n{RELEASE}  values: {{MTU: 1500}}\n"})
    assert _said(done) == []
    assert done.counts["manifests"] == {"ok": 3, "failed": 0, "not checked": 0}
    assert done.counts["values"] == {"ok": 1, "failed": 0, "not checked": 0}
    assert done.counts["rules"]["failed"] == 0
    assert done.counts["rules"]["ok"] > 50


def test_manifests_are_counted_as_ok_failed_and_not_checked(here: Path) -> None:
    files = {
        "k/good.yaml": POOL,
        "k/bad.yaml": POOL.replace("name: lan", "name: dmz").replace("cidr: 192.168.50", "cdir: 192.168.51"),
        "k/unknown.yaml": "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\n",
        "k/template.yaml": "{{ if .Values.a }}\na: 1\n{{ end }}\n",
    }
    done = _lint(here, files)
    assert done.counts["manifests"] == {"ok": 1, "failed": 1, "not checked": 2}
    assert _said(done, "schema/unknown-field") == [
        "k/bad.yaml:5 schema/unknown-field CiliumLoadBalancerIPPool dmz: unknown field `cdir`"
    ]


def test_texts_with_variables_are_not_judged_but_all_else_is(here: Path) -> None:
    pool = POOL.replace("192.168.50.0/24", '"${POOL}"')
    done = _lint(
        here, {"k/a.yaml": pool, "k/b.yaml": pool.replace("name: lan", "name: dmz").replace("blocks", "block")}
    )
    assert done.counts["manifests"] == {"ok": 1, "failed": 1, "not checked": 0}
    assert _said(done, "schema/unknown-field") == [
        "k/b.yaml:5 schema/unknown-field CiliumLoadBalancerIPPool dmz: unknown field `block`"
    ]


DEAD = "cgroup:\n  automount:\n    enabled: false\n"
INDENTED = "".join(f"    {line}\n" for line in DEAD.splitlines())
PLACES = {
    "inline": ({"k/r.yaml": f"{SOURCE}---\n{RELEASE}  values:\n{INDENTED}"}, "k/r.yaml:14"),
    "a ConfigMap": (
        {
            "k/r.yaml": f"{SOURCE}---\n{RELEASE}  valuesFrom: [{{kind: ConfigMap, name: values}}]\n",
            "k/values.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: values}\ndata:\n  values.yaml: |\n"
            + INDENTED,
        },
        "k/values.yaml:7",
    ),
    "a file that kustomize makes a ConfigMap of": (
        {
            "k/r.yaml": f"{SOURCE}---\n{RELEASE}  valuesFrom: [{{kind: ConfigMap, name: made}}]\n",
            "k/helm/values.yaml": DEAD,
            "k/kustomization.yaml": _kustomization(
                "r.yaml", more="configMapGenerator:\n  - {name: made, files: [values.yaml=helm/values.yaml]}\n"
            ),
        },
        "k/helm/values.yaml:2",
    ),
    "kustomize's helmCharts": (
        {
            "k/values.yaml": DEAD,
            "k/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
            "helmCharts:\n  - {name: cilium, version: 1.20.0, valuesFile: values.yaml}\n",
        },
        "k/values.yaml:2",
    ),
    "a HelmChart of k3s": (
        {
            "k/chart.yaml": "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: c, namespace: kube-system}\n"
            f"spec:\n  chart: cilium\n  version: 1.20.0\n  valuesContent: |\n{INDENTED}"
        },
        "k/chart.yaml:9",
    ),
    "a HelmChartConfig of RKE2, whose chart's version nobody says": (
        {
            "k/config.yaml": "apiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\n"
            f"metadata: {{name: rke2-cilium, namespace: kube-system}}\nspec:\n  valuesContent: |\n{INDENTED}"
        },
        "k/config.yaml:7",
    ),
    "a chart that depends on it": (
        {
            "k/Chart.yaml": "apiVersion: v2\nname: mine\nversion: 1.0.0\n"
            "dependencies:\n  - {name: cilium, version: 1.20.0, alias: cni}\n",
            "k/values.yaml": "cni:\n" + "".join(f"  {line}\n" for line in DEAD.splitlines()),
        },
        "k/values.yaml:3",
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_dead_value_is_found_wherever_it_stands(here: Path, place: str) -> None:
    files, where = PLACES[place]
    done = _lint(here, files)
    [said] = _said(done, "values/unread-key")
    assert said.startswith(f"{where} values/unread-key chart ")
    assert said.endswith(" never reads `cgroup.automount`")
    assert done.counts["values"]["failed"] == 1
    [finding] = (d for d in done.diagnostics if d.code == "values/unread-key")
    assert finding.hint == "did you mean `cgroup.autoMount`?"


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (f"|\n{INDENTED}", (9, 7)),
        (f'"{DEAD}"'.replace("\n", "\\n"), (7, 3)),
    ],
    ids=["block", "quoted"],
)
def test_place_of_a_value_inside_of_a_text(here: Path, content: str, place: tuple[int, int]) -> None:
    chart = "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: c, namespace: kube-system}\n"
    done = _lint(
        here, {"k/chart.yaml": f"{chart}spec:\n  chart: cilium\n  version: 1.20.0\n  valuesContent: {content}\n"}
    )
    [finding] = (d for d in done.diagnostics if d.code == "values/unread-key")

    assert (finding.source.line, finding.source.column) == place


def test_values_of_an_unheld_chart_are_not_checked(here: Path) -> None:
    files = {"k/r.yaml": SOURCE.replace("1.20.0", "1.11.0") + f"---\n{RELEASE}  values: {{nonsense: 1}}\n"}
    done = _lint(here, files)
    assert done.counts["values"] == {"ok": 0, "failed": 0, "not checked": 1}
    assert _said(done, "schema/unheld") == [
        "k/r.yaml:12 schema/unheld-version no schemas are held of cilium 1.11.0: those of 1.18.12 judge its objects"
    ]


@pytest.mark.parametrize(
    ("values", "state", "code"),
    [
        ("{serviceMonitor: {create: true}}", "ok", None),
        ("{serviceMonitor: {crate: true}}", "not checked", "values/not-checked"),
        ("{serviceMonitor: {create: perhaps}, more: 1}", "failed", "values/type"),
    ],
)
def test_older_facts_judge_what_they_know(here: Path, values: str, state: str, code: str | None) -> None:
    operator = SOURCE.replace("cilium", "flux-operator").replace("1.20.0", "0.58.1")
    release = RELEASE.replace("cilium", "flux-operator") + f"  values: {values}\n"
    done = _lint(here, {"k/r.yaml": f"{operator}---\n{release}"})
    assert done.counts["values"] == {"ok": 0, "failed": 0, "not checked": 0} | {state: 1}
    assert (code is None) == (not _said(done, "values/"))
    assert all(d.line == 12 for d in (d.source for d in done.diagnostics if d.code == code))


def test_rules_join_objects(here: Path) -> None:
    cluster = """\
apiVersion: cilium.io/v2
kind: CiliumBGPClusterConfig
metadata: {name: lab}
spec:
  bgpInstances:
    - name: lab
      localASN: 64512
      peers:
        - {name: gw, peerASN: 64513, peerAddress: 192.168.1.1, peerConfigRef: {name: missing}}
"""
    done = _lint(here, {"k/bgp.yaml": cluster})
    assert "k/bgp.yaml:9 bgp/dangling-peer-config" in _said(done, "bgp/dangling")[0]
    assert done.counts["rules"]["failed"] >= 1


def test_what_only_follows_is_not_said(here: Path) -> None:
    policy = """\
apiVersion: cilium.io/v2alpha1
kind: CiliumL2AnnouncementPolicy
metadata: {name: lan}
spec: {loadBalancerIPs: true, interfaces: ["eth("]}
"""
    done = _lint(here, {"k/policy.yaml": policy})
    assert [line.split()[1] for line in _said(done, "l2/")] == ["l2/invalid-interface"]
    assert done.counts["rules"]["failed"] == 1


def test_patches_from_above_complete_what_is_below(here: Path) -> None:
    """People keep what all Kustomizations share in patches of the one above them."""
    patch = (
        "  patches:\n"
        "    - target: {kind: Kustomization, labelSelector: bare!=true}\n"
        "      patch: |\n"
        "        apiVersion: kustomize.toolkit.fluxcd.io/v1\n"
        "        kind: Kustomization\n"
        "        metadata: {name: any}\n"
        "        spec: {interval: 1h, sourceRef: {kind: GitRepository, name: flux-system}}\n"
        "    - target: {kind: Kustomization}\n"
        '      patch: "[{op: add, path: /spec/prune, value: true}]"\n'
    )
    files = {
        "flux/cluster.yaml": _unit("cluster", "./apps", FULL + patch),
        "apps/a.yaml": _unit("a", "./a"),
        "apps/b.yaml": _unit("b", "./b").replace("flux-system}", "flux-system, labels: {bare: 'true'}}"),
    }
    done = _lint(here, files)
    assert _said(done, "schema/") == [
        "apps/b.yaml:4 schema/required Kustomization flux-system/b: required field `interval` is missing",
        "apps/b.yaml:4 schema/required Kustomization flux-system/b: required field `sourceRef` is missing",
    ]


def test_files_with_patches_are_no_objects(here: Path) -> None:
    files = {
        "k/pool.yaml": POOL,
        "k/patch.yaml": POOL.replace("  blocks: [{cidr: 192.168.50.0/24}]", "  disabledd: true"),
        "k/kustomization.yaml": _kustomization("pool.yaml", more="patches:\n  - path: patch.yaml\n"),
    }
    done = _lint(here, files)
    assert done.counts["manifests"] == {"ok": 1, "failed": 1, "not checked": 0}
    [said] = _said(done, "schema/")
    assert said.endswith("CiliumLoadBalancerIPPool lan: unknown field `disabledd`")


def test_what_no_kustomization_lists_is_checked_but_not_joined(here: Path) -> None:
    """A left-over file owns nothing: its pool does not overlap the real one."""
    files = {
        "flux/apps.yaml": _unit("apps", "./apps", FULL),
        "apps/kustomization.yaml": _kustomization("pool.yaml"),
        "apps/pool.yaml": POOL,
        "apps/old.yaml": POOL.replace("name: lan", "name: old"),
    }
    done = _lint(here, files)
    assert _said(done, "pools/") == []
    assert done.counts["manifests"] == {"ok": 4, "failed": 0, "not checked": 0}
    also = _lint(here, {**files, "apps/kustomization.yaml": _kustomization("pool.yaml", "old.yaml")})
    assert [said.split()[1] for said in _said(also, "pools/")] == ["pools/conflicting"]


def test_namespace_is_the_one_that_kustomize_sets(here: Path) -> None:
    namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: _}\n"
    files = {"k/ns.yaml": namespace, "k/kustomization.yaml": _kustomization("ns.yaml", more="namespace: apps\n")}
    assert _said(_lint(here, files), "schema/") == []
    alone = _lint(here, {"other/ns.yaml": namespace}, "other")
    assert [said.split()[1] for said in _said(alone, "schema/")] == ["schema/name"]


@pytest.mark.parametrize("paths", [(".",), ("./k",), ("k/",), ("k", "k/pool.yaml"), ("./k/../k",)])
def test_a_path_may_be_written_in_any_way(here: Path, paths: tuple[str, ...]) -> None:
    """kustomization.yaml lists what the directory of a Flux unit holds: both lead to files by their plain names."""
    files = {
        "k/flux.yaml": _unit("k", "./k", FULL),
        "k/kustomization.yaml": _kustomization("flux.yaml", "pool.yaml", "./ns.yaml", more="namespace: apps\n"),
        "k/pool.yaml": POOL.replace("blocks", "cidrs"),
        "k/old.yaml": POOL.replace("name: lan", "name: old"),
        "k/ns.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: _}\n",
    }
    plain, done = _lint(here, files, "k"), lint(paths)
    assert (done.diagnostics, done.counts) == (plain.diagnostics, plain.counts)
    assert [said.split()[:2] for said in _said(done, "schema/")] == [["k/pool.yaml:5", "schema/unknown-field"]]


def test_hidden_directories_are_read_only_when_they_are_named(here: Path) -> None:
    _write(here, {"k/pool.yaml": POOL, "k/.archive/pool.yaml": POOL.replace("blocks", "cidrs")})
    assert lint(("k",)).counts["manifests"] == {"ok": 1, "failed": 0, "not checked": 0}
    assert lint(("k/.archive",)).counts["manifests"] == {"ok": 0, "failed": 1, "not checked": 0}


@pytest.mark.parametrize("form", FORMATS)
def test_every_report_form_shows_the_finding(tmp_path: Path, form: str) -> None:
    files, where = PLACES["inline"]
    _write(tmp_path, files)
    done = gen(tmp_path, "lint", "-o", form, "k")
    file, _, line = where.partition(":")
    assert done.returncode == INVALID
    assert "cgroup.automount" in done.stdout
    assert file in done.stdout
    assert line in done.stdout
    assert "values: 0 ok, 1 failed, 0 not checked" in done.stderr
    if form == "json":
        assert json.loads(done.stdout)["counts"]["values"] == {"ok": 0, "failed": 1, "not checked": 0}
    if form == "sarif":
        [result] = json.loads(done.stdout)["runs"][0]["results"]
        assert result["ruleId"] == "values/unread-key"


def test_clean_tree_ends_with_0_and_missing_path_is_said(tmp_path: Path) -> None:
    _write(tmp_path, {"k/pool.yaml": POOL})
    assert gen(tmp_path, "lint", "k").returncode == CLEAN
    missing = gen(tmp_path, "lint", "nowhere")
    assert missing.returncode not in {CLEAN, INVALID}
    assert "nowhere" in missing.stderr
    assert "Traceback" not in missing.stderr
