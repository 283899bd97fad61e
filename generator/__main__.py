"""Start: a plain build without changes is answered before anything else is imported."""

from __future__ import annotations

import os
import sys

WORDS = "GEN_WORDS"
"""Set in the environment of a program that starts again, with all its words: any GEN_ variable rules the plain build out."""
PLAIN = (["build"], ["build", "--exit-code"], ["build", "--check"])


def start() -> None:
    """The console script `gen`: does not wait for the interpreter to take a compiled cluster apart, object by object."""
    try:
        code = main()
    except KeyboardInterrupt:  # on the way to whoever would say so
        from generator.exits import interrupted

        code = interrupted()
    if "click" not in sys.modules:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except OSError:  # the reader has gone; the interpreter knows what to say
            sys.exit(code)
        os._exit(code)
    sys.exit(code)


def main() -> int:
    """Exit code of what the command line asks for."""
    from generator.core import state

    arguments = sys.argv[1:]
    root = "."
    if len(arguments) > 2 and arguments[0] == "-C":
        root, arguments = arguments[1], arguments[2:]
    if arguments in PLAIN and not any(name.startswith("GEN_") for name in os.environ):
        known = state.read(root)
        if state.unchanged(root, known):
            sys.stderr.write(known.get("said", ""))
            sys.stderr.write(f"nothing to change: {known['files']} files are as the inventory says\n")
            return 0
        if arguments == PLAIN[0] or arguments == PLAIN[1]:
            return _quickly(root, exit_code="--exit-code" in arguments)
    from generator.cli import run

    return run()


def _quickly(root: str, *, exit_code: bool) -> int:
    """The plain build, with as little as it needs; the whole program once more where that is too little."""
    from generator import image
    from generator.core import words

    words.leave()
    image.use()
    _lightly()
    from generator.stages import beside

    beside.start(image.begin, image.take)
    try:
        from generator.plain import build

        code = build(root, exit_code=exit_code)
    except words.Missing:
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, WORDS: "1"})  # noqa: S606 - ourselves
    beside.end()
    image.take()
    return code


def _lightly() -> None:
    """What is imported from here on lives until the end. msgspec asks for more than a build needs of it, 15 ms in all:
    `datetime` in C will do; of `uuid` and `decimal` the names of classes that no inventory holds; none of its own words
    about types, nor `typing_extensions`. Whoever imports one of these later gets the real one.
    """
    import _datetime  # type: ignore[import-not-found]  # what `datetime` takes its classes from
    import gc
    from types import ModuleType

    gc.disable()
    stand_ins: dict[str, ModuleType | None] = {
        name: ModuleType(name) for name in ("decimal", "uuid", "msgspec.inspect", "msgspec._json_schema")
    }
    vars(stand_ins["decimal"]).update(Decimal=type("Decimal", (), {}))
    vars(stand_ins["uuid"]).update(UUID=type("UUID", (), {}), SafeUUID=type("SafeUUID", (), {"unknown": None}))
    vars(stand_ins["msgspec._json_schema"]).update(schema=None, schema_components=None)
    stand_ins |= {"datetime": _datetime, "typing_extensions": None}
    names = [name for name in stand_ins if name not in sys.modules]
    sys.modules |= {name: stand_ins[name] for name in names}  # type: ignore[misc]  # None: the documented way to say: not there
    import msgspec

    for name in names:
        del sys.modules[name]
    for name in ("inspect", "_json_schema"):
        vars(msgspec).pop(name, None)


if __name__ == "__main__":
    start()
