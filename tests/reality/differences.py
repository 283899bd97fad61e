"""`differences.yaml` of one repository: which fields differ on purpose, which cannot be said, whose names differ.

    rename:
      HTTPRoute: {flux-system/github-webhook: flux-system/flux-webhook}   # theirs: ours; without `/` in any namespace
    differences:
      - {object: HelmRelease/*/cilium, path: values.*.serviceMonitor.*, reason: ours-by-design, decision: own-monitors}
    unsayable:
      - {object: Certificate/*/root-ca, path: "spec.subject.*", note: the language has no subject}

In `object` and `path` a star stands for any text; nothing else is special.
"""

import re
from pathlib import Path
from typing import NamedTuple, cast

import yaml

from tests.reality.reasons import Decision, Reason


class Pattern(NamedTuple):
    """A difference that is known: where, and why. `reason` is None for what the language cannot say."""

    object: str
    path: str
    reason: Reason | None
    decision: Decision | None
    note: str

    def covers(self, object_id: str, path: str) -> bool:
        return _matches(self.object, object_id) and _matches(self.path, path)


class Differences(NamedTuple):
    """Everything known about one repository's differences."""

    rename: dict[str, dict[str, str]]
    patterns: list[Pattern]

    def ours(self, kind: str, name: str) -> str:
        """Our name of their object, as written (`namespace/name` or `name`)."""
        names = self.rename.get(kind, {})
        if name in names:
            return names[name]
        namespace, slash, last = name.rpartition("/")
        return f"{namespace}{slash}{names.get(last, last)}"


def read(path: Path) -> Differences:
    """Raises ValueError for an unknown reason, and for a decision where none belongs or none where one does."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    tree = cast("dict[str, object]", yaml.safe_load(text) or {})
    unknown = tree.keys() - {"rename", "differences", "unsayable"}
    if unknown:
        raise ValueError(f"{path.name}: unknown keys {sorted(unknown)}")
    patterns = [_difference(entry) for entry in cast("list[dict[str, str]]", tree.get("differences") or [])]
    unsayable = cast("list[dict[str, str]]", tree.get("unsayable") or [])
    patterns += [Pattern(entry["object"], entry["path"], None, None, entry["note"]) for entry in unsayable]
    return Differences(cast("dict[str, dict[str, str]]", tree.get("rename") or {}), patterns)


def _difference(entry: dict[str, str]) -> Pattern:
    reason = Reason(entry["reason"])
    decision = Decision(entry["decision"]) if "decision" in entry else None
    if (decision is not None) != (reason is Reason.OURS_BY_DESIGN):
        raise ValueError(f"{entry['object']} {entry['path']}: `decision` belongs to `ours-by-design`, always and only")
    return Pattern(entry["object"], entry["path"], reason, decision, entry.get("note", ""))


def _matches(pattern: str, text: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text) is not None
