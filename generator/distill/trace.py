"""Which values a chart's templates look at, found by following every template without running it.

Both branches of every condition are taken; a variable holds everything it was ever given. The result therefore errs
to one side only: a path may be called read that no real rendering reads, never the reverse, except through a template
text that is itself a value (`tpl .Values.x .`), which may read anything.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping

from generator.core.charts.node import ITEM
from generator.distill import gotemplate as go
from generator.distill.alternatives import (
    NOTHING,
    ROOT,
    File,
    Path,
    Place,
    Series,
    Table,
    Value,
    Word,
    field,
    items,
    made_keys,
    words,
)
from generator.distill.functions import FUNCTIONS


class Read(enum.IntEnum):
    """How a path is looked at, weakest first."""

    REFUSED = 0
    """Only to refuse the installation when it is set (`if .Values.x` around nothing but `fail`)."""
    TESTED = 1
    """Whether it is there, empty, or of some kind; not what is below it."""
    WHOLE = 2
    """Its value is printed, compared or handed on, with all that is below it."""


class Trace:
    """Reads of one chart. `files` maps the path inside the chart to the text of every file of it."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.reads: dict[Path, Read] = {}
        self.doubts: set[str] = set()
        self._files = files
        self._named: dict[str, tuple[go.Statement, ...]] = {}
        self._done: set[tuple[str, Value, bool]] = set()
        self._refusing = False

    def run(self) -> None:
        """Follow every template that yields manifests. NOTES.txt and other texts only talk to a person."""
        bodies: list[tuple[go.Statement, ...]] = []
        for path, text in sorted(self._files.items()):
            if path.startswith("templates/"):
                body = go.parse(text)
                self._collect(body)
                if path.endswith((".yaml", ".yml")) and not path.rpartition("/")[2].startswith("_"):
                    bodies.append(body)
        for body in bodies:
            self._walk(body, ROOT, _Scope(ROOT))

    def _collect(self, body: Iterable[go.Statement]) -> None:
        for statement in body:
            if isinstance(statement, go.Define):
                self._named[statement.name] = statement.body
                self._collect(statement.body)
            elif isinstance(statement, go.Block):
                self._collect(statement.body)

    # ── statements ──

    def _walk(self, body: Iterable[go.Statement], dot: Value, scope: _Scope) -> None:
        for statement in body:
            if isinstance(statement, go.Action):
                value = self.evaluate(statement.pipeline, dot, scope)
                if statement.names:
                    scope.give(statement.names[0], value)
                else:
                    self.use(value)
            elif isinstance(statement, go.Block):
                self._block(statement, dot, scope)
            elif isinstance(statement, go.Call):
                context = self.evaluate(statement.pipeline, dot, scope) if statement.pipeline else NOTHING
                self.include(statement.name, context)

    def _block(self, block: go.Block, dot: Value, scope: _Scope) -> None:
        before, self._refusing = self._refusing, self._refusing or _only_refuses(block)
        value = self.evaluate(block.pipeline, dot, scope)
        inner = _Scope(scope.dollar, scope)
        if block.keyword == "range":
            visited = items(value)
            self.test(value)
            self.test(visited)
            if block.names:
                inner.declare(block.names[-1], visited)
            for name in block.names[:-1]:
                inner.declare(name, made_keys(value))
            self._walk(block.body, visited, inner)  # twice: what an iteration assigns, the next one sees
            self._walk(block.body, visited, inner)
        else:
            self.test(value)
            for name in block.names:
                inner.declare(name, value)
            self._walk(block.body, dot if block.keyword == "if" else value, inner)
        self._walk(block.otherwise, dot, _Scope(scope.dollar, scope))
        self._refusing = before

    def include(self, name: str, context: Value) -> Value:
        """Follow a named template. What it yields is text, which leads nowhere."""
        key = (name, context, self._refusing)
        if name not in self._named:
            self.doubts.add(f"template {name!r} is not defined")
        elif key not in self._done:
            self._done.add(key)
            self._walk(self._named[name], context, _Scope(context))
        return NOTHING

    def render(self, text: str, context: Value) -> Value:
        """Follow a text as a template (`tpl`)."""
        body = go.parse(text)
        self._collect(body)
        self._walk(body, context, _Scope(context))
        return NOTHING

    def file(self, path: str) -> str:
        """The text of a file of the chart; empty when there is none, as `.Files.Get` has it."""
        return self._files.get(path, "")

    # ── expressions ──

    def evaluate(self, expression: go.Expression, dot: Value, scope: _Scope) -> Value:
        if isinstance(expression, go.Dot):
            return dot
        if isinstance(expression, go.Variable):
            return scope.look_up(expression.name)
        if isinstance(expression, go.Literal):
            return frozenset({Word(expression.text)}) if expression.text is not None else NOTHING
        if isinstance(expression, go.Function):
            return self._call(expression.name, [], ())
        if isinstance(expression, go.Access):
            value = self.evaluate(expression.base, dot, scope)
            for name in expression.names:
                value = field(value, name)
            return value
        if any(_digests(command) for command in expression.commands):
            return NOTHING  # a checksum only says that something changed; what it is shows elsewhere or not at all
        result: list[Value] = []
        for command in expression.commands:
            result = [self._command(command, result, dot, scope)]
        return result[0]

    def _command(self, command: go.Command, piped: list[Value], dot: Value, scope: _Scope) -> Value:
        head, *rest = command.operands
        if isinstance(head, go.Function):
            arguments = [self.evaluate(operand, dot, scope) for operand in rest] + piped
            result = self._call(head.name, arguments, tuple(rest))
            if head.name == "set" and rest and isinstance(rest[0], go.Variable):
                scope.give(rest[0].name, result)
            return result
        value = self.evaluate(head, dot, scope)
        if not (rest or piped):
            return value
        arguments = [self.evaluate(operand, dot, scope) for operand in rest] + piped
        if isinstance(head, go.Access) and head.names[-2:] == ("Files", "Get"):
            return frozenset(File(word) for word in words(arguments[0]))
        for argument in arguments:
            self.use(argument)
        return NOTHING

    def _call(self, name: str, arguments: list[Value], _operands: tuple[go.Expression, ...]) -> Value:
        known: Callable[[Trace, list[Value]], Value] | None = FUNCTIONS.get(name)
        if known and (arguments or name in ("dict", "list")):
            return known(self, arguments)
        for argument in arguments:
            self.use(argument)
        return NOTHING

    # ── values ──

    def use(self, value: Value) -> None:
        """Something takes the value with all that is in it."""
        for one in value:
            if isinstance(one, Place):
                self._record(one.path, Read.WHOLE)
            elif isinstance(one, Table):
                for _, item in one.items:
                    self.use(item)
            elif isinstance(one, Series):
                for item in one.items:
                    self.use(item)

    def test(self, value: Value) -> None:
        """Something asks whether the value is there."""
        for one in value:
            if isinstance(one, Place):
                self._record(one.path, Read.TESTED)

    def _record(self, path: Path, read: Read) -> None:
        if not path or path == (ITEM,):
            if read is Read.WHOLE:
                self.doubts.add("all values are taken at once somewhere")
            return
        how = Read.REFUSED if self._refusing else read
        self.reads[path] = max(self.reads.get(path, how), how)


