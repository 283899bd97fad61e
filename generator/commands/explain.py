"""`gen explain`: what a code means, where a value of the inventory comes from, which secrets must exist."""

from __future__ import annotations

from textwrap import fill
from typing import Any

from msgspec import UnsetType

from generator import registry
from generator.commands.asked import Explanation as Explanation
from generator.commands.asked import Unknown as Unknown
from generator.commands.asked import of_fleet, unset
from generator.commands.compile import compile_project
from generator.components.secrets import COMPONENT as SECRETS
from generator.components.secrets import secrets_table
from generator.core.claiming import Claiming
from generator.core.codes import EXPLANATIONS
from generator.core.diagnostics import CompileError
from generator.core.judgement import Check, Rule
from generator.core.model import children
from generator.core.order import as_written, lists
from generator.core.places import Keys, dotted
from generator.core.project import Project
from generator.core.suggest import did_you_mean
from generator.core.yaml.inline import inline
from generator.pipeline import Compiled
from generator.stages import fleet
from generator.stages.history import COMPARISONS
from generator.stages.load import load_document
from generator.stages.validate import inventory_type

_WIDTH = 116
_KINDS = {
    Check: "check of the inventory",
    Rule: "rule on the finished objects (also of gen lint)",
    Claiming: "of clusters of a fleet, held against one another",
}


def codes() -> dict[str, Explanation]:
    """Every code there is."""
    found = {code: Explanation(title=code, text=fill(text, _WIDTH)) for code, text in EXPLANATIONS.items()}
    for component in registry.everything():
        # Last what one cluster is told as well: it says more than the claim of the same name.
        judgements: tuple[Check | Rule | Claiming, ...] = (*component.claims, *component.checks, *component.rules)
        found |= {one.code: _judgement(one) for one in judgements}
    for comparison in COMPARISONS:
        lines = [line.strip() for line in comparison.explanation.strip().splitlines()]
        found[comparison.code] = Explanation(
            title=comparison.code, text="\n".join(lines), source=f"{comparison.severity}; the new tree beside HEAD's"
        )
    return dict(sorted(found.items()))


def code(name: str) -> Explanation:
    """Raises Unknown."""
    known = codes()
    if name not in known:
        raise Unknown(f"there is no code `{name}`; {did_you_mean(name, family(name.partition('/')[0]) or known)}")
    return known[name]


def family(prefix: str) -> list[str]:
    """The codes that begin with a word (`overlay`), if any do."""
    return [code for code in codes() if code.partition("/")[0] == prefix.removesuffix("/")]


def _judgement(one: Check | Rule | Claiming) -> Explanation:
    kind = _KINDS[type(one)]
    lines = [line.strip() for line in one.explanation.strip().splitlines()]
    return Explanation(title=one.code, text="\n".join(lines), source=f"{one.severity}; {kind}")


def path(project: Project, wanted: str) -> list[Explanation]:
    """Every value of the resolved inventory at or below a path, per cluster, and what it follows from.

    Raises Unknown, and CompileError when the inventory cannot be resolved.
    """
    data = project.read(project.inventory)
    loaded = load_document(project.inventory, data)
    only, wanted = _part(loaded.raw, wanted)
    if only is None and wanted.partition(".")[0] in (fleet.GROUPS, fleet.CLUSTERS) and fleet.is_fleet(loaded.raw):
        return list(of_fleet(loaded, wanted))
    _, clusters = compile_project(project)
    resolved = [cluster for cluster in clusters if cluster.ctx is not None and only in (None, cluster.member.name)]
    if not resolved:
        raise CompileError(d for cluster in clusters for d in cluster.diagnostics)
    found: list[Explanation] = []
    for cluster in resolved:
        prefix = f"{cluster.member.name}: " if cluster.layout.cluster else ""
        for at, value in _below(cluster, wanted) or _below(cluster, _numbered(cluster, wanted)):
            found.append(_value(loaded, cluster, at, value, prefix))
    return found or [unset(loaded.raw, wanted)]


def _part(raw: dict[str, Any], wanted: str) -> tuple[str | None, str]:
    """Of `clusters.berlin.pools` the cluster and the path below it."""
    key, _, below = wanted.partition(".")
    name, _, rest = below.partition(".")
    if key == fleet.CLUSTERS and rest and name in (raw.get(key) or {}):
        return name, rest
    return None, wanted


