"""The physician's tab: what is pasted is understood, shown, corrected and judged."""

from __future__ import annotations

import gc
import json
from importlib.resources import files
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.facts import parse_facts, written_facts
from assistant.note import read_note
from ingest.sources import parse

pytest.importorskip("gradio")
from assistant.facts import UnusableFacts
from assistant.model import Reply
from assistant.ui.check_tab import Sheet, ask_words, judge_words, offered_words, overrule_words, understood_facts
from assistant.ui.form import Form, form_facts

NOTE = "34 F, SLE 3 y, ANA 1:640, dsDNA neg, failed MMF+CYC"


class OneRecord:
    model = None

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
    assert wanted in written_facts(understood_facts(pasted))


def judged(facts, trial="NCT07095075"):
    return judge_words(OneRecord(), trial, facts, Sheet())


def test_a_report_leads_each_criterion_to_its_place():
    shown, sheet = judged(written_facts(understood_facts(NOTE)))
    assert shown.count("data-at=") == 25
    assert "<h2>No blocker found, " in shown
    assert sheet.checked is not None


def test_what_cannot_be_read_is_said_and_never_run():
    shown, sheet = judged("age: 900")
    assert 'role="alert"' in shown
    assert sheet.checked is None
    assert "Choose a trial" in judged("age: 30", None)[0]
    assert "<script" not in judged("conditions: ['<script>alert(1)</script> SLE']")[0]


def test_an_overruling_changes_the_report_and_can_be_taken_back():
    _, sheet = judged("age: 75\nsex: female\nconditions: [SLE]")
    shown, overruled = overrule_words(OneRecord(), sheet, "I2", "yes", "the birth date is <b>wrong</b>")
    assert "<h2>No blocker found, " in shown
    assert "the birth date is &lt;b&gt;wrong&lt;/b&gt;" in shown
    assert "The check had said “blocks”" in shown
    again, back = overrule_words(OneRecord(), overruled, "I2", "", "")
    assert "<h2>Blocking criterion found" in again
    assert back.checked == sheet.checked


def test_a_second_overruling_of_a_criterion_takes_the_place_of_the_first():
    _, sheet = judged("age: 75\nconditions: [SLE]")
    _, sheet = overrule_words(OneRecord(), sheet, "I2", "yes", "first")
    _, sheet = overrule_words(OneRecord(), sheet, "I2", "no", "second")
    assert [one.reason for one in sheet.checked.overruled] == ["second"]
    assert sheet.checked.report.outcome == "blocked"


@pytest.mark.parametrize(
    ("criterion", "holds", "reason"),
    [("I2", "no", "  "), ("I99", "no", "why"), ("I2", "perhaps", "why")],
    ids=["no reason", "no such criterion", "no such answer"],
)
def test_an_overruling_that_cannot_be_is_said_and_changes_nothing(criterion, holds, reason):
    _, sheet = judged("age: 30\nconditions: [SLE]")
    shown, after = overrule_words(OneRecord(), sheet, criterion, holds, reason)
    assert 'role="alert"' in shown.split("<li", 1)[0] + shown.split("</header>")[1][:400]
    assert after.checked == sheet.checked


def test_overruling_says_nothing_of_which_cohort_applies():
    _, sheet = judged("age: 30")
    shown, _ = overrule_words(OneRecord(), sheet, "I1", "yes", "signed today")
    assert "<h2>Undetermined" in shown


def test_overruling_the_only_blocker_of_an_unplaced_patient_leaves_it_undetermined():
    _, sheet = judged("age: 75")
    shown, sheet = overrule_words(OneRecord(), sheet, "I2", "yes", "the year was mistyped")
    assert "<h2>Undetermined" in shown
    _, placed = judged("age: 75\nconditions: [SLE]")
    assert "<h2>No blocker found, " in overrule_words(OneRecord(), placed, "I2", "yes", "the year was mistyped")[0]


def test_the_facts_anew_are_judged_anew_without_the_overrulings_before():
    _, sheet = judged("age: 75\nconditions: [SLE]")
    _, sheet = overrule_words(OneRecord(), sheet, "I2", "yes", "why")
    shown, sheet = judge_words(OneRecord(), "NCT07095075", "age: 76\nconditions: [SLE]", sheet)
    assert "<h2>Blocking criterion found" in shown
    assert sheet.checked.overruled == ()


def test_an_empty_form_knows_nothing():
    assert form_facts(Form()) == parse_facts("{}")


def test_a_form_is_read_line_by_line():
    facts = form_facts(
        Form(
            age="34",
            sex="female",
            pregnant="no",
            consent="yes",
            conditions="- SLE since 2019\nfather has RA\nno diabetes\nQuibbler disease",
            absent="active infection",
            tests="ANA: 1:640\nHb 9.1 g/dL",
            scores="mRSS: 18",
            treatments="mycophenolate: failed\nrituximab: stopped\nno cyclophosphamide",
            transplants="kidney transplant 2015",
            never="CAR-T cell therapy",
        )
    )
    assert (facts.age, facts.sex, facts.pregnant, facts.breastfeeding, facts.consent) == (
        34,
        "female",
        False,
        None,
        True,
    )
    assert [(one.name, one.status) for one in facts.conditions] == [
        ("SLE", "active"),
        ("RA", "family"),
        ("diabetes", "absent"),
        ("Quibbler disease", "active"),
        ("active infection", "absent"),
    ]
    assert [(one.name, one.value, one.result) for one in facts.tests] == [
        ("ANA", None, "positive"),
        ("Hb", 9.1, None),
        ("mRSS", 18, None),
    ]
    assert [(one.name, one.status, one.outcome) for one in facts.treatments] == [
        ("mycophenolate", "given", "failed"),
        ("rituximab", "past", None),
        ("cyclophosphamide", "never", None),
        ("kidney transplant 2015", "given", None),
        ("CAR-T cell therapy", "never", None),
    ]
    assert parse_facts(written_facts(facts)) == facts


