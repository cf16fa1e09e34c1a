"""Age limits are read from the registry's field, or from a criterion's own words."""

import pytest

from ingest.ages import age_limit, ages_in_criteria
from ingest.record import Criterion, Slice, Span


def _slice(text: str) -> Slice:
    return Slice(text, Span("", 0, len(text)), "x")


def _criterion(text: str, kind="inclusion", cohort=None) -> Criterion:
    return Criterion("I1", kind, cohort, None, "1", _slice(text))


@pytest.mark.parametrize(
    ("text", "years"),
    [("18 Years", 18), ("6 Months", 0.5), ("1 Year", 1), ("365.25 Days", 1), ("52 Weeks", 52 * 7 / 365.25)],
)
def test_a_registry_age_is_read_in_years(text, years):
    assert age_limit(_slice(text)).years == pytest.approx(years)


@pytest.mark.parametrize("text", ["N/A", "", "adult", "18"])
def test_what_is_no_age_is_none(text):
    assert age_limit(_slice(text)) is None


@pytest.mark.parametrize(
    ("text", "low", "high", "quote"),
    [
        ("Aged 18 to 70 years, either sex.", 18, 70, "Aged 18 to 70 years"),
        ("Age between 20 and 65 years", 20, 65, "Age between 20 and 65 years"),
        ("Ages 6-17 years old", 6, 17, "Ages 6-17 years old"),
        ("Subjects 21 to 35 years of age", 21, 35, "21 to 35 years of age"),
    ],
)
def test_a_range_is_read_from_a_criterion_with_its_words(text, low, high, quote):
    minimum, maximum = ages_in_criteria((_criterion(text),))
    assert (minimum.value, maximum.value, minimum.slice.text) == (low, high, quote)


@pytest.mark.parametrize(
    ("text", "low", "inclusive"),
    [
        ("Age ≥ 18 years", 18, True),
        ("Aged over 18 years", 18, False),
        ("18 years and older", 18, True),
        ("Age > 65", 65, False),
    ],
)
def test_a_lower_limit_alone_keeps_its_comparator(text, low, inclusive):
    minimum, maximum = ages_in_criteria((_criterion(text),))
    assert (minimum.value, minimum.inclusive, maximum) == (low, inclusive, None)


@pytest.mark.parametrize(
    "criterion",
    [
        _criterion("Aged 18 to 70 years", "exclusion"),
        _criterion("Aged 18 to 70 years", cohort="Arm B"),
        _criterion("Scores 18 to 70 points"),
    ],
)
def test_exclusions_cohorts_and_other_ranges_give_no_limit(criterion):
    assert ages_in_criteria((criterion,)) == (None, None)
