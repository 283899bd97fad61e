""" "Did you mean": the nearest of a closed set of names."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, names: Iterable[str]) -> str | None:
    """The name that `word` most likely meant, or None."""
    from difflib import get_close_matches  # only once something is wrong

    known = sorted(set(names))
    folded = {_fold(name): name for name in reversed(known)}
    if _fold(word) in folded:
        return folded[_fold(word)]
    found = get_close_matches(_fold(word), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def did_you_mean(word: str, names: Iterable[str]) -> str | None:
    """A hint for an unknown name: the nearest known one, else what there is."""
    known = sorted(set(names))
    found = nearest(word, known)
    if found:
        return f"did you mean `{found}`?"
    if not known:
        return None
    shown = ", ".join(known[:12]) + (", …" if len(known) > 12 else "")
    return f"known here: {shown}"


def _fold(name: str) -> str:
    return name.replace("-", "").replace("_", "").lower()
