"""Go's text/template language, read into a tree: enough of it to see what a Helm template looks at.

The grammar is the one of https://pkg.go.dev/text/template (Go 1.2x): actions between `{{` and `}}`, pipelines,
variables, `if`, `with`, `range`, `define`, `block` and `template`. Text between actions is kept only as the
fact whether there was any, because a chart's text says nothing about its values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

import msgspec


class TemplateSyntaxError(ValueError):
    """A template does not follow the grammar; the message says where."""


class Literal(msgspec.Struct, frozen=True):
    """A string, number, boolean or nil. Strings and numbers keep their value: they can be keys,
    indexes and names of templates."""

    text: str | None


class Dot(msgspec.Struct, frozen=True):
    """The current context, `.`."""


class Variable(msgspec.Struct, frozen=True):
    """`$name`; `$` alone is the context the template was started with."""

    name: str


class Function(msgspec.Struct, frozen=True):
    """A function's name where a command calls it."""

    name: str


class Access(msgspec.Struct, frozen=True):
    """`base.first.second`."""

    base: Expression
    names: tuple[str, ...]


class Command(msgspec.Struct, frozen=True):
    """One operand, or a function (or method) followed by its arguments."""

    operands: tuple[Expression, ...]


class Pipeline(msgspec.Struct, frozen=True):
    """Commands joined by `|`: each one's result is the last argument of the next."""

    commands: tuple[Command, ...]


Expression: TypeAlias = "Literal | Dot | Variable | Function | Access | Pipeline"


class Action(msgspec.Struct, frozen=True):
    """`{{ pipeline }}` (printed), or with `names` a declaration or assignment (not printed)."""

    pipeline: Pipeline
    names: tuple[str, ...] = ()


class Block(msgspec.Struct, frozen=True):
    """`if`, `with` or `range`, with what follows it and what follows its `else`."""

    keyword: str
    names: tuple[str, ...]
    pipeline: Pipeline
    body: tuple[Statement, ...]
    otherwise: tuple[Statement, ...]


class Define(msgspec.Struct, frozen=True):
    """A named template."""

    name: str
    body: tuple[Statement, ...]


class Call(msgspec.Struct, frozen=True):
    """`{{ template "name" pipeline }}` or the use that a `block` makes of itself."""

    name: str
    pipeline: Pipeline | None


class Text(msgspec.Struct, frozen=True):
    """Text that is not only white space."""


Statement: TypeAlias = "Action | Block | Define | Call | Text"

