"""A value that is given is compared with the criterion that names it; everything else is left alone."""

from datetime import date

import pytest

from assistant.understand import understand
from assistant.weigh import weighed

TODAY = date(2026, 1, 1)


def compared(text, record):
    return [(one.holds, one.criterion.id) for one in weighed(record, understand(text, record), TODAY)]


@pytest.mark.parametrize(
    ("text", "holds"),
    [("my mRSS is exactly 10, am I in?", "no"), ("SSc, mRSS 11", "yes"), ("is an mRSS of 9 enough", "no")],
)
def test_a_score_is_compared_by_the_rule_of_the_check(text, holds, bundled):
    ((found, _),) = compared(text, bundled)
    assert found == holds


@pytest.mark.parametrize(
    "text",
    [
        "what mRSS do I need to get in?",
        "is the minimum mRSS 10?",
        "my mRSS is high",
        "I have systemic sclerosis",
        "我的mRSS是2千",
    ],
)
def test_a_question_for_the_limit_gives_no_value(text, bundled):
    assert compared(text, bundled) == []


def test_the_fact_is_told_in_the_asker_s_own_words(bundled):
    text = "34F SLE 3y ANA 1:640 failed MMF, CYC"
    (one,) = weighed(bundled, understand(text, bundled), TODAY)
    assert one.fact == "ANA 1:640"
    assert one.fact in text
    assert one.holds == "yes"


def test_an_impossible_value_is_compared_with_nothing(bundled):
    assert compared("I am 300 years old and my mRSS is 12", bundled) == []
