"""Flux variables: `${NAME}` where the cluster alone knows the value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.json import encode

from generator.components.flux.settings import Settings
from generator.core.context import Context
from generator.core.judgement import Problem, check
from generator.core.model import children
from generator.core.substitution import references
from generator.core.suggest import did_you_mean, nearest

FREE = ("annotations", "extra", "instance", "values")
"""Keys below which `${…}` may be meant for another program: there only what looks misspelt is refused."""


@check("flux/variable-source")
def variable_source(_ctx: Context, flux: Settings) -> Iterator[Problem]:
    """A variable comes from both a Secret and a ConfigMap, or from neither.

    `postBuild.substituteFrom` names one object per entry (Kustomization v1).
    """
    for variable in flux.variables:
        if (variable.secret is None) == (variable.config_map is None):
            what = "neither `secret` nor `configMap`" if variable.secret is None else "both `secret` and `configMap`"
            yield Problem(variable, (), f"variable {variable.name!r} has {what}", hint="set exactly one of them")


@check("flux/duplicate-variable")
def duplicate_variable(_ctx: Context, flux: Settings) -> Iterator[Problem]:
    """Two variables have one name; the later source in `substituteFrom` would silently win."""
    seen: set[str] = set()
    for variable in flux.variables:
        if variable.name in seen:
            yield Problem(variable, "name", f"variable {variable.name!r} is declared twice", hint="remove one of them")
        seen.add(variable.name)


@check("flux/undeclared-variable")
def undeclared_variable(ctx: Context, flux: Settings) -> Iterator[Problem]:
    """`${NAME}` stands in the inventory, and `flux.variables` does not declare it.

    Substitution is strict since Flux 2.9: one undeclared variable fails its whole unit with `variable not set (strict
    mode)`. Under `values` and annotations `${…}` may belong to another program; it is then escaped, and only a name close
    to a declared one is an error.
    """
    declared = [variable.name for variable in flux.variables]
    if not any(ctx.each(_variable)):
        return
    for about, path, name in _used(ctx.inventory, ctx.inventory, (), free=False):
        free = name.startswith("\0")
        plain = name.lstrip("\0")
        if plain in declared or (free and nearest(plain, declared) is None):
            continue
        yield Problem(
            about, path, f"${{{plain}}} is not declared",
            hint=did_you_mean(plain, declared) or f"declare it: `flux.variables: [{{name: {plain}, secret: …}}]`",
        )  # fmt: skip


def _variable(_section: str, value: Any) -> tuple[bool, ...]:
    return (b"${" in encode(value),)


@check("flux/unused-variable")
def unused_variable(ctx: Context, flux: Settings) -> Iterator[Problem]:
    """A declared variable stands nowhere, neither in the inventory nor in an overlay: it has no effect.

    In a fleet one cluster that uses it is enough.
    """
    declared = [variable.name for variable in flux.variables]
    if not declared:
        return
    used = {name.lstrip("\0") for _, _, name in _used(ctx.inventory, ctx.inventory, (), free=False)}
    if not used.issuperset(declared):  # only then: each cluster would read all others
        used.update(name for member in ctx.fleet for name in references(member.raw))
    meant = {nearest(name, declared) for name in used if name not in declared}  # misspelt: said by another check
    for variable in flux.variables:
        written = f"${{{variable.name}}}".encode()
        if variable.name not in used | meant and not any(written in file.data for file in ctx.overlays.values()):
            yield Problem(
                variable, "name", f"variable {variable.name!r} is used nowhere",
                hint=f"write ${{{variable.name}}} where its value belongs, or remove it",
            )  # fmt: skip


def _used(
    item: Any, about: object, path: tuple[str | int, ...], *, free: bool
) -> Iterator[tuple[object, tuple[str | int, ...], str]]:
    """(object, path below it, name) of every reference; names below free keys start with a NUL."""
    if isinstance(item, str):
        for name in references(item) if "$" in item else ():
            yield about, path, f"\0{name}" if free else name
        return
    if item is None or isinstance(item, bool | int | float):
        return
    owner = hasattr(item, "__struct_fields__")
    for key, child in children(item):
        below = (key,) if owner else (*path, key)
        yield from _used(child, item if owner else about, below, free=free or key in FREE)
