"""What selectors leave over: those whom none of several selects, said by selectors again.

A selector is an AND of terms. What is outside of one of several terms is outside of the first, or of the second, …: that takes
a selector for each. They are found by going through the keys: each value of a key leaves other questions open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from generator.components.security import selectors
from generator.core.selector import Requirement, contradiction, holds

Terms = tuple[Requirement, ...]
"""A selector: all of them must hold; () selects everybody."""
_OTHER = "\0"
"""A value that nobody writes."""


def rest(taken: Iterable[Terms], known: Terms = ()) -> Iterator[Terms]:
    """Selectors of those whom none of `taken` selects: each of them by exactly one. `known` is what all of these ask."""
    left = tuple(dict.fromkeys(taken))
    if any(not terms for terms in left):
        return
    if all(len(terms) == 1 for terms in left):
        found = (*known, *dict.fromkeys(selectors.opposite(term) for [term] in left))
        if contradiction(found) is None:
            yield found
        return
    for asked, questions in _cases(left, _key(left)):
        yield from rest(questions, (*known, *asked))


def _key(left: tuple[Terms, ...]) -> str:
    """The key that tells most of them apart; of several, the one that is written first."""
    keys = Counter(key for terms in left for key, operator, _ in terms if operator == "In")
    keys.update({key: 0 for terms in left for key, _, _ in terms})
    return keys.most_common(1)[0][0]


def _cases(left: tuple[Terms, ...], key: str) -> Iterator[tuple[Terms, tuple[Terms, ...]]]:
    """(terms about this key, what is left to ask then) for each case that makes a difference, the most general first."""
    values = dict.fromkeys(value for terms in left for one, _, said in terms if one == key for value in said)
    absent, present = _open(left, key, {}), _open(left, key, {key: _OTHER})
    by_questions: dict[tuple[Terms, ...], list[str]] = {}
    for value in values:
        questions = _open(left, key, {key: value})
        if questions != present:
            by_questions.setdefault(questions, []).append(value)
    special = tuple(value for found in by_questions.values() for value in found)
    elsewhere: Terms = ((key, "NotIn", special),) if special else ()
    if absent == present:
        yield elsewhere, present
    else:
        yield ((key, "DoesNotExist", ()),), absent
        yield ((key, "Exists", ()), *elsewhere), present
    for questions, found in by_questions.items():
        yield ((key, "In", tuple(found)),), questions


def _open(left: tuple[Terms, ...], key: str, labels: Mapping[str, str]) -> tuple[Terms, ...]:
    """Those that may still select somebody whose label is this, without what is settled by it."""
    return tuple(
        dict.fromkeys(
            tuple(term for term in terms if term[0] != key)
            for terms in left
            if all(holds(term, labels) for term in terms if term[0] == key)
        )
    )
