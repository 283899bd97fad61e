"""shellcheck finds nothing in any script that is made."""

from __future__ import annotations

import subprocess

import pytest

from tests.harness import COMPONENTS
from tests.real.conftest import Find

SCRIPTS = sorted((COMPONENTS / "validation" / "cases").rglob("*.sh"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.relative_to(COMPONENTS).parts[2])
def test_shellcheck_is_content(need: Find, script: object) -> None:
    done = subprocess.run([need("shellcheck"), str(script)], capture_output=True, text=True, check=False)

    assert done.stdout == ""