_OPEN = re.compile(r"\{\{-?")
_COMMENT = re.compile(r"\{\{-?\s*/\*.*?\*/\s*-?\}\}", re.DOTALL)
_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<close>-?\}\})
      | (?P<string>"(?:\\.|[^"\\])*"|`[^`]*`|'(?:\\.|[^'\\])')
      | (?P<number>[+-]?\d[\w.]*)
      | (?P<variable>\$\w*)
      | (?P<field>\.[^\W\d]\w*)
      | (?P<dot>\.)
      | (?P<name>[^\W\d]\w*)
      | (?P<mark>:=|=|\||\(|\)|,)""",
    re.VERBOSE | re.DOTALL,
)
_CONSTANTS = frozenset({"true", "false", "nil"})


class _Token(msgspec.Struct, frozen=True):
    kind: str
    text: str
    spaced: bool  # white space stands before it, so a field is an argument and not an access


def parse(source: str) -> tuple[Statement, ...]:
    """The statements of one template file. Raises TemplateSyntaxError."""
    reader = _Reader(tuple(_pieces(source)))
    body, end, _ = reader.statements()
    if end:
        raise TemplateSyntaxError(f"`{end}` without a beginning")
    return body


def _pieces(source: str) -> Iterator[tuple[_Token, ...] | None]:
    """The tokens of each action in order; None stands for text between two."""
    at = 0
    while opening := _OPEN.search(source, at):
        if source[at : opening.start()].strip():
            yield None
        if comment := _COMMENT.match(source, opening.start()):
            at = comment.end()
            continue
        tokens, at = _tokens(source, opening.end())
        yield tokens
    if source[at:].strip():
        yield None


def _tokens(source: str, at: int) -> tuple[tuple[_Token, ...], int]:
    found: list[_Token] = []
    spaced = False
    while token := _TOKEN.match(source, at):
        at = token.end()
        kind = token.lastgroup or ""
        if kind == "close":
            return tuple(found), at
        if kind != "space":
            found.append(_Token(kind, token.group(), spaced))
        spaced = kind == "space"
    line = source.count("\n", 0, at) + 1
    raise TemplateSyntaxError(f"line {line}: cannot read {source[at : at + 20]!r}")


class _Reader:
    """Turns pieces into statements; holds the one position everything reads from."""

    def __init__(self, pieces: tuple[tuple[_Token, ...] | None, ...]) -> None:
        self._pieces = pieces
        self._at = 0

    def statements(self) -> tuple[tuple[Statement, ...], str, tuple[_Token, ...]]:
        """Statements up to `end` or `else`: (body, which of the two, tokens after `else`)."""
        body: list[Statement] = []
        while self._at < len(self._pieces):
            tokens = self._pieces[self._at]
            self._at += 1
            if tokens is None:
                body.append(Text())
                continue
            if not tokens:
                continue
            word = tokens[0].text if tokens[0].kind == "name" else ""
            if word in ("end", "else"):
                return tuple(body), word, tokens[1:]
            if word not in ("break", "continue"):
                body.append(self._statement(word, tokens))
        return tuple(body), "", ()

    def _statement(self, word: str, tokens: tuple[_Token, ...]) -> Statement:
        if word in ("if", "with", "range"):
            return self._block(word, tokens[1:])
        if word == "define":
            body, _, _ = self.statements()
            return Define(_unquote(tokens[1].text), body)
        if word == "block":
            name = _unquote(tokens[1].text)
            body, _, _ = self.statements()
            return Block("block", (name,), _pipeline(tokens[2:]), body, ())
        if word == "template":
            return Call(_unquote(tokens[1].text), _pipeline(tokens[2:]) if tokens[2:] else None)
        names, rest = _declared(tokens)
        return Action(_pipeline(rest), names)

    def _block(self, keyword: str, tokens: tuple[_Token, ...]) -> Block:
        names, rest = _declared(tokens)
        body, end, after = self.statements()
        otherwise: tuple[Statement, ...] = ()
        if end == "else" and after:  # `else if x` and `else with x` share the one `end`
            otherwise = (self._block(after[0].text, after[1:]),)
        elif end == "else":
            otherwise, _, _ = self.statements()
        return Block(keyword, names, _pipeline(rest), body, otherwise)


def _declared(tokens: tuple[_Token, ...]) -> tuple[tuple[str, ...], tuple[_Token, ...]]:
    """The variables before `:=` or `=`, and the tokens after it."""
    for at, token in enumerate(tokens):
        if token.text in (":=", "=") and token.kind == "mark":
            return tuple(t.text for t in tokens[:at] if t.kind == "variable"), tokens[at + 1 :]
        if token.kind not in ("variable", "mark"):
            break
    return (), tokens


def _pipeline(tokens: tuple[_Token, ...]) -> Pipeline:
    pipeline, at = _commands(tokens, 0)
    if at != len(tokens):
        raise TemplateSyntaxError(f"unexpected {tokens[at].text!r}")
    return pipeline


def _commands(tokens: tuple[_Token, ...], at: int) -> tuple[Pipeline, int]:
    commands: list[Command] = []
    operands: list[Expression] = []
    while at < len(tokens) and tokens[at].text != ")":
        if tokens[at].text == "|":
            commands.append(Command(tuple(operands)))
            operands = []
            at += 1
            continue
        operand, at = _operand(tokens, at)
        operands.append(operand)
    commands.append(Command(tuple(operands)))
    return Pipeline(tuple(commands)), at


def _operand(tokens: tuple[_Token, ...], at: int) -> tuple[Expression, int]:
    token = tokens[at]
    base: Expression
    names: list[str] = []
    at += 1
    if token.text == "(":
        base, at = _commands(tokens, at)
        at += 1
    elif token.kind == "field":
        base = Dot()
        names.append(token.text[1:])
    else:
        base = _atom(token)
    while at < len(tokens) and tokens[at].kind == "field" and not tokens[at].spaced:
        names.append(tokens[at].text[1:])
        at += 1
    return (Access(base, tuple(names)) if names else base), at


def _atom(token: _Token) -> Expression:
    if token.kind == "dot":
        return Dot()
    if token.kind == "variable":
        return Variable(token.text)
    if token.kind == "string":
        return Literal(_unquote(token.text))
    if token.kind == "number":
        return Literal(token.text)
    if token.kind == "name" and token.text not in _CONSTANTS:
        return Function(token.text)
    return Literal(None)


def _unquote(text: str) -> str:
    """A Go string literal's value; the escapes that matter in keys and names are `\\"` and `\\\\`."""
    return text[1:-1] if text[0] in "`'" else re.sub(r"\\(.)", r"\1", text[1:-1])
