"""A free-text note: what it says of its patient, and what it does not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.assertion import assertion
from assistant.facts import UnusableFacts
from assistant.note import read_note


@pytest.mark.parametrize(
    ("sentence", "name", "status"),
    [
        ("She denies smoking, diabetes, or a family history of heart disease.", "heart disease", "hypothetical"),
        ("She denies smoking, diabetes, or gout", "gout", "absent"),
        ("No previous medical problems, comes to the clinic with joint pain", "joint pain", "affirmed"),
        ("Mother has lupus", "lupus", "family"),
        ("Her 40 year old sister has lupus", "lupus", "family"),
        ("Wife has type 2 diabetes", "type 2 diabetes", "family"),
        ("Husband is HIV positive", "HIV", "family"),
        ("She is married, her partner is HIV positive", "HIV", "family"),
        ("Son has asthma", "asthma", "family"),
        ("Lupus in her mother", "Lupus", "family"),
        ("Received a kidney from a donor with hepatitis C", "hepatitis C", "family"),
        ("其丈夫患有乙型肝炎", "乙型肝炎", "family"),
        ("Su hermana de 40 años tiene lupus", "lupus", "family"),
        ("Mother of two with lupus", "lupus", "affirmed"),
        ("Mother brought her in with fever", "fever", "affirmed"),
        ("Child has lupus", "lupus", "affirmed"),
        ("PE was ruled out", "PE", "absent"),
        ("TB: negative", "TB", "absent"),
        ("MI ruled out, but has heart failure", "heart failure", "affirmed"),
        ("rule out PE", "PE", "suspected"),
        ("no evidence of active infection or tuberculosis", "tuberculosis", "absent"),
        ("Hepatitis B resolved", "Hepatitis B", "history"),
        ("not diagnosed with asthma", "asthma", "absent"),
        ("hepatitis B, hepatitis C and tuberculosis were ruled out", "hepatitis B", "absent"),
        ("scheduled for kidney transplant", "kidney transplant", "planned"),
        ("Sister died of breast cancer; she has hypertension", "hypertension", "affirmed"),
        ("否认肝炎、结核病史", "结核", "absent"),
        ("niega diabetes", "diabetes", "absent"),
    ],
)
def test_a_mention_means_what_its_sentence_says(sentence, name, status):
    start = sentence.index(name)
    assert assertion(sentence, start, start + len(name)) == status


def test_the_line_of_a_referral_is_read():
    facts = read_note("34 F, SLE 3 y, ANA 1:640, dsDNA neg, failed MMF+CYC")
    assert (facts.age, facts.sex) == (34, "female")
    assert [(c.name, c.years) for c in facts.conditions] == [("SLE", 3.0)]
    assert [(t.name, t.result) for t in facts.tests] == [("ANA", "positive"), ("dsDNA", "negative")]
    assert [(t.name, t.outcome) for t in facts.treatments] == [("MMF", "failed"), ("CYC", "failed")]


def test_a_chinese_note_is_read():
    facts = read_note("女，34岁，系统性红斑狼疮3年，抗核抗体阳性，抗Sm抗体阴性，否认结核。母亲患类风湿关节炎。")
    assert (facts.age, facts.sex) == (34, "female")
    assert [(c.name, c.status) for c in facts.conditions] == [
        ("系统性红斑狼疮", "active"),
        ("结核", "absent"),
        ("类风湿关节炎", "family"),
    ]
    assert [t.result for t in facts.tests] == ["positive", "negative"]


def test_numbers_keep_their_units():
    facts = read_note("Hb of 9.0 g/dL, platelets 108 x 109/L, BP 80/40, creatinine 88 umol/L, BMI 31.")
    found = {t.name: (t.value, t.unit) for t in facts.tests}
    assert found["Hb"] == (9.0, "g/dL")
    assert found["platelets"] == (108.0, "x 109/L")
    assert found["systolic blood pressure"] == (80.0, "mmHg")
    assert found["creatinine"] == (88.0, "umol/L")


def test_two_ages_are_a_contradiction_and_neither_is_taken():
    facts = read_note("34-year-old woman with SLE. This 43-year-old patient has joint pain.")
    assert facts.age is None
    assert "34-year-old" in facts.contradictions[0]


def test_an_age_at_diagnosis_or_of_a_relative_is_not_the_patients():
    facts = read_note("A 34-year-old woman. Diagnosed at age 20. Her mother is 60 years old.")
    assert facts.age == 34


@pytest.mark.parametrize(
    ("note", "age", "sex"),
    [
        ("Her 40 year old sister has lupus. Patient is 16. Patient has SLE.", 16, "female"),
        ("34F with SLE. Accompanied by her 45-year-old mother.", 34, "female"),
        ("The donor, a 30 year old man, is healthy. She has SLE.", None, "female"),
        ("A kidney came from a 30-year-old unrelated male donor. She has SLE.", None, "female"),
        ("34F with SLE, lives with her 10-year-old son.", 34, "female"),
        ("34-year-old mother of two with SLE", 34, None),
        ("A 34-year-old mother of a 10-year-old boy", 34, None),
        ("A 6-month-old baby boy with asthma", 0.5, "male"),
        ("Her mother says the patient is 16 years old.", 16, "female"),
        ("Mujer de 34 años. Su hermana de 40 años tiene lupus.", 34, "female"),
        ("患者，女，34岁。其丈夫45岁。", 34, "female"),
    ],
)
def test_an_age_and_a_sex_are_the_patients_own(note, age, sex):
    facts = read_note(note)
    assert (facts.age, facts.sex) == (age, sex)
    assert not facts.contradictions


@pytest.mark.parametrize(
    ("note", "pregnant"),
    [
        ("She is 12 weeks pregnant.", True),
        ("Pregnancy test negative.", False),
        ("She is not pregnant.", False),
        ("A 30-year-old woman.", None),
    ],
)
def test_pregnancy_is_read_and_silence_is_not_an_answer(note, pregnant):
    assert read_note(note).pregnant is pregnant


def test_an_impossible_value_is_not_taken():
    facts = read_note("Man of 40 with Hb 900 g/L.")
    assert facts.tests == ()
    assert "not possible" in facts.contradictions[0]


def test_every_fact_keeps_words_that_stand_in_the_note():
    note = "A 61-year-old man with AAV and diabetes.\nc-ANCA positive; MPO negative. s/p kidney transplant in 2015."
    facts = read_note(note)
    for fact in (*facts.conditions, *facts.tests, *facts.treatments):
        assert fact.words in note


def test_a_note_of_five_megabytes_is_refused_in_one_line():
    with pytest.raises(UnusableFacts, match="characters"):
        read_note("SLE. " * 1_000_000)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("part", ["SLE, ", "1 ", "diabetes and ", "狼疮", "(", "a", "no ", "positive for "])
def test_a_long_run_of_anything_is_read_in_bounded_time(part):
    read_note(part * (90_000 // len(part)))


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=300).filter(str.strip))
def test_any_text_is_read_or_refused_in_one_line(note):
    message = ""
    try:
        read_note(note)
    except UnusableFacts as error:
        message = str(error)
    assert "\n" not in message
