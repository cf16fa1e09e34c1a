"""Ways of asking for a part of what a record tells: a kind of dose, one session, a group's size, one sample, a comparator."""

from __future__ import annotations

import json

import pytest

from assistant.question import Question
from assistant.route import _longest_cue
from assistant.topics import TOPICS, Resolution, ledger
from assistant.topics.premise import premises
from assistant.understand import understand
from ingest.doses import doses
from ingest.record import Slice, Span, TrialRecord
from ingest.sources import parse

SUMMARY = (
    "Dosing will begin at 2 mg of zorvex. The maintenance dose is 20 mg once a month for a year. "
    "Each class was ninety minutes long and patients attended classes every week. "
    "50 healthy infants will be recruited. 70 infants with colic will be recruited. "
    "Subjects are randomised in a 2:1 ratio to zorvex or a dummy. "
    "Blood samples will be taken from the arm. A nasal biopsy is taken at the end. "
    "The U.S. Bureau of Rivers has approved the boats."
)


@pytest.fixture
def record() -> TrialRecord:
    return study(SUMMARY)


def study(summary: str, **design: object) -> TrialRecord:
    """An invented registry study."""
    protocol = {
        "identificationModule": {"nctId": "NCT99990077", "briefTitle": "Zorvex for Colic"},
        "statusModule": {"overallStatus": "NO_LONGER_AVAILABLE"},
        "descriptionModule": {"briefSummary": summary},
        "designModule": {
            "studyType": "INTERVENTIONAL",
            "designInfo": {"allocation": "RANDOMIZED"},
            "enrollmentInfo": {"count": 120, "type": "ACTUAL"},
        },
        "armsInterventionsModule": {
            "armGroups": [
                {"label": "Zorvex low", "description": "Zorvex 2 mg s.c every 4 weeks"},
                {"label": "Zorvex high", "description": "Zorvex 20 mg s.c every 4 weeks"},
            ],
            "interventions": [{"type": "DRUG", "name": "Zorvex"}],
        },
        "outcomesModule": {
            "primaryOutcomes": [
                {"measure": "Crying", "timeFrame": "up to 30 minutes"},
                {"measure": "Sleep", "timeFrame": "until three days after the start"},
            ]
        },
        "eligibilityModule": {"eligibilityCriteria": "Inclusion Criteria:\n\n* Colic", "maximumAge": "12 Months"},
        **design,
    }
    return parse(json.dumps({"protocolSection": protocol}), "NCT99990077.json")


def ask(topic: str, question: str, record: TrialRecord) -> Resolution:
    return TOPICS[topic].resolve(record, understand(question, record))


def quoted(topic: str, question: str, record: TrialRecord) -> str:
    return " | ".join(s.text for s in ask(topic, question, record).slices())


@pytest.mark.parametrize(
    ("question", "held", "left"),
    [
        ("what dose do they begin with?", "begin at 2 mg", "maintenance"),
        ("what is the maintenance dose?", "maintenance dose is 20 mg", "begin"),
        ("¿cuál es la dosis inicial?", "begin at 2 mg", "maintenance"),
        ("what was the highest dose?", "20 mg", "begin at 2 mg"),
    ],
)
def test_a_dose_with_a_name_of_its_own_is_told_alone(question, held, left, record):
    said = quoted("dose", question, record)
    assert held in said
    assert left not in said


def test_how_long_one_class_takes_is_told_in_minutes_and_no_follow_up(record):
    assert quoted("schedule", "how long is each class?", record) == (
        "Each class was ninety minutes long and patients attended classes every week."
    )
    for question in ("how long is each class?", "¿cuánto duraban las clases?", "每次多长时间?"):
        assert _longest_cue("schedule", question)


def test_healthy_infants_are_participants_that_are_counted(record):
    question = "how many healthy infants will be recruited?"
    assert quoted("enrolment_by_group", question, record) == "50 healthy infants will be recruited."
    assert "healthy_volunteers" in ledger()["enrolment_by_group"].beats
    both = quoted("enrolment_by_group", "how many healthy babies vs babies with colic are they after?", record)
    assert "50 healthy" in both
    assert "70 infants" in both


