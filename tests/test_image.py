"""The image changes how fast a build starts, and nothing else."""

from __future__ import annotations

import marshal
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.workload import fleet
from generator.image import Image, patterns
from generator.stages.fleet import named
from generator.stages.load import load_document
from tests.e2e.project import INVENTORY, ROOT, gen, project, tree

PART = f"compile {named(load_document('inventory.yaml', INVENTORY.encode()).raw)}"
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


def _of_others() -> bytes:
    head = marshal.dumps({"of": ("another",), "single": {"generator.plain": (0, 9, 1)}, "parts": {}, "patterns": {}})
    return len(head).to_bytes(8, "little") + head + b"\xff" * 9


def read(image: Path) -> Image:
    found = Image(str(image))
    assert found.single, "it does not fit"
    return found


def test_what_a_build_imports_comes_from_the_image(image: Path, tmp_path: Path) -> None:
    assert gen(project(tmp_path / "other"), "build", GEN_WORDS="1").returncode == 0
    for number in range(3):  # modules one by one; all of a part in one go, once its order is known
        held, said = built(tmp_path / str(number), image)
        assert held > 200
        assert tree(tmp_path / str(number)) == tree(tmp_path / "other")
        assert "added gitops" in said
    assert len(read(image).part("read")) > 50
    assert len(read(image).part(PART)) > 100


def test_a_part_needs_only_what_comes_before_it(image: Path, tmp_path: Path) -> None:
    """Whoever imports a part in its order finds every module complete, packages that import their own included."""
    for number in range(3):
        built(tmp_path / str(number), image)
    code = (
        "import sys\n"
        "from generator import image\n"
        f"image.PATH = {str(image)!r}\n"
        "image.use()\n"
        "image.begin('read')\n"
        f"image.begin({PART!r})\n"
        "from generator.core import memo\n"
        "mine = {name: module for name, module in sys.modules.items() if name.startswith('generator.')}\n"
        "assert len(mine) > 200\n"
        "for name, module in mine.items():\n"
        "    above, _, last = name.rpartition('.')\n"
        "    assert getattr(sys.modules[above], last) is module or not hasattr(module, '__path__'), name\n"
        "    assert module.__spec__.name == module.__name__ == name\n"
        "    assert module.__package__ == module.__spec__.parent, name\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr


def test_a_part_grows_when_others_had_more_at_hand(tmp_path: Path) -> None:
    """`python -m` imports some of the standard library before a build begins, the console script does not."""
    image = tmp_path / "image"
    for number in range(3):
        built(tmp_path / str(number), image, **{"import sys\n": "import re, sys, typing\n"})
    assert "re" not in read(image).part("patterns")
    for number in range(2):
        built(tmp_path / f"script-{number}", image)

    assert "re" in read(image).part("patterns")
    assert "typing" in read(image).part("msgspec")


def test_builds_of_another_shape_do_not_share_a_part(image: Path, tmp_path: Path) -> None:
    """A build does not pay for what others need."""
    for number in range(3):
        built(tmp_path / str(number), image)
    before = read(image)
    other = fleet(1)
    for number in range(3):
        built(
            tmp_path / f"other-{number}",
            image,
            **{"code = main()": f"open('inventory.yaml', 'w').write({other!r})\ncode = main()"},
        )

    after = read(image)
    assert [*after.part(PART)] == [*before.part(PART)]
    assert "generator.components.external_dns" in after.single
    assert "generator.components.external_dns" not in before.single
    assert "generator.components.external_dns" in after.part(
        next(part for part in after.parts if part not in before.parts)
    )


def test_only_the_latest_shapes_are_kept(image: Path, tmp_path: Path) -> None:
    for number, more in enumerate(("hubble: {}", "security: {}", "monitoring: {}", "tetragon: {version: 1.7.0}")):
        for again in range(2):
            text = f"{INVENTORY}{more}\n"
            code = f"open('inventory.yaml', 'w').write({text!r})\ncode = main()"
            built(tmp_path / f"{number}-{again}", image, **{"code = main()": code})

    shapes = [part for part in read(image).parts if " " in part]
    assert len(shapes) == 3
    assert any("tetragon" in shape for shape in shapes)
    assert not any("hubble" in shape for shape in shapes)

    text = f"{INVENTORY}hubble: {{}}\n"
    built(tmp_path / "again", image, **{"code = main()": f"open('inventory.yaml', 'w').write({text!r})\ncode = main()"})
    assert any("hubble" in part for part in read(image).parts), "what was dropped is learned again"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\xff" * 100, id="broken"),
        pytest.param(_of_others(), id="of-others"),
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
    mode = {"dont_write_bytecode = False": "dont_write_bytecode = True"}

    assert built(tmp_path / "project", tmp_path / "image", **mode)[0] == 0
    assert not (tmp_path / "image").exists()


def test_held_patterns_are_what_re_compiles(image: Path) -> None:
    held = read(image).patterns
    assert len(held) > 20
    import _sre  # type: ignore[import-not-found]  # private, as in the module under test

    for (pattern, flags), written in held.items():
        magic, *code = marshal.loads(written)  # noqa: S302 - made above
        assert magic == _sre.MAGIC
        made = _sre.compile(pattern, *code)
        wanted = re.compile(pattern, flags)
        assert (made, made.groups, made.groupindex) == (wanted, wanted.groups, wanted.groupindex)


def test_a_pattern_that_is_not_held_is_compiled_and_noted() -> None:
    code = (
        "import marshal\n"
        "from generator.image import patterns\n"
        "patterns.use({})\n"
        "import re\n"
        "assert re.compile('(?P<a>x)y', re.I).match('XY')['a'] == 'X'\n"
        "(made,) = map(marshal.loads, patterns.missed().values())\n"
        "assert made[3:] == (1, {'a': 1}, (None, 'a')), made\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)
    assert patterns.missed() == {}, "this process never asked for it"


def test_what_is_no_pattern_is_not_noted() -> None:
    """An inventory may hold one: what comes of it is said by a check, and must not end the run."""
    code = (
        "from generator.image import patterns\nimport re\npatterns.use({})\n"
        "try: re.compile('*')\nexcept re.error: print('refused', len(patterns.missed()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )

    assert done.stdout == "refused 0\n", done.stderr


def test_what_was_kept_out_of_a_build_is_there_for_others() -> None:
    code = (
        "import sys\n"
        "from generator.image.stand_ins import import_msgspec\n"
        "import_msgspec()\n"
        "assert not {'uuid', 'decimal', 'datetime', 'typing_extensions', 'msgspec.inspect'} & {*sys.modules}\n"
        "import datetime, decimal, uuid, msgspec\n"
        "from msgspec import inspect\n"
        "assert uuid.uuid4() and decimal.Decimal(1) == 1 and inspect.type_info(int)\n"
        "assert msgspec.convert('2020-01-01', datetime.date) == datetime.date(2020, 1, 1)\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)


def test_a_refused_inventory_is_explained_in_full(tmp_path: Path) -> None:
    """The quick way in has no words; the program starts again with them."""
    root = project(tmp_path, INVENTORY.replace("version: 1.20.0", "version: newest"))
    quick, slow = gen(root, "build"), gen(root, "build", GEN_WORDS="1")

    assert (quick.returncode, quick.stderr) == (slow.returncode, slow.stderr) == (3, quick.stderr)
    assert "for example 1.20.0" in quick.stderr or "such as 1.20.0" in quick.stderr
