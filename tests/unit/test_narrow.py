"""A list is narrowed to the lines a question is about, and shown whole where it is asked for whole."""

import json

import pytest

from assistant.topics import TOPICS
from assistant.understand import understand
from ingest.record import Slice, TrialRecord
from ingest.sources import parse


def quotes(record: TrialRecord, topic: str, question: str) -> list[str]:
    found = TOPICS[topic].resolve(record, understand(question, record))
    return [
        s.text
        for point in found.points
        for v in point.slots.values()
        if isinstance(v, tuple)
        for s in v
        if isinstance(s, Slice)
    ]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("criteria year for IIM vs SjS?", ["Meets 2017 EULAR/ACR", "Meets the 2016 ACR/EULAR"]),
        ("SLE serology criterion?", ["At screening, antinuclear antibody"]),
        ("serology for SjS and IIM", ["Positive test for myositis", "Positive test for anti-SSA"]),
        ("那个血清抗体标准，SLE组", ["At screening, antinuclear antibody"]),
    ],
)
def test_a_groups_criteria_are_narrowed_to_the_kind_of_line_that_is_asked(bundled, question, expected):
    found = quotes(bundled, "cohort_criteria", question)
    assert len(found) == len(expected)
    assert all(any(text.startswith(start) for text in found) for start in expected)


def test_two_groups_are_told_side_by_side_without_everybodys_list(bundled):
    found = quotes(bundled, "cohort_criteria", "IIM criteria versus SjS criteria")
    assert len(found) == 6
    assert not any("informed consent" in text for text in found)


@pytest.mark.parametrize(
    "question",
    [
        "SLE cohort inclusion criteria?",
        "inclusion for ANCA vasculitis please",
        "what are the criteria for the lupus group",
    ],
)
def test_a_groups_list_that_is_asked_for_is_shown_whole(bundled, question):
    assert (
        len([t for t in quotes(bundled, "inclusion_criteria", question) if "SLE" in t or "AAV" in t or "anti-" in t])
        >= 3
    )


def test_a_disease_of_a_groups_kind_is_answered_with_that_group_alone(bundled):
    found = quotes(bundled, "cohort_criteria", "My daughter is 16 with juvenile dermatomyositis. Can she join?")
    assert found
    assert not any(word in text for text in found for word in ("SLE", "AAV", "SSc", "SjS"))


def test_an_exclusion_that_is_asked_about_stands_alone(bundled):
    assert quotes(bundled, "exclusion_criteria", "Which exclusion is about cell therapy?") == [
        "Have received autologous cell therapy of any target before."
    ]


def test_the_exclusions_are_shown_whole_when_they_are_asked_for(bundled):
    assert len(quotes(bundled, "exclusion_criteria", "what are the exclusion criteria?")) == 6


def outcomes(record: TrialRecord, question: str) -> list[str]:
    found = TOPICS["outcomes"].resolve(record, understand(question, record))
    return [o.measure.text for o in record.outcomes if o.measure in found.slices()]


def test_outcomes_are_narrowed_to_a_kind_or_a_group(bundled):
    assert outcomes(bundled, "PK endpoints?") == ["Tmax", "Cmax", "AUC"]
    assert outcomes(bundled, "¿variables farmacocinéticas?") == ["Tmax", "Cmax", "AUC"]
    assert outcomes(bundled, "outcome for AAV?") == [
        "AAV disease activity: Birmingham vasculitis activity score (BVAS)"
    ]


def test_outcomes_are_shown_whole_when_they_are_asked_for(bundled):
    assert len(outcomes(bundled, "what are the outcomes?")) == len(bundled.outcomes)


def test_outcomes_are_narrowed_to_the_words_they_share_with_the_question():
    measures = ["Change in walking speed", "Sleep quality", "Number of falls", "Body weight", "Grip strength"]
    protocol = {
        "identificationModule": {"nctId": "NCT01234567", "briefTitle": "Tea for Colds"},
        "outcomesModule": {"primaryOutcomes": [{"measure": m, "timeFrame": "12 weeks"} for m in measures]},
    }
    record = parse(json.dumps({"protocolSection": protocol}), "study")
    assert outcomes(record, "any endpoint on walking?") == ["Change in walking speed"]


def test_two_dose_levels_are_compared_only_in_the_same_unit(bundled):
    found = TOPICS["dose"].resolve(bundled, understand("DL4 vs DL1, how many times?", bundled))
    assert [p.say for p in found.points] == ["dose.level", "dose.level", "dose.times"]
    assert str(found.points[-1].slots["times"]) == "12"
