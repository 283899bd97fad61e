"""Whether this process carries what explains the language: descriptions and examples of every field.

A build of a sound inventory reads none of them, and to attach them to types is a tenth of its time. So the quick way
into the program leaves them out before the first section is imported; whoever needs them after all says so with
`needed`, and the program starts again with them (`__main__`).
"""

from __future__ import annotations


class Missing(BaseException):
    """Nothing went wrong: this process just does not have the words. No handler of errors should take it for one."""


carried = True


def leave() -> None:
    """Sections imported from here on come without words."""
    global carried
    carried = False


def needed() -> None:
    """Raises Missing in a process without words."""
    if not carried:
        raise Missing
