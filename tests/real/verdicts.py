"""Compares what the API server says of documents with what our offline check says."""

from __future__ import annotations

import http.client
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from generator.core.schema import Schemas, check
from generator.core.schema.finding import NOT_CHECKED, STRICTER
from tests.real.client import Client
from tests.real.limits import explained

Document = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A document to judge: of which kind, by which class of mutation, what was changed."""

    kind: str
    mutation: str
    note: str
    document: Document


@dataclass(frozen=True)
class Verdict:
    """What both said; an empty text is acceptance."""

    case: Case
    server: str
    ours: str
    checked: bool = True

    @property
    def agrees(self) -> bool:
        return bool(self.server) == bool(self.ours)

    def __str__(self) -> str:
        case = self.case
        return (
            f"{case.kind} {case.mutation}: {case.note}\n  server: {self.server or 'ok'}\n  ours:   {self.ours or 'ok'}"
        )


def judge(client: Client, schemas: Schemas, cases: Sequence[Case]) -> list[Verdict]:
    """Both verdicts on every document; the server must take it by create and by server-side apply (dry runs)."""

    def ask(case: Case) -> str:
        try:
            return verdict(case)
        except http.client.RemoteDisconnected:
            # Its validation dereferenced what is not there; nothing is stored.
            return "the server broke off: it panics"

    def verdict(case: Case) -> str:
        text = json.dumps(case.document)
        answer = client.create(text, case.document, dry_run=True)
        # The server looks whether the name is taken only after it judged the document.
        if not answer.accepted and answer.body.get("reason") != "AlreadyExists":
            return answer.message
        return client.apply(text, case.document, dry_run=True).message

    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(ask, cases)
        return [_verdict(case, answer, schemas) for case, answer in zip(cases, answers, strict=True)]


def _verdict(case: Case, server: str, schemas: Schemas) -> Verdict:
    findings = list(check(schemas, case.document))
    ignored = {NOT_CHECKED} if server else {NOT_CHECKED} | STRICTER
    refusals = [finding for finding in findings if finding.code not in ignored]
    return Verdict(
        case,
        server,
        ours="; ".join(str(finding) for finding in refusals),
        checked=bool(refusals) or not findings,
    )


@dataclass
class Tally:
    """Counts of verdicts by one property: all, agreed, accepted by the server."""

    total: Counter[str] = field(default_factory=Counter)
    agreed: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)

    def add(self, name: str, verdict: Verdict) -> None:
        self.total[name] += 1
        self.agreed[name] += verdict.agrees
        self.accepted[name] += not verdict.server

    def rate(self, name: str) -> float:
        return self.agreed[name] / self.total[name]

    def lines(self) -> Iterable[str]:
        for name in sorted(self.total, key=self.rate):
            total, accepted = self.total[name], self.accepted[name] / self.total[name]
            yield f"{name:<34} {total:>6} mutants  {self.rate(name):8.3%} agree  {accepted:6.1%} accepted"


@dataclass
class Report:
    """Verdicts counted by kind and by class of mutation, and the disagreements that no limit explains."""

    kinds: Tally = field(default_factory=Tally)
    classes: Tally = field(default_factory=Tally)
    disagreements: list[Verdict] = field(default_factory=list)
    explained: Counter[str] = field(default_factory=Counter)
    not_checked: int = 0

    def add(self, verdict: Verdict) -> None:
        if not verdict.checked:
            self.not_checked += 1
            return
        limit = "" if verdict.agrees else explained(verdict.case.kind, verdict.server, verdict.ours)
        if limit:
            self.explained[limit] += 1
            return
        self.kinds.add(verdict.case.kind, verdict)
        self.classes.add(verdict.case.mutation, verdict)
        if not verdict.agrees:
            self.disagreements.append(verdict)

    def text(self, examples: int = 40) -> str:
        """The whole report, one example of each sort of disagreement; those first that we accept."""
        sorts: dict[tuple[str, str, str], list[Verdict]] = {}
        for verdict in self.disagreements:
            sort = (verdict.case.kind, _without_values(verdict.server), _without_values(verdict.ours))
            sorts.setdefault(sort, []).append(verdict)
        worst = sorted(sorts.values(), key=lambda alike: (bool(alike[0].ours), -len(alike)))
        return "\n".join(
            (
                *self.kinds.lines(),
                "",
                *self.classes.lines(),
                "",
                *(f"documented limit, {count} times: {limit}" for limit, count in self.explained.most_common()),
                f"not checked offline: {self.not_checked}",
                f"disagreements: {len(self.disagreements)} of {len(worst)} sorts",
                *(f"{len(alike)} times {alike[0]}" for alike in worst[:examples]),
            )
        )


def _without_values(message: str) -> str:
    """A message without what differs between mutants of one sort: quoted values, numbers, indices."""
    return re.sub(r'"[^"]*"|`[^`]*`|\[[^]]*\]|[0-9]+|(?<=Invalid value: ).*?(?=: )', "", message)[:160]
