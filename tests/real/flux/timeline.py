"""What was seen while Flux brought a tree up: which unit became ready when, and what units said meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.real.client import Document


@dataclass(frozen=True)
class Message:
    """The Ready condition of a unit, seen for the first time after so many seconds."""

    seconds: float
    unit: str
    status: str
    reason: str
    text: str

    def __str__(self) -> str:
        return f"{self.seconds:6.1f}s {self.unit}: {self.reason} | {self.text}"


@dataclass
class Timeline:
    """Grows with every look at the Kustomizations."""

    messages: list[Message] = field(default_factory=list)
    waiting: dict[str, str] = field(default_factory=dict)
    """Units that are not ready at the last look, with what they say; empty when everything is up."""

    @property
    def order(self) -> list[str]:
        """The units in the order in which each was first ready."""
        return list(dict.fromkeys(one.unit for one in self.messages if one.status == "True"))

    def said(self, unit: str) -> list[str]:
        """Everything that a unit said, as `reason | text`."""
        return [f"{one.reason} | {one.text}" for one in self.messages if one.unit == unit]

    def look(self, seconds: float, units: Iterable[Document], revisions: dict[str, str]) -> None:
        """Note what is new; a unit is up when it applied its source's revision as it is now."""
        self.waiting = {}
        last = {one.unit: one for one in self.messages}
        # Within one look, the resource version says which unit was written first.
        for unit in sorted(units, key=lambda one: int(one["metadata"]["resourceVersion"])):
            name, status = unit["metadata"]["name"], unit.get("status", {})
            ready = next((one for one in status.get("conditions") or () if one["type"] == "Ready"), None)
            if ready is None:
                self.waiting[name] = "no status yet"
                continue
            seen = Message(seconds, name, ready["status"], ready["reason"], ready["message"])
            before = last.get(name)
            if before is None or (before.status, before.text) != (seen.status, seen.text):
                self.messages.append(seen)
            current = (
                ready["status"] == "True"
                and status.get("observedGeneration") == unit["metadata"]["generation"]
                and status.get("lastAppliedRevision") == revisions.get(unit["spec"]["sourceRef"]["name"])
            )
            if not current:
                self.waiting[name] = f"{seen.reason} | {seen.text}"
