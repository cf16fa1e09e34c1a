"""The chat with a language model: who sees a question, what is shown while it writes, and how little its failures matter."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest

from assistant.model import open_model
from assistant.settings import ModelSettings
from ingest.record import TrialRecord
from ingest.sources import parse

_speaker = run_path(str(Path(__file__).parents[1] / "speaker.py"))
speaking, say, fail = _speaker["speaking"], _speaker["say"], _speaker["fail"]

AGE = "im 74 is that too old for this?"
PLAIN = "74 is above the upper age limit in this record."


def opened(speaker: Any, **settings: Any) -> Any:
    return open_model(ModelSettings(name=f"{speaker.url}#small-model", **{"retries": 0, **settings}))


def typed(page: Any, question: str) -> None:
    box = page.locator("#question textarea, #question input").first
    box.fill(question)
    box.press("Enter")


def held() -> tuple[Any, threading.Event]:
    """A reply that stops after its first sentence until it is let go."""
    go = threading.Event()

    def script(exchange: Any) -> None:
        exchange.head()
        exchange.piece("At 74 you are above its upper limit.\n")
        go.wait(60)
        exchange.piece("It takes people up to 70.\n")
        exchange.piece("", "stop")
        exchange.end()

    return script, go


@pytest.mark.parametrize("width", [1280, 390])
def test_sentences_appear_as_they_pass_and_who_sees_the_question_is_said(
    serve: Any, visit: Any, tmp_path: Path, width: int
) -> None:
    script, go = held()
    with speaking(script) as speaker:
        page = visit(serve(model=opened(speaker)).url, width=width)
        sees = page.locator(".sees")
        assert "small-model" in sees.inner_text()
        assert "on the machine that serves this page" in sees.inner_text()
        typed(page, AGE)
        first = page.locator(".turn.pending .under-way", has_text="At 74 you are above its upper limit.")
        first.wait_for()
        assert "Writing" in page.locator(".turn.pending .stages .now").inner_text()
        assert page.locator(".reply").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        go.set()
        reply = page.locator(".reply")
        reply.wait_for()
    assert "It takes people up to 70." in reply.inner_text()
    assert "Worded by a language model" in reply.inner_text()
    assert page.failures == []


def test_the_records_words_are_shown_while_the_model_has_not_said_anything(serve: Any, visit: Any) -> None:
    go = threading.Event()

    def script(exchange: Any) -> None:
        exchange.head()
        go.wait(60)

    with speaking(script) as speaker:
        page = visit(serve(model=opened(speaker)).url)
        typed(page, AGE)
        page.locator(".turn.pending .under-way blockquote", has_text="Aged 18 to 70 years").wait_for()
        go.set()
        page.locator(".reply", has_text=PLAIN).wait_for()


def test_stop_gives_the_answer_without_the_model_and_lets_the_model_go(serve: Any, visit: Any) -> None:
    go = threading.Event()

    def script(exchange: Any) -> None:
        exchange.head()
        exchange.piece("At 74 you are above its upper limit.\n")
        while not go.wait(0.05):
            exchange.piece(" ")

    with speaking(script, say("Never asked.\n")) as speaker:
        page = visit(serve(model=opened(speaker, seconds=300)).url)
        assert not page.locator("#stop").is_visible()
        typed(page, AGE)
        page.locator(".turn.pending .under-way p").wait_for()
        assert not page.locator("#send").is_visible()
        page.locator("#stop").click()
        reply = page.locator(".reply")
        reply.wait_for()
        assert PLAIN in reply.inner_text()
        assert "At 74 you are above" not in page.locator("#conversation").inner_text()
        assert "language model" not in reply.inner_text()
        assert speaker.gone.wait(60)
        go.set()
        assert page.locator("#send").is_visible()
        assert not page.locator("#stop").is_visible()


@pytest.mark.parametrize(
    "script",
    [fail(500), fail(429, Retry_After="600"), say(""), say("<script>window.hacked = 1</script>\n" * 3)],
    ids=["down", "limited", "silent", "html"],
)
def test_a_model_that_fails_or_writes_markup_frightens_nobody(serve: Any, visit: Any, script: Any) -> None:
    with speaking(script) as speaker:
        page = visit(serve(model=opened(speaker)).url)
        typed(page, AGE)
        reply = page.locator(".reply")
        reply.wait_for()
    assert "failed" not in (reply.get_attribute("class") or "")
    assert page.locator("[role='alert']").count() == 0
    assert reply.locator("blockquote").first.inner_text() == "Aged 18 to 70 years"
    assert page.evaluate("window.hacked") is None


def test_nothing_of_a_question_is_kept_in_the_browser(serve: Any, visit: Any) -> None:
    with speaking(say("At 74 you are above its upper limit.\n")) as speaker:
        page = visit(serve(model=opened(speaker)).url)
        typed(page, AGE)
        page.locator(".reply").wait_for()
        kept = page.evaluate(
            "async () => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href,"
            " (await indexedDB.databases()).map(one => one.name), await caches.keys()])"
        )
        assert "74" not in kept
        assert "small-model" not in kept
        assert all(url.startswith((page.url.rstrip("/"), "data:", "blob:")) for url in page.asked_for)


def test_without_a_model_nothing_is_said_of_one_and_nothing_can_be_stopped(serve: Any, visit: Any) -> None:
    page = visit(serve().url)
    assert page.locator(".sees").count() == 0
    assert page.locator("#stop").count() == 0
    typed(page, AGE)
    page.locator(".reply", has_text=PLAIN).wait_for()
    assert "language model" not in page.locator("body").inner_text()


def test_a_model_elsewhere_is_named_with_where_it_is(serve: Any, visit: Any) -> None:
    pytest.importorskip("presidio_analyzer", reason="not installed: pip install 'trialogue[openai]'")
    model = open_model(ModelSettings(name="https://model.example/v1#big-model"))
    page = visit(serve(model=model).url)
    said = page.locator(".sees").inner_text()
    assert "big-model" in said
    assert "on another machine (model.example)" in said
    assert "hidden first" in said


GAMBLER = "34 F with SLE. She has an ongoing gambling addiction."


def study() -> TrialRecord:
    given = {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT00000001", "briefTitle": "An invented study of lupus"},
            "eligibilityModule": {"eligibilityCriteria": "Exclusion Criteria:\n\n* Known gambling addiction\n"},
        }
    }
    return parse(json.dumps(given), "made.json")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_suggestion_on_a_note_is_asked_for_shown_as_one_and_confirmed(serve: Any, visit: Any, width: int) -> None:
    said = json.dumps({"holds": "yes", "quotes": ["She has an ongoing gambling addiction."]})
    with speaking(say(said)) as speaker:
        page = visit(serve(study(), model=opened(speaker)).url, width=width)
        page.get_by_role("tab", name="Check a patient").click()
        page.locator("#note textarea").fill(GAMBLER)
        page.locator("#read-note").click()
        page.wait_for_function("document.querySelector('#facts textarea').value.includes('SLE')")
        page.locator("#judge").click()
        page.locator("[data-suggest]").wait_for()
        assert speaker.asked == []
        assert "on the machine that serves this page" in page.locator(".asks-model").inner_text()
        page.locator("[data-suggest]").click()
        finding = page.locator("#finding-E1")
        finding.locator(".suggested").wait_for()
        assert "Suggested by a model, confirm" in finding.inner_text()
        assert "She has an ongoing gambling addiction." in finding.locator("q").first.inner_text()
        assert finding.locator(".chip").inner_text() == "Open"
        assert "Blocking" not in page.locator("#outcome h2").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        finding.get_by_role("button", name="Confirm E1").click()
        page.locator("#outcome h2", has_text="Blocking criterion found").wait_for()
        assert page.locator("#finding-E1 .suggested").count() == 0
        assert "confirmed" in page.locator("#finding-E1 .clinician").inner_text()
    assert page.failures == []
