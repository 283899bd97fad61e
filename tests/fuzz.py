"""Mutated inventories: whatever is written, the answer is files or messages, never a traceback.

    python -m tests.fuzz --count 100000 --seed 1

The work is cut into portions, each drawn from the seed and its own number, that the processors share.
Seeds are the inventories of all cases, half of the time one that compiles. Some get a damaged overlay. At least 30 % of the mutants must get as far as
emission, or the mutations are too wild to find anything.
"""

from __future__ import annotations

import argparse
import copy
import os
import random
import sys
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

from generator.core.diagnostics import CompileError
from generator.core.yaml import YamlProblems, dump, dump_all, load
from generator.pipeline import compile_all
from generator.stages.load import load_document
from tests.harness import cases, overlays

WORDS = [
    "",
    "x",
    "yes",
    "0",
    "1e3",
    "08",
    "::",
    "10.0.0.0/8",
    "10.0.0.1",
    "2001:db8::/32",
    "*",
    "a=b",
    "${X}",
    "é",
    "a" * 300,
]
NUMBERS = [-1, 0, 1, 65536, 2**32, 2**63, 0.5]
SHARE_EMITTED = 0.3
SHARE_OVERLAID = 0.2
"""So many get an overlay: a manifest or a patch of the wrong shape, operations, a damaged template."""
SHARE_DAMAGED = 0.5
"""So many of those whose case has overlays get one of these damaged."""
PORTION = 500
"""Mutants that one process makes at a time."""


class Tally:
    """What came of the mutants."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.crashes: list[tuple[str, str]] = []

    def add(self, other: Tally) -> None:
        self.counts += other.counts
        self.crashes += other.crashes

    @property
    def emitted(self) -> float:
        """Share of the mutants that were compiled to the end, or judged on the object graph."""
        return self.counts["emitted"] / max(1, self.counts.total())


def fuzz(count: int, seed: int) -> Tally:
    """Deterministic for a count, a seed and a set of cases."""
    tally = Tally()
    sizes = [min(PORTION, count - start) for start in range(0, count, PORTION)]
    if len(sizes) == 1:
        return portion(count, f"{seed}:0")
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for done in pool.map(portion, sizes, (f"{seed}:{number}" for number in range(len(sizes)))):
            tally.add(done)
            _progress(tally, count)
    return tally


def portion(count: int, seed: str) -> Tally:
    """Some mutants, in this process."""
    dice = random.Random(seed)  # noqa: S311 - not for secrets
    known = seeds()
    sound = [(path, raw) for path, raw in known if (path / "expected").is_dir()]
    tally = Tally()
    for _ in range(count):
        path, raw = dice.choice(dice.choice((known, sound)))
        mutant = copy.deepcopy(raw)
        for _ in range(dice.choice((1, 1, 1, 2, 3))):
            mutate(mutant, known, dice)
        text = dump(mutant)
        if dice.random() < 0.05:
            text = scramble(text, dice)
        files = overlays(path)
        if files and dice.random() < SHARE_DAMAGED:
            files |= damaged(files, dice)
        damage = dice.choice((overlay, operations, template))
        _run(text, files | (damage(dice) if dice.random() < SHARE_OVERLAID else {}), tally)
    return tally


def overlay(dice: random.Random) -> dict[str, bytes]:
    """A manifest of the example, its shape damaged: beside the generated ones, or as a patch of one of them."""
    file, document = dice.choice(manifests())
    mutant = copy.deepcopy(document)
    for _ in range(dice.choice((1, 1, 2))):
        holder, key = dice.choice(list(_holders(mutant)))
        holder[key] = copy.deepcopy(dice.choice((*VALUES, True)))
    ending = dice.choice((".yaml", ".patch.yaml"))
    return {f"overlays/{file.parent.as_posix()}/fuzz{ending}": dump(mutant).encode()}


def damaged(files: dict[str, bytes], dice: random.Random) -> dict[str, bytes]:
    """One of a case's own overlays, its shape damaged; {} where it is no YAML or holds nothing."""
    path = dice.choice(sorted(files))
    try:
        documents = load(files[path])
    except YamlProblems:
        return {}
    places = list(_holders(documents))
    for holder, key in dice.sample(places, min(len(places), dice.choice((1, 1, 2)))):
        holder[key] = copy.deepcopy(dice.choice((*VALUES, True)))
    return {path: dump_all(documents).encode()} if places else {}


VALUES: tuple[Any, ...] = (
    None,
    3,
    "x",
    "${X}",
    [],
    {},
    [None],
    {"x": None},
    {"$patch": "delete"},
    [{"$patch": "replace"}],
)
PIECES = (
    "{{ cluster.name }}",
    "{% for n in nodes %}\n",
    "{% endfor %}",
    "{{ x }}",
    "{#",
    "{{ cluster.items }}",
    "{% raw %}",
)


