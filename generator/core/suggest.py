""" "Did you mean": the nearest of a closed set of names."""

from __future__ import annotations

from collections.abc import Iterable

_CUTOFF = 0.6
"""How much of two names must be alike, as difflib counts it."""
_OPPOSITES = (("internal", "external"), ("ingress", "egress"), ("ipv4", "ipv6"), ("inbound", "outbound"))
"""Words that look alike and mean the contrary: who wrote one did not mean the other."""


_ON, _OFF = ("on", "yes", "true"), ("none", "off", "disabled")
"""Who wrote one of the first wants something, and did not mean any of the others."""


def nearest(word: str, names: Iterable[str]) -> str | None:
    """The name that `word` most likely meant, or None."""
    contrary = {_fold(word).replace(one, other) for pair in _OPPOSITES for one, other in (pair, pair[::-1])}
    contrary |= set(_OFF) if word.lower() in _ON else set()
    known = sorted(name for name in set(names) if _fold(name) == _fold(word) or _fold(name) not in contrary)
    folded = {_fold(name): name for name in reversed(known)}
    if _fold(word) in folded:
        return folded[_fold(word)]
    close = [name for name in folded if _may_be_near(_fold(word), name)]
    if not close:
        return None
    from difflib import get_close_matches  # checks ask for names that are nearly always far apart

    found = get_close_matches(_fold(word), close, n=1, cutoff=_CUTOFF)
    return folded[found[0]] if found else None


def _may_be_near(one: str, other: str) -> bool:
    """False where the letters alone say that difflib would not find two names alike enough."""
    left = list(other)
    for letter in one:
        if letter in left:
            left.remove(letter)
    return 2 * (len(other) - len(left)) >= _CUTOFF * (len(one) + len(other))


def did_you_mean(word: str, names: Iterable[str]) -> str | None:
    """A hint for an unknown name: the nearest known one, else what there is."""
    known = sorted(set(names))
    found = nearest(word, known)
    return f"did you mean `{found}`?" if found else listed(known)


def listed(names: Iterable[str]) -> str | None:
    """A hint with what there is, when nothing comes near."""
    known = sorted(set(names))
    return f"known here: {', '.join(known[:12])}{', …' if len(known) > 12 else ''}" if known else None


def did_you_mean_in(kind: str, name: str, namespace: str | None, known: Iterable[tuple[str, str | None]]) -> str | None:
    """A hint for an object that is not there, among (name, namespace) of those that are: where only the namespace differs, that."""
    found = sorted(set(known), key=lambda one: (one[0], one[1] or ""))
    homes = [home for one, home in found if one == name and home]
    if homes:
        meant = nearest(namespace or "", homes) or homes[0]
        return f"say `namespace: {meant}`, where {kind} {name} is"
    meant_name = nearest(name, (one for one, _ in found))
    spaces = [home for one, home in found if one == meant_name]
    if meant_name and namespace not in spaces and spaces[0]:
        return f"did you mean `{meant_name}`, which is in namespace `{spaces[0]}`?"
    return did_you_mean(name, (one for one, _ in found))


def is_slip(one: str, other: str) -> bool:
    """Whether one name is the other mistyped, and not a name of its own (`app-a` beside `app-b`, `node1` beside `node2`)."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    if any(char.isdigit() for char in left + right):
        return False
    swapped = len(left) == len(right) == 2 and left == right[::-1]
    if not swapped and max(len(left), len(right)) > 1:
        return False
    parts = [len(part) for part in (*one.split("-"), *other.split("-"))]
    return min(parts) > 1 and min(len(one), len(other)) >= (4 if swapped else 5)


def alike(names: Iterable[str]) -> dict[str, set[str]]:
    """name -> names that one slip of a finger makes of it."""
    shorter: dict[str, set[str]] = {}
    for name in names:
        for index in range(len(name)):
            shorter.setdefault(name[:index] + name[index + 1 :], set()).add(name)
        shorter.setdefault(name, set()).add(name)
    found: dict[str, set[str]] = {}
    for group in shorter.values():
        for one in group if len(group) > 1 else ():
            found.setdefault(one, set()).update(other for other in group if other != one and is_slip(one, other))
    return found


def is_respelled(one: str, other: str) -> bool:
    """Whether one name is the other in another case, or with other dashes."""
    return _fold(one) == _fold(other)


def _fold(name: str) -> str:
    return name.replace("-", "").replace("_", "").lower()


def by_name(selector: str, names: Iterable[str], otherwise: str) -> str:
    """The hint for a selector that matches no node: a node's name alone means a label of that name."""
    return f"write `kubernetes.io/hostname={selector}`" if selector in set(map(str, names)) else otherwise
