"""Start: a plain build without changes is answered before anything else is imported."""

from __future__ import annotations

import os
import sys

from generator.core import state

PLAIN = (["build"], ["build", "--exit-code"], ["build", "--check"])


def main() -> int:
    """The console script `gen`."""
    arguments = sys.argv[1:]
    root = "."
    if len(arguments) > 2 and arguments[0] == "-C":
        root, arguments = arguments[1], arguments[2:]
    if arguments in PLAIN and not any(name.startswith("GEN_") for name in os.environ):
        known = state.read(root)
        if state.unchanged(root, known):
            sys.stderr.write(known.get("said", ""))
            sys.stderr.write(f"nothing to change: {len(known['outputs'])} files are as the inventory says\n")
            return 0
        if arguments == PLAIN[0] or arguments == PLAIN[1]:
            _lightly()
            from generator.plain import build

            return build(root, exit_code="--exit-code" in arguments)
    from generator.cli import run

    return run()


def _lightly() -> None:
    """What is imported from here on lives until the end, and msgspec does without `typing_extensions` (9 ms)."""
    import gc

    gc.disable()
    absent = "typing_extensions" not in sys.modules
    if absent:
        sys.modules["typing_extensions"] = None  # type: ignore[assignment]  # the documented way to say: not there
    import msgspec  # noqa: F401 - imported for its own imports

    if absent:
        del sys.modules["typing_extensions"]


if __name__ == "__main__":
    sys.exit(main())
