"""Exit codes, and the one place where exceptions become them."""

from __future__ import annotations

import sys
from collections.abc import Callable

CLEAN, DIFFERENCES, USAGE, INVALID, INTERNAL, INTERRUPTED = 0, 1, 2, 3, 4, 130


def guarded(action: Callable[[], int]) -> int:
    """Run; expected failures become one clear message, everything else is a bug of ours and says so."""
    from generator.commands.workers import ExecutorError
    from generator.core.diagnostics import CompileError
    from generator.core.git import GitError
    from generator.core.lock import Busy
    from generator.stages.write import TreeError

    try:
        return action()
    except CompileError as stop:
        from generator.reports.text import text

        sys.stderr.write(text(stop.diagnostics, {}))
        return INVALID
    except KeyboardInterrupt:
        return _say("interrupted; nothing is half-written, run `gen build` again to complete the tree", INTERRUPTED)
    except Busy:
        return _say("another `gen build` is running in this directory; wait for it, then run again", USAGE)
    except TreeError as stop:
        hint = f"\n  hint: {stop.hint}" if stop.hint else ""
        return _say(f"{stop.path}: error: {stop.message} [tree/unwritable]{hint}", USAGE)
    except ExecutorError as stop:
        return _say(f"error: {stop} [environment]", USAGE)
    except GitError as stop:
        return _say(f"error: {stop} [git/needed]", USAGE)
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone; there is nobody left to tell
        return CLEAN
    except OSError as stop:
        where = f"{str(stop.filename).removeprefix('./')}: " if stop.filename else ""
        return _say(f"{where}error: {(stop.strerror or str(stop)).lower()} [environment]", USAGE)
    except Exception:  # noqa: BLE001 - the last resort: a bug must not look like the user's fault
        import traceback

        return _say(f"{traceback.format_exc()}\nThis is a bug in gen. Please report it with the lines above.", INTERNAL)


def _say(words: str, code: int) -> int:
    sys.stderr.write(f"{words}\n")
    return code
