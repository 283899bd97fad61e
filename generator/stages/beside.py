"""Admission in a second process, beside all the rest: it needs other modules and other data than any other stage.

Started before either side has imported anything of its own, it makes a cold build of one cluster a third shorter on two
processors. While the documents are being made, it judges some like them: what is compiled for these is then at hand.
As soon as they are there, it judges them; what overlays and links still change is judged when it is asked for its verdicts.
Where it cannot be had, or fails, the same function judges here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any

from msgspec import msgpack

from generator.core.facts import Substitution
from generator.core.graph import Graph, Object
from generator.stages.verdict import Admitted, Verdict

_LENGTH = 8
"""Bytes before each message that say how long it is."""

_ROOM = 1024 * 1024
"""Bytes that may be on their way; what Linux grants everybody."""


class Second:
    """The other process, seen from this one."""

    def __init__(self, asks: int, answers: int) -> None:
        self._asks, self._answers = asks, answers
        self._asked = 0

    def tell(self, message: Any) -> None:
        """Raises OSError when it has gone, TypeError or OverflowError for what has no form on the way."""
        _send(self._asks, msgpack.encode(message, enc_hook=str))

    def ask(self, *question: Any) -> int:
        """The number of a question; raises as `tell`."""
        self.tell((self._asked + 1, *question))
        self._asked += 1
        return self._asked

    def answer(self, number: int) -> Any:
        """None when it could not tell. Answers that nobody waited for are passed over."""
        while message := _receive(self._answers):
            asked, told = msgpack.decode(message)
            if asked == number:
                return told
        return None

    def end(self) -> None:
        """It ends by itself once nobody can ask any more."""
        os.close(self._asks)
        os.close(self._answers)


_second: list[Second] = []
_turn: list[Callable[[str, str], None]] = []


def start(turn: Callable[[str, str], None], last: Callable[[], None]) -> None:
    """Fork, where two processors are free to be used: for a program that compiles once and ends.

    `turn` hears in each process what it begins to do, and for what kind of inventory; `last` is the other's last deed.
    """
    _turn[:] = [turn]
    if _second or not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2:
        return _begin("read")
    asked, ask = os.pipe()
    answer, answered = os.pipe()
    if not os.fork():
        try:
            import _signal  # type: ignore[import-not-found]  # `signal` makes enums of it first

            _signal.signal(_signal.SIGINT, _signal.SIG_DFL)  # who stops the program stops all of it, at once
            os.close(ask)
            os.close(answer)
            _begin("judge")
            _serve(asked, answered)
            last()
        finally:
            os._exit(0)
    os.close(asked)
    os.close(answered)
    _widen(ask)
    _second.append(Second(ask, answer))
    return _begin("read")


def _widen(pipe: int) -> None:
    """Room for all documents of a cluster: who writes them must not wait until they are read."""
    with suppress(ImportError, AttributeError, OSError):  # Linux, and within what the system grants
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _ROOM)


def _begin(what: str, shape: str = "") -> None:
    for turn in _turn:
        turn(what, shape)


def end() -> None:
    """Let the second process go, whether it was asked or not."""
    while _second:
        _second.pop().end()


def prepare(raw: Mapping[str, Any], shape: str = "") -> None:
    """Tell the second process, as soon as it is known, of which version the documents will be.

    `shape`: what kind of inventory it is (`stages.fleet.named`).
    """
    section = raw.get("cilium")
    version = section.get("version") if isinstance(section, dict) else None
    if _second and isinstance(version, str):
        with suppress(OSError):
            _second[0].tell(("rehearse", {"cilium": version}))
    _begin("compile", shape)


def foresee(objects: Iterable[Object], versions: Mapping[str, str]) -> None:
    """Let the second process judge what will most likely be in the graph that it is asked about: it has nothing else to do."""
    if _second:
        with suppress(OSError, TypeError, OverflowError):  # whoever asks will find out
            _second[0].tell(("foresee", dict(versions), [item.document for item in objects]))


def admit(graph: Graph, versions: Mapping[str, str], crds: Iterable[Mapping[str, Any]] = ()) -> Callable[[], Admitted]:
    """Begin to hold a graph against the facts of these versions; the verdicts are there when the result is called."""
    wanted, added = dict(versions), tuple(crds)
    second = _second[0] if _second else None
    number = 0
    if second is not None:
        try:
            number = second.ask(wanted, added, [item.document for item in graph.objects])
        except (OSError, TypeError, OverflowError):  # it has gone; or a key or a number that only YAML can hold
            second = None
    _begin("")

    def admitted() -> Admitted:
        told = second.answer(number) if second is not None else None
        if told is not None:
            return _understood(told, graph)
        from generator.stages import admit as here  # what the other process has imported

        return here.admitted(graph, wanted, added)

    return admitted


def _understood(told: Any, graph: Graph) -> Admitted:
    substitutions, verdicts = told
    return Admitted(
        tuple(Substitution(*one) for one in substitutions),
        tuple(
            Verdict(about=graph.objects[index], path=tuple(path), code=code, severity=severity, message=message, hint=hint)
            for index, path, code, severity, message, hint in verdicts
        ),
    )  # fmt: skip


def _serve(asked: int, answered: int) -> None:
    """The other process: everything imported, judge what comes."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):  # whoever reads what the build says must not wait for this one
        os.dup2(nothing, standard)
    from select import select

    from generator.core.schema.engine import engine
    from generator.stages import usual

    engine()
    rehearsal = usual.Rehearsal(lambda: bool(select([asked], [], [], 0)[0]))
    rehearsal.go_on()
    while message := _receive(asked):
        match msgpack.decode(message):
            case ["rehearse", versions]:
                rehearsal.go_on(versions)
            case ["foresee", versions, documents]:
                _judge(versions, documents)
            case [number, *question]:
                _send(answered, msgpack.encode((number, _answer(*question))))


def _judge(versions: dict[str, str], documents: list[Any]) -> None:
    """What is said is remembered for the answer."""
    from generator.stages import admit as here

    with suppress(Exception):  # it will happen again where it can be told
        here.judge((Object(document=document, file="") for document in documents), versions)


def _answer(versions: dict[str, str], crds: list[Any], documents: list[Any]) -> Any:
    from generator.stages import admit as here

    try:
        graph = Graph(Object(document=document, file="") for document in documents)
        found = here.admitted(graph, versions, crds)
        index = {id(item): number for number, item in enumerate(graph.objects)}
        verdicts = [(index[id(v.about)], v.path, v.code, v.severity, v.message, v.hint) for v in found.verdicts]
        return ([(s.project, s.wanted, s.used) for s in found.substitutions], verdicts)
    except Exception:  # noqa: BLE001 - it will happen again where it can be told
        return None


def _send(pipe: int, message: bytes) -> None:
    left = memoryview(len(message).to_bytes(_LENGTH, "little") + message)
    while left:
        left = left[os.write(pipe, left) :]


def _receive(pipe: int) -> bytes:
    """Nothing when the other side has gone."""
    return _exactly(pipe, int.from_bytes(_exactly(pipe, _LENGTH), "little"))


def _exactly(pipe: int, count: int) -> bytes:
    parts: list[bytes] = []
    while count:
        part = os.read(pipe, count)
        if not part:
            return b""
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
