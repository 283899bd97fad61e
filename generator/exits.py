"""Exit codes, and the one place where exceptions become them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:  # this much is imported before anything went wrong
    from generator.core.diagnostics import Diagnostic

CLEAN, DIFFERENCES, USAGE, INVALID, INTERNAL, INTERRUPTED = 0, 1, 2, 3, 4, 130


def guarded(action: Callable[[], int], tell: Callable[[Sequence[Diagnostic]], None] | None = None) -> int:
    """Run; expected failures become one clear message, everything else is a bug of ours and says so.

    `tell` hears of failures as findings: for who asked for a machine's form, and reads no messages.
    """
    from generator.commands.workers import ExecutorError
    from generator.core.diagnostics import ERROR, CompileError, Diagnostic, Source
    from generator.core.git import GitError
    from generator.core.lock import Busy
    from generator.stages.write import TreeError

    def failed(code: str, message: str, *, at: str = "", hint: str | None = None, exit_code: int = USAGE) -> int:
        if tell is not None:
            with suppress(OSError):  # it is the output that failed
                tell([Diagnostic(code=code, severity=ERROR, message=message, hint=hint, source=Source(at))])
        return exit_code

    try:
        return action()
    except CompileError as stop:
        from generator.reports.text import text

        _say(text(stop.diagnostics, {}).rstrip("\n"))
        if tell is not None:
            tell(stop.diagnostics)
        return INVALID
    except KeyboardInterrupt:
        return interrupted()
    except Busy:
        words = "another `gen build` is running in this directory"
        _say(f"{words}; wait for it, then run again")
        return failed("environment", words, hint="wait for it, then run again")
    except TreeError as stop:
        _say(f"{stop.path}: error: {stop.message} [tree/unwritable]" + (f"\n  hint: {stop.hint}" if stop.hint else ""))
        return failed("tree/unwritable", stop.message, at=stop.path, hint=stop.hint)
    except ExecutorError as stop:
        _say(f"error: {stop} [environment]")
        return failed("environment", str(stop))
    except GitError as stop:
        _say(f"error: {stop} [git/needed]")
        return failed("git/needed", str(stop))
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone; there is nobody left to tell
        return CLEAN
    except OSError as stop:
        at, words = str(stop.filename or "").removeprefix("./"), (stop.strerror or str(stop)).lower()
        hint = "remove it or move it away: a directory belongs there" if isinstance(stop, FileExistsError) else None
        _say(f"{f'{at}: ' if at else ''}error: {words} [environment]" + (f"\n  hint: {hint}" if hint else ""))
        return failed("environment", words, at=at, hint=hint)
    except Exception as bug:  # noqa: BLE001 - the last resort: a bug must not look like the user's fault
        import traceback

        _say(f"{traceback.format_exc()}\nThis is a bug in gen. Please report it with the lines above.")
        words = " ".join(f"{type(bug).__name__}: {bug}".split())
        return failed("internal", words, hint="report it, with what stands on stderr", exit_code=INTERNAL)


def interrupted() -> int:
    """Whenever it came: nobody asked for a traceback."""
    _say("interrupted; nothing is half-written, run `gen build` again to complete the tree")
    return INTERRUPTED


def unheard(stop: OSError, code: int) -> int:
    """What was said did not arrive. Nobody misses it who has gone; a full disk is for the next one to know."""
    import os

    if not isinstance(stop, BrokenPipeError):
        _say(f"error: {(stop.strerror or str(stop)).lower()}, in the output [environment]")
        code = code or USAGE
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):  # the interpreter would try again, and end with a code of its own
        os.dup2(nowhere, number)
    return code


def _say(words: str) -> None:
    with suppress(OSError, ValueError):  # to nobody, or to a full disk
        sys.stderr.write(f"{words}\n")
        sys.stderr.flush()
