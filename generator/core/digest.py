"""Hashes, from the interpreter itself: `hashlib` would load OpenSSL first, 4 ms, for a few hundred kilobytes."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hashlib import sha1, sha256


def _found(name: str, *modules: str) -> Any:
    for module in modules:
        try:
            return getattr(import_module(module), name)
        except ImportError:
            continue
    raise ImportError(name)


if not TYPE_CHECKING:
    sha1 = _found("sha1", "_sha1", "hashlib")
    sha256 = _found("sha256", "_sha256", "_sha2", "hashlib")  # renamed in Python 3.12

__all__ = ["sha1", "sha256"]
