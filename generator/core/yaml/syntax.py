"""Syntax errors in plain words: what libyaml and PyYAML report, as an operator would say it."""

from __future__ import annotations

import re
from typing import NamedTuple

from generator.core.yaml.culprits import beside_items, colons, culprit, glued_dash, no_key, open_quote, unquoted
from generator.core.yaml.events import MarkedYAMLError, YAMLError
from generator.core.yaml.places import Position
from generator.core.yaml.problems import YamlProblem

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Words(NamedTuple):
    message: str
    hint: str
    at_context: bool = False
    """The place to show is where the construct began, not where the parser gave up."""
    quotes: bool = False
    """A quote that was closed too late may be behind it."""


_QUOTE = _Words("this quoted text is never closed", "add the closing quote", at_context=True)
_WORDS: tuple[tuple[str, _Words], ...] = (
    # The parser's own words (libyaml's first, PyYAML's after), the first that occurs decides.
    ("while scanning a quoted scalar: found unexpected end of stream", _QUOTE),
    ("while scanning a quoted scalar: found unexpected document", _QUOTE),
    (
        "mapping values are not allowed",
        _Words("a `:` cannot stand here", "quote the text, or correct the indentation"),
    ),
    (
        "expected ':'",
        _Words("this line is no `key: value`", "add the `:` and a space, or correct the indentation", at_context=True),
    ),
    (
        "expected key",
        _Words(
            "this line fits no mapping around it",
            "indent it exactly like the other keys, and close every quote",
            quotes=True,
        ),
    ),
    (
        "while parsing a block mapping",
        _Words(
            "this line fits no mapping around it",
            "indent it exactly like the other keys, and close every quote",
            quotes=True,
        ),
    ),
    (
        "while parsing a block collection",
        _Words("this line fits no list around it", "indent it exactly like the other `- ` items"),
    ),
    (
        "',' or ']'",
        _Words("this `[` is never closed, or a `,` is missing in it", "write `[a, b]`", at_context=True, quotes=True),
    ),
    (
        "',' or '}'",
        _Words("this `{` is never closed, or a `,` is missing in it", "write `{a: 1}`", at_context=True, quotes=True),
    ),
    (
        "block sequence entries are not allowed",
        _Words("a list cannot start here", "put `- ` on a line of its own"),
    ),
    (
        "sequence entries are not allowed here",
        _Words("a list cannot start here", "put `- ` on a line of its own"),
    ),
    ("cannot start any token", _Words("no plain text starts with this character", "quote the text")),
    (
        "unknown escape character",
        _Words("this `\\` escape does not exist", "write `\\\\`, or use single quotes"),
    ),
    ("decimal number", _Words("this `\\` escape is incomplete", "write `\\\\`, or use single quotes")),
    (
        "invalid Unicode character escape",
        _Words("this escape names no character", "write the character itself"),
    ),
    (
        "indentation indicator",
        _Words("an indentation of 0 is not possible", "use a digit from 1 to 9, or none"),
    ),
    (
        "comment or a line break",
        _Words("nothing may follow `|` or `>` on its line", "start the text on the next line"),
    ),
    (
        "comment or line break",
        _Words("nothing may follow `|` or `>` on its line", "start the text on the next line"),
    ),
    ("tag handle", _Words("this tag uses a prefix that nothing declares", "remove the tag")),
    ("scanning a tag", _Words("a tag (`!`) cannot be written like this", "quote the text if it is none")),
    ("scanning an anchor", _Words("an anchor (`&`) needs a name", "quote the text if it is none")),
    ("scanning an alias", _Words("an alias (`*`) needs a name", "quote the text if it is none")),
    (
        "<document start>",
        _Words(
            "this cannot follow what stands before it", "quote the whole text, or start another document with `---`"
        ),
    ),
    ("%YAML directive", _Words("this %YAML directive cannot be read", "remove it")),
    ("incompatible YAML document", _Words("this %YAML directive cannot be read", "remove it")),
    (
        "directive",
        _Words("this directive cannot be read", "remove it, or quote the text that starts with `%`"),
    ),
    (
        "node content",
        _Words("a value is missing here", "write one, remove the `,` or `&` before it, or quote what starts with `:`"),
    ),
)


