"""User templates in overlays: Jinja2, strict and sandboxed, over the resolved inventory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from jinja2 import (
    FunctionLoader,
    StrictUndefined,
    TemplateAssertionError,
    TemplateError,
    TemplateRuntimeError,
    TemplateSyntaxError,
    nodes,
)
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.sandbox import ImmutableSandboxedEnvironment
from msgspec import UNSET

from generator.core.context import Context
from generator.core.diagnostics import ERROR, CompileError, Diagnostic, Source
from generator.core.model import children

SYNTAX = "close every `{{` with `}}` and every `{%` with `%}`"
TAGS = "use the tags of Jinja2 itself: for, if, set, macro, raw and their like"
ALONE = "write it here: each overlay stands alone"
KNOWN = "use what Jinja2 itself has: overlays know no other filters and tests"
SHORTER = "loop over less, or over one list and not one in the other"
SEEN = "a template sees `inventory`, `cluster`, `nodes` and `domains`, with the inventory's names"
_MOST = 16 * 1024 * 1024
"""Characters of a text, and bits of a number: far more than anybody means."""
_STEPS = 5_000_000
"""Turns of loops of one template: a fleet needs thousands, and loops without a body come to this many in a second."""
_CALL = 10
"""Turns of a loop that a call counts for: a macro takes about as long."""
_COUNTED = "\x00counted"
"""Name of a filter that no template can write."""
_OBJECT = re.compile(r"<[^<>]* at 0x[0-9a-f]+>")
_MARK = re.compile("\x00([0-9]+)\x00")
_TELLING = re.compile("\x00([0-9]+)\x00[^\x00]")
"""A mark of something: others belong to tags and comments in front of it."""


class Rendered(NamedTuple):
    """What a template makes."""

    data: bytes
    lines: tuple[int, ...]
    """The line of the template behind each line of the text; empty where that cannot be told."""


def render(path: str, data: bytes, ctx: Context) -> Rendered:
    """The text of a template. It sees `inventory`, and `cluster`, `nodes`, `domains` as shorthands for its parts.

    Names are those of the inventory: `cluster.dnsDomain`, `inventory["gateway-api"]`. Raises CompileError at the line.
    """
    facts = plain(ctx.inventory)
    shown = {"inventory": facts, "cluster": facts["cluster"]} | {
        key: facts.get(key, []) for key in ("nodes", "domains")
    }
    text = _text(path, data, shown)
    return Rendered(text.encode(), _lines(text, data, shown))


def _lines(text: str, data: bytes, shown: dict[str, Any]) -> tuple[int, ...]:
    """Rendered once more, each line with a mark of its own; none where a filter or a test has seen the marks."""
    try:
        marked = "".join(_environment(_Marks).from_string(data.decode()).generate(shown))
    except Exception:  # noqa: BLE001 - it went well without marks: they are in the way of what the template does
        return ()
    if _MARK.sub("", marked) != text:
        return ()
    lines: list[int] = []
    for line in marked.split("\n"):
        marks = _MARK.findall(line)
        telling = _TELLING.search(line)
        lines.append(int(telling[1] if telling else marks[-1]) if marks else lines[-1] if lines else 1)
    return tuple(lines)


class _Marks(Extension):
    """Writes into all text of a template in which line it stands."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        for token in stream:
            if token.type != "data":
                yield token
                continue
            lines = token.value.split("\n")
            marked = "\n".join(f"\x00{number}\x00{line}" for number, line in enumerate(lines, token.lineno))
            yield Token(token.lineno, "data", marked)


