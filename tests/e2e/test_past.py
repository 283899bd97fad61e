"""What only the repository knows, as a build and `gen validate` say it."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.project import INVENTORY, committed, gen, git, project


def below(tmp_path: Path, inventory: str = INVENTORY) -> Path:
    """A project in a directory of a repository."""
    tmp_path.mkdir(exist_ok=True)
    git(tmp_path, "init", "-q")
    return project(tmp_path / "clusters/lab", inventory)


def test_a_path_that_forgets_the_directory_of_the_project(tmp_path: Path) -> None:
    root = below(tmp_path)

    built, validated = gen(root, "build"), gen(root, "validate")

    assert (built.returncode, validated.returncode) == (0, 0)
    for said in (built.stderr, validated.stderr):
        assert "inventory.yaml:12:1: warning: `flux.path` is 'gitops', and in this repository" in said
        assert "hint: write `path: clusters/lab/gitops`, unless" in said
        assert "[git/path-elsewhere]" in said


def test_it_is_said_again_until_it_is_right(tmp_path: Path) -> None:
    root = below(tmp_path)
    gen(root, "build")

    assert "[git/path-elsewhere]" in gen(root, "build").stderr
    assert "[git/path-elsewhere]" in gen(root, "build", "--check").stderr


def test_a_path_from_the_root_of_the_repository_is_right(tmp_path: Path) -> None:
    root = below(tmp_path, INVENTORY.replace("install: existing", "install: existing, path: clusters/lab/gitops"))

    said = gen(root, "build")

    assert said.returncode == 0
    assert "path-elsewhere" not in said.stderr


def test_a_path_into_another_repository_may_be_accepted(tmp_path: Path) -> None:
    root = below(tmp_path, INVENTORY + "accept: {git/path-elsewhere: Flux reads a mirror of this directory alone}\n")

    for said in (gen(root, "build"), gen(root, "validate")):
        assert said.returncode == 0
        assert "path-elsewhere" not in said.stderr


def test_a_submodule_counts_from_its_own_root(tmp_path: Path) -> None:
    root = below(tmp_path)
    (root / ".git").write_text("gitdir: elsewhere\n", encoding="utf-8")

    said = gen(root, "validate")

    assert said.returncode == 0
    assert "path-elsewhere" not in said.stderr


def test_a_path_that_no_repository_could_have_is_said_once(tmp_path: Path) -> None:
    root = below(tmp_path, INVENTORY.replace("install: existing", "install: existing, path: clusters"))
    said = gen(root, "build").stderr

    assert "[flux/path-elsewhere]" in said
    assert "[git/path-elsewhere]" not in said


def test_validate_says_what_a_build_would_refuse_beside_head(tmp_path: Path) -> None:
    root = committed(tmp_path / "lab")
    (root / "inventory.yaml").write_text(INVENTORY.replace("operator: {", "chart: {namespace: cilium}, operator: {"))

    validated, built = gen(root, "validate"), gen(root, "build")

    assert (validated.returncode, built.returncode) == (3, 3)
    for said in (validated.stderr, built.stderr):
        assert "[history/reinstalled-release]" in said
