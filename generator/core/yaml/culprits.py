"""What makes a parser stumble, often a line later: tabs, spaces that are none, merge conflicts, a missing colon."""

from __future__ import annotations

import re

from generator.core.yaml.problems import YamlProblem

_CONFLICT = re.compile(r"(<{7}|={7}|>{7})( |$)")
_ODD = re.compile("[\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]")
"""Spaces to a reader, letters to YAML."""
_KEY = re.compile(r"""(- +)*("[^"]*"|'[^']*'|[^"'\[{#].*?):(\s|$)""")
_QUOTES = re.compile(r"""\\.|(?:(?<![^\s])(?P<comment>\#))|(?:(?:^|(?<=[\s\[{,]))(?P<start>["']))|["']""", re.VERBOSE)
"""What opens or closes a quoted text: a quote opens one only where a value may begin."""
_GLUED = re.compile(r"""(?P<indent>\s*(?:- +)*)-(?:[\[{"']|[A-Za-z][\w.]*:\s)""")
_ADD = "add the `:` and a space, or correct the indentation"


def culprit(text: str, at: int) -> YamlProblem | None:
    """What is visibly wrong at a line (0-based), or just above it; a merge conflict anywhere."""
    lines = re.split("\r\n?|\n", text)
    for number, line in enumerate(lines, 1):
        if _CONFLICT.match(line):
            message = "a merge conflict is not resolved"
            return YamlProblem(number, 1, "yaml/syntax", message, "keep one side, and remove the three marks")
    above = _above(lines, at)
    for index in (at,) if above is None else (at, above):
        if index < len(lines) and (found := _indentation(lines[index], index + 1)):
            return found
    return None


def _indentation(line: str, number: int) -> YamlProblem | None:
    whole = re.match(rf"(?:[ \t]|{_ODD.pattern})*", line)
    space = whole[0] if whole else ""
    if "\t" in space:
        hint = "use spaces: YAML does not allow tabs as indentation"
        return YamlProblem(number, space.index("\t") + 1, "yaml/tab", "a tab indents this line", hint)
    if odd := _ODD.search(space):
        message = f"U+{ord(odd[0]):04X} indents this line, which only looks like a space"
        return YamlProblem(number, odd.start() + 1, "yaml/syntax", message, "write spaces")
    return None


def open_quote(text: str, at: int, column: int) -> YamlProblem | None:
    """A quote that an earlier line opened, and that only the next quote of the file closed, just before where the parser stopped.

    What lies between reads like lines of the file, so it was never meant to be text.
    """
    lines = re.split("\r\n?|\n", text)
    opened: tuple[int, int, str] | None = None
    last: tuple[int, int] | None = None
    for number, line in enumerate(lines[: at + 1]):
        for found in _QUOTES.finditer(line if number < at else line[:column]):
            if opened is None and found["comment"]:
                break
            if opened is None and found["start"]:
                opened = (number, found.start("start"), found["start"])
            elif opened is not None and opened[2] == found[0][-1] and not found[0].startswith("\\"):
                last = opened[:2] if number > opened[0] and number == at else last
                opened = None
    if last is None or not any(_KEY.match(line.strip()) for line in lines[last[0] + 1 : at + 1]):
        return None
    return YamlProblem(
        last[0] + 1, last[1] + 1, "yaml/syntax", "this quoted text is never closed", "add the closing quote"
    )


def glued_dash(text: str, at: int) -> YamlProblem | None:
    """A `-` without a blank behind it, at a line or just above: it is a letter of a key then, and no list begins."""
    lines = re.split("\r\n?|\n", text)
    above = _above(lines, at)
    for index in (at,) if above is None else (at, above):
        found = _GLUED.match(lines[index]) if index < len(lines) else None
        if found:
            message = "this `-` begins no item: a space is missing behind it"
            return YamlProblem(index + 1, found.end("indent") + 1, "yaml/syntax", message, "put a space after the `-`")
    return None


def beside_items(text: str, at: int) -> YamlProblem | None:
    """A line below an item of a list that is neither another item nor indented as the item's own keys are."""
    lines = re.split("\r\n?|\n", text)
    if at >= len(lines):
        return None
    line = lines[at]
    indent = len(line) - len(line.lstrip(" "))
    item = _item_above(lines, at, indent)
    if item is None or line[indent:].startswith("- "):
        return None
    dash, keys = item.start("dash"), item.end()
    key, first = _KEY.match(line[indent:]), _KEY.match(item.string[keys:])
    if key is None or line[indent] in "{[" or (indent == dash and first and first[0] == key[0]):
        hint = "begin it with `- `, exactly below the other `- `"
    elif first is None:
        return None
    elif indent == dash:
        hint = f"put {keys} spaces before it if it belongs to the item above, or take the `- ` away there if that is no list"
    elif indent < keys:
        hint = f"put {keys} spaces before it, as before the keys of the item above"
    else:
        return None
    return YamlProblem(at + 1, indent + 1, "yaml/syntax", "this line fits no list around it", hint)


def _item_above(lines: list[str], at: int, indent: int) -> re.Match[str] | None:
    """The nearest `- ` that a line stands below or to the right of, up to what follows it."""
    for line in reversed(lines[:at]):
        found = re.match(r" *(?P<dash>- +)+(?=\S)", line)
        column = len(line) - len(line.lstrip(" "))
        if found and column <= indent:
            return found
        if line.strip() and not line.lstrip().startswith("#") and column < indent:
            return None
    return None


def no_key(text: str, at: int) -> YamlProblem | None:
    """The line above that went on where a `key: value` was meant: the parser only stops at the next colon."""
    lines = re.split("\r\n?|\n", text)
    above = _above(lines, at)
    if above is None or at >= len(lines):
        return None
    line = lines[above]
    start = len(line) - len(line.lstrip(" "))
    if (
        start != len(lines[at]) - len(lines[at].lstrip(" "))
        or _KEY.match(line[start:])
        or line.rstrip()[-1] in "]},\"'"
    ):
        return None
    glued = re.match(r"[\w.-]+:\S", line[start:])
    hint = "put a space after the `:`" if glued else _ADD
    return YamlProblem(above + 1, start + 1, "yaml/syntax", "this line is no `key: value`", hint)


def colons(text: str, at: int) -> YamlProblem | None:
    """An address that ends in `::` without quotes: its last colon counts as that of a key."""
    lines = re.split("\r\n?|\n", text)
    found = re.search(r"(?<![\w:.\"'])[0-9A-Fa-f:]*::(?=[\s,\]}]|$)", lines[at]) if at < len(lines) else None
    if found is None:
        return None
    message = f"`{found[0]}` stands here without quotes, and its last `:` ends a key"
    return YamlProblem(at + 1, found.start() + 1, "yaml/syntax", message, f'write "{found[0]}"')


def unquoted(text: str, at: int) -> YamlProblem | None:
    """A `${NAME}` inside `{…}` or `[…]`: its brace counts as one of theirs."""
    lines = re.split("\r\n?|\n", text)
    found = re.search(r"(?<![\"'\w])\$\{\w*\}", lines[at]) if at < len(lines) else None
    if found is None:
        return None
    message = f"`{found[0]}` stands here without quotes"
    return YamlProblem(at + 1, found.start() + 1, "yaml/syntax", message, f'write "{found[0]}"')


def _above(lines: list[str], at: int) -> int | None:
    """The nearest line before that says something."""
    before = (
        n for n in range(min(at, len(lines)) - 1, -1, -1) if lines[n].strip() and not lines[n].lstrip().startswith("#")
    )
    return next(before, None)
