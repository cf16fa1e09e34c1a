"""One statement, one patient: holds, does not hold, or is unknown."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.facts import read_facts
from assistant.judge import judge, patient, verdict
from assistant.note import read_note
from assistant.rules import parse
from assistant.rules.predicate import AgeWithin, All, Either, Not, OfSex

TODAY = date(2026, 1, 15)


def judged(criterion, facts, kind="exclusion"):
    who = patient(read_note(facts) if isinstance(facts, str) else read_facts(facts), TODAY)
    return judge(parse(criterion, kind), who)


@pytest.mark.parametrize(
    ("kind", "holds", "wanted"),
    [
        ("inclusion", "yes", "clears"),
        ("inclusion", "no", "blocks"),
        ("exclusion", "yes", "blocks"),
        ("exclusion", "no", "clears"),
        ("inclusion", "unknown", "open"),
        ("exclusion", "unknown", "open"),
        ("exclusion", "not_applicable", "not_applicable"),
    ],
)
def test_the_verdict_is_one_table(kind, holds, wanted):
    assert verdict(kind, holds) == wanted


@pytest.mark.parametrize(
    ("criterion", "age", "holds"),
    [
        ("Aged 18 to 70 years", "70 years 3 months", "yes"),
        ("Aged 18 to 70 years", 71, "no"),
        ("Aged 18 to 70 years", 18, "yes"),
        ("Aged 18 to 70 years", 17.99, "no"),
        ("Age > 18 years", 18, "no"),
        ("Age < 65 years", 64.9, "yes"),
        ("Age < 65 years", 65, "no"),
        ("Child aged 2 to 6 months", "3 months", "yes"),
    ],
)
def test_an_age_is_compared_in_completed_units(criterion, age, holds):
    assert judged(criterion, {"age": age}, "inclusion").holds == holds


@pytest.mark.parametrize(
    ("criterion", "value", "holds"),
    [
        ("mRSS is higher than 10", {"scores": {"mRSS": 10}}, "no"),
        ("mRSS is higher than 10", {"scores": {"mRSS": 11}}, "yes"),
        ("Hemoglobin ≥ 9 g/dL", {"labs": {"Hb": "90 g/L"}}, "yes"),
        ("Hemoglobin ≥ 9 g/dL", {"labs": {"Hb": "89 g/L"}}, "no"),
        ("Serum creatinine > 1.5 mg/dL", {"labs": {"creatinine": "140 µmol/L"}}, "yes"),
        ("Serum creatinine > 1.5 mg/dL", {"labs": {"creatinine": "140"}}, "unknown"),
        ("Serum creatinine > 1.5 mg/dL", {"labs": {"creatinine": "3 furlongs"}}, "unknown"),
        ("Leukocytes ≥ 3000", {"labs": {"WBC": "4 x 10^9/L"}}, "unknown"),
        ("ALT > 3 x ULN", {"tests": [{"name": "ALT", "value": 130, "unit": "U/L", "upper_limit": 40}]}, "yes"),
        ("ALT > 3 x ULN", {"tests": [{"name": "ALT", "value": 130, "unit": "U/L"}]}, "unknown"),
        ("CRP > 5 mg/L", {"labs": {"CRP": "<4 mg/L"}}, "no"),
        ("CRP > 5 mg/L", {"labs": {"CRP": "<6 mg/L"}}, "unknown"),
    ],
)
def test_a_number_is_compared_in_one_unit_or_not_at_all(criterion, value, holds):
    assert judged(criterion, value).holds == holds


@pytest.mark.parametrize(
    ("criterion", "note", "holds"),
    [
        ("Malignancy", "45-year-old woman with breast cancer.", "yes"),
        ("Malignancy", "45-year-old woman. Her mother had breast cancer.", "unknown"),
        ("Hepatitis B", "HBsAg positive.", "unknown"),
        ("Hepatitis B", "No hepatitis.", "no"),
        ("Tuberculosis", "The wound shows no sign of infection.", "unknown"),
        ("Active hepatitis", "Hepatitis B resolved.", "no"),
        ("Uncontrolled diabetes", "Well-controlled diabetes.", "no"),
        ("Uncontrolled diabetes", "Diabetes.", "unknown"),
        ("Uncontrolled diabetes", "Poorly controlled diabetes.", "yes"),
        ("Myocardial infarction within 6 months", "Myocardial infarction 3 months ago.", "yes"),
        ("Myocardial infarction within 6 months", "Myocardial infarction 3 years ago.", "no"),
        ("Myocardial infarction within 6 months", "History of myocardial infarction.", "unknown"),
        ("Have received autologous cell therapy", "Received autologous CAR-T cell therapy.", "yes"),
        ("Have received autologous cell therapy", "Received allogeneic CAR-NK cells.", "unknown"),
        ("Have received autologous cell therapy", "Previous CAR-T therapy.", "unknown"),
        ("On calcium channel blockers", "She takes no medications.", "no"),
        ("On calcium channel blockers", "She takes amlodipine.", "yes"),
        ("Pregnant women", "A 40-year-old man.", "not_applicable"),
        ("Pregnant women", "A 40-year-old woman.", "unknown"),
        ("Failed methotrexate", "Failed methotrexate.", "yes"),
        ("History of malignancy other than skin cancer", "Skin cancer and breast cancer.", "yes"),
    ],
)
def test_what_the_note_says_decides_and_silence_does_not(criterion, note, holds):
    assert judged(criterion, note).holds == holds


def test_a_presumption_is_kept_apart_from_what_holds():
    silent = judged("Tuberculosis", "A 40-year-old woman with SLE.")
    assert (silent.holds, silent.presumed, silent.unknown) == ("unknown", "no", "patient_data")


def test_a_reason_shows_only_numbers_of_the_criterion_or_the_patient():
    import re

    criterion, note = "Serum creatinine > 1.5 mg/dL", "Creatinine 140 µmol/L."
    because = judged(criterion, note).because
    assert set(re.findall(r"\d+(?:\.\d+)?", because)) <= set(re.findall(r"\d+(?:\.\d+)?", criterion + note))


_LEAVES = {
    "yes": AgeWithin("old enough", 18.0),
    "no": AgeWithin("too old", 90.0),
    "unknown": OfSex("women", "female"),
}


@given(st.lists(st.sampled_from(["yes", "no", "unknown"]), min_size=1, max_size=5))
def test_and_or_not_are_kleenes(values):
    who = patient(read_facts({"age": 40}), TODAY)
    parts = tuple(_LEAVES[v] for v in values)
    conjunction = "no" if "no" in values else "unknown" if "unknown" in values else "yes"
    disjunction = "yes" if "yes" in values else "unknown" if "unknown" in values else "no"
    assert judge(All(parts), who).holds == conjunction
    assert judge(Either(parts), who).holds == disjunction
    opposite = {"yes": "no", "no": "yes", "unknown": "unknown"}[conjunction]
    assert judge(Not(All(parts)), who).holds == opposite


@pytest.mark.parametrize(
    ("criterion", "kind", "note"),
    [
        ("Methotrexate ≥15 mg weekly for ≥12 weeks", "inclusion", "MTX 7.5 mg weekly"),
        ("Methotrexate for at least 12 weeks", "inclusion", "Started methotrexate this week"),
        ("Prednisone > 20 mg/day", "exclusion", "Prednisone 5 mg daily"),
        ("Prednisone > 20 mg/day within 4 weeks of screening", "exclusion", "On prednisone 5 mg daily"),
        ("Failed at least 2 biologics", "inclusion", "Failed rituximab"),
        ("Failed two biologics", "inclusion", "Failed rituximab"),
        ("More than 2 episodes of pneumonia", "exclusion", "Pneumonia; two episodes"),
        ("ANA ≥ 1:160 positive", "inclusion", "ANA positive"),
    ],
)
def test_a_dose_or_a_count_that_is_not_compared_settles_nothing(criterion, kind, note):
    assert judged(criterion, note, kind).holds == "unknown"


@pytest.mark.parametrize(
    ("criterion", "note", "holds"),
    [
        ("Prednisone > 20 mg/day", "No prednisone", "no"),
        ("Failed at least one biologic", "Failed rituximab", "yes"),
        ("ANA ≥ 1:80 positive", "ANA positive", "yes"),
        ("Type 2 diabetes", "Type 2 diabetes", "yes"),
        ("COVID-19 within 30 days", "COVID-19 10 days ago", "yes"),
    ],
)
def test_a_number_that_asks_for_no_more_than_the_name_is_no_amount(criterion, note, holds):
    assert judged(criterion, note).holds == holds


@pytest.mark.parametrize(
    ("criterion", "note", "holds"),
    [
        ("ECOG 0-1", "ECOG 1-2", "unknown"),
        ("ECOG 0-2", "ECOG 1-2", "yes"),
        ("ECOG 0-2", "ECOG 0 or 1", "yes"),
        ("ECOG 0 or 1", "ECOG 2 to 3", "no"),
        ("mRSS higher than 10", "mRSS 8-12", "unknown"),
        ("mRSS higher than 10", "mRSS 11–12", "yes"),
        ("mRSS higher than 10", "mRSS 12, now 8", "unknown"),
        ("mRSS higher than 10", "mRSS 12→8", "unknown"),
        ("mRSS higher than 10", {"tests": {"mRSS": "8-12"}}, "unknown"),
        ("Hemoglobin < 8 g/dL", "Hb 7.5-8.5 g/dL", "unknown"),
        ("Hemoglobin < 8 g/dL", "Hb 70 to 78 g/L", "yes"),
        ("Hemoglobin < 8 g/dL", "Hb 7.1 g/dL - 14 days ago", "yes"),
    ],
)
def test_a_range_decides_only_where_both_its_ends_agree(criterion, note, holds):
    assert judged(criterion, note).holds == holds


@pytest.mark.parametrize(
    ("note", "holds"),
    [
        ("No infection at the catheter site.", "unknown"),
        ("Incision clean, without infection.", "unknown"),
        ("No infection.", "no"),
    ],
)
def test_no_infection_at_one_place_is_not_said_of_the_patient(note, holds):
    assert judged("Active infections", note).holds == holds


@pytest.mark.parametrize(
    ("criterion", "note", "holds"),
    [
        ("Active infections, including tuberculosis", "Tuberculosis in 2001, treated.", "unknown"),
        ("Active tuberculosis", "Tuberculosis in 2001.", "unknown"),
        ("Active tuberculosis", "2001年结核，已治愈", "unknown"),
        ("Active tuberculosis", "Tuberculosis, being treated with four drugs.", "yes"),
        ("Current smoker", "Ex-smoker", "unknown"),
        ("Current smoker", "Quit smoking in 2010", "unknown"),
        ("Current smoker", "Stopped smoking 3 years ago", "unknown"),
        ("Current smoker", "Smoker, 20 pack-years", "yes"),
        ("Smoking", "Former smoker", "unknown"),
        ("History of smoking", "Former smoker", "yes"),
        ("Active lupus", "Lupus since 2001, treated with hydroxychloroquine", "yes"),
    ],
)
def test_what_is_over_is_not_active(criterion, note, holds):
    assert judged(criterion, note).holds == holds


@pytest.mark.parametrize(
    ("criterion", "note", "because"),
    [
        (
            "Female of non-childbearing potential",
            "54F postmenopausal",
            "“54F postmenopausal” meets “Female of non-childbearing potential”.",
        ),
        ("No active infection", "Active infection", "“Active infection” does not meet “No active infection”."),
        ("Negative pregnancy test", "34F. Not pregnant", "“Not pregnant” meets “Negative pregnancy test”."),
        ("Without diabetes", "No diabetes", "“No diabetes” meets “Without diabetes”."),
    ],
)
def test_a_reason_never_contradicts_what_holds(criterion, note, because):
    assert because in judged(criterion, note, "inclusion").because


@pytest.mark.parametrize(
    ("criterion", "note"),
    [
        ("Creatinine <= 2 mg/dL", "Her donor's creatinine 1.0 mg/dL"),
        ("HBsAg positive", "Husband HBsAg positive"),
        ("HBsAg negative", "Donor HBsAg negative"),
        ("Hepatitis B", "Her husband: hepatitis B negative"),
        ("Type 2 diabetes", "Wife has type 2 diabetes"),
        ("Age 18 to 70", "Caregiver aged 45."),
    ],
)
def test_what_is_measured_in_another_person_settles_nothing(criterion, note):
    assert judged(criterion, note).holds == "unknown"
