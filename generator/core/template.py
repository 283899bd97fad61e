"""The only module that knows Jinja2: text in languages that have no writer."""

from __future__ import annotations

import os
from functools import cache

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound

from generator.core import header
from generator.core.artifact import Text

COMPONENTS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "components")


class _Loader(BaseLoader):
    """`<component>/<file>.j2` -> that component's `templates/<file>.j2`."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:  # noqa: ARG002 - Jinja2's signature
        component, _, file = template.partition("/")
        path = os.path.join(COMPONENTS, component, "templates", file)
        try:
            with open(path, encoding="utf-8") as source:
                return source.read(), path, None
        except OSError:
            raise TemplateNotFound(template) from None


@cache
def _environment() -> Environment:
    return Environment(  # noqa: S701 - the targets are configuration languages, not HTML
        loader=_Loader(), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )


def render(text: Text) -> str:
    """The text with its header; a shebang stays first."""
    body = _environment().get_template(text.template).render(text.facts)
    if body.startswith("#!"):
        first, _, rest = body.partition("\n")
        return f"{first}\n{header.line(text.comment)}{rest}"
    return header.line(text.comment) + body
