"""What a question takes for granted is met with the record's own value, and nothing else sets it off."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.language import detect
from assistant.question import Question
from assistant.topics.asserted import asserted
from assistant.topics.premise import premises
from ingest.record import TrialRecord
from ingest.sources import parse

SAMPLE = Path(__file__).parents[2] / "ingest" / "samples" / "NCT07095075.medpath.txt"


def study(**modules: object) -> TrialRecord:
    """An invented registry study; `modules` replace whole modules of it."""
    protocol = {
        "identificationModule": {"nctId": "NCT99990001", "briefTitle": "Zorvex for Sore Knees"},
        "statusModule": {"overallStatus": "RECRUITING", "startDateStruct": {"date": "2021-03-01", "type": "ACTUAL"}},
        "sponsorCollaboratorsModule": {"leadSponsor": {"name": "Meadow University", "class": "OTHER"}},
        "descriptionModule": {"briefSummary": "A study of zorvex tablets of 50 mg in sore knees."},
        "conditionsModule": {"conditions": ["Knee Pain"]},
        "designModule": {
            "studyType": "INTERVENTIONAL",
            "phases": ["PHASE2"],
            "designInfo": {"allocation": "RANDOMIZED", "maskingInfo": {"masking": "DOUBLE"}},
            "enrollmentInfo": {"count": 120, "type": "ESTIMATED"},
        },
        "armsInterventionsModule": {
            "armGroups": [
                {"label": "Zorvex", "type": "EXPERIMENTAL", "description": "50 mg once a day"},
                {"label": "Placebo", "type": "PLACEBO_COMPARATOR"},
            ],
            "interventions": [{"type": "DRUG", "name": "Zorvex"}],
        },
        "eligibilityModule": {
            "sex": "ALL",
            "minimumAge": "18 Years",
            "maximumAge": "75 Years",
            "healthyVolunteers": False,
        },
        "contactsLocationsModule": {
            "locations": [
                {"facility": "Hill Hospital", "city": "Leeds", "country": "United Kingdom"},
                {"facility": "Lake Clinic", "city": "York", "country": "United Kingdom"},
            ]
        },
        **modules,
    }
    return parse(json.dumps({"protocolSection": protocol, "hasResults": False}), "study.json")


def met(text: str, record: TrialRecord) -> dict[str, str]:
    return {one.topic: one.verdict for one in premises(Question(text), detect(text), record)}


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("since 200 people have already been treated, is it safe?", "enrolment"),
        ("since 120 people have already been treated, is it safe?", "enrolment"),
        ("with 300 patients in the study, what are my odds?", "enrolment"),
        ("the 12 sites, are they all near a train station?", "site_count"),
        ("what does each of the three groups get", "arms"),
        ("In this phase 3 trial, who pays?", "phase"),
        ("as it's an open-label study, will I know what I get?", "masking"),
        ("given that it's open to children, can my son come along?", "age"),
        ("since it takes people up to 90, my gran can join, right?", "age"),
        ("since it's only for women, can my brother help?", "sex"),
        ("the trial is already finished, right?", "status"),
        ("as it started in 2019, when do the results come out?", "start_date"),
        ("because it's funded by Novartis, can I trust it?", "sponsor"),
        ("now that the results are positive, when can I get it?", "results"),
        ("since the dose is 250 mg, how often do I take it", "dose"),
        ("听说已经有300名患者参加了，效果好吗？", "enrolment"),
        ("既然是三期试验，安全吗？", "phase"),
        ("leí que hay 20 hospitales, ¿cuál está más cerca?", "site_count"),
        ("ya que es un ensayo abierto, ¿sabré qué me dan?", "masking"),
    ],
)
def test_a_premise_that_the_record_contradicts_is_met_with_the_record_s_value(text: str, topic: str) -> None:
    record = study()
    found = next(one for one in premises(Question(text), detect(text), record) if one.topic == topic)
    assert found.verdict == "differs"
    assert any(point.slices() for point in found.points)
    assert found.said in text


@pytest.mark.parametrize(
    "text",
    [
        "since 120 people take part, what are my odds?",
        "the 2 sites, are they near a train station?",
        "how do the two groups differ",
        "In this phase 2 trial, who pays?",
        "because it's randomised, could I get nothing?",
        "since it's double-blind, will I know what I get?",
        "since it takes people up to 75, can my aunt join?",
        "as it's already recruiting, whom do I call?",
        "as it started in 2021, when does it end?",
        "since the dose is 50 mg, how often do I take it",
    ],
)
def test_a_premise_that_the_record_bears_out_is_left_alone(text: str) -> None:
    assert met(text, study()) == {}


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("as it's already approved, can my doctor prescribe it?", "approval"),
        ("So it's free, right?", "cost"),
        ("since they pay 500 dollars a visit, when do I get the money?", "compensation"),
    ],
)
def test_a_premise_that_no_field_carries_is_said_not_to_be_there(text: str, topic: str) -> None:
    assert met(text, study()) == {topic: "unsaid"}


def test_a_count_is_not_said_of_a_record_that_lists_nothing() -> None:
    bare = replace(study(), sites=(), arms=())
    assert met("the 12 sites, are they near a train station?", bare) == {"site_count": "unsaid"}
    assert met("how do the two groups differ", bare) == {"arms": "unsaid"}


@pytest.mark.parametrize(
    "text",
    [
        "is it randomised?",
        "is this a phase 3 trial?",
        "Is it double-blind or open label?",
        "how many sites are there",
        "can 12 people from our club join?",
        "how long since my last chemo before I may join",
        "as soon as I turn 80, am I out?",
        "since I have had 3 heart attacks, can I join?",
        "as a 74 year old, could I take part?",
        "I am 80, is it open to me?",
        "does it take children?",
        "are the results out?",
        "if it's randomised, may I choose?",
        "es aleatorizado o no",
        "是随机分组吗",
        "这个试验是三期吗",
        "is the dose 250 mg?",
        "was it started in 2019?",
    ],
)
def test_an_ordinary_question_has_no_premise(text: str) -> None:
    assert met(text, study()) == {}


def test_only_what_is_asserted_is_found_and_in_the_asker_s_words() -> None:
    assert asserted("since it's randomised, could I get “nothing”?") == ("it's randomised",)
    assert asserted("could I get nothing?") == ()
    assert all("“" not in part for part in asserted("I read that it is a “miracle” cure, is it?"))


def test_the_bundled_record_s_planned_number_is_no_number_of_people_treated() -> None:
    record = parse(SAMPLE.read_text("utf-8"), SAMPLE.name)
    assert met("since 36 people have already been treated, is it safe?", record) == {"enrolment": "differs"}
    assert met("as its already recruiting, can i walk in tomorrow?", record) == {"status": "differs"}
    assert met("In this phase 3 trial, what is the comparator?", record) == {"phase": "differs"}


def test_a_denied_premise_is_turned_round():
    record = study(
        designModule={
            "studyType": "INTERVENTIONAL",
            "designInfo": {"allocation": "NON_RANDOMIZED", "maskingInfo": {"masking": "NONE"}},
        }
    )
    asked = "Since the study is not randomized, how do I choose?"
    assert met(asked, record) == {}
    assert met(asked, study()) == {"allocation": "differs"}


@pytest.mark.parametrize(
    "asked", ["Since 23 people took zorvex, which did better?", "Since 40 people in the trial got a fever, is it safe?"]
)
def test_a_number_of_those_to_whom_something_happened_is_not_the_number_who_take_part(asked):
    assert "enrolment" not in met(asked, study())


def test_a_number_of_those_who_take_part_is_met_with_the_records_own():
    assert met("Since 300 people are taking part, is it full?", study()) == {"enrolment": "differs"}
