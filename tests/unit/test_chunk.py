"""Chunks: exact slices, whole paths, nothing lost."""

import gzip
import json
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.chunk import WINDOW, Chunk, chunk, windows
from ingest.errors import UnreadableSource
from ingest.record import Slice, Span, TrialRecord
from ingest.sources import parse


def under(record: TrialRecord, *path: str) -> list[Chunk]:
    return [one for one in chunk(record) if one.path[: len(path)] == path]


def study(**modules: object) -> TrialRecord:
    identification = {"nctId": "NCT00000001", "briefTitle": "An invented trial"}
    return parse(json.dumps({"protocolSection": {"identificationModule": identification, **modules}}), "invented.json")


def test_an_exclusion_keeps_its_polarity_in_path_and_text(bundled):
    (sixth,) = under(bundled, "Eligibility", "Exclusion criteria", "6")
    assert sixth.section == "Eligibility > Exclusion criteria > 6"
    assert sixth.text.startswith("Exclusion criterion")
    assert sixth.slice.text == "Have received autologous cell therapy of any target before."


def test_a_cohort_stays_with_its_criteria(bundled):
    sjogren = under(bundled, "Eligibility", "Inclusion criteria", "SjS")
    assert len(sjogren) == 3
    assert all("for SjS" in one.text for one in sjogren)


def test_every_dose_site_and_outcome_of_the_bundled_record_is_a_chunk(bundled):
    assert [len(under(bundled, *path)) for path in (("Sites",), ("Outcome measures",), ("Contacts",))] == [5, 11, 1]
    assert [one.path[-1] for one in chunk(bundled) if one.path[-1].startswith("Dose level")] == [
        f"Dose level {level}" for level in (1, 2, 3, 4)
    ]


def test_an_outcome_carries_its_time_frame_and_description(bundled):
    first = under(bundled, "Outcome measures", "Primary outcomes", "1")[0]
    assert first.slice.text == "Tmax"
    assert first.also[0].text.startswith("About 2 years")
    assert len(first.also) == 2


def test_chunk_ids_are_unique_and_the_same_every_time(bundled):
    ids = [one.id for one in chunk(bundled)]
    assert len(set(ids)) == len(ids)
    assert chunk(bundled) == chunk(bundled)


def test_a_long_criterion_is_cut_at_its_sub_bullets_and_keeps_its_number():
    long = "\n".join(f"  * {letter * 30} is a reason of its own {'and more ' * 20}" for letter in "abcdef")
    record = study(eligibilityModule={"eligibilityCriteria": f"Exclusion Criteria:\n\n* Any of the following:\n{long}"})
    found = under(record, "Eligibility", "Exclusion criteria")
    assert len(found) > 3
    assert all(one.text.startswith("Exclusion criterion") for one in found)
    assert {one.path[2] for one in found} == {"1"}


def test_a_record_that_says_almost_nothing_still_has_chunks():
    assert [one.path for one in chunk(study())] == [
        ("Identification", "Registration number"),
        ("Identification", "Title"),
    ]


def test_a_registry_code_is_searched_as_words_and_shown_as_it_stands():
    (status,) = under(study(statusModule={"overallStatus": "NOT_YET_RECRUITING"}), "Status", "Recruitment status")
    assert "not yet recruiting" in status.text
    assert status.slice.text == "NOT_YET_RECRUITING"


@given(st.text(alphabet="ab .;!?\n。é", max_size=5000))
def test_windows_lose_no_word_and_quote_exactly(text):
    found = windows(Slice(text, Span("", 7, 7 + len(text)), "Somewhere"))
    assert "".join("".join(one.text.split()) for one in found) == "".join(text.split())
    assert all(one.text == text[one.span.start - 7 : one.span.end - 7] for one in found)


def test_windows_end_with_sentences_and_are_bounded():
    text = " ".join(f"This is sentence number {n} of a long text." for n in range(200))
    found = windows(Slice(text, Span("", 0, len(text)), "Somewhere"))
    assert all(one.text.endswith("text.") for one in found)
    assert max(len(one.text) for one in found) <= WINDOW


def test_a_text_without_any_space_is_still_cut():
    found = windows(Slice("x" * 10_000, Span("", 0, 10_000), "Somewhere"))
    assert max(len(one.text) for one in found) <= 2 * WINDOW


def test_every_slice_of_every_chunk_resolves_to_its_text_in_the_bundled_record(bundled):
    assert_exact(bundled)


@pytest.mark.parametrize("name", ["trials-v2.jsonl.gz", "trials-converted.jsonl.gz"])
def test_every_slice_of_every_chunk_of_real_records_resolves_to_its_text(shared: Path, name: str):
    checked = 0
    with gzip.open(shared / "data" / name, "rt", encoding="utf-8") as lines:
        for n, line in enumerate(islice(lines, 250)):
            try:
                record = parse(line, f"{name}:{n}")
            except UnreadableSource:
                continue
            assert_exact(record)
            checked += 1
    assert checked > 200


def assert_exact(record: TrialRecord) -> None:
    for one in chunk(record):
        assert one.path
        assert one.text
        for part in one.slices:
            assert record.quote(part.span) == part.text
