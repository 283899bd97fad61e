"""What is said about a file that cannot be used: every code, with its place and exact words."""

from __future__ import annotations

import pytest

from generator.core.yaml import (
    CORE,
    KUBERNETES,
    Dialect,
    Limits,
    YamlProblem,
    YamlProblems,
    events,
    load,
    load_with_places,
)

DEFAULT = Limits()
QUOTE_OR_WRITE = "quote it, or write it without the zero"
OUT = "write the keys out"
NUMBER = "write it in digits, or quote it if it is text"
NAME = "quote it, or give it a name"
LIKE_OTHERS = "indent it exactly like the other keys, and close every quote"
TABS = "use spaces: YAML does not allow tabs as indentation"
BEFORE = "quote the whole text, or start another document with `---`"


def _problems(data: bytes, dialect: Dialect = CORE, limits: Limits = DEFAULT) -> tuple[YamlProblem, ...]:
    with pytest.raises(YamlProblems) as slow:
        load_with_places(data, dialect=dialect, limits=limits)
    with pytest.raises(YamlProblems) as quick:
        load(data, dialect=dialect, limits=limits)
    assert slow.value.problems == quick.value.problems
    return slow.value.problems


CASES = [
    ("a: 08", 1, 4, "octal-looking", "`08` is decimal to some readers and octal to others", QUOTE_OR_WRITE),
    ("- -0123", 1, 3, "octal-looking", "`-0123` is decimal to some readers and octal to others", QUOTE_OR_WRITE),
    ("07: x", 1, 1, "octal-looking", "`07` is decimal to some readers and octal to others", QUOTE_OR_WRITE),
    ("a: 1e999", 1, 4, "number-too-large", "`1e999` is no number a program can hold", "quote it if it is text"),
    (f"a: {'9' * 5000}", 1, 4, "number-too-large", f"`{'9' * 37}…` is no number a program can hold", "quote it if it is text"),
    ("a: .inf", 1, 4, "number-without-end", "`.inf` is no number that JSON has, so neither Kubernetes nor Helm can read it", NUMBER),
    ("- [-.INF]", 1, 4, "number-without-end", "`-.INF` is no number that JSON has, so neither Kubernetes nor Helm can read it", NUMBER),
    ("a: !!float .nan", 1, 4, "number-without-end", "`.nan` is no number that JSON has, so neither Kubernetes nor Helm can read it", NUMBER),
    (".inf: x", 1, 1, "key-not-string", "the key `.inf` is a number, not text", NAME),
    ("a: &x {}\nb:\n  <<: *x", 3, 3, "merge-key", "merge keys (`<<`) are not part of this language", OUT),
    ("a: &x []\nb:\n  <<: *x", 3, 3, "merge-key", "merge keys (`<<`) are not part of this language", OUT),
    ("b:\n  <<: 3", 2, 3, "merge-key", "merge keys (`<<`) are not part of this language", OUT),
    ("é: 1\nb: {x: 1}\n'é': 2", 3, 1, "duplicate-key", "the key `é` is given twice, first on line 1", "remove one of them"),
    ("1: x", 1, 1, "key-not-string", "the key `1` is a number, not text", NAME),
    ("a: {1.5: x}", 1, 5, "key-not-string", "the key `1.5` is a number, not text", NAME),
    ("true: x", 1, 1, "key-not-string", "the key `true` is a boolean, not text", NAME),
    ("null: x", 1, 1, "key-not-string", "the key `null` is null, not text", NAME),
    ("?\n: x", 1, 2, "key-not-string", "the empty key is null, not text", NAME),
    ("? [a]\n: x", 1, 3, "key-not-string", "the key is a collection, not text", NAME),
    ("a: &x 1\n*x : 2", 2, 1, "key-not-string", "the key is a number, not text", NAME),
    ("a: !vault x", 1, 4, "tag", "the tag `!vault` means nothing here", "remove the tag"),
    ("a: !!binary x", 1, 4, "tag", "the tag `!!binary` means nothing here", "remove the tag"),
    ("a: !!set {x}", 1, 4, "tag", "the tag `!!set` means nothing here", "remove the tag"),
    ("a: !!int x", 1, 4, "tag", "`x` is no !!int", "correct the value or remove the tag"),
    ("a: *x", 1, 4, "unknown-alias", "nothing above is anchored as `&x`", "correct the name"),
    ("a: &x [1, *x]", 1, 11, "recursive-alias", "`*x` stands inside `&x` itself", "write it out"),
    ("a: \x07", 1, 4, "control-character", "U+0007 is a control character", "remove it, or write it as an escape in quotes"),
    ("a:\n\tb: 1", 2, 1, "tab", "a tab indents this line", TABS),
    ("a:\n  b: 1\n  \tc: 2", 3, 3, "tab", "a tab indents this line", TABS),
    ("a:\n  - 1\n\t- 2", 3, 1, "tab", "a tab indents this line", TABS),
    ('a: "x\nb: y\nc: "z"', 1, 4, "syntax", "this quoted text is never closed", "add the closing quote"),
    ("a: ['x]\nb: y\nc: 'z'", 1, 5, "syntax", "this quoted text is never closed", "add the closing quote"),
    ("a: 'x\n  y'\nb: 'c' d", 3, 8, "syntax", "this line fits no mapping around it",
     "indent it exactly like the other keys, and close every quote"),
    ("a: # it's\nb: c\nd: 'e' f", 3, 8, "syntax", "this line fits no mapping around it",
     "indent it exactly like the other keys, and close every quote"),
    ("a:\n  -{b: 1, c: 2}", 2, 3, "syntax", "this `-` begins no item: a space is missing behind it",
     "put a space after the `-`"),
    ("a:\n  -b: 1\n   c: 2", 2, 3, "syntax", "this `-` begins no item: a space is missing behind it",
     "put a space after the `-`"),
    ("a: 'x\nb: y", 1, 4, "syntax", "this quoted text is never closed", "add the closing quote"),
    ("a: b: c", 1, 5, "syntax", "a `:` cannot stand here", "quote the text, or correct the indentation"),
    ("a: 1\nb\nc: 2", 2, 1, "syntax", "this line is no `key: value`", "add the `:` and a space, or correct the indentation"),
    ("x:\n  a:b\n\n  c: d", 2, 3, "syntax", "this line is no `key: value`", "put a space after the `:`"),
    ("x:\n  a b\n  c: d", 2, 3, "syntax", "this line is no `key: value`", "add the `:` and a space, or correct the indentation"),
    ("x:\n\u00a0 a: 1\n  b: 2", 2, 1, "syntax", "U+00A0 indents this line, which only looks like a space", "write spaces"),
    ("x:\n\u2003 a: 1\n  b: 2", 2, 1, "syntax", "U+2003 indents this line, which only looks like a space", "write spaces"),
    ("a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\n", 2, 1, "syntax",
     "a merge conflict is not resolved", "keep one side, and remove the three marks"),
    ("a:\n  - 1\n b: 2", 3, 2, "syntax", "this line fits no mapping around it", LIKE_OTHERS),
    ("- a\nb: c", 2, 1, "syntax", "this line fits no list around it", "indent it exactly like the other `- ` items"),
    ("a: {b: fd00:1::, c: 1}", 1, 8, "syntax", "`fd00:1::` stands here without quotes, and its last `:` ends a key", 'write "fd00:1::"'),
    ("a:\n  b: 2001:db8::", 2, 6, "syntax", "`2001:db8::` stands here without quotes, and its last `:` ends a key", 'write "2001:db8::"'),
    ("a: [1\nb: 2", 1, 4, "syntax", "this `[` is never closed, or a `,` is missing in it", "write `[a, b]`"),
    ("a: 1\nb: {c: ${X}, d: 1}", 2, 8, "syntax", "`${X}` stands here without quotes", 'write "${X}"'),
    ("a: [", 1, 4, "syntax", "this `[` is never closed, or a `,` is missing in it", "write `[a, b]`"),
    ("a: {b: [1, 2], c: [\n  d,\n\n# e\n", 1, 19, "syntax", "this `[` is never closed, or a `,` is missing in it", "write `[a, b]`"),
    ("é: {b: 1\n  , {", 2, 5, "syntax", "this `{` is never closed, or a `,` is missing in it", "write `{a: 1}`"),
    ("a: {b: 1\nc: 2", 1, 4, "syntax", "this `{` is never closed, or a `,` is missing in it", "write `{a: 1}`"),
    ("a: - b", 1, 4, "syntax", "a list cannot start here", "put `- ` on a line of its own"),
    ("é: @x", 1, 4, "syntax", "no plain text starts with this character", "quote the text"),
    ('a: "\\q"', 1, 5, "syntax", "this `\\` escape does not exist", "write `\\\\`, or use single quotes"),
    ('a: "\\xZZ"', 1, 7, "syntax", "this `\\` escape is incomplete", "write `\\\\`, or use single quotes"),
    ("a: |x\n", 1, 5, "syntax", "nothing may follow `|` or `>` on its line", "start the text on the next line"),
    ("a: &\n", 1, 5, "syntax", "an anchor (`&`) needs a name", "quote the text if it is none"),
    ("a: **/x\n", 1, 5, "syntax", "an alias (`*`) needs a name", "quote the text if it is none"),
    ("a: !x{\n", 1, 6, "syntax", "a tag (`!`) cannot be written like this", "quote the text if it is none"),
    ("a: !e!x y", 1, 4, "syntax", "this tag uses a prefix that nothing declares", "remove the tag"),
    ("{a: 1}\nb: 2", 2, 1, "syntax", "this cannot follow what stands before it", BEFORE),
    ("%FOO\n", 1, 5, "syntax", "this directive cannot be read", "remove it, or quote the text that starts with `%`"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "code", "message", "hint"), CASES)
