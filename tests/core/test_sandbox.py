"""What templates may do: as much as anybody means, and no more."""

from __future__ import annotations

import pytest

from generator.core import sandbox
from generator.core.context import Context
from generator.core.diagnostics import CompileError
from tests.harness import COMPONENTS, compiled

LOOPS = "{% for a in range(100) %}\n{% for b in range(100) %}\n{% endfor %}\n{% endfor %}"
MACROS = "{% macro f(n) %}\n{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}\n{% endmacro %}\n{{ f(60) }}"


@pytest.fixture(scope="module")
def ctx() -> Context:
    [[cluster], _] = compiled(COMPONENTS / "pools" / "cases" / "dual-stack" / "inventory.yaml")
    assert cluster.ctx is not None
    return cluster.ctx


@pytest.mark.parametrize(("template", "line"), [(LOOPS, 2), (MACROS, 2)], ids=["loops", "macros"])
def test_what_runs_on_is_stopped_at_its_line(
    template: str, line: int, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "_STEPS", 1000)

    with pytest.raises(CompileError) as stop:
        sandbox.render("x.j2", template.encode(), ctx)

    [said] = stop.value.diagnostics
    assert (said.message, said.source.line) == ("loops and macros run on: this takes millions of turns", line)


def test_turns_are_those_of_the_whole_template(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_STEPS", 1000)
    loop = "{% for a in range(300) %}{% endfor %}x"

    assert sandbox.render("x.j2", (loop * 3).encode(), ctx).data == b"xxx"
    with pytest.raises(CompileError):
        sandbox.render("x.j2", (loop * 4).encode(), ctx)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{% for a in 'xyz' %}{{ loop.index }}/{{ loop.length }}{{ ',' if not loop.last }}{% endfor %}", "1/3,2/3,3/3"),
        ("{% for a in [1, 2, 3] if a != 2 %}{{ a }}{{ loop.index }}{% else %}none{% endfor %}", "1132"),
        ("{% for a in [] %}x{% else %}none{% endfor %}", "none"),
        ("{% for k, v in {'a': 1}.items() %}{{ k }}{{ v }}{% endfor %}", "a1"),
        (
            "{% for a in [[1, [2]], 3] recursive %}{{ '<' ~ loop(a) ~ '>' if a is iterable else a }}{% endfor %}",
            "<1<2>>3",
        ),
    ],
)
def test_counting_changes_no_loop(template: str, expected: str, ctx: Context) -> None:
    assert sandbox.render("x.j2", template.encode(), ctx).data.decode() == expected
