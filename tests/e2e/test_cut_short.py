"""Builds that are cut short at any write, and whole directories that wait aside: the next run completes the tree."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.project import INVENTORY, ROOT, committed, gen, git, project, tree

FLEET = INVENTORY.replace("  name: lab\n", "") + "clusters: {one: {}, two: {}, three: {}}\n"
KILL = "os.kill(os.getpid(), signal.SIGKILL)"
FULL = "raise OSError(28, 'No space left on device', str(arguments[0]))"

SCRIPT = """\
import os, signal, sys
count, parent = 0, os.getpid()
def counted(name, matters):
    real = getattr(os, name)
    def call(*arguments, **options):
        global count
        if {where} and matters(*arguments):
            count += 1
            if count == {nth}:
                os.close(real_open({mark!r}, os.O_CREAT | os.O_WRONLY))
                {how}
        return real(*arguments, **options)
    setattr(os, name, call)
real_open = os.open
ours = lambda path, *_: not isinstance(path, int) and '.gen' + os.sep not in str(path)
counted('mkdir', ours)
counted('open', lambda path, flags=0, *_: ours(path) and flags & os.O_CREAT)
counted('write', lambda handle, data: len(data) > 100)
counted('rename', ours)
counted('replace', ours)
counted('rmdir', ours)
counted('unlink', ours)
sys.argv = ['gen', {arguments}]
from generator.__main__ import main
code = main()
print(count)
sys.exit(code)
"""


def interrupted(
    root: Path, nth: int, how: str, *arguments: str, where: str = "os.getpid() == parent"
) -> tuple[bool, int]:
    """Build in a process that is stopped at its nth change of the disk: (whether it came so far, its exit code)."""
    mark = root.parent / f"{root.name}.reached"
    shown = ", ".join(map(repr, ("build", *arguments)))
    code = SCRIPT.format(nth=nth, how=how, where=where, mark=str(mark), arguments=shown)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], cwd=root, env=environment, capture_output=True, check=False)
    return mark.exists(), done.returncode


def changes_of_the_disk(root: Path) -> int:
    """How many an undisturbed build makes."""
    code = SCRIPT.format(nth=0, how="pass", where="True", mark="", arguments="'build'")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], cwd=root, env=environment, capture_output=True, check=True)
    return int(done.stdout)


def leftovers(root: Path) -> list[Path]:
    return [*root.rglob("*.gen-tmp"), *root.glob(".gen/spool*")]


def built(root: Path, inventory: str) -> dict[str, str]:
    """The tree of an undisturbed build."""
    assert gen(project(root, inventory), "build").returncode == 0
    return tree(root)


@pytest.mark.parametrize("inventory", [INVENTORY, FLEET], ids=["one", "fleet"])
def test_a_first_run_that_is_killed_is_completed_by_the_next(tmp_path: Path, inventory: str) -> None:
    changed = inventory.replace("50.0/24", "51.0/24")
    wanted, other = built(tmp_path / "wanted", inventory), built(tmp_path / "other", changed)
    last = changes_of_the_disk(project(tmp_path / "counted", inventory))
    for nth in (1, 3, last // 2, *range(last - 4, last + 1)):
        root = project(tmp_path / str(nth), inventory)
        assert interrupted(root, nth, KILL) == (True, -signal.SIGKILL)
        if nth % 3:  # nothing is in git: what the killed run wrote must still not look like somebody's work
            (root / "inventory.yaml").write_text(changed, encoding="utf-8")
            assert gen(root, "build").returncode == 0
            assert tree(root) == other
            (root / "inventory.yaml").write_text(inventory, encoding="utf-8")
        assert gen(root, "build").returncode == 0
        assert tree(root) == wanted
        assert not leftovers(root)


@pytest.mark.parametrize("how", [FULL, "raise KeyboardInterrupt"], ids=["disk-full", "ctrl-c"])
@pytest.mark.parametrize("nth", [1, 2, 3, 20, 50])
def test_a_first_run_that_fails_leaves_nothing(tmp_path: Path, how: str, nth: int) -> None:
    root = project(tmp_path / "project", FLEET)

    reached, code = interrupted(root, nth, how)

    assert reached
    if code:  # a directory that cannot be made aside may still be made in its place
        assert code == (2 if how == FULL else 130)
        assert not tree(root)
        assert not (root / "gitops").exists()
    assert not leftovers(root)
    assert gen(root, "build").returncode == 0
    assert tree(root) == built(tmp_path / "wanted", FLEET)


def test_notes_that_are_lost_leave_no_litter(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    wanted = built(root, INVENTORY)
    (root / "gitops/cilium/left.yaml.gen-tmp").write_text("half", encoding="utf-8")
    (root / "gitops/cilium.gen-tmp").mkdir()
    (root / ".gen/state").unlink()

    assert gen(root, "build", "--exit-code").returncode == 0
    assert tree(root) == wanted
    assert not leftovers(root)


@pytest.mark.parametrize("nth", [1, 7, 20])
def test_a_worker_that_dies_costs_only_time(tmp_path: Path, nth: int) -> None:
    root = project(tmp_path / "project", FLEET)

    reached, code = interrupted(root, nth, KILL, "--executor", "processes:2", where="os.getpid() != parent")

    assert reached
    assert code == 0
    assert tree(root) == built(tmp_path / "wanted", FLEET)
    assert not leftovers(root)


def test_processes_change_files_of_an_existing_fleet(tmp_path: Path) -> None:
    clusters = ", ".join(f"c{n:02d}: {{}}" for n in range(20))
    inventory = FLEET.replace("{one: {}, two: {}, three: {}}", f"{{{clusters}}}")
    changed = inventory.replace("domains: [example.com]", "domains: [example.org]").replace("50.0/24", "51.0/24")
    root = committed(tmp_path / "project")
    (root / "inventory.yaml").write_text(inventory, encoding="utf-8")
    assert gen(root, "build", "--executor", "processes:2").returncode == 0
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Fleet")
    (root / "inventory.yaml").write_text(changed, encoding="utf-8")

    assert gen(root, "build", "--executor", "processes:3").returncode == 0

    assert tree(root) == built(tmp_path / "wanted", changed)
    assert gen(root, "build", "--exit-code").returncode == 0
    assert not leftovers(root)


def test_one_cluster_becomes_a_fleet_and_back(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    alone = built(root, INVENTORY)
    fleet = INVENTORY + "clusters: {lab: {}}\n"

    assert built(root, fleet) == built(tmp_path / "fleet", fleet)
    assert built(root, INVENTORY) == alone


def test_what_changes_while_it_is_read_is_read_again(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    code = (
        "import sys\n"
        "from generator import pipeline\n"
        "real = pipeline.prepare\n"
        "def prepare(*arguments):\n"
        "    text = open('inventory.yaml').read()\n"
        "    open('inventory.yaml', 'w').write(text.replace('50.0/24', '51.0/24'))\n"
        "    return real(*arguments)\n"
        "pipeline.prepare = prepare\n"
        "sys.argv = ['gen', 'build']\n"
        "from generator.__main__ import main\n"
        "sys.exit(main())\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    assert subprocess.run([sys.executable, "-c", code], cwd=root, env=environment, check=False).returncode == 0
    assert "50.0/24" in "".join(tree(root).values())

    assert gen(root, "build").returncode == 0
    assert tree(root) == built(tmp_path / "wanted", (root / "inventory.yaml").read_text(encoding="utf-8"))
    assert "51.0/24" in "".join(tree(root).values())


def test_what_comes_into_a_kept_cluster_is_seen(tmp_path: Path) -> None:
    root = project(tmp_path / "project", FLEET)
    wanted = built(root, FLEET)
    git(root, "init", "-q")
    stray = root / "gitops/two/cilium/stray.yaml"
    stray.write_text((root / "gitops/two/cilium/helmrelease.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    lost = root / "gitops/three/cilium/helmrelease.yaml"
    git(root, "add", "-A")
    lost.unlink()
    changed = FLEET.replace("one: {}", "one: {cilium: {operator: {replicas: 2}}}")
    (root / "inventory.yaml").write_text(changed, encoding="utf-8")

    done = gen(root, "build")

    assert done.returncode == 0, done.stderr
    assert "removed gitops/two/cilium/stray.yaml" in done.stderr
    assert "added gitops/three/cilium/helmrelease.yaml" in done.stderr
    assert tree(root).keys() == wanted.keys()
    different = {path for path, text in tree(root).items() if wanted[path] != text}
    assert "gitops/one/cilium/helmrelease.yaml" in different
    assert all(path.split("/")[1] == "one" for path in different)


def test_a_cluster_that_goes_takes_its_directory_along(tmp_path: Path) -> None:
    root = project(tmp_path / "project", FLEET)
    built(root, FLEET)
    fewer = FLEET.replace("two: {}, ", "")

    assert built(root, fewer) == built(tmp_path / "wanted", fewer)
    assert not (root / "gitops/two").exists()