def test_problem(text: str, line: int, column: int, code: str, message: str, hint: str) -> None:
    problem, *more = _problems(text.encode())
    assert (problem.line, problem.column) == (line, column)
    assert (problem.code, problem.message, problem.hint) == (f"yaml/{code}", message, hint)
    assert more == []


@pytest.mark.parametrize(
    ("data", "line", "column", "message"),
    [
        (b"a: 1\n\xc3\xa9: \xffx", 2, 4, "byte 0xff is not UTF-8"),
        (b"\xef\xbb\xbfa: \xed\xa0\x80", 1, 4, "byte 0xed is not UTF-8"),
        ("a: 1\n".encode("utf-16"), 1, 1, "the file is UTF-16"),
    ],
)
def test_other_encodings_are_refused(data: bytes, line: int, column: int, message: str) -> None:
    (problem,) = _problems(data)
    assert (problem.line, problem.column, problem.code, problem.message) == (line, column, "yaml/not-utf8", message)


def test_duplicate_names_the_first() -> None:
    (problem,) = _problems(b"x:\n  a: 1\n  b: 2\n  a: 3\n")
    assert problem.note == (2, 3, "`a` is first given here")


def test_all_problems_are_collected_top_to_bottom() -> None:
    data = b"a: 08\na: !x y\n1: *z\nb:\n  - {<<: {}, c: 1, c: 2}\n  - 'open\n"
    found = [(problem.line, problem.column, problem.code) for problem in _problems(data)]
    assert found == [
        (1, 4, "yaml/octal-looking"),
        (2, 1, "yaml/duplicate-key"),
        (2, 4, "yaml/tag"),
        (3, 1, "yaml/key-not-string"),
        (3, 4, "yaml/unknown-alias"),
        (5, 6, "yaml/merge-key"),
        (5, 20, "yaml/duplicate-key"),
        (6, 5, "yaml/syntax"),
    ]


