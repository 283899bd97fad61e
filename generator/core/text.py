"""Text in a language whose own syntax is full of braces: shell with Go templates in it. Marks instead of a template language."""

from __future__ import annotations

import os
import re
from functools import cache

from generator.core import header
from generator.core.artifact import Text

COMPONENTS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "components")
_MARK = re.compile(r"@([a-z]+)@")


@cache
def source(template: str) -> str:
    """`<component>/<file>` -> the text of that component's `templates/<file>`."""
    component, _, file = template.partition("/")
    with open(os.path.join(COMPONENTS, component, "templates", file), encoding="utf-8") as text:
        return text.read()


@cache
def _parts(template: str) -> tuple[str, ...]:
    """Text, the name of a mark, text, …"""
    return tuple(_MARK.split(source(template)))


def render(text: Text) -> str:
    """The text with its header; `@name@` is replaced by the fact of that name. A shebang stays first.

    Raises KeyError when a mark has no fact.
    """
    parts = list(_parts(text.template))
    parts[1::2] = [str(text.facts[name]) for name in parts[1::2]]
    body = "".join(parts)
    if body.startswith("#!"):
        first, _, rest = body.partition("\n")
        return f"{first}\n{header.line(text.comment)}{rest}"
    return header.line(text.comment) + body
