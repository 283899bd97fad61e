"""`gen build` as people and hooks run it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.e2e.project import INVENTORY, committed, gen, git, project, tree

UNCHECKED = INVENTORY.replace("install: existing", 'install: operator, operator: {version: "0.58.1"}').replace(
    "192.168.50.0/24", "192.168.1.192/27"
)
"""Nothing is wrong with it, and one object is held of whose kind not everything is known."""


def test_a_first_build_writes_and_a_second_changes_nothing(tmp_path: Path) -> None:
    root = project(tmp_path)

    first, second = gen(root, "build"), gen(root, "build")

    assert (first.returncode, second.returncode) == (0, 0)
    assert "added gitops/cilium/helmrelease.yaml" in first.stderr
    assert "nothing to change" in second.stderr


def test_the_answer_without_the_cache_is_the_same(tmp_path: Path) -> None:
    root = project(tmp_path)
    gen(root, "build")
    before = tree(root)
    for file in (root / ".gen").iterdir():
        file.unlink()

    again = gen(root, "build")

    assert again.returncode == 0
    assert "nothing to change" in again.stderr
    assert tree(root) == before


def test_exit_code_says_that_files_were_written(tmp_path: Path) -> None:
    root = project(tmp_path)

    assert gen(root, "build", "--exit-code").returncode == 1
    assert gen(root, "build", "--exit-code").returncode == 0


def test_check_writes_nothing(tmp_path: Path) -> None:
    root = project(tmp_path)

    stale = gen(root, "build", "--check")

    assert stale.returncode == 1
    assert "would add gitops/cilium/helmrelease.yaml" in stale.stderr
    assert tree(root) == {}


def test_a_dropped_object_is_pruned_with_its_directory(tmp_path: Path) -> None:
    root = committed(tmp_path)
    smaller = INVENTORY.replace("pools:\n  - {name: lan, blocks: [192.168.50.0/24]}\nl2: {}\n", "")
    (root / "inventory.yaml").write_text(smaller, encoding="utf-8")

    done = gen(root, "build")

    assert done.returncode == 0
    assert "removed gitops/cilium/bgp/pools.yaml" in done.stderr
    assert not (root / "gitops/cilium/bgp").exists()


def test_files_that_are_not_ours_survive_pruning(tmp_path: Path) -> None:
    root = committed(tmp_path)
    (root / "gitops/apps").mkdir()
    (root / "gitops/apps/mine.yaml").write_text("kind: ConfigMap\n", encoding="utf-8")

    gen(root, "build", "--force")

    assert (root / "gitops/apps/mine.yaml").exists()


def test_an_invalid_inventory_writes_nothing_and_exits_3(tmp_path: Path) -> None:
    root = committed(tmp_path)
    before = tree(root)
    (root / "inventory.yaml").write_text(INVENTORY.replace("/24]}\nl2", "/99]}\nl2"), encoding="utf-8")

    done = gen(root, "build")

    assert done.returncode == 3
    assert "inventory.yaml:10:26: error: '192.168.50.0/99'" in done.stderr
    assert tree(root) == before


def test_commit_makes_one_commit_of_exactly_the_generated_paths(tmp_path: Path) -> None:
    root = committed(tmp_path)
    (root / "inventory.yaml").write_text(INVENTORY.replace("50.0/24", "51.0/24"), encoding="utf-8")
    (root / "notes.txt").write_text("mine\n", encoding="utf-8")
    git(root, "add", "notes.txt")

    done = gen(root, "build", "--commit", GIT_AUTHOR_NAME="T", GIT_AUTHOR_EMAIL="t@example.com",
               GIT_COMMITTER_NAME="T", GIT_COMMITTER_EMAIL="t@example.com")  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert git(root, "show", "--name-only", "--format=%s", "HEAD").split("\n")[0].startswith("Regenerate 1 file")
    assert git(root, "show", "--name-only", "--format=", "HEAD").split() == ["gitops/cilium/bgp/pools.yaml"]
    assert git(root, "status", "--short").split() == ["M", "inventory.yaml", "A", "notes.txt"]


def test_json_holds_problems_with_places(tmp_path: Path) -> None:
    root = project(tmp_path, INVENTORY.replace("lan,", "LAN,"))

    done = gen(root, "validate", "-o", "json")
    report = json.loads(done.stdout)

    assert done.returncode == 3
    assert report["version"] == 1
    (problem,) = report["problems"]
    assert (problem["code"], problem["file"], problem["line"], problem["column"]) == (
        "inventory/format",
        "inventory.yaml",
        10,
        12,
    )
    assert set(problem) >= {"code", "severity", "message", "hint", "file", "line", "column"}


def test_diff_speaks_of_objects(tmp_path: Path) -> None:
    root = committed(tmp_path)
    (root / "inventory.yaml").write_text(INVENTORY.replace("50.0/24", "51.0/24"), encoding="utf-8")

    done = gen(root, "diff")

    assert done.returncode == 1
    assert "~ CiliumLoadBalancerIPPool lan  gitops/cilium/bgp/pools.yaml" in done.stdout
    assert "192.168.50.0/24" in done.stdout
    assert gen(root, "diff", "-o", "markdown").stdout.startswith("<!-- infraflux: gen diff -->\n")
    assert json.loads(gen(root, "diff", "-o", "json").stdout)["changes"][0]["what"] == "changed"
    assert "-    - cidr: 192.168.50.0/24\n+    - cidr: 192.168.51.0/24\n" in gen(root, "diff", "-o", "unified").stdout


def test_init_builds_and_is_never_overwritten(tmp_path: Path) -> None:
    for distribution in ("rke2", "k3s", "talos", "kubeadm"):
        root = tmp_path / distribution
        assert gen(tmp_path, "-C", str(root), "init", "--distribution", distribution).returncode == 0
        built = gen(tmp_path, "-C", str(root), "build")
        assert built.returncode == 0, built.stderr
        assert gen(tmp_path, "-C", str(root), "init").returncode == 2


def test_machines_hear_of_stale_files(tmp_path: Path) -> None:
    root = committed(tmp_path)
    (root / "inventory.yaml").write_text(INVENTORY.replace("50.0/24", "51.0/24"), encoding="utf-8")

    done = gen(root, "build", "--check", "-o", "github")

    assert done.returncode == 1
    assert "::error file=gitops/cilium/bgp/pools.yaml,title=tree/stale::is not what the inventory says" in done.stdout


def test_a_warm_fleet_judges_as_a_cold_one(tmp_path: Path) -> None:
    """What clusters claim is remembered whole: also what they may agree on."""
    fleet = INVENTORY.replace("  name: lab\n", "").replace("l2: {}\n", "") + (
        "bgp: {asn: 64512, routers: [{name: tor, addresses: [192.168.1.1], asn: 64513}]}\n"
        "clusters: {main: {cluster: {id: 1}}, utility: {cluster: {id: 2}}}\n"
    )
    root = project(tmp_path, fleet)
    assert gen(root, "build").returncode == 0
    (root / "inventory.yaml").write_text(fleet.replace("id: 2", "id: 3"), encoding="utf-8")

    done = gen(root, "build")

    assert done.returncode == 0, done.stderr
    assert "changed gitops/utility/cilium/helmrelease.yaml" in done.stderr
    assert "gitops/main" not in done.stderr


def test_what_is_not_checked_is_said_in_the_same_place_again(tmp_path: Path) -> None:
    root = project(tmp_path, UNCHECKED)

    first, second = (json.loads(gen(root, "build", "-o", "json").stdout)["problems"] for _ in range(2))

    assert [one["code"] for one in first] == ["schema/not-checked"]
    assert first == second


def test_a_valid_inventory_is_said_to_be_valid(tmp_path: Path) -> None:
    done = gen(project(tmp_path, UNCHECKED), "validate")

    assert done.returncode == 0
    assert "not checked: FluxInstance" in done.stderr
    assert done.stderr.endswith("valid: 1 cluster\n")


def test_what_all_clusters_share_is_said_once(tmp_path: Path) -> None:
    """The rule finds it in the manifest of each cluster, and it was written once."""
    fleet = """\
