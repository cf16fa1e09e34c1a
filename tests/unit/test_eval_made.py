"""Questions made from records, other forms of a question, and changed records."""

from __future__ import annotations

import copy
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


def study() -> TrialRecord:
    return parse(json.dumps(STUDY), "study")


@pytest.fixture(scope="module")
def records() -> list[TrialRecord]:
    return [read_record(BUNDLED), study(), reported()]


def test_a_fact_cites_the_field_that_states_it():
    found = {one.topic: one for one in facts(study(), draw(0))}
    assert found["enrolment"].cite[0][0].text == "40"
    assert found["age_above"].slots == {"age": "63"}
    assert found["age_above"].say == (("60",),)
    assert found["city_present"].slots == {"city": "Graz"}
    assert found["healthy"].cite[0][0].text == "false"


def reported() -> TrialRecord:
    """The study with two arms, results of two groups, and a second site in a state."""
    made = copy.deepcopy(STUDY)
    protocol = made["protocolSection"]
    protocol["armsInterventionsModule"] = {
        "armGroups": [
            {"label": "Naps", "description": "A nap at noon.", "interventionNames": ["Behavioral: Nap"]},
            {"label": "Walks", "description": "A walk at noon.", "interventionNames": ["Behavioral: Walk"]},
        ],
        "interventions": [{"type": "BEHAVIORAL", "name": "Nap"}, {"type": "BEHAVIORAL", "name": "Walk"}],
    }
    protocol["contactsLocationsModule"]["locations"].append(
        {"facility": "Hospital of Rest", "city": "Reno", "state": "Nevada", "country": "United States"}
    )
    groups = [{"id": "FG000", "title": "Naps"}, {"id": "FG001", "title": "Walks"}]

    def line(kind: str, *counts: str) -> dict[str, object]:
        return {
            "type": kind,
            "achievements": [{"groupId": g["id"], "numSubjects": n} for g, n in zip(groups, counts, strict=True)],
        }

    made["resultsSection"] = {
        "participantFlowModule": {
            "groups": groups,
            "periods": [{"title": "Overall", "milestones": [line("STARTED", "21", "19"), line("COMPLETED", "20", "11")]}],
        },
        "outcomeMeasuresModule": {
            "outcomeMeasures": [
                {
                    "type": "PRIMARY",
                    "title": "Hours awake",
                    "groups": [{"id": "OG000", "title": "Naps"}, {"id": "OG001", "title": "Walks"}],
                    "classes": [
                        {
                            "categories": [
                                {
                                    "measurements": [
                                        {"groupId": "OG000", "value": "15.5"},
                                        {"groupId": "OG001", "value": "14.25"},
                                    ]
                                }
                            ]
                        }
                    ],
                }
            ]
        },
        "adverseEventsModule": {
            "eventGroups": [
                {"id": "EG000", "title": "Naps", "deathsNumAffected": 0, "deathsNumAtRisk": 21,
                 "seriousNumAffected": 2, "seriousNumAtRisk": 21},
                {"id": "EG001", "title": "Walks", "deathsNumAffected": 1, "deathsNumAtRisk": 19,
                 "seriousNumAffected": 3, "seriousNumAtRisk": 19},
            ],
            "seriousEvents": [
                {
                    "term": "Fracture",
                    "stats": [
                        {"groupId": "EG000", "numAffected": 0, "numAtRisk": 21},
                        {"groupId": "EG001", "numAffected": 3, "numAtRisk": 19},
                    ],
                }
            ],
        },
    }  # fmt: skip
    made["hasResults"] = True
    return parse(json.dumps(made), "study")


def cited(record: TrialRecord, topic: str) -> tuple[tuple[str, ...], ...]:
    fact = next(one for one in facts(record, draw(0)) if one.topic == topic)
    return tuple(tuple(dict.fromkeys(one.text for one in group)) for group in fact.cite)


@pytest.mark.parametrize(
    ("topic", "due"),
    [
        ("started_by_group", (("21",), ("19",))),
        ("finished_by_group", (("20",), ("11",))),
        ("finished_compared", (("20",), ("11",))),
        ("deaths", (("1",),)),
        ("serious_total", (("2",), ("3",))),
        ("serious_event", (("3",),)),
        ("primary_measured", (("15.5",), ("14.25",))),
        ("measure_result", (("15.5",), ("14.25",))),
        ("state_present", (("Hospital of Rest", "Reno", "Nevada"),)),
        ("city_of", (("Reno",),)),
        ("age_at_lower", (("18 Years",),)),
        ("age_at_upper", (("60 Years",),)),
    ],
)
def test_a_fact_of_results_places_or_limits_cites_what_a_right_answer_must_show(topic, due):
    assert cited(reported(), topic) == due


def test_two_arms_are_told_apart_by_more_than_their_names():
    one, other = cited(reported(), "arms_compared")
    assert "A nap at noon." in one
    assert "A walk at noon." in other
    assert not {"Naps", "Walks"} & {*one, *other}


def test_without_results_a_question_on_deaths_is_met_by_silence_or_by_the_record_s_word_on_results():
    fact = next(one for one in facts(study(), draw(0)) if one.topic == "deaths")
    assert fact.kind[0] == "not_in_record"
    assert "not_stated" in fact.slices


def test_a_limit_is_asked_below_at_and_above_it_and_the_contrary_is_false():
    found = {one.topic: one for one in facts(study(), draw(0)) if one.topic.startswith("age_")}
    ages = {topic: one.slots.get("age") for topic, one in found.items()}
    assert ages == {"age_range": None, "age_below": "17", "age_at_lower": "18", "age_above": "63", "age_at_upper": "60",
                    "age_within": "20"}  # fmt: skip
    assert found["age_below"].not_say == ("17 is within",)
    assert found["age_at_upper"].not_say == ("60 is below", "60 is above")
    assert all("personal" in one.slices for topic, one in found.items() if topic != "age_range")


def test_two_questions_in_one_message_expect_what_is_due_of_both():
    record = reported()
    found = {one.topic: one for one in facts(record, draw(f"3:{record.id}"))}
    joined = [one for one in auto_items(record, seed=3) if one.item.id.split(":")[1] in ("two_stated", "one_silent")]
    assert {one.item.id.split(":")[1] for one in joined} == {"two_stated", "one_silent"}
    for one in joined:
        kind, pair = one.item.id.split(":")[1:3]
        first, second = (found[topic] for topic in pair.split("."))
        assert "compound" in one.item.tags
        assert {first.slice, second.slice} <= set(one.item.tags)
        assert len(one.cite) == len(first.cite) + len(second.cite)
        assert one.item.kind == (("partly_answered",) if kind == "one_silent" else ("answered", "partly_answered"))


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
    names = ("age", "city", "country", "state", "facility", "one", "other", "event", "measure", "first", "second")
    slots = {name: name for name in names}
    assert all("{" not in form.format_map(slots) for form in forms)
    again = {form for form, n in Counter(forms).items() if n > 1}
    assert all(re.search(r"\{(city|country|state)\}", form) for form in again)


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
