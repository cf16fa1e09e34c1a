"""What is said to a patient around the quotes is plain to read, in English and in Spanish."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import textstat

from assistant.topics import ledger
from assistant.wording import _wording

ENOUGH = 6
"""Words from which a sentence can be graded: of fewer, one long name decides."""
NEUTRAL = {"label": "this", "n": "3", "all": "9", "level": "2", "times": "2", "low": "2", "high": "3"}


def sentences(language: str) -> Iterator[str]:
    """Every sentence for patients, its places filled by a short word, and the sentence of silence with every label."""
    wording = {key: said[language] for key, said in _wording().items() if not key.endswith(".clinician")}
    labels = [words.label[language] for words in ledger().values()]
    said = [*wording.values(), *(wording["not_stated"].replace("{label}", label) for label in labels)]
    for text in said:
        filled = re.sub(r"\{(\w+)\}", lambda place: NEUTRAL.get(place[1], "this"), text)
        for one in re.split(r"(?<=[.?!])\s+|\n", filled):
            if len(re.findall(r"\w+", one)) >= ENOUGH:
                yield one.strip(" •")


def graded(language: str) -> dict[str, float]:
    textstat.set_lang(language)
    grade = textstat.flesch_kincaid_grade if language == "en" else textstat.szigriszt_pazos
    return {one: grade(one) for one in sentences(language)}


def test_english_for_patients_is_at_the_eighth_grade_and_no_sentence_above_the_twelfth():
    grades = graded("en")
    assert len(grades) > 300
    assert sum(grades.values()) / len(grades) <= 8
    assert {one: round(grade, 1) for one, grade in grades.items() if grade > 12} == {}


def test_spanish_for_patients_is_plain():
    """Szigriszt-Pazos: from 55 on a text is of ordinary difficulty or easier; one sentence may be somewhat harder."""
    ease = graded("es")
    assert len(ease) > 300
    assert sum(ease.values()) / len(ease) >= 55
    assert {one: round(score, 1) for one, score in ease.items() if score < 35} == {}


@pytest.mark.parametrize(
    ("plain", "hard"),
    [
        (
            "The record says who can join this trial.",
            "The registration documentation delineates participation eligibility.",
        )
    ],
)
def test_the_measure_tells_plain_from_hard(plain, hard):
    textstat.set_lang("en")
    assert textstat.flesch_kincaid_grade(plain) < 8 < 12 < textstat.flesch_kincaid_grade(hard)
