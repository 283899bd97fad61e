"""User templates in overlays: Jinja2, strict and sandboxed, over the resolved inventory."""

from __future__ import annotations

from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from msgspec import UNSET

from generator.core.context import Context
from generator.core.diagnostics import ERROR, CompileError, Diagnostic, Source
from generator.core.model import children

SYNTAX = "close every `{{` with `}}` and every `{%` with `%}`"
SEEN = "a template sees `inventory`, `cluster`, `nodes` and `domains`, with the inventory's names"


def render(path: str, data: bytes, ctx: Context) -> bytes:
    """The text of a template. It sees `inventory`, and `cluster`, `nodes`, `domains` as shorthands for its parts.

    Names are those of the inventory: `cluster.dnsDomain`, `inventory["gateway-api"]`. Raises CompileError at the line.
    """
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    del environment.filters["random"]  # the same input gives the same bytes
    facts = plain(ctx.inventory)
    try:
        template = environment.from_string(data.decode("utf-8"))
        text = template.render(
            inventory=facts, cluster=facts["cluster"], nodes=facts.get("nodes", []), domains=facts.get("domains", [])
        )
    except UnicodeDecodeError as stop:
        line = data.count(b"\n", 0, stop.start) + 1
        raise CompileError([_diagnostic(path, line, f"byte {data[stop.start]:#04x} is not UTF-8")]) from None
    except TemplateSyntaxError as stop:
        raise CompileError([_diagnostic(path, stop.lineno, str(stop.message).rstrip("."), SYNTAX)]) from None
    except TemplateError as stop:
        raise CompileError([_diagnostic(path, _line(stop), str(stop.message))]) from None
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as stop:
        raise CompileError([_diagnostic(path, _line(stop), f"{type(stop).__name__}: {stop}")]) from None
    return text.encode()


def plain(item: Any) -> Any:
    """The model as plain values, by the inventory's names."""
    if isinstance(item, str | int | float | bool) or item is None:
        return item
    if isinstance(item, tuple | list):
        return [plain(value) for value in item]
    return {str(name): plain(value) for name, value in children(item) if value is not UNSET}


def _line(stop: BaseException) -> int:
    """The line of the template that an exception passed through last."""
    line, trace = 1, stop.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _diagnostic(path: str, line: int, message: str, hint: str = SEEN) -> Diagnostic:
    return Diagnostic(code="overlay/template", severity=ERROR, message=message, hint=hint, source=Source(path, line, 1))
