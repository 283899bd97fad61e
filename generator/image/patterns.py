"""Regular expressions without compiling them: what `re` makes of them is kept, and given to its engine directly.

Compiling some fifty of them is a sixth of a cold build. This leans on how CPython's `re` is made (3.11 to 3.14: `_compiler`
hands the engine what is kept here; the engine verifies it, and counts its changes in `MAGIC`). Where `re` is made
otherwise, patterns are compiled as ever.
"""

from __future__ import annotations

import marshal

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from typing import Any

    Key = tuple[str | bytes, int]
    Code = tuple[int, int, list[int], int, dict[str, int], tuple[str | None, ...]]
    """(format of the code, flags, code, groups, index of each named group, name of each group)"""

_missed: dict[Key, None] = {}


def use(held: dict[Key, bytes]) -> None:
    """Ask for compiled patterns (`Code`, as marshal writes it) here first, and note those that are missing."""
    try:
        import _sre  # type: ignore[import-not-found]  # private: see above
        from re import _compiler, _parser  # type: ignore[attr-defined]  # private: see above
    except ImportError:
        return
    compile_ = _compiler.compile
    if getattr(compile_, "__module__", "") == __name__ or not hasattr(_compiler, "_code"):
        return

    def compiled(pattern: Any, flags: int = 0) -> re.Pattern[Any]:
        written = held.get((pattern, flags)) if type(pattern) in (str, bytes) else None
        if written is not None:
            magic, *code = marshal.loads(written)  # noqa: S302 - as the interpreter does with its own cache
            if magic == _sre.MAGIC:
                return _sre.compile(pattern, *code)  # type: ignore[no-any-return]
        made = compile_(pattern, flags)
        _missed[pattern, flags] = None  # what a user wrote may be none
        return made  # type: ignore[no-any-return]

    _compiler.compile = compiled
    _kept.append((_sre, _compiler, _parser))


_kept: list[tuple[Any, Any, Any]] = []


def missed() -> dict[Key, bytes]:
    """The patterns that had to be compiled, ready to be held."""
    if not _kept:
        return {}
    sre, compiler, parser = _kept[0]
    made: dict[Key, bytes] = {}
    for pattern, flags in _missed:
        if type(pattern) not in (str, bytes):
            continue
        parsed = parser.parse(pattern, flags)
        state = parsed.state
        names: list[str | None] = [None] * state.groups
        for name, index in state.groupdict.items():
            names[index] = name
        code = compiler._code(parsed, flags)  # noqa: SLF001 - private: see above
        whole: Code = (
            sre.MAGIC, flags | state.flags, list(map(int, code)), state.groups - 1, dict(state.groupdict), tuple(names)
        )  # fmt: skip
        made[pattern, flags] = marshal.dumps(whole)
    return made
