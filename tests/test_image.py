"""The image changes how fast a build starts, and nothing else."""

from __future__ import annotations

import marshal
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generator.image import patterns
from tests.e2e.project import INVENTORY, ROOT, gen, project, tree

BUILD = """\
import sys
from generator import image
image.PATH = {path!r}
sys.argv = ["gen", "build"]
sys.dont_write_bytecode = False
from generator.__main__ import main
code = main()
held = [name for name, module in sys.modules.items() if type(getattr(module, "__loader__", None)).__name__ == "Finder"]
print(len(held))
sys.exit(code)
"""


def built(root: Path, image: Path, **changes: str) -> tuple[int, str]:
    """(how many modules came from the image, what the build said)."""
    code = BUILD.format(path=str(image))
    for old, new in changes.items():
        code = code.replace(old, new)
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=project(root),
        env={"PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout), done.stderr


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An image as a first build leaves it."""
    home = tmp_path_factory.mktemp("image")
    assert built(home / "first", home / "image")[0] == 0
    return home / "image"


def test_what_a_build_imports_comes_from_the_image(image: Path, tmp_path: Path) -> None:
    held, said = built(tmp_path / "second", image)

    assert held > 200
    assert gen(project(tmp_path / "other"), "build", GEN_WORDS="1").returncode == 0
    assert tree(tmp_path / "second") == tree(tmp_path / "other")
    assert "added gitops" in said


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\xff" * 100, id="broken"),
        pytest.param(
            marshal.dumps({"of": ("another",), "modules": {"generator.plain": ("", False, b"")}}), id="of-others"
        ),
    ],
)
def test_an_image_of_something_else_is_not_used(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "image").write_bytes(content)

    assert built(tmp_path / "project", tmp_path / "image")[0] == 0
    assert (tmp_path / "image").stat().st_size > 100_000, "it was not taken anew"


def test_where_it_cannot_be_written_builds_go_on(tmp_path: Path) -> None:
    nowhere = tmp_path / "file"
    nowhere.write_text("", encoding="ascii")

    assert built(tmp_path / "project", nowhere / "image")[0] == 0


def test_no_image_is_taken_where_python_may_not_cache(tmp_path: Path) -> None:
    built(tmp_path / "project", tmp_path / "image", **{"dont_write_bytecode = False": "dont_write_bytecode = True"})

    assert not (tmp_path / "image").exists()


def test_held_patterns_are_what_re_compiles(image: Path) -> None:
    held: dict[tuple[str | bytes, int], Any] = marshal.loads(image.read_bytes())["patterns"]  # noqa: S302 - made above
    assert len(held) > 20
    import _sre  # type: ignore[import-not-found]  # private, as in the module under test

    for (pattern, flags), code in held.items():
        made = _sre.compile(pattern, *code[1:])
        wanted = re.compile(pattern, flags)
        assert (made, made.groups, made.groupindex) == (wanted, wanted.groups, wanted.groupindex)


def test_a_pattern_that_is_not_held_is_compiled_and_noted() -> None:
    code = (
        "from generator.image import patterns\n"
        "patterns.use({})\n"
        "import re\n"
        "assert re.compile('(?P<a>x)y', re.I).match('XY')['a'] == 'X'\n"
        "(made,) = patterns.missed().values()\n"
        "assert made[3:] == (1, {'a': 1}, (None, 'a')), made\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)
    assert patterns.missed() == {}, "this process never asked for it"


def test_a_refused_inventory_is_explained_in_full(tmp_path: Path) -> None:
    """The quick way in has no words; the program starts again with them."""
    root = project(tmp_path, INVENTORY.replace("version: 1.20.0", "version: newest"))
    quick, slow = gen(root, "build"), gen(root, "build", GEN_WORDS="1")

    assert (quick.returncode, quick.stderr) == (slow.returncode, slow.stderr) == (3, quick.stderr)
    assert "for example 1.20.0" in quick.stderr or "such as 1.20.0" in quick.stderr