def test_problems_of_every_document_are_found() -> None:
    assert [problem.line for problem in _problems(b"a: 08\n---\na: 09\n")] == [1, 3]


def test_deep_nesting_is_refused_where_it_goes_too_deep() -> None:
    assert load(b"[" * 100 + b"]" * 100)
    (problem,) = _problems(b"[" * 100_000)
    assert problem == YamlProblem(
        1, 101, "yaml/too-deep", "more than 100 collections stand inside one another", "flatten the value"
    )


def test_aliases_cannot_make_a_value_too_deep() -> None:
    (problem,) = _problems(b"a: &x " + b"[" * 60 + b"]" * 60 + b"\nb: " + b"[" * 60 + b"*x" + b"]" * 60)
    assert (problem.line, problem.column, problem.code) == (2, 64, "yaml/too-deep")


def test_alias_bombs_are_refused() -> None:
    lines = ["a0: &a0 lol", *(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 10))]
    (problem,) = _problems("\n".join(lines).encode())
    assert (problem.code, problem.message) == ("yaml/alias-bomb", "aliases add more than 250000 values")
    assert problem.hint == "write the values out, or use fewer aliases"
    (problem,) = _problems(b"a: &x [1, 2]\nb: *x\n", limits=Limits(aliased=2))
    assert (problem.line, problem.column) == (2, 4)


def test_large_files_are_refused() -> None:
    (problem,) = _problems(b"a: 12345", limits=Limits(size=7))
    message = "the file has 8 bytes, more than the 7 allowed"
    assert problem == YamlProblem(1, 1, "yaml/too-large", message, "split the file")


@pytest.mark.parametrize(
    ("text", "line", "column", "code", "message"),
    [
        ("a: 1\na: 2", 2, 1, "duplicate-key", "the key `a` is given twice, first on line 1"),
        ("yes: 1\non: 2", 2, 1, "duplicate-key", "the key `true` is given twice, first on line 1"),
        ("~: 1", 1, 1, "key-not-string", "the key `~` is null, not text"),
        (
            "a: +.Inf",
            1,
            4,
            "number-without-end",
            "`+.Inf` is no number that JSON has, so neither Kubernetes nor Helm can read it",
        ),
        ("<<: 1", 1, 5, "merge-key", "a merge key takes a mapping, or a list of mappings"),
        ("a: &x [{}]\nb: {<<: *x}", 2, 9, "merge-key", "a merge key takes a mapping, or a list of mappings"),
        ("a: !!binary eA==", 1, 4, "tag", "the tag `!!binary` means nothing here"),
        ("a: !!int x", 1, 4, "tag", "`x` is no !!int"),
    ],
)
def test_kubernetes_problem(text: str, line: int, column: int, code: str, message: str) -> None:
    (problem,) = _problems(text.encode(), KUBERNETES)
    assert (problem.line, problem.column, problem.code, problem.message) == (line, column, f"yaml/{code}", message)


@pytest.mark.parametrize("text", [text for text, _, _, code, *_ in CASES if code in ("syntax", "tab")])
def test_syntax_errors_have_plain_words_without_libyaml_too(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "CParser", None)
    (problem,) = _problems(text.encode())
    assert not problem.message.startswith("this is not YAML")


def test_exception_prints_every_problem() -> None:
    with pytest.raises(YamlProblems) as raised:
        load(b"a: 08\n1: x\n")
    assert str(raised.value) == (
        "1:4: `08` is decimal to some readers and octal to others [yaml/octal-looking]; "
        "2:1: the key `1` is a number, not text [yaml/key-not-string]"
    )
