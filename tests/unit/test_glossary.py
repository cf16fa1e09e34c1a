"""What a term means: by the record's own words first, then in plain words that are said to be ours."""

import json
import re

import pytest

from assistant.cite import supported
from assistant.compose import Draft
from assistant.topics import TOPICS
from assistant.topics.glossary import asks_meaning, glossed
from assistant.understand import understand
from assistant.wording import phrase, say
from assistant.wording.glossary import LANGUAGES, glosses, names
from eval.own import own_sentence
from ingest.record import TrialRecord
from ingest.sources import parse


def study(summary: str) -> TrialRecord:
    protocol = {
        "identificationModule": {"nctId": "NCT01234567", "briefTitle": "Tea for Colds"},
        "descriptionModule": {"briefSummary": summary},
    }
    return parse(json.dumps({"protocolSection": protocol}), "study")


def define(question: str, summary: str):
    record = study(summary)
    return TOPICS["definition"].resolve(record, understand(question, record))


def text(found) -> str:
    return "\n".join(say(point, "en", "patient") for point in found.points)


@pytest.mark.parametrize(
    "summary",
    [
        "People with a cold sore throat (CST) are asked.",
        "People with CST (cold sore throat) are asked.",
        "CST: cold sore throat; a common thing.",
        "We ask about a cold sore throat [CST] here.",
    ],
    ids=["long (short)", "short (long)", "short: long", "long [short]"],
)
def test_an_abbreviation_is_spelt_out_by_the_record_in_whichever_way_it_is_written(summary):
    found = define("what does CST mean?", summary)
    assert found.kind == "stated"
    assert "cold sore throat" in text(found)
    assert not found.glosses


def test_words_in_brackets_that_do_not_spell_the_letters_are_no_long_form():
    assert "stands for" not in text(define("what does CST mean?", "People with CST (tap water only) are asked."))


@pytest.mark.parametrize(
    "sentence",
    [
        "Responders are defined as people who cough less.",
        "A fall of two points is defined as response here.",
        "Response (i.e. less coughing) is counted weekly.",
    ],
)
def test_a_sentence_that_defines_the_term_is_quoted(sentence):
    term = "responders" if sentence.startswith("Responders") else "response"
    found = define(f"what does {term} mean?", f"We study tea. {sentence}")
    assert sentence in text(found)


def test_a_term_is_explained_by_what_is_said_of_its_other_form():
    found = define(
        "what does warm throat feeling mean", "Incidence of warm-throat feeling (WTF). WTFs are mild feelings."
    )
    assert "WTFs are mild feelings." in text(found)


def test_the_records_words_come_before_ours_and_ours_are_said_to_be_ours():
    said = define("what does placebo mean?", "Placebo is plain water in this study.")
    assert "plain water" in text(said)
    assert not said.glosses
    silent = define("what does placebo mean?", "We study tea.")
    assert silent.glosses == ("gloss.placebo",)
    assert "ours and not the record's" in phrase("gloss.placebo", "en")


def test_a_gloss_is_shown_uncited_as_a_sentence_of_ours_and_the_record_stays_silent():
    record = study("We study tea.")
    for language in LANGUAGES:
        draft = Draft(record, language, "patient")
        draft.resolved("definition", TOPICS["definition"].resolve(record, understand("what is a placebo?", record)))
        last = draft.statements[-1]
        assert last.citations == ()
        assert last.text in draft.own
        assert own_sentence(last.text, "what is a placebo?")
        assert supported(record, last, (), "", ())
        assert draft.not_stated[0].topic == "definition"


def test_every_gloss_is_worded_in_three_languages_without_a_number_a_quotation_or_advice():
    assert len(glosses()) >= 35
    for key, texts in glosses().items():
        assert set(texts) == set(LANGUAGES)
        for one in texts.values():
            assert not re.search(r"\d|[“”]", one), key
            assert not re.search(r"(?i)\byou should\b|\beligible\b|\bsafe\b|\bcures?\b", one), key


def test_no_two_terms_share_a_name_and_each_is_found_by_its_own():
    for key, forms in names().items():
        for form in forms:
            assert glossed(form) == f"gloss.{key}", form


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("what does phase mean?", True),
        ("what is a placebo?", True),
        ("what is washout?", True),
        ("什么是安慰剂？", True),
        ("¿qué significa aleatorizado?", True),
        ("what is the phase?", False),
        ("what are inclusion criteria?", False),
        ("what is the placebo?", False),
        ("主要终点是什么", False),
        ("is there a placebo?", False),
    ],
)
def test_the_meaning_of_a_term_is_told_from_what_it_is_in_this_trial(question, meant):
    assert asks_meaning(understand(question, study("We study tea."))) is meant
