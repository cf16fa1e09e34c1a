"""Retrieval: by meaning and by word, within the trial and section that were asked for."""

import json
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.question import Question
from assistant.retrieve import Retriever, retriever
from assistant.tokens import tokens
from ingest.errors import UnknownTrial
from ingest.read import SourceItem

ID = "NCT07095075"


def study(nct_id: str, title: str, summary: str) -> SourceItem:
    modules = {
        "identificationModule": {"nctId": nct_id, "briefTitle": title},
        "descriptionModule": {"briefSummary": summary},
    }
    return SourceItem(nct_id, json.dumps({"protocolSection": modules}))


def test_the_criterion_that_was_asked_for_comes_first(library):
    evidence = retriever(library).invoke(Question("organ transplantation", ID))
    assert evidence.passages[0].chunk.section == "Eligibility > Exclusion criteria > 5"
    assert evidence.passages[0].lexical == 1
    assert evidence.lexical == 1


def test_passages_are_labelled_from_one_best_first_and_at_most_k(library):
    evidence = retriever(library, k=3).invoke(Question("LUCAR-DKS1 infusion dose", ID))
    assert [passage.label for passage in evidence.passages] == [1, 2, 3]
    assert all(before.score >= after.score for before, after in pairwise(evidence.passages))
    assert evidence.similarity == max(passage.similarity for passage in evidence.passages)


def test_a_word_the_record_never_says_is_named(library):
    evidence = retriever(library).invoke(Question("Is there a zebra at the hospital?", ID))
    assert evidence.absent == ("zebra",)


def test_words_added_for_the_search_do_not_count_as_the_records_own(library):
    # "youngest" stands in the label of the minimum age only.
    evidence = retriever(library).invoke(Question("youngest", ID))
    assert evidence.passages[0].chunk.section == "Eligibility > Minimum age"
    assert evidence.passages[0].lexical == 0
    assert evidence.absent == ("youngest",)


@pytest.mark.parametrize(
    "section", ["Exclusion criteria", "exclusion criteria", "Eligibility > Exclusion criteria > 2"]
)
def test_a_section_narrows_the_search(library, section):
    evidence = retriever(library, k=50, sections=[section]).invoke(Question("other autoimmune diseases", ID))
    assert evidence.passages[0].chunk.slice.text == "Other autoimmune diseases."
    assert all("Exclusion criteria" in passage.chunk.path for passage in evidence.passages)


def test_only_the_trial_that_was_asked_about_is_searched(library):
    library.ingest([study("NCT00000001", "Organ transplantation", "About organ transplantation.")], date(2026, 1, 2))
    searcher = Retriever(library)
    assert {p.chunk.trial for p in searcher.search(Question("organ transplantation", ID)).passages} == {ID}
    some = searcher.search(Question("organ transplantation"), trials=["NCT00000001"])
    assert {p.chunk.trial for p in some.passages} == {"NCT00000001"}


def test_without_a_trial_the_nearest_ones_are_searched(library):
    many = [study(f"NCT000000{n:02}", f"Trial of disease number{n}", f"About disease number{n}.") for n in range(1, 30)]
    library.ingest(many, date(2026, 1, 2))
    evidence = retriever(library).invoke(Question("What is done about disease number17?"))
    assert evidence.passages[0].chunk.trial == "NCT00000017"


def test_a_record_that_changed_is_searched_as_it_is_now(library, sample):
    searcher = Retriever(library)
    searcher.search(Question("pregnant", ID))
    changed = sample.replace("Female subjects who were pregnant, breastfeeding.", "Owners of a zebra.")
    library.ingest([SourceItem("changed", changed)], date(2026, 1, 3))
    first = searcher.search(Question("zebra", ID)).passages[0]
    assert first.chunk.slice.text == "Owners of a zebra."


def test_an_unknown_trial_is_an_error(library):
    with pytest.raises(UnknownTrial):
        retriever(library).invoke(Question("anything", "NCT99999999"))


@pytest.mark.parametrize(
    "text", ["", "   ", "🙂🙂", "<script>alert(1)</script>", "the of and", "x" * 100_000, "\ud800", "合肥"]
)
def test_any_question_gets_evidence(library, text):
    evidence = retriever(library).invoke(Question(text, ID))
    assert len(evidence.passages) <= 6
    assert all(0 <= passage.lexical <= 1 for passage in evidence.passages)


def test_chinese_text_is_found_by_its_characters(library):
    library.ingest([study("NCT00000001", "一项研究", "参加者在合肥的医院接受治疗。")], date(2026, 1, 2))
    evidence = retriever(library).invoke(Question("合肥有医院参加吗？", "NCT00000001"))
    assert evidence.passages[0].chunk.section == "Brief summary"
    assert "合肥" in tokens("合肥有医院")


def test_words_are_compared_by_their_stem_and_empty_words_are_left_out():
    assert tokens("Is the patient infected by infections?") == ["patient", "infect", "infect"]


@given(st.text(max_size=300))
def test_tokens_never_fail_and_are_never_empty(text):
    assert all(tokens(text))
