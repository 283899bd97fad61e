"""Values that are hard to write: what the property tests and the tables share."""

from __future__ import annotations

from hypothesis import strategies as st

_SPACE_SEPARATED = (
    "y Y n N yes Yes YES no NO on On ON off OFF true True TRUE false FALSE null Null NULL ~ = << nUlL tRUE oN "
    "0 00 08 0123 -0 +1 -1 1. .5 +.5 -.5 . .. ... - -- --- --x --x=y -x -1x _ __ 1_000 3e_+2 0_x1F 0o+1 .1_0 .1_ .1__0 .1e1_0 .1_e1 _1 1_ 0_ +_ ._ ._1 .e1 1e 1e3 1E3 1e+3 "
    "1e-3 1.5e3 1.e3 1234e56 12e5678 9e999 0x 0x1F 0X1f -0x1F 0x_1 0x1p4 0o17 0O17 0o8 0b11 0B1 -0b1 0b2 0777 017_7 "
    "12:30 12:30:45 1:2:3.4 -1:30 190:20:30.15 11:22:33:44:55:06 00:11:22:33:44:55 ::1 2001:db8::1 2001:1:2:3 10.0.0.1 "
    "10.0.0.0/8 1.2.3 1.2 v1 1Gi 100m 5m0s 2026-01-01 2026-1-1 2026-01-01T00:00:00Z 2026-01-01-rc1 .inf -.inf +.INF .NaN "
    ".nAn inf nan Infinity -Infinity !x !!str &a *b @a `b %c |x >x ? ?x : :x x: a:b a::b , ,x [x ]x {x }x {{x}} # #x "
    "a#b 'x \"x it's a\"b \\ \\n /x ./x ../x .x ~/x $x ${X} (x) <x> ^x +x ;x a,b a[b] a{b} é 日本語 \U0001f600 "
    "٣ a\u00e9 sha256:0123 registry.example/a:1@sha256:00"
)  # fmt: skip
WORDS = _SPACE_SEPARATED.split(" ")
SPACED = (
    "", " ", "  ", " a", "a ", "a b", "a  b", "a: b", "a :b", "a #b", "a# b", "# a", "- a", "? a", ": a", "a:", "a: ", "\t", "\ta",
    "a\tb", "a\t", "- ", "--- a", "... a", "\n", "\n\n", "a\n", "a\n\n", "a\n\n\n", "\na", "a\nb", "a\nb\n", " a\nb", "a\n b\n",
    "a \nb", "a\t\nb", "a\n\tb", "a\n\n\nb\n", "a\n \nb", "---\na\n", "a\n---\n...\n", "#a\nb\n", "a\n#b\n", "- a\n- b\n",
    "%a\nb\n", "a\rb", "a\r\nb", "\r", "\x00", "\x07", "\x1b[0m", "\x7f", "\x80", "\x85", "a\x85b", "\xa0", "\xad", "a\xa0",
    "\u2028", "a\u2028b", "a\u2029b\n", "\ufeff", "\ufeffa", "a\ufeff", "\ufffe", "\u200b", "\u200d", "\U000e0001",
    "\U0010ffff", "a\n\ufeffb\n", "2026-01-01 00:00:00", "x" * 2000, "x y " * 500, "x" * 90 + "\n" + "y" * 90 + "\n",
)  # fmt: skip
TRICKY = (*WORDS, *SPACED)

_ANY = st.characters(exclude_categories=["Cs"])
_RISKY = st.text(st.sampled_from("ab01_.:-+eExobB #\n\t'\"\\!&*?|>%@`{}[],~=<yn\r\x85\u2028é"), max_size=12)
texts = st.one_of(st.sampled_from(TRICKY), _RISKY, st.text(_ANY, max_size=20))
floats = st.floats(allow_nan=False, allow_infinity=False)
scalars = st.one_of(texts, st.none(), st.booleans(), st.integers(), floats)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