_COLONS = (
    "this line is no `key: value`",
    "a `:` cannot stand here",
    "a value is missing here",
    "this `[` is never closed, or a `,` is missing in it",
)
"""What the last colon of an unquoted address may lead to."""


_LISTS = ("this line is no `key: value`", "this line fits no list around it")
"""What an item without its `- `, or a key that is not indented like the others, may lead to."""


def explain(error: YAMLError, text: str, position: Position) -> YamlProblem:
    """What stopped the parser, in plain words, with the place that has to change."""
    marked = error if isinstance(error, MarkedYAMLError) else MarkedYAMLError(problem=str(error))
    problem = marked.problem_mark or marked.context_mark
    context = marked.context_mark or problem
    if problem is None or context is None:
        return YamlProblem(1, 1, "yaml/syntax", f"this is not YAML: {marked.problem}")
    if found := culprit(text, problem.line) or culprit(text, context.line):
        return found
    said = f"{marked.context or ''}: {marked.problem or ''}"
    words = next((words for fragment, words in _WORDS if fragment in said), None)
    if words is None:
        line, column = position(problem)
        return YamlProblem(line, column, "yaml/syntax", f"this is not YAML: {marked.problem or marked.context}")
    if words.quotes and (found := open_quote(text, problem.line, problem.column)):
        return found
    if "node content" in said and not text[problem.index :].strip() and (found := _unclosed(text, position)):
        return found
    if "mapping values" in said and (found := glued_dash(text, problem.line)):
        return found
    if "',' or" in said and (found := unquoted(text, problem.line)):
        return found
    if words.message in _LISTS and (found := beside_items(text, problem.line) or beside_items(text, context.line)):
        return found
    if words.message in _COLONS and (found := colons(text, context.line)):
        return found
    if "mapping values" in said and (found := no_key(text, problem.line)):
        return found
    line, column = position(context if words.at_context else problem)
    return YamlProblem(line, column, "yaml/syntax", words.message, words.hint)


def _unclosed(text: str, position: Position) -> YamlProblem | None:
    """The bracket that nothing closes before a text ends."""
    from yaml import SafeLoader, scan, tokens  # the reader needs its events only

    opened: list[tokens.Token] = []
    try:
        for token in scan(text, Loader=SafeLoader):
            if isinstance(token, tokens.FlowSequenceStartToken | tokens.FlowMappingStartToken):
                opened.append(token)
            elif isinstance(token, tokens.FlowSequenceEndToken | tokens.FlowMappingEndToken) and opened:
                opened.pop()
    except YAMLError:
        return None
    if not opened:
        return None
    end = "]" if isinstance(opened[-1], tokens.FlowSequenceStartToken) else "}"
    words = next(words for fragment, words in _WORDS if fragment == f"',' or '{end}'")
    return YamlProblem(*position(opened[-1].start_mark), "yaml/syntax", words.message, words.hint)


def undecodable(data: bytes, error: UnicodeDecodeError) -> YamlProblem:
    """The first byte that is not UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return YamlProblem(1, 1, "yaml/not-utf8", "the file is UTF-16", "save it as UTF-8")
    line, column = _end(data[: error.start].decode())
    message = f"byte 0x{data[error.start]:02x} is not UTF-8"
    return YamlProblem(line, column, "yaml/not-utf8", message, "save the file as UTF-8")


def unprintable(text: str) -> YamlProblem | None:
    """The first character that no YAML text may hold (yaml.org/spec/1.2.2, chapter 5.1)."""
    if not (found := _UNPRINTABLE.search(text)):
        return None
    line, column = _end(text[: found.start()])
    message = f"U+{ord(found[0]):04X} is a control character"
    return YamlProblem(line, column, "yaml/control-character", message, "remove it, or write it as an escape in quotes")


def _end(before: str) -> tuple[int, int]:
    """Line and column of what follows this text."""
    lines = re.split("\r\n?|\n", before)
    return len(lines), len(lines[-1]) + 1