def operations(dice: random.Random) -> dict[str, bytes]:
    """Operations on a manifest of the example, at places that are there, nearly there, or not."""
    file, document = dice.choice(manifests())
    paths = ["", *_pointers(document)]
    listed = [
        {
            "op": dice.choice(("add", "replace", "remove", "move", "copy", "test")),
            "path": dice.choice(paths) + dice.choice(("", "", "", "/x", "/-", "/0")),
            "from": dice.choice(paths),
            "value": copy.deepcopy(dice.choice(VALUES)),
        }
        for _ in range(dice.choice((1, 1, 2, 3)))
    ]
    target = {"kind": document["kind"], "name": document.get("metadata", {}).get("name", "x")}
    return {f"overlays/{file.parent.as_posix()}/fuzz.ops.yaml": dump({"target": target, "ops": listed}).encode()}


def template(dice: random.Random) -> dict[str, bytes]:
    """A manifest of the example with a piece of a template somewhere in its text."""
    file, document = dice.choice(manifests())
    text = dump(document)
    at = dice.randrange(len(text))
    ending = dice.choice((".yaml.j2", ".patch.yaml.j2"))
    return {f"overlays/{file.parent.as_posix()}/fuzz{ending}": (text[:at] + dice.choice(PIECES) + text[at:]).encode()}


def _pointers(value: Any, at: str = "") -> list[str]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found: list[str] = []
    for key, inner in items:
        below = f"{at}/{str(key).replace('~', '~0').replace('/', '~1')}"
        found += [below, *_pointers(inner, below)]
    return found


@cache
def manifests() -> list[tuple[Path, dict[str, Any]]]:
    """(file below gitops/, document) of the example."""
    tree = Path(__file__).parents[1] / "gitops"
    return [
        (f.relative_to(tree), d)
        for f in sorted(tree.rglob("*.yaml"))
        for d in load(f.read_bytes())
        if isinstance(d, dict)
    ]


def _progress(tally: Tally, count: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{tally.counts.total()} of {count}, {len(tally.crashes)} crashes")
        sys.stderr.write("\n" if tally.counts.total() == count else "")
        sys.stderr.flush()


@cache
def seeds() -> list[tuple[Path, dict[str, Any]]]:
    """(folder, inventory) of every case."""
    read = [(path, _read(path / "inventory.yaml")) for path in cases()]
    return [(path, raw) for path, raw in read if isinstance(raw, dict)]


def mutate(raw: dict[str, Any], known: list[tuple[Path, Any]], dice: random.Random) -> None:
    """One change somewhere: drop, retype, replace, duplicate, misspell, or graft from another inventory."""
    holders = list(_holders(raw))
    if not holders:
        return
    holder, key = dice.choice(holders)
    value = holder[key]
    action = dice.choice(
        ("drop", "word", "number", "same", "same", "same", "misspell", "null", "graft", "twice", "flip")
    )
    if action == "drop":
        del holder[key]
    elif action == "word" and isinstance(value, str):
        holder[key] = dice.choice(WORDS)
    elif action == "number" and isinstance(value, int):
        holder[key] = dice.choice(NUMBERS)
    elif action == "flip" and isinstance(value, bool):
        holder[key] = not value
    elif action == "same" and not isinstance(value, dict):  # of the same kind, from elsewhere: often valid
        others = [h[k] for _, other in known[:40] for h, k in _holders(other) if k == key and type(h[k]) is type(value)]
        holder[key] = copy.deepcopy(dice.choice(others)) if others else value
    elif action == "misspell" and isinstance(holder, dict):
        holder[f"{key}x"] = holder.pop(key)
    elif action == "null":
        holder[key] = None
    elif action == "graft":
        _, other = dice.choice(known)
        section = dice.choice(sorted(other))
        raw[section] = copy.deepcopy(other[section])
    elif action == "twice" and isinstance(holder, list):
        holder.append(copy.deepcopy(value))


def scramble(text: str, dice: random.Random) -> str:
    """The text itself damaged: a cut, a tab, a stray character."""
    at = dice.randrange(len(text) or 1)
    return dice.choice(
        (text[:at], text[:at] + "\t" + text[at:], text[:at] + dice.choice("{}[]:&*!|>%@`\0\x85") + text[at:])
    )


def _run(text: str, over: dict[str, bytes], tally: Tally) -> None:
    try:
        found = compile_all(load_document("inventory.yaml", text.encode()), over)
    except CompileError:
        tally.counts["refused"] += 1
    except Exception:  # noqa: BLE001 - this is what the fuzzer looks for
        tally.counts["crashed"] += 1
        added = next((data.decode() for name, data in over.items() if "/fuzz." in name), "")
        tally.crashes.append((f"{text}--- overlaid\n{added}" if added else text, traceback.format_exc()))
    else:
        tally.counts["emitted" if any(c.graph is not None for c in found) else "refused"] += 1


def _holders(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) of a tree."""
    found: list[tuple[Any, Any]] = []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        found.append((value, key))
        found += _holders(inner)
    return found


def _read(path: Path) -> Any:
    try:
        return load(path.read_bytes())[0]
    except (YamlProblems, IndexError):
        return None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    tally = fuzz(options.count, options.seed)
    print(f"{options.count} mutants (seed {options.seed}): {dict(tally.counts)}, {tally.emitted:.0%} emitted")  # noqa: T201 - a report
    for text, trace in tally.crashes[:3]:
        print(f"--- crash\n{trace}\n--- of\n{text}")  # noqa: T201 - a report
    return 1 if tally.crashes or tally.emitted < SHARE_EMITTED else 0


if __name__ == "__main__":
    sys.exit(main())
