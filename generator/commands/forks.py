"""Work for processes that are forked for it: they start with everything in memory, and cost a few milliseconds."""

from __future__ import annotations

import gc
import os
import pickle
import select
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from generator.stages import beside

A = TypeVar("A")
T = TypeVar("T")

_NUMBER = 4
_HEAD = 2 * _NUMBER


def each(action: Callable[[A], T], tasks: Sequence[A], processes: int) -> Iterator[T]:
    """What the action makes of every task, in order. Neither action nor tasks are copied, only what comes back is.

    A process that dies costs time: what it had not answered is done here. An exception of the action is raised here.
    """
    gc.freeze()  # the processes share what is there, and look only at what they add
    queue, end = os.pipe()
    children: dict[int, int] = {}  # where it answers -> process
    try:
        for _ in range(min(processes, len(tasks))):
            answers, say = os.pipe()
            child = os.fork()
            if not child:
                beside.end()  # one process can ask it, the one that started it
                os.close(end)
                os.close(answers)
                _serve(action, tasks, queue, say)
            os.close(say)
            children[answers] = child
        os.close(queue)
        with suppress(BrokenPipeError):  # nobody is left to ask
            os.write(end, b"".join(number.to_bytes(_NUMBER, "little") for number in range(len(tasks))))
        os.close(end)
        yield from _ordered(action, tasks, list(children))
    finally:
        for answers, child in children.items():
            os.close(answers)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        gc.unfreeze()


def _serve(action: Callable[[A], Any], tasks: Sequence[A], queue: int, say: int) -> None:
    """The life of a process: one task after the other, until there is none. Never returns."""
    code = 1
    try:
        while number := os.read(queue, _NUMBER):
            index = int.from_bytes(number, "little")
            answer = pickle.dumps(_tried(action, tasks[index]), 5)
            message = number + len(answer).to_bytes(_NUMBER, "little") + answer
            while message:
                message = message[os.write(say, message) :]
        code = 0
    finally:
        os._exit(code)


def _tried(action: Callable[[A], T], task: A) -> tuple[T | None, Exception | None]:
    try:
        return action(task), None
    except Exception as stop:  # noqa: BLE001 - raised again where it is waited for
        return None, stop


def _ordered(action: Callable[[A], T], tasks: Sequence[A], pipes: list[int]) -> Iterator[T]:
    arrived: dict[int, Any] = {}
    heard = {pipe: bytearray() for pipe in pipes}
    for index, task in enumerate(tasks):
        while index not in arrived and pipes:
            for pipe in select.select(pipes, [], [])[0]:
                more = os.read(pipe, 1 << 20)
                heard[pipe] += more
                arrived.update(_answers(heard[pipe]))
                if not more:
                    pipes.remove(pipe)
        found, stop = arrived.pop(index) if index in arrived else (action(task), None)
        if stop is not None:
            raise stop
        yield found


def _answers(heard: bytearray) -> Iterator[tuple[int, Any]]:
    """Takes whole answers off what was heard."""
    while len(heard) >= _HEAD:
        end = _HEAD + int.from_bytes(heard[_NUMBER:_HEAD], "little")
        if len(heard) < end:
            return
        yield int.from_bytes(heard[:_NUMBER], "little"), pickle.loads(heard[_HEAD:end])  # noqa: S301 - our own process
        del heard[:end]
