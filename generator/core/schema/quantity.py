"""Kubernetes quantities: `100m`, `1.5Gi`, `1e3` (apimachinery's `pkg/api/resource`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

_QUANTITY = re.compile(r"([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))(?:([KMGTPE]i)|([numkMGTPE])|[eE]([+-]?[0-9]+))?\Z")
_DECIMAL = {"n": -9, "u": -6, "m": -3, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}


def parsed(text: str) -> Fraction:
    """Return the value of a quantity; `ValueError` if the text is none."""
    found = _QUANTITY.match(text)
    if found is None:
        raise ValueError(f"{text!r} is no quantity")
    from fractions import Fraction  # only bounds of quantities need their value

    number, binary, decimal, exponent = found.groups()
    value = Fraction(number)
    if binary:
        return value * (1 << _BINARY[binary])
    power = _DECIMAL[decimal] if decimal else int(exponent or 0)
    scale = Fraction(10**power) if power >= 0 else Fraction(1, 10**-power)
    return value * scale


def is_quantity(text: str) -> bool:
    return _QUANTITY.match(text) is not None
