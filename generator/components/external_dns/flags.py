"""Flags that a person gives to the program, as an argument or as the environment variable that every flag has as well."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from generator.components.external_dns.providers import variable
from generator.components.external_dns.settings import Instance, Settings
from generator.components.external_dns.values import written

CHOOSING = ("filter", "exclude", "managed")
"""One of these is in the name of each value, flag and variable that leaves out objects, names or targets."""


class Flags(Struct, frozen=True):
    """What an instance is told beside what the typed fields decide."""

    given: dict[str, tuple[str, ...]]
    """By flag, without dashes, or by variable. What a Secret says is not known: (), or part of a `${…}`."""
    everything: bool
    """Whether more variables may come from a whole ConfigMap or Secret."""

    def has(self, *flags: str) -> bool:
        return self.everything or any(name in self.given for flag in flags for name in (flag, variable(flag)))

    def values(self, flag: str) -> tuple[str, ...] | None:
        """What a flag is told; None when that is not known."""
        arguments = self.given.get(flag)
        found = arguments if arguments is not None else self.given.get(variable(flag), None if self.everything else ())
        told = found is not None and not any("$" in one for one in found)
        unseen = not found and self.has(flag)
        return found if told and not unseen else None


def filtered(settings: Settings, instance: Instance) -> bool:
    """Whether the chart's or the program's own words leave out some of what an instance reads; what, is looked into nowhere."""
    chart = written(settings, instance)
    variables = (one.get("name") for one in chart.get("env") or () if isinstance(one, dict))
    said = (*chart, *(chart.get("extraArgs") or ()), *instance.env, *variables)
    return any(word in str(one).lower() for one in said for word in CHOOSING)


def flags(settings: Settings, instance: Instance) -> Flags:
    chart = written(settings, instance)
    found: dict[str, list[str]] = {}
    for name, value in _given(chart.get("extraArgs"), chart.get("env"), instance):
        found.setdefault(name, []).extend(value)
    return Flags({name: tuple(values) for name, values in found.items()}, bool(chart.get("envFrom")))


def _given(arguments: object, variables: object, instance: Instance) -> Iterator[tuple[str, list[str]]]:
    for argument in arguments if isinstance(arguments, list) else ():
        name, said, value = str(argument).removeprefix("--").partition("=")
        yield name, [value] if said else ["true"]
    for name, value in instance.env.items():
        yield name, value.split("\n")  # as the program reads a flag that may be repeated
    yield from ((name, []) for name in (instance.credentials.keys if instance.credentials else ()))
    for one in variables if isinstance(variables, list) else ():
        if isinstance(one, dict):
            plain = one.get("value")
            yield str(one.get("name")), plain.split("\n") if isinstance(plain, str) else []