class _Scope:
    """Variables of a block, and the blocks around it."""

    def __init__(self, dollar: Value, outer: _Scope | None = None) -> None:
        self.dollar = dollar
        self._outer = outer
        self._own: dict[str, Value] = {}

    def declare(self, name: str, value: Value) -> None:
        self._own[name] = value

    def give(self, name: str, value: Value) -> None:
        """Declare, or assign: then the variable keeps what it may have held before."""
        scope: _Scope | None = self
        while scope:
            if name in scope._own:  # noqa: SLF001 - the scopes of one chain are one thing
                scope._own[name] |= value  # noqa: SLF001
                return
            scope = scope._outer  # noqa: SLF001
        self._own[name] = value

    def look_up(self, name: str) -> Value:
        if name == "$":
            return self.dollar
        if name in self._own:
            return self._own[name]
        return self._outer.look_up(name) if self._outer else NOTHING


def _only_refuses(block: go.Block) -> bool:
    """The block does nothing but fail."""
    if block.otherwise or not block.body or block.keyword == "range":
        return False
    for statement in block.body:
        if isinstance(statement, go.Block):
            if not _only_refuses(statement):
                return False
        elif not (isinstance(statement, go.Action) and _fails(statement.pipeline)):
            return False
    return True


def _digests(command: go.Command) -> bool:
    head = command.operands[0]
    return isinstance(head, go.Function) and head.name in ("sha256sum", "sha1sum", "adler32sum")


def _fails(pipeline: go.Pipeline) -> bool:
    head = pipeline.commands[-1].operands[0]
    return isinstance(head, go.Function) and head.name == "fail"
