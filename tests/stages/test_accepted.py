"""`accept` for what is said of the document as a whole, and not of a cluster."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.harness import ROOT, compiled, overlays

MESSAGES = ROOT / "tests" / "messages"


@pytest.mark.parametrize(
    ("code", "case"),
    [
        ("overlay/alike", MESSAGES / "overlay-alike"),
        ("inventory/unused-group", MESSAGES / "inventory-unused-group"),
        ("inventory/cluster-name", MESSAGES / "inventory-cluster-name-unused"),
    ],
)
def test_a_warning_of_the_whole_document_may_be_accepted(tmp_path: Path, code: str, case: Path) -> None:
    for path, data in overlays(case).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    written = (case / "inventory.yaml").read_text(encoding="utf-8")

    before, after = (
        {one.code for one in compiled(tmp_path / "inventory.yaml", text=text.encode())[1]}
        for text in (written, f"{written}accept: {{{code}: known}}\n")
    )

    assert code in before
    assert before - after == {code}
    assert "inventory/accepts-nothing" not in after


def test_what_clusters_must_not_share_cannot_be_accepted_where_it_is_an_error() -> None:
    case = MESSAGES / "overlay-alike" / "inventory.yaml"
    written = (
        case.read_text(encoding="utf-8") + "accept: {cilium/mesh-id-taken: known, l2/pool-shared-on-link: anycast}\n"
    )
    found = [d.message for d in compiled(case, text=written.encode())[1] if d.code == "inventory/accepts-no-warning"]

    assert found == ["`cilium/mesh-id-taken` is no warning, and only warnings can be accepted"]
