"""What a build imports and compiles on its way, in one file: to find and open hundreds of modules costs more than to run them.

A cache like the interpreter's own, and beside it: `__pycache__/image.cpython-311`. It is taken at the end of a build
that had to look for modules, and used by the next ones as long as the sources and the interpreter are the same. Losing
it loses nothing; where it cannot be written, modules are imported one by one.
"""

from __future__ import annotations

import marshal
import os
import sys

from generator.core.state import PACKAGE, fingerprint
from generator.image import modules, patterns

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` would cost more than it explains
    from typing import Any

PATH = os.path.join(PACKAGE, "__pycache__", f"image.{sys.implementation.cache_tag}")


def use() -> None:
    """From here on modules of ours, and their regular expressions, come from the image where there is a fitting one."""
    known = _read()
    modules.use(known.get("modules", {}))
    patterns.use(known.get("patterns", {}))


def take() -> None:
    """Keep what this process had to look for. Failing to cache is no failure."""
    if sys.dont_write_bytecode or not modules.lacking():
        return
    known = _read()
    image = {
        "of": _of(),
        "modules": known.get("modules", {}) | modules.missed(),
        "patterns": known.get("patterns", {}) | patterns.missed(),
    }
    passing = f"{PATH}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(PATH), exist_ok=True)
        with open(passing, "wb") as file:
            file.write(marshal.dumps(image))
        os.replace(passing, PATH)
    except OSError:
        return


def _read() -> dict[str, Any]:
    """{} when there is no image, or none of these sources and this interpreter."""
    try:
        with open(PATH, "rb") as file:
            image = marshal.loads(file.read())  # noqa: S302 - as the interpreter does with its own cache
    except (OSError, ValueError, EOFError, TypeError):
        return {}
    return image if isinstance(image, dict) and image.get("of") == _of() else {}


def _of() -> tuple[Any, ...]:
    return (sys.version, *fingerprint())
