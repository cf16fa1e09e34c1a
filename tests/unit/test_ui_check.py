"""The physician's tab: what is pasted is understood, shown, corrected and judged."""

from __future__ import annotations

import gc
from importlib.resources import files

import pytest

from assistant.facts import parse_facts, written_facts
from assistant.note import read_note
from ingest.sources import parse

pytest.importorskip("gradio")
from assistant.ui.check_tab import judge_words, understood_words

NOTE = "34 F, SLE 3 y, ANA 1:640, dsDNA neg, failed MMF+CYC"


class OneRecord:
    def trials(self):
        return ()

    def ask(self, question):
        raise NotImplementedError

    def record(self, id):
        return parse(files("ingest").joinpath("samples/NCT07095075.medpath.txt").read_text(encoding="utf-8"), id)


def test_what_was_understood_is_read_back_the_same():
    facts = read_note(NOTE)
    assert parse_facts(written_facts(facts)) == facts.model_copy(update={"sentences": ()})


@pytest.mark.parametrize(
    ("pasted", "wanted"),
    [
        (NOTE, "SLE"),
        ("Impression: SLE with nephritis in a 30-year-old woman.", "SLE"),
        ("age: 30\nsex: F\nconditions: [SLE]", "SLE"),
        (
            '{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Patient", "id": "p", "gender": "male"}}]}',
            "male",
        ),
    ],
    ids=["note", "note with a colon", "facts", "bundle"],
)
def test_a_note_facts_or_a_bundle_are_told_apart(pasted, wanted):
    assert wanted in understood_words(pasted)


def test_a_report_leads_each_criterion_to_its_place():
    shown = judge_words(OneRecord(), "NCT07095075", understood_words(NOTE))
    assert shown.count('class="show"') == 25
    assert "No blocker found" in shown


def test_what_cannot_be_read_is_said_and_never_run():
    assert 'role="alert"' in judge_words(OneRecord(), "NCT07095075", "age: 900")
    assert "Choose a trial" in judge_words(OneRecord(), None, "age: 30")
    assert "<script" not in judge_words(OneRecord(), "NCT07095075", "conditions: ['<script>alert(1)</script> SLE']")


# The framework leaves an event loop of its own unclosed when a page is built outside its server.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_tab_is_laid_out_and_no_event_can_be_called_by_name():
    import gradio as gr

    from assistant.ui.check_tab import check_tab

    with gr.Blocks(analytics_enabled=False) as blocks:
        check_tab(OneRecord(), gr.Dropdown(["NCT07095075"]))
    assert {event.api_visibility for event in blocks.fns.values()} == {"private"}
    del blocks
    gc.collect()
