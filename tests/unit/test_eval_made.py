"""Questions made from records, other forms of a question, and changed records."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from pathlib import Path
from runpy import run_path

import pytest

from eval.auto import auto_items, draw, facts, phrasings
from eval.errors import BadGold
from eval.metamorphic import BASE, consistency, misspell, variants
from eval.mutate import CHANGES, PLANTED, mutants
from eval.run import Outcome, Run, run
from eval.suites import BUNDLED, read_record, sample_records, suite
from eval.tally import tally
from ingest.record import TrialRecord
from ingest.sources import parse

Oracle = run_path(str(Path(__file__).parents[1] / "oracle.py"))["Oracle"]

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "trials-v2.jsonl.gz"
STUDY = {
    "protocolSection": {
        "identificationModule": {"nctId": "NCT00000001", "briefTitle": "Rest for tired engineers"},
        "statusModule": {"overallStatus": "RECRUITING", "startDateStruct": {"date": "2024-03-01"}},
        "sponsorCollaboratorsModule": {"leadSponsor": {"name": "Institute of Naps"}},
        "conditionsModule": {"conditions": ["Fatigue"]},
        "designModule": {
            "studyType": "INTERVENTIONAL",
            "phases": ["PHASE2"],
            "designInfo": {"maskingInfo": {"masking": "DOUBLE"}},
            "enrollmentInfo": {"count": 40},
        },
        "eligibilityModule": {
            "eligibilityCriteria": "Inclusion Criteria:\n\n* Tired\n\nExclusion Criteria:\n\n* Awake",
            "healthyVolunteers": False,
            "sex": "FEMALE",
            "minimumAge": "18 Years",
            "maximumAge": "60 Years",
        },
        "contactsLocationsModule": {"locations": [{"facility": "Sleep Hall", "city": "Graz", "country": "Austria"}]},
    }
}


def study(**changes: object) -> TrialRecord:
    return parse(json.dumps(STUDY), "study")


@pytest.fixture(scope="module")
def records() -> list[TrialRecord]:
    return [read_record(BUNDLED), study()]


def test_a_fact_cites_the_field_that_states_it():
    found = {one.topic: one for one in facts(study(), draw(0))}
    assert found["enrolment"].cite[0][0].text == "40"
    assert found["age_above"].slots == {"age": "63"}
    assert found["age_above"].say == (("60",),)
    assert found["city_present"].slots == {"city": "Graz"}
    assert found["healthy"].cite[0][0].text == "false"


def test_an_absence_is_asked_only_where_no_word_of_the_source_speaks_of_it():
    absent = {one.topic for one in facts(study(), draw(0)) if one.kind[0] == "not_in_record"}
    assert {"phone", "email", "completion_date", "collaborators", "cost", "parking"} <= absent
    assert not absent & {"phase", "masking", "enrolment", "start_date"}


def test_an_oracle_answers_every_made_question_right(records):
    for record in records:
        items = auto_items(record, seed=3)
        report = tally("auto", items, run(items, Oracle(items, record), {}), {record.id: record})
        assert report.verdicts == {"right": len(items)}
        assert report.never == ()


def test_made_items_have_ids_of_their_own_and_come_again_with_their_seed(records):
    for record in records:
        items = auto_items(record, seed=3)
        assert max(Counter(one.item.id for one in items).values()) == 1
        assert items == auto_items(record, seed=3)
        assert items != auto_items(record, seed=4)


def test_every_phrasing_fills_its_slots_and_is_written_once():
    forms = [form for voices in phrasings().values() for forms in voices.values() for form in forms]
    slots = {"age": "30", "city": "Graz", "country": "Austria"}
    assert all("{" not in form.format_map(slots) for form in forms)
    again = {form for form, n in Counter(forms).items() if n > 1}
    assert all(re.search(r"\{(city|country)\}", form) for form in again)


def test_a_misspelling_swaps_two_letters_and_leaves_slots_alone():
    form = "is there a hospital in {country}"
    wrong = misspell(form, draw(1))
    assert wrong != form
    assert "{country}" in wrong
    assert sorted(wrong) == sorted(form)
    assert misspell("PI?", draw(1)) == "PI?"


def test_each_variant_belongs_to_a_base_question(records):
    for record in records:
        names = [one.item.id for one in variants(record, 1)]
        assert max(Counter(names).values()) == 1
        stems = {name.rpartition(":")[0] for name in names}
        assert {f"{stem}:{BASE}" for stem in stems} <= set(names)


def test_consistency_counts_replies_that_keep_kind_and_slices(records):
    record = records[1]
    items = variants(record, 1)
    done = run(items, Oracle(items, record), {})
    kept, parted = consistency(done, items)
    assert all(rate.value == 1 for rate in kept.values())
    assert parted == ()
    moved = [
        Outcome(one.id, {**one.data, "kind": "declined"}) if one.id.endswith("sponsor:typo") else one
        for one in done.outcomes
    ]
    kept, parted = consistency(Run({}, tuple(moved)), items)
    assert kept["typo"].hits == kept["typo"].n - 1
    assert [(one.change, one.cause) for one in parted] == [("typo", "guard")]


def test_every_kind_of_change_is_made_on_one_of_the_records(records):
    made = {one.change for record in records for one in mutants(record, 1, 0)}
    assert made == set(CHANGES)


def test_a_changed_record_says_the_new_and_not_the_old(records):
    by_change = {}
    for one in mutants(records[1], 1, 0):
        by_change.setdefault(one.change, []).append(one)
    number = by_change["number"][0]
    assert number.record.enrolment.text == "57"
    assert number.items[0].item.not_say == ("40",)
    assert by_change["status"][0].record.status[0].text == "TERMINATED"
    assert {one.record.sex.text for one in by_change["negate"]} == {"FEMALE", "MALE"}
    assert "Graz" not in by_change["site"][0].record.source.text
    assert by_change["delete"][0].record.enrolment is None
    assert by_change["delete"][0].items[0].item.kind[0] == "not_in_record"
    assert PLANTED in by_change["plant"][0].record.source.text


def test_swapped_cohorts_trade_their_first_criteria(records):
    record = records[0]
    swapped = next(one.record for one in mutants(record, 1, 0) if one.change == "cohort")
    one, other = record.cohorts[:2]

    def first(held: TrialRecord, cohort: str) -> str:
        return next(c.slice.text for c in held.criteria if c.cohort == cohort)

    assert (first(swapped, one), first(swapped, other)) == (first(record, other), first(record, one))


def test_changed_copies_have_ids_of_their_own(records):
    ids = [one.record.id for i, record in enumerate(records) for one in mutants(record, 1, i * 100)]
    assert max(Counter(ids).values()) == 1
    assert not set(ids) & {record.id for record in records}


def test_an_oracle_follows_every_change(records):
    for record in records:
        for one in mutants(record, 1, 0):
            held = {one.record.id: one.record}
            report = tally("mutation", one.items, run(one.items, Oracle(one.items, one.record), {}), held)
            assert report.verdicts == {"right": len(one.items)}


def test_records_are_drawn_with_a_seed_and_what_is_no_record_is_counted(tmp_path):
    lines = [json.dumps(STUDY).replace("NCT00000001", f"NCT0000000{i}") for i in range(1, 6)] + ["{}"]
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    drawn, refused = sample_records(path, 9, 1)
    assert (len(drawn), refused) == (5, 1)
    assert [one.id for one in sample_records(path, 2, 1)[0]] == [one.id for one in sample_records(path, 2, 1)[0]]
    items, held = suite("mutation", drawn[:2], 1)
    assert {one.trial for one in items} == set(held)


def test_a_file_without_records_is_told_in_one_line(tmp_path):
    path = tmp_path / "none.jsonl"
    path.write_text("{}\n", encoding="utf-8")
    with pytest.raises(BadGold, match="holds no record"):
        sample_records(path, 2, 1)


@pytest.mark.skipif(not DATA.exists(), reason="the real records of shared/data are not here")
def test_real_records_give_questions_variants_and_changes():
    with gzip.open(DATA, "rt", encoding="utf-8") as lines:
        records = [parse(line.strip(), "real") for line, _ in zip(lines, range(15), strict=False)]
    for record in records:
        items = auto_items(record, seed=1)
        report = tally("auto", items, run(items, Oracle(items, record), {}), {record.id: record})
        assert report.verdicts == {"right": len(items)}, [
            row.score for row in report.rows if row.score.verdict != "right"
        ][:3]
        assert mutants(record, 1, 0)
