"""Hold a conversation: take a question, show the stages, add the reply."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.answer import Answer, Statement
from assistant.drafted import Stage
from assistant.model import Model
from assistant.question import Audience, Language, Question, Turn
from assistant.questions import SheetLanguage, TeamQuestion, left_open, sheet_of
from assistant.ui import html
from assistant.ui.sheet_html import panel
from assistant.ui.watch import STAGES, Progress, watch
from ingest.errors import TrialogueError
from ingest.record import TrialRecord

# Longer than any question a person types; a paste beyond it is cut, and the asker sees what was asked.
LONGEST_QUESTION = 2_000
# What one page remembers: enough for a visit, small enough that a page left open does not grow without end.
LONGEST_CONVERSATION = 30
_UNEXPECTED = "Something went wrong here and no answer was made: ask again, or tell whoever runs this page."
_log = logging.getLogger(__name__)
_STAGES = ("Reading your question", "Searching the record and checking every quote")


class Listed(Protocol):
    """A trial of the library, as the chooser shows it."""

    @property
    def id(self) -> str:
        """The registry's identifier."""
        ...

    @property
    def title(self) -> str:
        """The title."""
        ...


class Assistant(Protocol):
    """What the page needs of the assistant; without a model only `ask` is used to answer."""

    @property
    def model(self) -> Model | None:
        """The language model that may word answers."""
        ...

    def stream(self, question: Question) -> Iterator[Stage | Statement | Answer]:
        """Answer a question step by step; the last step is the answer."""
        ...

    def trials(self) -> Sequence[Listed]:
        """The trials that can be asked about."""
        ...

    def ask(self, question: Question) -> Answer:
        """Answer a question from the record."""
        ...

    def record(self, id: str) -> TrialRecord:
        """The record of a trial."""
        ...


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question, the reply as plain text for the history and as HTML for the page, and what the record left open."""

    n: int
    question: str
    text: str
    html: str
    trial: str | None = None
    opened: tuple[TeamQuestion, ...] = ()
    language: Language = "en"


Conversation = tuple[Exchange, ...]


def page(conversation: Conversation, audience: Audience, pending: str = "") -> str:
    """Write the whole conversation, oldest first; an empty one is an invitation."""
    if not conversation and not pending:
        return html.welcome(audience)
    turns = "".join(
        f'<div class="turn" data-turn="{e.n}">{html.asked(e.n, e.question)}{e.html}</div>' for e in conversation
    )
    return f'<div class="turns">{turns}{pending}</div>'


def history(conversation: Sequence[Exchange]) -> tuple[Turn, ...]:
    """The turns before a question, as the assistant takes them."""
    return tuple(t for e in conversation for t in (Turn("user", e.question), Turn("assistant", e.text)))


def converse(
    assistant: Assistant,
    text: str,
    trial: str | None,
    audience: Audience,
    conversation: Conversation,
    stop: threading.Event | None = None,
) -> Iterator[tuple[Conversation, str]]:
    """Answer a question, yielding the conversation and the page after each stage; a blank one changes nothing.

    Setting `stop` ends the language model's part: the answer is then the one without it.
    """
    question = text.strip()[:LONGEST_QUESTION]
    if not question:
        yield conversation, page(conversation, audience)
        return
    n = conversation[-1].n + 1 if conversation else 1
    asked = Question(question, trial, audience, history(conversation))
    steps = _plainly(assistant, n, asked) if assistant.model is None else _watched(assistant, n, asked, stop)
    while True:
        try:
            working = f'<div class="turn pending">{html.asked(n, question)}{next(steps)}</div>'
        except StopIteration as end:
            exchange: Exchange = end.value
            break
        yield conversation, page(conversation, audience, working)
    conversation = (*conversation, exchange)[-LONGEST_CONVERSATION:]
    yield conversation, page(conversation, audience)


Steps = Generator[str, None, Exchange]
"""What is shown while an answer is made; the value is the exchange."""


def _plainly(assistant: Assistant, n: int, question: Question) -> Steps:
    for done, stage in enumerate(_STAGES):
        yield html.stages(_STAGES[:done], stage)
    return _exchange(assistant, n, question, lambda: assistant.ask(question))


def _watched(assistant: Assistant, n: int, question: Question, stop: threading.Event | None) -> Steps:
    """The stages of an answer that a model may word, with what was found and each sentence as soon as it has passed."""
    yield html.stages((), STAGES[0])
    steps = watch(assistant, question, stop or threading.Event())
    try:
        while True:
            yield _progress(next(steps))
    except StopIteration as end:
        answer: Answer = end.value
        return _exchange(assistant, n, question, lambda: answer)
    except Exception as error:
        failed = error
        return _exchange(assistant, n, question, lambda: _raised(failed))


def _progress(now: Progress) -> str:
    return html.stages(STAGES[: now.stage], STAGES[now.stage]) + html.under_way(now.passed, now.found)


def _raised(error: Exception) -> Answer:
    raise error


def _exchange(assistant: Assistant, n: int, question: Question, answered: Callable[[], Answer]) -> Exchange:
    try:
        answer = answered()
        record = assistant.record(answer.trial) if answer.trial else None
    except TrialogueError as error:
        return Exchange(n, question.text, str(error), html.failure(str(error)))
    except Exception as error:  # the page must not hang on a stage, and see `_place`
        _log.error("A question could not be answered: %s in %s.", type(error).__name__, _place(error))
        return Exchange(n, question.text, _UNEXPECTED, html.failure(_UNEXPECTED))
    written = html.reply(n, answer, record)
    left = left_open(question.text, answer)
    return Exchange(n, question.text, answer.text, written, answer.trial, left, answer.language)


def team_questions(assistant: Assistant, conversation: Conversation) -> str:
    """Write the questions for the study team that this conversation ran into, for the trial it spoke of last."""
    trial = next((e.trial for e in reversed(conversation) if e.trial), None)
    mine = [e for e in conversation if e.trial == trial]
    if trial is None:
        return panel(None, ("en",))
    spoken = mine[-1].language
    # The people asked may read another language than the one who asks: English stands under it.
    languages: tuple[SheetLanguage, ...] = (spoken, "en") if spoken in ("zh", "es") else ("en",)
    return panel(sheet_of(assistant.record(trial), [one for e in mine for one in e.opened]), languages)


def _place(error: Exception) -> str:
    """Say where an error was raised; its own message may carry the asker's words, which no log may hold."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "an unknown place"
