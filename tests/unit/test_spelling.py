"""Misspelt words are mended by what people ask with and what the record names."""

import pytest

from assistant.spelling import mend


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("is the study recuiting", "recruiting"),
        ("hospitl in wenzou", "hospital in wenzhou"),
        ("can pregnent women partisipate", "pregnant women participate"),
        ("vasculitus", "vasculitis"),
        ("highst dose", "highest dose"),
    ],
)
def test_a_misspelt_word_becomes_the_nearest_known_one(typed, meant, bundled):
    assert meant in mend(typed, bundled)


@pytest.mark.parametrize(
    "text",
    ["is there a placebo", "LUCAR-DKS1", "34 years", "合肥有医院吗", "dose", "come over here", "the nurse told me", ""],
)
def test_what_is_spelt_right_or_is_no_word_stays(text, bundled):
    assert mend(text, bundled) == text
