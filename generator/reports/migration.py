"""A migration as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.core.yaml import dump_all
from generator.stages.migration import File, Stage, Step


def markdown(name: str, sources: Iterable[str], stages: Iterable[Stage]) -> str:
    """One document; steps are counted through, so that people can say where they are."""
    return "\n".join(_lines(name, tuple(sources), stages)).rstrip() + "\n"


def _lines(name: str, sources: tuple[str, ...], stages: Iterable[Stage]) -> Iterator[str]:
    yield f"# {name}: from {', '.join(sources)} to Cilium"
    yield ""
    yield (
        "Made by `gen plan --from "
        + ",".join(sources)
        + "` from this cluster's inventory. Every step has a check: go on only when it"
    )
    yield "shows what is expected. Nothing here was run on a cluster by those who wrote it; what no source confirms says so."
    number = 0
    for stage in stages:
        yield from ("", f"## {stage.title}")
        yield from _paragraph(stage.text)
        yield from _table(stage.table)
        for step in stage.steps:
            number += 1
            yield from _step(number, step)
        yield from _paragraph(f"Source: {stage.source}." if stage.source else "")


def _step(number: int, step: Step) -> Iterator[str]:
    yield from ("", f"### {number}. {step.title}")
    yield from _paragraph(step.text)
    for file in step.files:
        yield from _file(file)
    yield from _shell("", step.run)
    yield from _shell("Check:", step.check)
    yield from _paragraph(f"Expected: {step.expect}." if step.expect else "")
    yield from _shell(f"Way back: {step.back}" + (":" if step.undo else "."), step.undo)
    yield from _paragraph(f"> Not verified: {step.unverified}." if step.unverified else "")


def _file(file: File) -> Iterator[str]:
    yield from ("", f"`{file.path}`:", "", "```yaml", *dump_all(list(file.documents)).rstrip().splitlines(), "```")


def _shell(title: str, lines: tuple[str, ...]) -> Iterator[str]:
    if title and (lines or not title.endswith(":")):
        yield from ("", title)
    if lines:
        yield from ("", "```bash", *lines, "```")


def _paragraph(text: str) -> Iterator[str]:
    if text:
        yield from ("", text)


def _table(rows: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    if rows:
        head, *body = rows
        yield from ("", _row(head), _row(tuple("---" for _ in head)), *map(_row, body))


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