class _Environment(ImmutableSandboxedEnvironment):
    """The same input gives the same bytes, and no slip of the pen fills the memory or runs on: steps are counted, for time
    differs from machine to machine.
    """

    intercepted_binops = frozenset(("*", "**"))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._left = _STEPS
        self.filters[_COUNTED] = self._counted

    def _generate(self, source: nodes.Template, *how: Any, **more: Any) -> str:
        """The program of a template (a hook of Jinja2's): each loop goes over what is counted."""
        for loop in source.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, _COUNTED, [], [], None, None, lineno=loop.lineno, environment=self)
        return super()._generate(source, *how, **more)

    def _counted(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self._step()
            yield item

    def call(self, context: Any, what: Any, /, *args: Any, **named: Any) -> Any:
        """Macros that call each other take no turn of a loop."""
        self._step(_CALL)
        return super().call(context, what, *args, **named)

    def _step(self, size: int = 1) -> None:
        self._left -= size
        if self._left < 0:
            raise _Endless("loops and macros run on: this takes millions of turns")

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if isinstance(left, int) and isinstance(right, int):
            size = left.bit_length() * max(right, 0) if operator == "**" else left.bit_length() + right.bit_length()
        else:
            lengths = [len(one) if isinstance(one, str | list | tuple) else one for one in (left, right)]
            size = lengths[0] * lengths[1] if all(isinstance(one, int) for one in lengths) else 0
        if size > _MOST:
            raise ValueError("this would make more than any file could hold")
        return super().call_binop(context, operator, left, right)


def _environment(*extensions: type[Extension]) -> _Environment:
    made = _Environment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        loader=FunctionLoader(_alone), extensions=extensions, finalize=_said,
    )  # fmt: skip
    del made.filters["random"], made.globals["lipsum"]
    return made


def _said(value: Any) -> Any:
    """What an expression puts into the text. Raises TypeError for what is none: it would say where in memory it is."""
    if not isinstance(value, str | int | float) and _OBJECT.search(str(value)):
        raise TypeError("this is no value but a function or an object: call it, or turn it into a list")
    return value


def _text(path: str, data: bytes, shown: dict[str, Any]) -> str:
    """Raises CompileError at the line."""
    try:
        template = _environment().from_string(data.decode("utf-8"))
    except UnicodeDecodeError as stop:
        line = data.count(b"\n", 0, stop.start) + 1
        message = f"byte {data[stop.start]:#04x} is not UTF-8"
        raise CompileError([_diagnostic(path, line, message, "save the file as UTF-8")]) from None
    except TemplateAssertionError as stop:  # a filter or a test that there is none of
        raise CompileError([_diagnostic(path, stop.lineno, str(stop.message).rstrip("."), KNOWN)]) from None
    except TemplateSyntaxError as stop:
        hint = TAGS if "unknown tag" in str(stop.message) else SYNTAX
        raise CompileError([_diagnostic(path, stop.lineno, str(stop.message).rstrip("."), hint)]) from None
    except (SyntaxError, RecursionError, MemoryError):  # of the program that Jinja2 makes of it
        message, hint = "loops, conditions or expressions stand too deep in one another", "take some of them apart"
        raise CompileError([_diagnostic(path, 1, message, hint)]) from None
    parts: list[str] = []
    length = 0
    try:
        for part in template.generate(shown):
            parts.append(part)
            length += len(part)
            if length > _MOST:
                raise ValueError("this makes more text than any file could hold")
    except TemplateError as stop:
        hint = ALONE if isinstance(stop, _Alone) else SHORTER if isinstance(stop, _Endless) else SEEN
        raise CompileError([_diagnostic(path, _line(stop), str(stop.message).rstrip("."), hint)]) from None
    except RecursionError as stop:
        message, hint = "a macro calls itself without an end", "write a loop instead"
        raise CompileError([_diagnostic(path, _line(stop), message, hint)]) from None
    except (ArithmeticError, AttributeError, LookupError, MemoryError, TypeError, ValueError) as stop:
        message = f"{type(stop).__name__}: {stop}".rstrip(".")
        raise CompileError([_diagnostic(path, _line(stop), message, None)]) from None
    return "".join(parts)


class _Endless(TemplateRuntimeError):  # noqa: N818 - not a mistake of ours
    """A loop in a loop in a loop."""


class _Alone(TemplateRuntimeError):  # noqa: N818 - not a mistake of ours
    """No overlay takes in another file, not even one that may be missing."""


def _alone(name: str) -> None:
    raise _Alone(f"there is no template {name!r} to take in")


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
