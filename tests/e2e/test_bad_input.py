"""Whatever stands in the files: one clear message at its place, the exit code, nothing written.

Every message of the reader is in tests/core/yaml and tests/messages; here is what a person sees who runs `gen build`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.project import INVENTORY, gen, project, tree

SOUND = INVENTORY.replace("192.168.50.0/24", "192.168.1.128/25")
INVALID, USAGE = 3, 2

DAMAGED: dict[str, tuple[bytes | str, str]] = {
    "not-yaml": (
        b"{{{{\n",
        (
            "inventory.yaml:1:4: error: this `{` is never closed, or a `,` is missing in it [yaml/syntax]\n"
            "  1 | {{{{\n"
            "    |    ^\n"
            "  hint: write `{a: 1}`\n"
        ),
    ),
    "empty": (
        b"",
        "inventory.yaml:1:1: error: the file is empty [inventory/shape]\n  hint: `gen init` writes a first inventory\n",
    ),
    "duplicate-key": (
        SOUND.replace("  distribution: rke2", "  distribution: rke2\n  distribution: k3s"),
        (
            "inventory.yaml:7:3: error: the key `distribution` is given twice, first on line 6 [yaml/duplicate-key]\n"
            "  7 |   distribution: k3s\n"
            "    |   ^\n"
            "  inventory.yaml:6:3: note: `distribution` is first given here\n"
            "  6 |   distribution: rke2\n"
            "    |   ^\n"
            "  hint: remove one of them\n"
        ),
    ),
    "tab": (
        SOUND.replace("  name: lab", "\tname: lab"),
        (
            "inventory.yaml:5:1: error: a tab indents this line [yaml/tab]\n"
            "  5 | \tname: lab\n"
            "    | ^\n"
            "  hint: use spaces: YAML does not allow tabs as indentation\n"
        ),
    ),
    "wrong-type": (
        SOUND.replace("nodes: [192.168.1.0/24]", "nodes: 192.168.1.0/24"),
        (
            "inventory.yaml:7:21: error: `cluster.networks.nodes` is a string ('192.168.1.0/24'), expected a list"
            " [inventory/type]\n"
            "  7 |   networks: {nodes: 192.168.1.0/24, pods: [10.42.0.0/16]}\n"
            "    |                     ^\n"
            "  hint: write `nodes: [192.168.1.0/24]`\n"
        ),
    ),
    "unknown-key": (
        SOUND.replace("pools:", "poools:"),
        (
            "inventory.yaml:9:1: error: `poools` is no key of an inventory [inventory/unknown-key]\n"
            "  9 | poools:\n"
            "    | ^\n"
            "  hint: did you mean `pools`?\n"
        ),
    ),
    "merge-key": (
        SOUND + "y: &y {}\nx:\n  <<: *y\n",
        (
            "inventory.yaml:15:3: error: merge keys (`<<`) are not part of this language [yaml/merge-key]\n"
            "  15 |   <<: *y\n"
            "     |   ^\n"
            "  hint: write the keys out\n"
        ),
    ),
    "exponent-looking": (
        SOUND.replace("name: lab", "name: 1e3"),
        (
            "inventory.yaml:5:9: error: `cluster.name` is a number (1000.0), expected a string [inventory/type]\n"
            "  5 |   name: 1e3\n"
            "    |         ^\n"
            "  hint: put it in quotes\n"
        ),
    ),
    "octal-looking": (
        SOUND.replace("name: lab", "name: 010"),
        (
            "inventory.yaml:5:9: error: `010` is decimal to some readers and octal to others [yaml/octal-looking]\n"
            "  5 |   name: 010\n"
            "    |         ^\n"
            "  hint: quote it, or write it without the zero\n"
        ),
    ),
    "boolean-of-yaml-1-1": (
        SOUND.replace("l2: {}", "l2: yes"),
        (
            "inventory.yaml:11:5: error: `l2` is a string ('yes'), expected a mapping [inventory/type]\n"
            "  11 | l2: yes\n"
            "     |     ^\n"
            "  hint: write `l2: {}`\n"
        ),
    ),
    "latin-1": (
        SOUND.replace("name: lab", "name: l\xe4b").encode("latin-1"),
        (
            "inventory.yaml:5:10: error: byte 0xe4 is not UTF-8 [yaml/not-utf8]\n"
            "  5 |   name: l\ufffdb\n"
            "    |          ^\n"
            "  hint: save the file as UTF-8\n"
        ),
    ),
    "crlf": (
        SOUND.replace("rke2", "rke").replace("\n", "\r\n"),
        (
            "inventory.yaml:6:17: error: `cluster.distribution` is 'rke' [inventory/unknown-value]\n"
            "  6 |   distribution: rke\n"
            "    |                 ^\n"
            "  hint: did you mean `rke2`?\n"
        ),
    ),
    "name-that-leaves-the-tree": (
        SOUND.replace("name: lan,", "name: ../../lan,"),
        (
            "inventory.yaml:10:12: error: '../../lan' is not a DNS label: lower-case letters, digits and dashes, at most 63"
            " [inventory/format]\n"
            "  10 |   - {name: ../../lan, blocks: [192.168.1.128/25]}\n"
            "     |            ^\n"
            "  hint: write lan\n"
        ),
    ),
    "cluster-that-leaves-the-tree": (
        SOUND.replace("name: lab", "name: ../lab"),
        (
            "inventory.yaml:5:9: error: '../lab' is not what `cluster.name` takes [inventory/format]\n"
            "  5 |   name: ../lab\n"
            "    |         ^\n"
            "  hint: write lab\n"
        ),
    ),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_inventory(tmp_path: Path, name: str) -> None:
    content, message = DAMAGED[name]
    root = project(tmp_path)
    (root / "inventory.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())

    done = gen(root, "build")

    assert (done.returncode, done.stdout) == (INVALID, "")
    assert done.stderr.strip() == message.strip()
    assert tree(root) == {}


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(SOUND.encode("utf-16"), id="utf-16"),
        pytest.param(bytes(range(256)), id="binary"),
        pytest.param((SOUND + "x: " + "[" * 100_000).encode(), id="deep-lists"),
        pytest.param((SOUND + "x: " + "{a: " * 20_000).encode(), id="deep-mappings"),
        pytest.param(b"\0" * (64 * 1024 * 1024 + 1), id="too-large"),
    ],
)
def test_a_hostile_inventory(tmp_path: Path, damage: bytes) -> None:
    root = project(tmp_path)
    (root / "inventory.yaml").write_bytes(damage)

    done = gen(root, "build")

    head, *_, hint = done.stderr.strip().splitlines()
    assert done.returncode == INVALID
    assert done.stderr.count(" error: ") == 1
    assert head.startswith("inventory.yaml:")
    assert "[yaml/" in head
    assert hint.startswith("  hint: ")
    assert len(done.stderr) < 1000


@pytest.mark.parametrize(
    "same",
    [
        pytest.param(b"\xef\xbb\xbf" + SOUND.encode(), id="bom"),
        pytest.param(SOUND.replace("\n", "\r\n").encode(), id="crlf"),
        pytest.param(SOUND.replace("nodes: [192.168.1.0/24]", "nodes: &n [192.168.1.0/24]").encode(), id="anchor"),
        pytest.param(("---\n" + SOUND + "...\n").encode(), id="document-marks"),
        pytest.param(("# é\n" + SOUND).encode(), id="comment"),
    ],
)
def test_another_way_to_write_it_makes_the_same_tree(tmp_path: Path, same: bytes) -> None:
    wanted, root = project(tmp_path / "wanted", SOUND), project(tmp_path / "same")
    (root / "inventory.yaml").write_bytes(same)

    assert gen(wanted, "build").returncode == 0
    assert gen(root, "build").returncode == 0
    assert tree(root) == tree(wanted)


def _directory(root: Path) -> None:
    (root / "inventory.yaml").unlink()
    (root / "inventory.yaml").mkdir()


def _circle(root: Path) -> None:
    (root / "inventory.yaml").unlink()
    (root / "inventory.yaml").symlink_to("inventory.yaml")


def _no_folder(root: Path) -> None:
    (root / "overlays").write_text("", encoding="utf-8")


def _overlay_circle(root: Path) -> None:
    (root / "overlays/cilium").mkdir(parents=True)
    (root / "overlays/cilium/x.yaml").symlink_to("x.yaml")


def _overlay_dangling(root: Path) -> None:
    (root / "overlays/cilium").mkdir(parents=True)
    (root / "overlays/cilium/x.yaml").symlink_to("nothing")


def _overlay_elsewhere(root: Path) -> None:
    (root / "shared").mkdir()
    (root / "overlays").mkdir(parents=True)
    (root / "overlays/cilium").symlink_to("../shared")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (
            _overlay_elsewhere,
            "overlays/cilium: error: is a link to a directory, and overlays are not read through one [overlay/unreadable]\n  hint: move the files here",
        ),
        (_directory, "inventory.yaml: error: cannot be read: is a directory [inventory/unreadable]"),
        (_circle, "inventory.yaml: error: cannot be read: too many levels of symbolic links [inventory/unreadable]"),
        (_no_folder, "overlays: error: cannot be read: not a directory [overlay/unreadable]"),
        (
            _overlay_circle,
            "overlays/cilium/x.yaml: error: cannot be read: too many levels of symbolic links [overlay/unreadable]",
        ),
        (
            _overlay_dangling,
            "overlays/cilium/x.yaml: error: cannot be read: no such file or directory [overlay/unreadable]",
        ),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, spoil: Callable[[Path], None], message: str) -> None:
    root = project(tmp_path, SOUND)
    spoil(root)

    done = gen(root, "build")

    assert done.returncode == INVALID
    assert done.stderr.strip() == message


@pytest.mark.skipif(os.geteuid() == 0, reason="not run: needs a user whom permissions bind (not root)")
def test_a_directory_without_permission(tmp_path: Path) -> None:
    root = project(tmp_path, SOUND)
    (root / "overlays/cilium").mkdir(parents=True)
    (root / "overlays/cilium").chmod(0)

    done = gen(root, "build")

    assert done.returncode == INVALID
    assert done.stderr.strip() == "overlays/cilium: error: cannot be read: permission denied [overlay/unreadable]"


@pytest.mark.parametrize("name", ["a.yaml", "a.yaml.j2", "a.patch.yaml", "a.ops.yaml"])
def test_an_overlay_that_is_no_text(tmp_path: Path, name: str) -> None:
    root = project(tmp_path, SOUND)
    (root / "overlays/cilium").mkdir(parents=True)
    (root / "overlays/cilium" / name).write_bytes(b"a: \xff\xfe\n")

    done = gen(root, "build")

    assert done.returncode == INVALID
    assert f"overlays/cilium/{name}:1:" in done.stderr
    assert "byte 0xff is not UTF-8" in done.stderr


def test_a_missing_inventory_has_its_whole_message(tmp_path: Path) -> None:
    done = gen(tmp_path, "build")

    assert done.returncode == INVALID
    assert done.stderr.strip() == (
        "inventory.yaml: error: there is no such file [inventory/missing]\n  hint: `gen init` writes a first inventory"
    )


def test_a_foreign_template_is_counted_as_not_checked(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/x.yaml").write_text("a: {{ x }\n", encoding="utf-8")

    text, data = gen(tmp_path, "lint", "tree"), gen(tmp_path, "lint", "-o", "json", "tree")

    assert (text.returncode, data.returncode) == (0, 0)
    assert "manifests: 0 ok, 0 failed, 1 not checked" in text.stderr
    assert "tree/x.yaml:1:4: not checked: this file was not read: " in text.stderr
    assert '"lint/unread"' in data.stdout


def test_of_much_that_is_not_checked_some_is_named(tmp_path: Path) -> None:
    kinds = "".join(f"---\napiVersion: example.com/v1\nkind: K{n}\nmetadata: {{name: a}}\n" for n in range(30))
    (tmp_path / "many.yaml").write_text(kinds, encoding="utf-8")
    (tmp_path / "x.yaml").write_text("a: {{ x }\n", encoding="utf-8")

    *named, more, manifests, _, _ = gen(tmp_path, "lint", ".").stderr.splitlines()

    assert named[0].startswith("x.yaml:1:4: not checked: ")
    assert named[1] == "many.yaml:3:1: not checked: K0 a: no schema of example.com/v1 K0 [schema/unknown-kind]"
    assert (len(named), more) == (10, "… and 21 more that were not checked: `-o json` names all of them")
    assert manifests == "manifests: 0 ok, 0 failed, 31 not checked"


def test_a_directory_that_is_not_there_stays_so(tmp_path: Path) -> None:
    done = gen(tmp_path, "-C", "nope", "build")

    assert done.returncode == INVALID
    assert done.stderr.strip() == (
        "nope: error: there is no such directory [inventory/missing]\n  hint: correct what `-C` names"
    )
    assert not (tmp_path / "nope").exists()


def test_an_inventory_of_the_other_ending_is_named(tmp_path: Path) -> None:
    (tmp_path / "inventory.yml").write_text(INVENTORY, encoding="utf-8")

    assert "hint: rename inventory.yml, or say `gen -f inventory.yml`" in gen(tmp_path, "validate").stderr


def test_an_unknown_verb_says_which_was_meant(tmp_path: Path) -> None:
    done = gen(tmp_path, "biuld")

    assert done.returncode == USAGE
    assert "there is no verb 'biuld'; did you mean `build`?" in done.stderr


def test_explain_answers_for_what_is_absent(tmp_path: Path) -> None:
    root = project(tmp_path / "p", SOUND)
    section, misspelt = gen(root, "explain", "hubble"), gen(root, "explain", "hubbel")

    assert section.returncode == 0
    assert section.stdout.startswith("hubble is not in the inventory: it is off  (docs/inventory.md)\n")
    assert "fields: ui, relay" in section.stdout
    assert misspelt.returncode == USAGE
    assert misspelt.stderr == "`hubbel` is no key of the inventory; did you mean `hubble`?\n"


def test_explain_knows_the_parts_of_a_fleet(tmp_path: Path) -> None:
    fleet = SOUND.replace("  name: lab\n", "") + "groups:\n  edge: {hubble: {}}\nclusters:\n  one: {groups: [edge]}\n"
    root = project(tmp_path / "p", fleet)

    assert gen(root, "explain", "clusters").stdout == (
        "clusters.one  (inventory.yaml:15:3)\n  groups: edge\n  its own: nothing\n"
    )
    assert "used by: one" in gen(root, "explain", "groups.edge").stdout
    assert gen(root, "explain", "clusters.one.cilium.version").stdout.startswith("one: cilium.version = 1.20.0")
    assert "`clusters` has no `on`; did you mean `one`?" in gen(root, "explain", "clusters.on").stderr


def test_the_inventory_of_a_directory_above_is_named(tmp_path: Path) -> None:
    (project(tmp_path) / "a/b").mkdir(parents=True)
    done = gen(tmp_path / "a/b", "build")

    assert done.returncode == INVALID
    assert f"hint: there is one in {tmp_path}: say `gen -C ../..`" in done.stderr


def test_a_file_where_a_directory_is_asked_for(tmp_path: Path) -> None:
    done = gen(project(tmp_path), "-C", "inventory.yaml", "build")

    assert done.returncode == INVALID
    assert done.stderr == (
        "inventory.yaml: error: this is no directory [inventory/missing]\n  hint: correct what `-C` names\n"
    )


@pytest.mark.parametrize("name", [b"\xff.yaml", b"a\nb.yaml", b"a\x07.yaml"])
def test_a_name_that_nobody_can_print(tmp_path: Path, name: bytes) -> None:
    folder = project(tmp_path) / "overlays/cilium"
    folder.mkdir(parents=True)
    Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text("a: 1\n", encoding="utf-8")
    for verb in (("build",), ("validate", "-o", "json")):
        done = gen(tmp_path, *verb)

        assert done.returncode == INVALID
        assert "has a name that is no text in UTF-8" in done.stdout + done.stderr
        assert "overlay/unreadable" in done.stdout + done.stderr


def test_a_pipe_among_the_overlays_is_not_waited_for(tmp_path: Path) -> None:
    (project(tmp_path) / "overlays/cilium").mkdir(parents=True)
    os.mkfifo(tmp_path / "overlays/cilium/x.yaml")
    done = gen(tmp_path, "build")

    assert done.returncode == INVALID
    assert "overlays/cilium/x.yaml: error: is no file that could be read [overlay/unreadable]" in done.stderr


def test_a_device_that_never_ends(tmp_path: Path) -> None:
    project(tmp_path)
    (tmp_path / "inventory.yaml").unlink()
    (tmp_path / "inventory.yaml").symlink_to("/dev/zero")
    done = gen(tmp_path, "build")

    assert done.returncode == INVALID
    assert "[yaml/too-large]" in done.stderr


def test_a_misspelt_option_names_the_one_that_was_meant(tmp_path: Path) -> None:
    done = gen(tmp_path, "build", "--chek")

    assert done.returncode == USAGE
    assert done.stderr.endswith("Error: there is no option '--chek'; did you mean `--check`?\n")


def test_another_inventory_that_is_not_there(tmp_path: Path) -> None:
    done = gen(project(tmp_path), "-f", "other.yaml", "build")

    assert done.returncode == INVALID
    assert "hint: inventory.yaml is here: correct what `-f` names, or leave it out" in done.stderr


def test_each_field_of_a_section_is_explained_by_itself(tmp_path: Path) -> None:
    """What is written says nothing of where its neighbours come from."""
    written = INVENTORY.replace(
        "replicas: 1}", "replicas: 1}, loadBalancer: {mode: snat}, values: {resources: {limits: {cpu: 1}}}"
    )
    said = gen(project(tmp_path, written), "explain", "cilium").stdout

    assert "cilium.loadBalancer.mode = snat  (inventory.yaml:8:73)\n  written\n" in said
    assert "cilium.loadBalancer.algorithm = maglev  (algorithm)\n  derived: Maglev;" in said
    assert "cilium.loadBalancer.topologyAware = false\n  the default\n" in said
    assert "cilium.values.resources.limits = {cpu: 1}  (inventory.yaml:8:" in said


def test_explain_calls_items_by_their_names_and_lists_codes_of_a_kind(tmp_path: Path) -> None:
    project(tmp_path)
    numbered, named = gen(tmp_path, "explain", "pools[0].blocks"), gen(tmp_path, "explain", "pools.lan.blocks")

    assert named.returncode == 0
    assert named.stdout == numbered.stdout
    assert gen(tmp_path, "explain", "pools.lna.blocks").returncode == USAGE
    assert "overlay/fight\n" in gen(tmp_path, "explain", "overlay/").stdout
    assert "codes: gen explain overlay/" in gen(tmp_path, "explain", "overlay").stderr
    assert "did you mean `overlay/" in gen(tmp_path, "explain", "overlay/q").stderr
