"""Only what the record carries is shown."""

import dataclasses

import pytest

from assistant.answer import Citation, Statement
from assistant.cite import supported
from ingest.record import Span


@pytest.fixture
def citation(bundled):
    return Citation(1, bundled.id, bundled.minimum_age.slice)


def keeps(bundled, citation, text, question="im 74", computed=(), numbers=(1,)):
    return supported(bundled, Statement(text, numbers), (citation,), question, computed)


def test_a_quote_with_the_asker_s_number_is_kept(bundled, citation):
    assert keeps(bundled, citation, "74 is above the limit: “Aged 18 to 70 years”.")


@pytest.mark.parametrize(
    "text",
    [
        "75 is above the limit: “Aged 18 to 70 years”.",
        "It says “Aged 18 to 75 years”.",
        "It says “Aged 18 to 70 years” and “Men only”.",
        "Call 555-0100: “Aged 18 to 70 years”.",
    ],
    ids=["a number of nobody's", "a changed quote", "an invented quote", "an invented phone"],
)
def test_what_the_record_does_not_carry_is_dropped(bundled, citation, text):
    assert not keeps(bundled, citation, text)


def test_a_count_must_have_been_computed(bundled, citation):
    assert not keeps(bundled, citation, "There are 5: “Aged 18 to 70 years”.")
    assert keeps(bundled, citation, "There are 5: “Aged 18 to 70 years”.", computed={"5"})


def test_a_citation_that_is_shifted_or_of_another_trial_or_missing_drops_its_statement(bundled, citation):
    text = "It says “Aged 18 to 70 years”."
    span = citation.slice.span
    shifted = dataclasses.replace(
        citation, slice=dataclasses.replace(citation.slice, span=Span("", span.start + 1, span.end + 1))
    )
    assert not keeps(bundled, shifted, text)
    assert not keeps(bundled, dataclasses.replace(citation, trial="NCT00000000"), text)
    assert not keeps(bundled, citation, text, numbers=(1, 2))
