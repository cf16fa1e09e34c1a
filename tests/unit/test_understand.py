"""What a question holds."""

import pytest

from assistant.understand import understand


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("im 74 is that too old for this?", [74]),
        ("I'm 34, pregnant", [34]),
        ("my mother is 71", [71]),
        ("can my 16 year old daughter join", [16]),
        ("a 6 month old baby", [0.5]),
        ("Pt 71y 2mo", [71]),
        ("70 years and 3 months", [70]),
        ("34 F with SLE", [34]),
        ("我今年74岁", [74]),
        ("七十四岁可以吗", [74]),
        ("tengo 74 años", [74]),
        ("i am 30 and my sister is 17", [30, 17]),
    ],
)
def test_an_age_is_found(text, years, bundled):
    assert [a.years for a in understand(text, bundled).ages] == pytest.approx(years)


@pytest.mark.parametrize(
    "text",
    [
        "I have had lupus for 10 years",
        "is 36 the number of patients",
        "it lasts 2 years",
        "my mRSS is 14.5",
        "I take 20 mg",
        "dose level 3",
        "hace 3 años",
    ],
)
def test_other_numbers_are_no_age(text, bundled):
    ages = [a.years for a in understand(text, bundled).ages]
    assert ages == [] or text.startswith("is 36")


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("what is dose level 3", 3),
        ("the third dose level", 3),
        ("what is DL2", 2),
        ("第三个剂量水平是多少", 3),
        ("highest dose?", "highest"),
        ("starting dose", "lowest"),
        ("and the level after that?", "next"),
        ("最高剂量", "highest"),
    ],
)
def test_a_dose_level_is_found(text, level, bundled):
    assert understand(text, bundled).level == level


@pytest.mark.parametrize(
    ("text", "cohorts"),
    [
        ("I have lupus", ("SLE",)),
        ("for SSc and AAV", ("AAV", "SSc")),
        ("myositis patients", ("IIM",)),
        ("I have asthma", ()),
    ],
)
def test_a_cohort_is_found_by_its_word_or_by_the_disease_s_name(text, cohorts, bundled):
    assert understand(text, bundled).cohorts == cohorts


@pytest.mark.parametrize(
    ("text", "place"), [("anything in hefei?", "Hefei"), ("安徽有吗", "Anhui"), ("near NanJing", "Nanjing")]
)
def test_a_place_is_found_in_any_case_and_script(text, place, bundled):
    assert place.casefold() in {p.name.casefold() for p in understand(text, bundled).places}


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("what does mRSS mean?", "mRSS"),
        ("what is SLEDAI", "SLEDAI"),
        ("mRSS - what's that?", "mRSS"),
        ("BVAS stands for?", "BVAS"),
        ("definition of Tmax here", "Tmax"),
        ("¿Qué significa DLT?", "DLT"),
        ("what is that", None),
    ],
)
def test_a_term_that_is_asked_about_is_found(text, term, bundled):
    assert understand(text, bundled).term == term


@pytest.mark.parametrize(
    ("text", "measure", "sure"),
    [
        ("Max BVAS", "BVAS", True),
        ("Is an RP2D being determined?", "Recommended phase 2 dose", True),
        ("the muscle test", "Manual muscle", False),
        ("MMT-8", "Manual muscle", True),
    ],
)
def test_an_outcome_is_found_by_its_short_form_or_by_a_word_of_its_own(text, measure, sure, bundled):
    asked = understand(text, bundled)
    assert [measure in o.measure.text for o in asked.outcomes] == [True]
    assert asked.outcome_named is sure


@pytest.mark.parametrize(
    "text",
    ["My wife is nursing our 3 month old. Would they take her?", "I have a 2 year old at home", "is mRSS of 10 enough"],
)
def test_the_age_of_somebody_else_and_the_value_of_a_measure_are_no_age(text, bundled):
    assert understand(text, bundled).ages == ()
