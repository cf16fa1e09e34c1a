"""Watch an answer being written with a language model: what is being done, and each sentence that has passed."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.answer import Answer, Citation, Statement
from assistant.drafted import Stage
from assistant.model import stoppable
from assistant.question import Question

STAGES = ("Searching the record", "Writing", "Checking against the record")
_NUMBER = {"searching": 0, "drafting": 1, "checking": 2}


class Streams(Protocol):
    """What is watched."""

    def stream(self, question: Question) -> Iterator[Stage | Statement | Answer]:
        """Answer a question step by step; the last step is the answer."""
        ...


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an answer is: the number of its stage, what was found for it, and the sentences that have passed."""

    stage: int = 0
    found: tuple[Citation, ...] = ()
    passed: tuple[Statement, ...] = ()


def watch(assistant: Streams, question: Question, stop: threading.Event) -> Generator[Progress, None, Answer]:
    """Give the progress each time it changes; the value is the answer. Setting `stop`, or closing this, ends the model's part.

    The work is done in a thread of its own: while a model is silent nobody could close the generator that waits for it.
    """
    steps: queue.SimpleQueue[Stage | Statement | Answer | Exception] = queue.SimpleQueue()

    def work() -> None:
        try:
            with stoppable(stop):
                for step in assistant.stream(question):
                    steps.put(step)
        except Exception as error:  # raised again where the answer is waited for
            steps.put(error)

    threading.Thread(target=work, name="answer", daemon=True).start()
    progress = Progress()
    try:
        while True:
            step = steps.get()
            if isinstance(step, Exception):
                raise step
            if isinstance(step, Answer):
                return step
            if isinstance(step, Stage):
                progress = replace(progress, stage=_NUMBER[step.name], found=step.citations or progress.found)
            else:
                progress = replace(progress, passed=(*progress.passed, step))
            yield progress
    finally:
        stop.set()
