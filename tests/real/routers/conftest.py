"""Where daemons that drop their rights can still read their files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def home() -> Iterator[Path]:
    """A directory open to every user: pytest's own are closed, and each run closes those of the others again."""
    with tempfile.TemporaryDirectory(prefix="gen-routers-") as made:
        path = Path(made)
        path.chmod(0o755)
        yield path
