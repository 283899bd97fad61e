"""User templates in overlays: Jinja2, strict and sandboxed, over the resolved inventory."""

from __future__ import annotations

from typing import Any

from jinja2 import (
    FunctionLoader,
    StrictUndefined,
    TemplateAssertionError,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment
from msgspec import UNSET

from generator.core.context import Context
from generator.core.diagnostics import ERROR, CompileError, Diagnostic, Source
from generator.core.model import children

SYNTAX = "close every `{{` with `}}` and every `{%` with `%}`"
KNOWN = "use what Jinja2 itself has: overlays know no other filters and tests"
SEEN = "a template sees `inventory`, `cluster`, `nodes` and `domains`, with the inventory's names"


def render(path: str, data: bytes, ctx: Context) -> bytes:
    """The text of a template. It sees `inventory`, and `cluster`, `nodes`, `domains` as shorthands for its parts.

    Names are those of the inventory: `cluster.dnsDomain`, `inventory["gateway-api"]`. Raises CompileError at the line.
    """
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        loader=FunctionLoader(_alone),
    )  # fmt: skip
    del environment.filters["random"]  # the same input gives the same bytes
    facts = plain(ctx.inventory)
    try:
        template = environment.from_string(data.decode("utf-8"))
        text = template.render(
            inventory=facts, cluster=facts["cluster"], nodes=facts.get("nodes", []), domains=facts.get("domains", [])
        )
    except UnicodeDecodeError as stop:
        line = data.count(b"\n", 0, stop.start) + 1
        message = f"byte {data[stop.start]:#04x} is not UTF-8"
        raise CompileError([_diagnostic(path, line, message, "save the file as UTF-8")]) from None
    except TemplateAssertionError as stop:  # a filter or a test that there is none of
        raise CompileError([_diagnostic(path, stop.lineno, str(stop.message).rstrip("."), KNOWN)]) from None
    except TemplateSyntaxError as stop:
        raise CompileError([_diagnostic(path, stop.lineno, str(stop.message).rstrip("."), SYNTAX)]) from None
    except TemplateNotFound as stop:
        message, hint = f"there is no template {stop.name!r} to take in", "write it here: each overlay stands alone"
        raise CompileError([_diagnostic(path, _line(stop), message, hint)]) from None
    except TemplateError as stop:
        raise CompileError([_diagnostic(path, _line(stop), str(stop.message).rstrip("."), SEEN)]) from None
    except RecursionError as stop:
        message, hint = "a macro calls itself without an end", "write a loop instead"
        raise CompileError([_diagnostic(path, _line(stop), message, hint)]) from None
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as stop:
        message = f"{type(stop).__name__}: {stop}".rstrip(".")
        raise CompileError([_diagnostic(path, _line(stop), message, None)]) from None
    return text.encode()


def _alone(_name: str) -> None:
    """No overlay takes in another file."""


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


def _diagnostic(path: str, line: int, message: str, hint: str | None) -> Diagnostic:
    return Diagnostic(code="overlay/template", severity=ERROR, message=message, hint=hint, source=Source(path, line, 1))
