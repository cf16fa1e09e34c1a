"""Eligibility text becomes criteria with kind, cohort, heading and number."""

import pytest

from ingest.criteria import split_criteria
from ingest.record import Criterion, Slice, Span


def split(text: str, known: tuple[str, ...] = ()) -> tuple[Criterion, ...]:
    criteria = split_criteria(Slice(text, Span("", 0, len(text)), "Eligibility"), known)
    for one in criteria:
        assert text[one.slice.span.start : one.slice.span.end] == one.slice.text
    return criteria


def shape(criteria: tuple[Criterion, ...]) -> list[tuple[str, str | None, str]]:
    return [(c.id, c.cohort, c.slice.text) for c in criteria]


@pytest.mark.parametrize("mark", ["* ", "1. ", "- ", "• ", "1) ", "(1) ", "1\\. ", "a. ", ""])
def test_every_bullet_style_is_one_criterion(mark):
    found = split(f"Inclusion Criteria:\n\n{mark}Age over 18\n\nExclusion Criteria:\n\n{mark}Pregnant")
    assert shape(found) == [("I1", None, "Age over 18"), ("E1", None, "Pregnant")]


def test_a_bare_decimal_begins_no_bullet():
    found = split("Inclusion Criteria:\n* Ratio of at least\n  18.5 kg per square metre")
    assert [c.slice.text for c in found] == ["Ratio of at least\n  18.5 kg per square metre"]


def test_a_short_heading_that_names_a_group_is_a_cohort_and_no_criterion():
    found = split(
        "Inclusion Criteria\n1. Consent\n\nCohort A:\n\n* Asthma\n\nHealthy controls:\n\n* No asthma\nExclusion Criteria\n1. Pregnant"
    )
    assert shape(found) == [
        ("I1", None, "Consent"),
        ("I2", "Cohort A", "Asthma"),
        ("I3", "Healthy controls", "No asthma"),
        ("E1", None, "Pregnant"),
    ]


def test_a_heading_that_names_a_subject_is_context_only():
    found = split("Inclusion Criteria:\n\nPrior therapy:\n\n* No chemotherapy")
    assert [(c.cohort, c.heading, c.slice.section) for c in found] == [
        (None, "Prior therapy", "Inclusion criteria > Prior therapy > 1")
    ]


@pytest.mark.parametrize(
    "words", ["All patients:", "Each cohort:", "By cohort:", "Patients must have:", "Subjects:", "AGE:"]
)
def test_words_for_everyone_make_no_cohort(words):
    assert split(f"Inclusion Criteria:\n\n{words}\n\n* Asthma")[0].cohort is None


def test_a_known_disease_as_heading_is_a_cohort():
    assert split("Inclusion Criteria:\n\nsevere asthma:\n\n* Wheezing", ("Severe Asthma",))[0].cohort == "severe asthma"


def test_a_heading_fused_to_the_end_of_a_bullet_opens_the_next_cohort():
    found = split("Inclusion Criteria\nIIM:\n\n* Weakness. SjS:\n* Dry eyes")
    assert shape(found) == [("I1", "IIM", "Weakness."), ("I2", "SjS", "Dry eyes")]


def test_sub_bullets_are_parts_of_their_criterion():
    found = split("Inclusion Criteria:\n\n* Any of:\n\n  * Fever\n  * Cough\n* Consent")
    assert [c.id for c in found] == ["I1", "I2"]
    assert [(p.id, p.slice.text) for p in found[0].parts] == [("I1.1", "Fever"), ("I1.2", "Cough")]
    assert found[0].slice.text.endswith("* Cough")


def test_a_run_of_numbers_in_one_line_is_a_list():
    found = split("Inclusion Criteria: 1. Adult 2. Consent Exclusion Criteria: 1. Pregnant 2. Dialysis")
    assert shape(found) == [
        ("I1", None, "Adult"),
        ("I2", None, "Consent"),
        ("E1", None, "Pregnant"),
        ("E2", None, "Dialysis"),
    ]


def test_a_lone_number_in_a_line_is_no_list():
    assert len(split("Inclusion Criteria:\n* ECOG 0 to 1. Grade 2. is excluded")) == 1


def test_headings_of_the_1990s_in_one_paragraph_are_cut_apart():
    found = split("PATIENT CHARACTERISTICS: Age: 18 and over Performance status: ECOG 0-2")
    assert [c.slice.text for c in found] == ["Age: 18 and over", "Performance status: ECOG 0-2"]


def test_a_sentence_that_excludes_turns_the_kind():
    found = split(
        "Patients may be eligible if they:\n\n* Have asthma\n\nPatients will not be eligible if they:\n\n* Smoke"
    )
    assert [(c.kind, c.slice.text) for c in found] == [("inclusion", "Have asthma"), ("exclusion", "Smoke")]


@pytest.mark.parametrize("text", ["", "\n\n", "Inclusion Criteria:", "None", ":", "* "])
def test_odd_texts_are_survived(text):
    split(text or " ")