def test_no_transplant_at_all_clears_the_criterion_about_one():
    _, sheet = judged(written_facts(form_facts(Form(conditions="SLE", transplants="none"))))
    (one,) = [f for f in sheet.checked.report.findings if "organ transplantation" in f.criterion.slice.text]
    assert one.verdict == "clears"


def test_none_is_refused_where_it_could_mean_many_things():
    with pytest.raises(UnusableFacts, match="name what is absent"):
        form_facts(Form(conditions="none"))


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


_WORDS = st.text(max_size=40) | st.lists(
    st.sampled_from(["no", "none", "never", "SLE", "ANA", ":", "1:640", "failed", "2015", "-", "\n", "disease", "<b>"])
).map(" ".join)


@settings(deadline=None, max_examples=60)
@given(_WORDS, _WORDS, _WORDS)
def test_whatever_is_typed_is_read_back_the_same_or_refused_in_one_line(conditions, tests, treatments):
    try:
        facts = form_facts(Form(conditions=conditions, tests=tests, treatments=treatments, transplants=treatments))
    except UnusableFacts as error:
        refused = str(error)
    else:
        refused = ""
    if refused:
        assert "\n" not in refused
        return
    assert parse_facts(written_facts(facts)) == facts


GAMBLER = "34 F with SLE. She has an ongoing gambling addiction."


class WithModel(OneRecord):
    """A study whose criterion no rule reads, and a model that says what it is told."""

    def __init__(self, *replies, remote=False):
        self.model = SimpleNamespace(
            name="small <b>model</b>", provider="model.example", remote=remote, settings=SimpleNamespace(seconds=5),
            complete=lambda messages, seconds: Reply(replies[0]) if replies else 1 / 0,
        )  # fmt: skip

    def record(self, id):
        study = {
            "protocolSection": {
                "identificationModule": {"nctId": "NCT00000001", "briefTitle": "An invented study of lupus"},
                "eligibilityModule": {"eligibilityCriteria": "Exclusion Criteria:\n\n* Known gambling addiction\n"},
            }
        }
        return parse(json.dumps(study), "made.json")


def suggested_by(assistant, note=GAMBLER):
    facts = read_note(note)
    shown, sheet = judge_words(assistant, "NCT00000001", written_facts(facts), Sheet(facts.sentences))
    (waiting, _), (_, offer) = ask_words(assistant, sheet)
    return shown, waiting, sheet, offer


def test_a_model_is_asked_about_a_note_only_when_that_is_pressed_and_what_it_suggests_stays_open():
    reply = json.dumps({"holds": "yes", "quotes": ["She has an ongoing gambling addiction."]})
    model = WithModel(reply)
    first, waiting, sheet, offer = suggested_by(model)
    shown, sheet = offered_words(model, sheet, offer)
    assert "data-suggest" in first
    assert "small &lt;b&gt;model" in first
    assert "Suggested by a model" not in first
    assert "Asking the model" in waiting
    assert "Suggested by a model, confirm" in shown
    assert "Yes, it holds: blocks" in shown
    assert '<q lang="">She has an ongoing gambling addiction.</q>' in shown
    assert "Blocking criterion found" not in shown
    confirmed, _ = overrule_words(WithModel(), sheet, "E1", "yes", "Suggested by a model and confirmed")
    assert "Blocking criterion found" in confirmed
    assert "Suggested by a model, confirm" not in confirmed


def test_a_model_that_breaks_leaves_the_report_and_says_so_without_a_word_of_the_note(caplog):
    first, _, sheet, offer = suggested_by(WithModel())
    shown, _ = offered_words(WithModel(), sheet, offer)
    assert "could not be asked" in shown
    assert "gambling" not in caplog.text
    assert first.count('<li class="finding') == shown.count('<li class="finding')


def test_where_the_note_goes_is_said_beside_the_button():
    assert "another machine (model.example)" in suggested_by(WithModel(remote=True))[0]
    assert "on the machine that serves this page" in suggested_by(WithModel())[0]


def test_a_suggestion_never_brings_back_a_report_that_was_made_anew_or_forgotten_since():
    reply = json.dumps({"holds": "yes", "quotes": ["She has an ongoing gambling addiction."]})
    model = WithModel(reply)
    _, _, sheet, offer = suggested_by(model)
    assert offered_words(model, sheet, offer) is not None
    _, other = judge_words(model, "NCT00000001", "age: 40", sheet)
    assert offered_words(model, other, offer) is None
    assert offered_words(model, Sheet(), offer) is None
    assert offered_words(model, sheet, None) is None
    _, ruled = overrule_words(model, sheet, "E1", "no", "asked again")
    shown, after = offered_words(model, ruled, offer)
    assert after.checked.overruled == ruled.checked.overruled
    assert "asked again" in shown