def _below(cluster: Compiled, wanted: str) -> list[tuple[Keys, Any]]:
    exact = [(at, value) for at, value in _leaves(cluster) if dotted(at) == wanted]
    return exact or [
        (at, value) for at, value in _leaves(cluster) if dotted(at).startswith((f"{wanted}.", f"{wanted}["))
    ]


def _numbered(cluster: Compiled, wanted: str) -> str:
    """A path that calls items of lists by their names (`pools.lan`), with numbers; as it is where there is none of a name."""
    if cluster.ctx is None:
        return wanted
    at: Keys = ()
    here: Any = cluster.ctx.inventory
    for part in wanted.split("."):
        inner = [] if isinstance(here, str) else list(children(here))
        found = next(((key, item) for key, item in inner if part in (key, getattr(item, "name", None))), None)
        if found is None:
            return wanted
        at, here = (*at, found[0]), found[1]
    return dotted(as_written(at, cluster.member.raw, lists(inventory_type(cluster.components))))


def _leaves(cluster: Compiled) -> list[tuple[Keys, Any]]:
    found: list[tuple[Keys, Any]] = []

    def walk(item: Any, at: Keys) -> None:
        inner = [] if isinstance(item, str) else list(children(item))
        if not inner:
            if not isinstance(item, UnsetType):
                found.append((at, item))
            return
        whole = isinstance(item, tuple | list | dict)  # the fields of a section have an origin each
        if whole and all(isinstance(value, str | int | float | bool) for _, value in inner):
            found.append((at, [value for _, value in inner] if isinstance(item, tuple | list) else dict(inner)))
        for name, value in inner:
            walk(value, (*at, name))

    if cluster.ctx is not None:
        walk(cluster.ctx.inventory, ())
    known = lists(inventory_type(cluster.components))
    return [(as_written(at, cluster.member.raw, known), value) for at, value in found]


def _value(loaded: Any, cluster: Compiled, at: Keys, value: Any, prefix: str) -> Explanation:
    shown = f"{prefix}{dotted(at)} = {_shown(value)}"
    if _written(cluster.member.raw, at):
        return Explanation(
            title=shown, text="written", source=str(loaded.place(fleet.origin(loaded.raw, cluster.member, at)))
        )
    derivation = _derivation(cluster, at)
    if derivation is None:
        return Explanation(title=shown, text="the default", source="")
    inputs = f" From: {', '.join(derivation.inputs)}." if derivation.inputs else ""
    rule = " ".join(derivation.explanation.split())
    return Explanation(title=shown, text=f"derived: {rule}{inputs}", source=derivation.name)


def _derivation(cluster: Compiled, at: Keys) -> Any:
    """The rule that fills the field at (or around) a path."""
    section, *rest = at
    for component in cluster.components:
        if component.name != section:
            continue
        for derivation in component.derivations:
            pattern = [part.removesuffix("[]") for part in derivation.path.split(".")]
            plain = [str(part) for part in rest if not isinstance(part, int)]
            if plain[: len(pattern)] == pattern:
                return derivation
    return None


def _written(raw: Any, at: Keys) -> bool:
    for part in at:
        raw = fleet.step(raw, part)
        if raw is None:
            return False
    return True


def _shown(value: Any) -> str:
    """As the inventory would have it; a text without quotes."""
    if value is None:
        return "(nothing)"
    if isinstance(value, str):
        return str(value)
    return inline(value) if isinstance(value, dict | list | tuple | bool | int | float) else "{}"


def secrets(project: Project) -> list[Explanation]:
    """Every Secret that the tree refers to: who reads it, which keys, who must make it. Raises CompileError."""
    _, clusters = compile_project(project)
    resolved = [cluster for cluster in clusters if cluster.ctx is not None]
    if not resolved:
        raise CompileError(d for cluster in clusters for d in cluster.diagnostics)
    found: list[Explanation] = []
    for cluster in resolved:
        prefix = f"{cluster.member.name}: " if cluster.layout.cluster else ""
        for row in secrets_table(cluster.ctx, cluster.ctx.get(SECRETS)) if cluster.ctx else ():
            keys = f"keys: {', '.join(row.keys)}\n" if row.keys else ""
            used = f"used by: {', '.join(row.units)}\n" if row.units else ""
            text = f"{keys}{used}for: {'; '.join(row.why)}\nmade by: {row.by}"
            found.append(Explanation(title=f"{prefix}{row.namespace}/{row.name}", text=text))
    return found
