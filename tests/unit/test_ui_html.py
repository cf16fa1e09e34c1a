from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files

import pytest

from assistant.answer import Answer, Citation, NotStated, Statement
from assistant.question import Question
from assistant.ui import html
from assistant.ui.door import Door
from assistant.ui.serve import AddressUnusable, PortTaken, ServeSettings, address, listen
from assistant.ui.talk import LONGEST_CONVERSATION, LONGEST_QUESTION, Conversation, converse
from ingest.errors import UnknownTrial
from ingest.record import Slice, Span, TrialRecord
from ingest.sources import parse

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&"


def bundled() -> TrialRecord:
    name = "NCT07095075.medpath.txt"
    return parse((files("ingest") / "samples" / name).read_text("utf-8"), name)


class Scripted:
    model = None

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.questions: list[Question] = []

    def trials(self) -> tuple[()]:
        return ()

    def record(self, id: str) -> TrialRecord:
        return bundled()

    def ask(self, question: Question) -> Answer:
        self.questions.append(question)
        return self.answer


class Broken(Scripted):
    def ask(self, question: Question) -> Answer:
        raise UnknownTrial("The library holds no <NCT1>: run `trialogue trials`.")


@pytest.fixture
def answer() -> Answer:
    record = bundled()
    assert record.maximum_age is not None
    return Answer(
        trial=record.id,
        audience="patient",
        language="en",
        kind="answered",
        statements=(Statement("74 is above the upper limit.", (1,)),),
        citations=(Citation(1, record.id, record.maximum_age.slice),),
        as_of=record.as_of,
    )


def test_nothing_that_comes_from_outside_reaches_the_page_as_markup(answer: Answer) -> None:
    cited = Slice(HOSTILE, Span("", 0, 5), HOSTILE)
    hostile = replace(
        answer,
        statements=(Statement(HOSTILE, (1,)),),
        citations=(Citation(1, answer.trial or "", cited), Citation(2, HOSTILE, cited)),
        not_stated=(NotStated(HOSTILE, (HOSTILE,)),),
        next_steps=(HOSTILE,),
        as_of=HOSTILE,
    )
    record = replace(bundled(), title=Slice(HOSTILE, Span("", 0, 5), "Title"))
    for markup in (
        html.reply(1, hostile, record),
        html.asked(1, HOSTILE),
        html.masthead(record),
        html.stages((), HOSTILE),
    ):
        assert "<script" not in markup
        assert "<img" not in markup
        assert "&lt;script&gt;" in markup


def test_a_quote_names_its_trial_only_where_a_reply_speaks_of_several(answer: Answer) -> None:
    place = f"</span> {answer.citations[0].trial} · "
    assert place in html.reply(1, replace(answer, trial=None), bundled())
    assert place not in html.reply(1, answer, bundled())


def test_escapes_of_the_source_are_read_and_then_escaped_for_the_page(answer: Answer) -> None:
    words = r"age \<18 or \<script\>"
    cited = Citation(1, "N", Slice(words, Span("/x", 0, len(words)), "Criteria"))
    page = html.reply(1, replace(answer, statements=(Statement(f"“{words}”", (1,)),), citations=(cited,)), None)
    assert page.count("age &lt;18 or &lt;script&gt;") == 2
    assert "\\" not in page


def test_a_citation_leads_to_its_exact_characters(answer: Answer) -> None:
    record = bundled()
    markup = html.reply(1, answer, record)
    targets = re.findall(r'data-at="([^"]*)" data-start="(\d+)" data-end="(\d+)"', markup)
    assert len(targets) == 2
    assert {record.source.text[int(start) : int(end)] for _, start, end in targets} == {"Aged 18 to 70 years"}


def test_the_answer_stands_before_its_quotes_and_its_quotes_before_what_to_do(answer: Answer) -> None:
    markup = html.reply(1, replace(answer, next_steps=("Ask the study team.",)), bundled())
    order = ("74 is above", "<blockquote", "Ask the study team.", "undated copy")
    assert sorted(order, key=markup.index) == list(order)


def test_a_citation_of_another_record_cannot_be_followed(answer: Answer) -> None:
    other = replace(answer, citations=(replace(answer.citations[0], trial="NCT99999999"),))
    markup = html.reply(1, other, bundled())
    assert "data-at=" not in markup
    assert markup.count(" disabled") == 2


def test_a_citation_number_without_a_citation_is_not_shown(answer: Answer) -> None:
    markup = html.reply(1, replace(answer, statements=(Statement("Said.", (1, 7)),)), bundled())
    assert markup.count('class="cite"') == 1


@pytest.mark.parametrize(
    ("language", "tag", "words"),
    [("en", "en", "own words"), ("zh", "zh", "原文"), ("es", "es", "palabras"), ("other", "en", "own words")],
)
def test_a_reply_says_its_language(answer: Answer, language: str, tag: str, words: str) -> None:
    markup = html.reply(1, replace(answer, language=language), bundled())
    assert f'lang="{tag}"' in markup
    assert words in markup


def test_a_redirect_is_an_alert_and_an_answer_is_not(answer: Answer) -> None:
    assert 'role="alert"' in html.reply(1, replace(answer, kind="redirected"), bundled())
    assert 'role="alert"' not in html.reply(1, answer, bundled())


def test_silence_says_where_it_looked_once_for_each_section(answer: Answer) -> None:
    silent = replace(
        answer, kind="not_in_record", not_stated=(NotStated("a", ("Title", "Sites")), NotStated("b", ("Sites",)))
    )
    markup = html.reply(1, silent, bundled())
    assert "Not in this record" in markup
    assert "(2)" in markup
    assert markup.count("<li>Sites</li>") == 1


