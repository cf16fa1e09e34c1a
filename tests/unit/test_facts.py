"""A patient's facts: several ways to write them, nothing that cannot be true."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.facts import UnusableFacts, parse_facts, read_facts, years_in
from assistant.units import convert

TODAY = date(2026, 1, 15)


@pytest.mark.parametrize(
    ("words", "years"), [("34", 34), ("70 years 3 months", 70.25), ("70 y 3 m", 70.25), ("18 months", 1.5), ("6岁", 6)]
)
def test_an_age_is_read_in_years(words, years):
    assert years_in(words) == pytest.approx(years)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("age: 340", "not the age of a living person"),
        ("age: young", "is not an age"),
        ("blood_group: A", "blood_group: no such field"),
        ("tests: [{name: Hb, value: 900, unit: g/L}]", "not possible"),
        ("scores: {mRSS: 90}", "not possible"),
        ("- 1", "mapping"),
        ("{", "neither YAML nor JSON"),
        ("a: " + "x" * 200_000, "characters"),
    ],
)
def test_what_cannot_be_true_or_read_is_one_line_that_names_it(written, wanted):
    with pytest.raises(UnusableFacts, match=wanted) as caught:
        parse_facts(written)
    assert "\n" not in str(caught.value)


def test_the_same_facts_under_other_names_are_the_same_facts():
    one = read_facts({"sex": "female", "tests": [{"name": "ANA", "result": "positive"}], "pregnant": False})
    other = read_facts({"gender": "F", "antibodies": {"ANA": "positive"}, "pregnancy": "no"})
    assert (one.sex, one.pregnant, one.tests[0].result) == (other.sex, other.pregnant, other.tests[0].result)


@pytest.mark.parametrize(
    ("given", "value", "unit", "result"),
    [
        ("9.1 g/dL", 9.1, "g/dL", None),
        ("<20", 20, "", None),
        ("1:640", None, "", "positive"),
        ("undetectable", None, "", "negative"),
        ("阳性", None, "", "positive"),
    ],
)
def test_a_result_in_words_or_figures_is_read(given, value, unit, result):
    test = read_facts({"labs": {"some test": given}}).tests[0]
    assert (test.value, test.unit, test.result) == (value, unit, result)


def test_an_age_that_does_not_go_with_the_birth_date_is_a_contradiction():
    facts = read_facts({"age": 34, "birth_date": "1950-01-01"})
    assert facts.conflicts_on(TODAY)[0].startswith("age:")
    assert read_facts({"age": 34, "birth_date": "1991-05-01"}).conflicts_on(TODAY) == ()


def test_a_birth_date_counts_completed_years_on_the_day():
    facts = read_facts({"birth_date": "1955-01-16"})
    assert facts.age_on(TODAY) < 71 < facts.age_on(date(2026, 1, 17))


@pytest.mark.parametrize(
    ("value", "unit", "to", "molar", "wanted"),
    [
        (90, "g/L", "g/dL", None, 9.0),
        (100_000, "/mm3", "10^9/L", None, 100.0),
        (119, "x 109/L", "10^9/L", None, 119.0),
        (88.4, "µmol/L", "mg/dL", 113.12, 1.0),
        (5, "mmol/L", "mg/dL", 180.16, 90.08),
        (3, "furlongs", "mg/dL", None, None),
        (3, "mmol/L", "mg/dL", None, None),
    ],
)
def test_units_are_converted_or_it_is_said_that_they_cannot(value, unit, to, molar, wanted):
    found = convert(value, unit, to, molar)
    assert found is None if wanted is None else found == pytest.approx(wanted, rel=1e-3)