def test_where_no_group_is_counted_the_one_number_is_given_and_that_is_said(record):
    found = ask("enrolment_by_group", "how many nurses are in each group?", study("A study of zorvex."))
    assert found.missing == ("enrolment_by_group",)
    assert next(s.text for s in found.slices()) == "120"


def test_children_in_a_trial_for_children_alone_are_all_who_took_part():
    found = ask("enrolment_by_group", "how many children took part?", study("A study of zorvex."))
    assert found.kind == "stated"


@pytest.mark.parametrize(
    ("question", "held", "left"),
    [
        ("where do they take the blood from?", "Blood samples", "biopsy"),
        ("will they cut a piece of tissue from his nose?", "nasal biopsy", "Blood"),
    ],
)
def test_the_sample_that_is_asked_about_is_told_alone(question, held, left, record):
    said = quoted("samples", question, record)
    assert held in said
    assert left not in said


def test_a_ratio_is_quoted_where_it_is_asked_for(record):
    assert "2:1" in quoted("allocation", "what is the randomisation ratio?", record)
    assert "2:1" not in quoted("allocation", "is it randomised?", record)


def test_a_time_in_words_is_longer_than_minutes_in_digits(record):
    assert "three days" in quoted("follow_up", "is there a long follow-up?", study("A study of zorvex."))


def test_a_stop_within_an_abbreviation_ends_no_dose():
    whole = Slice("Zorvex 20 mg s.c every 4 weeks. Rest.", Span("/x", 0, 37), "Arms")
    assert doses(whole)[0].slice.text.strip() == "Zorvex 20 mg s.c every 4 weeks."


def test_a_comparator_that_the_trial_does_not_have_is_met(record):
    question = "why does the trial compare zorvex with aspirin?"
    assert [p.topic for p in premises(Question(question, record.id, "patient"), "en", record)] == ["arms"]
    fine = "why does the trial compare zorvex with a dummy?"
    assert not premises(Question(fine, record.id, "patient"), "en", record)


@pytest.mark.parametrize(
    ("topic", "question"),
    [
        ("status", "can I still get zorvex through this?"),
        ("intervention", "which biologic would they give me?"),
        ("enrolment", "how many did they actually enrol?"),
        ("assignment", "how were the two groups assigned?"),
        ("treatment_duration", "how long are the injections given for?"),
        ("route", "is it put in by drip or is it a jab?"),
        ("arms", "两组治疗有什么不同?"),
        ("sponsor", "who ran it?"),
    ],
)
def test_a_general_way_of_speaking_gives_its_topic_away(topic, question):
    words = ledger()[topic]
    assert _longest_cue(topic, question)
    assert not (words.never and words.never.search(question))


def test_what_happens_if_something_comes_about_is_no_question_for_the_course_of_the_study():
    never = ledger()["procedures"].never
    assert never is not None
    assert never.search("what happens if the pain stays?")
    assert not never.search("what happens in the study?")


@pytest.mark.parametrize(
    ("question", "topic", "gives_way"),
    [
        ("subjects starting, by arm", "participant_flow", "enrolment_by_group"),
        ("how did the groups do on the main measure", "outcome_results", "primary_outcomes"),
        ("primary endpoint: data please", "outcome_results", "primary_outcomes"),
        ("how many had something seriously bad happen to them?", "serious_events", "arms"),
    ],
)
def test_figures_are_asked_of_the_tables_and_not_of_the_plan(question, topic, gives_way):
    assert _longest_cue(topic, question)
    assert gives_way in ledger()[topic].beats or not _longest_cue(gives_way, question)


def test_a_trial_that_is_open_to_accrual_is_asked_for_its_status():
    assert _longest_cue("status", "Open to accrual?")
    assert ledger()["enrolment"].never.search("Open to accrual?")