def test_stages_are_shown_before_the_reply(answer: Answer) -> None:
    seen = list(converse(Scripted(answer), "too old?", answer.trial, "patient", ()))
    assert ['class="stages"' in shown for _, shown in seen] == [True, True, False]
    assert [len(conversation) for conversation, _ in seen] == [0, 0, 1]
    assert "74 is above" in seen[-1][1]


def test_what_was_said_before_goes_with_the_next_question(answer: Answer) -> None:
    assistant = Scripted(answer)
    *_, (conversation, _) = converse(assistant, "too old?", answer.trial, "patient", ())
    list(converse(assistant, "and at 60?", answer.trial, "clinician", conversation))
    asked = assistant.questions[-1]
    assert [(turn.speaker, turn.text) for turn in asked.history] == [("user", "too old?"), ("assistant", answer.text)]
    assert (asked.trial, asked.audience) == ("NCT07095075", "clinician")


@pytest.mark.parametrize("blank", ["", "   ", "\n\t "])
def test_a_blank_question_is_not_asked(answer: Answer, blank: str) -> None:
    assistant = Scripted(answer)
    assert [conversation for conversation, _ in converse(assistant, blank, None, "patient", ())] == [()]
    assert assistant.questions == []


def test_a_very_long_question_is_cut(answer: Answer) -> None:
    assistant = Scripted(answer)
    list(converse(assistant, "x" * 100_000, None, "patient", ()))
    assert len(assistant.questions[0].text) == LONGEST_QUESTION


def test_a_conversation_does_not_grow_without_end(answer: Answer) -> None:
    assistant, conversation = Scripted(answer), ()
    for _ in range(LONGEST_CONVERSATION + 5):
        *_, (conversation, _shown) = converse(assistant, "again", None, "patient", conversation)
    assert len(conversation) == LONGEST_CONVERSATION
    assert conversation[-1].n == LONGEST_CONVERSATION + 5


def test_an_error_is_shown_in_one_line_as_text(answer: Answer) -> None:
    *_, (conversation, shown) = converse(Broken(answer), "too old?", None, "patient", ())
    assert "&lt;NCT1&gt;: run `trialogue trials`." in shown
    assert 'role="alert"' in shown
    assert len(conversation) == 1


def test_a_taken_port_is_an_error_that_says_what_to_do() -> None:
    with listen(ServeSettings(port=0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(
            PortTaken, match=rf"127\.0\.0\.1:{port}: stop it, or choose another, as in `--port {port + 1}`"
        ):
            listen(ServeSettings(port=port))


@pytest.mark.parametrize(
    "settings", [ServeSettings(host="203.0.113.7"), ServeSettings(port=70_000)], ids=["address", "port"]
)
def test_an_address_that_cannot_be_used_is_an_error_that_says_what_to_do(settings: ServeSettings) -> None:
    with pytest.raises(AddressUnusable, match="--port"):
        listen(settings)


def test_the_password_is_not_in_the_settings_words() -> None:
    assert "secret" not in repr(ServeSettings(auth=("nurse", "secret")))


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:7"),
        ("0.0.0.0", "http://127.0.0.1:7"),  # noqa: S104
        ("::1", "http://[::1]:7"),
        ("::", "http://[::1]:7"),
    ],
)
def test_the_address_shown_can_be_opened(host: str, url: str) -> None:
    assert address(host, 7) == url


def _status(path: str, api: bool = False) -> int:
    """Knock at the door; 299 is the application behind it."""
    import asyncio

    sent: list[dict[str, object]] = []

    async def inner(scope: object, receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": 299, "headers": []})  # type: ignore[operator]

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    async def receive() -> dict[str, object]:
        return {"type": "http.request"}

    asyncio.run(Door(inner, api)({"type": "http", "path": path}, receive, send))  # type: ignore[arg-type]
    headers = dict(sent[0]["headers"])  # type: ignore[call-overload]
    assert b"connect-src 'self'" in headers[b"content-security-policy"]
    return int(str(sent[0]["status"]))


@pytest.mark.parametrize(
    "path", ["/", "/config", "/assets/index.js", "/gradio_api/queue/join", "/gradio_api/heartbeat/x"]
)
def test_the_door_lets_the_page_through(path: str) -> None:
    assert _status(path) == 299


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/upload",
        "/gradio_api/file=/etc/passwd",
        "/file=/etc/passwd",
        "/gradio_api/proxy=http://example.org",
        "/gradio_api/info",
        "/gradio_api/call/ask",
        "/gradio_api/run/predict",
        "/gradio_api/openapi.json",
        "/monitoring",
        "/docs",
        "/assets/../config.py",
        "/gradio_api/stream/x/y/0/playlist.m3u8",
    ],
)
def test_the_door_keeps_everything_else_out(path: str) -> None:
    assert _status(path) == 404


def test_the_api_is_open_only_when_asked_for() -> None:
    assert (_status("/gradio_api/call/ask", api=True), _status("/gradio_api/info", api=True)) == (299, 299)
    assert _status("/gradio_api/upload", api=True) == 404


def test_conversation_starts_empty_with_examples_for_the_audience(answer: Answer) -> None:
    from assistant.ui.talk import page

    nothing: Conversation = ()
    assert "Who can take part?" in page(nothing, "patient")
    assert "List the exclusion criteria" in page(nothing, "clinician")
