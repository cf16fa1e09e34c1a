"""A chat served on a free port, and a real browser that may talk to nothing but it."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

import pytest

from assistant.answer import Answer, Citation, Drafting, NotStated, Statement, Trace
from assistant.drafted import Stage
from assistant.model import Message, Model, ModelUnavailable
from assistant.question import Question
from assistant.ui.serve import ServeSettings, address, application, listen
from ingest.record import Slice, Span, TrialRecord
from ingest.sources import parse


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Listed:
    id: str
    title: str


class Scripted:
    """Answers from real records by plain key words, so that the page is tested and not the routing."""

    def __init__(self, *records: TrialRecord, model: Model | None = None) -> None:
        self.model = model
        self.records = {one.id: one for one in records}
        self.questions: list[Question] = []
        self.wait = 0.0

    def trials(self) -> tuple[Listed, ...]:
        return tuple(Listed(one.id, one.title.text) for one in self.records.values())

    def record(self, id: str) -> TrialRecord:
        return self.records[id]

    def ask(self, question: Question) -> Answer:
        self.questions.append(question)
        time.sleep(self.wait)
        named = next((id for id in self.records if id in question.text), None)
        record = self.records[named or question.trial or next(iter(self.records))]
        text = question.text.casefold()
        if "crash" in text:
            raise RuntimeError(f"cannot handle {question.text}")
        if "chest" in text:
            return self._redirected(record, question)
        if "phone" in text:
            return self._silent(record, question)
        if "exclu" in text:
            return self._quoted(record, question, "The record lists these exclusions.", *_exclusions(record))
        if "hospital" in text or "医院" in text:
            return self._quoted(
                record, question, "It names these places.", *(s.facility for s in record.sites if s.facility)
            )
        assert record.maximum_age is not None
        cited = record.maximum_age.slice
        return self._quoted(record, question, "74 is above the upper age limit in this record.", cited)

    def stream(self, question: Question) -> Iterator[Stage | Statement | Answer]:
        """Each line of the model's reply is a sentence that has passed; without a reply the answer is the plain one."""
        assert self.model is not None
        yield Stage("searching")
        answer = self.ask(question)
        yield Stage("drafting", answer.citations)
        said: list[Statement] = []
        line = ""
        try:
            for piece in self.model.stream([Message("user", question.text)]):
                line += piece
                if line.endswith("\n"):
                    said.append(Statement(line.strip(), answer.statements[0].citations))
                    yield said[-1]
                    line = ""
        except ModelUnavailable:
            said = []
        yield Stage("checking", answer.citations)
        trace = Trace(drafting=Drafting(self.model.name, kept=len(said)))
        yield replace(answer, statements=tuple(said) or answer.statements, trace=trace)

    def _quoted(self, record: TrialRecord, question: Question, said: str, *cited: Slice) -> Answer:
        numbers = tuple(range(1, len(cited) + 1))
        return Answer(
            trial=record.id,
            audience=question.audience,
            language="zh" if "医院" in question.text else "en",
            kind="answered",
            statements=(Statement(said, numbers),),
            citations=tuple(Citation(n, record.id, one) for n, one in zip(numbers, cited, strict=True)),
            next_steps=("Ask the study team: could this change, and are there other trials for me?",),
            as_of=record.as_of,
        )

    def _silent(self, record: TrialRecord, question: Question) -> Answer:
        said = "The record gives no phone number. I looked in every part that could hold one."
        searched = tuple(section.name for section in record.sections)
        return Answer(
            trial=record.id,
            audience=question.audience,
            language="en",
            kind="not_in_record",
            statements=(Statement(said),),
            not_stated=(NotStated("contact_phone", searched),),
            next_steps=("Ask your own doctor to find the study team through the hospital’s switchboard.",),
            as_of=record.as_of,
        )

    def _redirected(self, record: TrialRecord, question: Question) -> Answer:
        return Answer(
            trial=record.id,
            audience=question.audience,
            language="en",
            kind="redirected",
            statements=(
                Statement("This may be an emergency. Call your local emergency number now (120 in China)."),
                Statement("I cannot help with symptoms. Please do not wait for an answer here."),
            ),
        )


def _exclusions(record: TrialRecord) -> tuple[Slice, ...]:
    return tuple(one.slice for one in record.criteria if one.kind == "exclusion")


def bundled() -> TrialRecord:
    name = "NCT07095075.medpath.txt"
    return parse((files("ingest") / "samples" / name).read_text("utf-8"), name)


@pytest.fixture
def record() -> TrialRecord:
    return bundled()


def slice_at(record: TrialRecord, words: str, section: str = "Test") -> Slice:
    start = record.source.text.index(words)
    return Slice(words, Span("", start, start + len(words)), section)


class Served:
    """A page served in a thread."""

    def __init__(self, assistant: Scripted, settings: ServeSettings) -> None:
        import uvicorn

        self.assistant = assistant
        self.socket = listen(settings)
        config = uvicorn.Config(application(assistant, settings), log_level="error", timeout_graceful_shutdown=1)
        self.server = uvicorn.Server(config)
        self.url = address(settings.host, self.socket.getsockname()[1])
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.socket]}, daemon=True)
        self.thread.start()
        while not self.server.started and self.thread.is_alive():
            time.sleep(0.02)

    def close(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)
        self.socket.close()


@pytest.fixture
def serve() -> Iterator[object]:
    pytest.importorskip("gradio")
    open_pages: list[Served] = []

    def start(
        *records: TrialRecord,
        settings: ServeSettings | None = None,
        model: Model | None = None,
        assistant: object = None,
    ) -> Served:
        assistant = assistant or Scripted(*(records or (bundled(),)), model=model)
        open_pages.append(Served(assistant, settings or ServeSettings(port=0)))
        return open_pages[-1]

    yield start
    for one in open_pages:
        one.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """A running Chromium; given up after each file, since its driver holds this thread's event loop."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no Chromium on this machine: install the package chromium, or set CHROMIUM to its path")
    arguments = (
        "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
        "--disable-component-update --disable-sync"
    )
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=arguments.split())
        yield running
        running.close()


@pytest.fixture
def visit(browser: object, serve: object) -> Iterator[object]:
    """Open a page; every request it makes is kept in `page.asked_for`, every script error in `page.failures`."""
    contexts = []

    def go(url: str, width: int = 1280, height: int = 800, **options: object) -> object:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        context.set_default_timeout(90_000)  # a busy machine is slow, not wrong
        page = context.new_page()
        page.asked_for, page.failures = [], []
        page.on("request", lambda request: page.asked_for.append(request.url))
        page.on("pageerror", lambda error: page.failures.append(str(error)))
        page.goto(url)
        page.locator("#question textarea, #question input").first.wait_for()
        return page

    yield go
    for one in contexts:
        one.close()
