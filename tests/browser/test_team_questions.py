"""The button that makes the page of questions for the study team from what the record left open."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest

from assistant.questions import MOST, SheetLanguage, TeamQuestion, sheet_of
from assistant.questions.page import page as written
from assistant.topics import ledger
from ingest.record import TrialRecord


def ask(page: Any, question: str) -> None:
    before = page.locator(".reply").count()
    box = page.locator("#question textarea, #question input").first
    box.fill(question)
    box.press("Enter")
    page.locator(".reply").nth(before).wait_for()


def test_what_the_record_left_open_becomes_a_page_to_print_that_the_browser_holds(serve: Any, visit: Any) -> None:
    served = serve()
    page = visit(served.url)
    ask(page, "is there a phone number?")
    ask(page, "am i too old at 74?")
    page.locator("#team").click()
    panel = page.locator("#sheet .sheet")
    panel.wait_for()
    assert panel.locator("li").all_inner_texts() == ["Which phone number can I call?"]
    saved = base64.b64decode(page.locator("#sheet-file").get_attribute("href").split(",")[1]).decode()
    assert "Which phone number can I call?" in saved
    assert "NCT07095075" in saved
    assert "<script" not in saved
    assert not page.failures
    assert all(one.startswith((served.url, "data:", "blob:")) for one in page.asked_for)


def test_a_conversation_that_left_nothing_open_says_so_and_the_next_question_takes_the_page_away(
    serve: Any, visit: Any
) -> None:
    page = visit(serve().url)
    page.locator("#team").click()
    page.locator("#sheet .none").wait_for()
    ask(page, "is there a phone number?")
    page.locator("#sheet .sheet").wait_for(state="detached")
    page.locator("#team").click()
    page.locator("#sheet li").wait_for()
    page.locator("#clear").click()
    page.locator("#sheet .sheet").wait_for(state="detached")


@pytest.mark.parametrize("languages", [("en",), ("zh", "en"), ("es", "en")])
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_fullest_page_is_one_sheet_of_paper(
    browser: Any, record: TrialRecord, languages: tuple[SheetLanguage, ...], paper: str
) -> None:
    # The longest questions there are, as many as a page holds.
    topics = sorted(ledger(), key=lambda topic: -len(TeamQuestion(topic).text(languages[0])))[:MOST]
    sheet = sheet_of(record, [TeamQuestion(topic) for topic in topics])
    context = browser.new_context()
    page = context.new_page()
    page.set_content(written(sheet, languages))
    printed = page.pdf(format=paper, prefer_css_page_size=False)
    context.close()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