apiVersion: infraflux.dev/v1alpha1
kind: Inventory
cluster: {distribution: rke2, networks: {pods: [10.42.0.0/16]}}
cilium: {version: 1.20.0, operator: {replicas: 1}}
l2: {policies: [{name: lan, interfaces: [eth0]}]}
flux: {repository: "https://github.com/example/lab", install: existing}
clusters:
  east: {cluster: {networks: {nodes: [192.168.1.0/24]}}}
  west: {cluster: {networks: {nodes: [192.168.2.0/24]}}}
"""
    done = gen(project(tmp_path, fleet), "validate")

    assert done.returncode == 0
    assert done.stderr.count("l2/unanchored-interface") == 1
    assert "gitops/east/cilium/bgp/l2-policies.yaml: note:" in done.stderr


def test_explanations_show_values_as_the_inventory_has_them(tmp_path: Path) -> None:
    root = project(tmp_path, INVENTORY.replace("l2: {}", "l2: {policies: [{name: lan, addresses: [LoadBalancerIP]}]}"))

    told, refused = gen(root, "explain", "cilium.loadBalancer").stdout, gen(root, "explain", "-o", "json", "l2")

    assert "cilium.loadBalancer.mode = snat\n  the default\n" in told
    assert "cilium.loadBalancer.topologyAware = false\n" in told
    assert "l2.policies[0].interfaces = []" in gen(root, "explain", "l2").stdout
    assert "there is no option '-o'; known here: --secrets\n" in refused.stderr
