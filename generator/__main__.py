"""Start: a plain build without changes is answered before anything else is imported."""

from __future__ import annotations

import gc
import os
import sys

WORDS = "GEN_WORDS"
"""Set in the environment of a program that starts again, with all its words: any GEN_ variable rules the plain build out."""
PLAIN = (["build"], ["build", "--exit-code"], ["build", "--check"])


def start() -> None:
    """The console script `gen`: does not wait for the interpreter to take a compiled cluster apart, object by object."""
    _stand()
    try:
        code = main()
    except KeyboardInterrupt:  # on the way to whoever would say so
        from generator.exits import interrupted

        code = interrupted()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except ValueError:  # closed, because its reader has gone
            continue
        except OSError as stop:
            from generator.exits import unheard

            code = unheard(stop, code)
    if "click" not in sys.modules:
        os._exit(code)
    sys.exit(code)


def _stand() -> None:
    """Standard streams that are closed lead nowhere from here on: or the next files to be opened would be taken for them."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free
            setattr(sys, name, open(number, "w" if number else "r", encoding="utf-8"))  # noqa: SIM115 - until the end


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
    gc.disable()  # what is imported from here on lives until the end
    from generator.image import stand_ins

    stand_ins.import_msgspec()
    image.begin("start")
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


if __name__ == "__main__":
    start()
