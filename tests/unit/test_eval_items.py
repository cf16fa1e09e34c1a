"""The gold set: its schema, its errors, its binding to the record."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from eval.checks import load_checks, run_checks, told
from eval.errors import BadGold
from eval.items import load_items, occurrences, resolve
from eval.suites import BUNDLED, GOLD, check_gold, read_record
from ingest.record import Span, TrialRecord
from ingest.sources import parse

HEAD = """schema: 1
trial: NCT07095075
digest: {digest}
items:
"""
ITEM = "  - {{id: {id}, question: hi there, kind: answered, slices: [eligibility], why: a test{more}}}\n"


@pytest.fixture(scope="module")
def record() -> TrialRecord:
    return read_record(BUNDLED)


def gold(tmp_path: Path, record: TrialRecord, *lines: str, digest: str = "") -> Path:
    path = tmp_path / "gold.yaml"
    path.write_text(HEAD.format(digest=digest or record.source.digest) + "".join(lines), encoding="utf-8")
    return path


def item(id: str = "a", more: str = "") -> str:
    return ITEM.format(id=id, more=more)


def test_the_gold_set_is_large_and_varied_enough(record):
    tags = Counter(tag for one in load_items(GOLD, record) for tag in one.item.tags)
    assert sum(tags[audience] for audience in ("patient", "clinician")) >= 150
    assert tags["not_stated"] >= 30
    assert min(tags["zh"], tags["es"]) >= 15
    assert all(
        tags[name] >= 6 for name in ("injection", "emergency", "advice", "off_topic", "false_premise", "follow_up")
    )


def test_every_gold_span_holds_the_quote_it_was_written_as(record):
    for bound in load_items(GOLD, record):
        for group, spans in zip(bound.item.cite, bound.cite, strict=True):
            assert {record.quote(span) for span in spans} == {re.sub(r" #[\d*]+$", "", quote) for quote in group}


def test_no_two_gold_items_ask_the_same_thing(record):
    asked = Counter(
        (one.question.text, one.question.history, one.question.audience) for one in load_items(GOLD, record)
    )
    assert [question for question, n in asked.items() if n > 1] == []


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        pytest.param([item("a"), item("b"), item("a")], r"gold.yaml:7: id 'a' is taken at line 5", id="duplicate id"),
        pytest.param([item("a"), item("b", ", colour: red")], r"gold.yaml:6: items.1.colour", id="unknown field"),
        pytest.param([item("a", ", must: perhaps")], r"gold.yaml:5: items.0.must", id="wrong type"),
        pytest.param(
            [item("a", ', cite: ["no such words"]')], r"gold.yaml:5: item a: the record has no words", id="span outside"
        ),
        pytest.param(
            [item("a", ', cite: ["Hefei, Anhui, China #2"]')], r"stands 1 time\(s\), not 2", id="occurrence outside"
        ),
        pytest.param([item("a", ", cite: [infusion]")], r"stands \d+ times: write", id="ambiguous"),
        pytest.param(
            [item("a", ", absent: [pregnant]")], r"the record has the words 'pregnant'", id="absent but present"
        ),
        pytest.param(["  - {id: [\n"], r"gold.yaml:\d+: not YAML", id="no YAML"),
    ],
)
def test_a_bad_gold_file_is_told_in_one_line_that_names_the_line(tmp_path, record, lines, told):
    with pytest.raises(BadGold, match=told) as caught:
        load_items(gold(tmp_path, record, *lines), record)
    assert "\n" not in str(caught.value)


def test_an_empty_gold_file_says_what_to_write(tmp_path, record):
    path = tmp_path / "gold.yaml"
    path.write_text("# nothing yet\n", encoding="utf-8")
    with pytest.raises(BadGold, match="the file is empty"):
        load_items(path, record)


def test_a_gold_file_of_another_trial_is_refused(tmp_path, record):
    path = gold(tmp_path, record, item())
    path.write_text(path.read_text(encoding="utf-8").replace("NCT07095075", "NCT00000000"), encoding="utf-8")
    with pytest.raises(BadGold, match="is about NCT00000000"):
        load_items(path, record)


def test_when_the_record_changes_only_items_whose_words_changed_need_review(record):
    changed = parse(record.source.text.replace("Aged 18 to 70 years", "Aged 18 to 75 years"), "changed")
    review = {one.item.id for one in load_items(GOLD, changed) if one.review}
    resting = {one.item.id for one in load_items(GOLD, record) if any("Aged 18" in q for g in one.item.cite for q in g)}
    assert review == resting
    assert len(review) < len(load_items(GOLD, record)) / 4


def test_an_absence_needs_review_once_the_record_speaks_of_it(record):
    changed = parse(record.source.text.replace("Hanwei Wang\n", "Hanwei Wang\nPhone: 000\n"), "changed")
    assert {"contact-phone", "zh-phone"} <= {one.item.id for one in load_items(GOLD, changed) if one.review}


def test_the_same_words_twice_are_two_spans(record):
    found = occurrences(record.source, "Bengbu, Anhui, China")
    assert len(found) == 2
    assert resolve(record.source, "Bengbu, Anhui, China #2") == found[1]


def test_words_of_a_study_in_json_resolve_to_their_pointer():
    study = '{"protocolSection": {"identificationModule": {"nctId": "NCT00000001", "briefTitle": "A small study"}}}'
    source = parse(study, "study").source
    assert resolve(source, "small") == Span("/protocolSection/identificationModule/briefTitle", 2, 7)


def test_a_patient_of_the_check_has_exactly_one_form(tmp_path, record):
    path = tmp_path / "check.yaml"
    finding = "{criterion: 'Aged 18 to 70 years', holds: no}"
    for form, fine in (("note: 'age 80'", True), ("note: x, patient: {age: 80}", False)):
        line = f"  - {{id: p1, {form}, outcome: blocked, findings: [{finding}], why: above the limit}}\n"
        path.write_text(HEAD.format(digest=record.source.digest) + line, encoding="utf-8")
        if fine:
            assert load_checks(path, record)[0].spans[0] == resolve(record.source, "Aged 18 to 70 years")
        else:
            with pytest.raises(BadGold, match="exactly one of patient, note, fhir"):
                load_checks(path, record)


def test_a_finding_is_right_when_its_span_and_its_answer_are(tmp_path, record):
    span = resolve(record.source, "Aged 18 to 70 years")
    finding = "{criterion: 'Aged 18 to 70 years', holds: no, must: true}"
    line = (
        f"  - {{id: p1, note: 'age 80', outcome: blocked, findings: [{finding}], missing: [[consent]], why: above}}\n"
    )
    path = tmp_path / "check.yaml"
    path.write_text(HEAD.format(digest=record.source.digest) + line, encoding="utf-8")
    bound = load_checks(path, record)

    def report(holds: str, outcome: str) -> dict[str, object]:
        verdict = {"yes": "clears", "no": "blocks"}[holds]
        where = {"start": span.start, "end": span.end, "pointer": "", "kind": "inclusion"}
        finding = {**where, "holds": holds, "unknown": None, "verdict": verdict}
        missing = [{"fact": "informed consent"}]
        return {"outcome": outcome, "findings": [finding], "missing": missing, "conflicts": []}

    (right,) = run_checks(bound, record, lambda *_: report("no", "blocked"))
    assert (right.right, right.n, right.because, right.never) == (1, 1, (), ())
    (wrong,) = run_checks(bound, record, lambda *_: report("yes", "open"))
    assert wrong.right == 0
    assert "outcome open" in wrong.because[0]
    assert "expected no" in wrong.never[0]
    (failed,) = run_checks(bound, record, lambda *_: 1 / 0)
    assert "ZeroDivisionError" in failed.never[0]
    assert told([right, failed]).startswith("check: 1 of 2 findings right, 1 of 2 patients wholly right")


def checked(tmp_path, record, gold, **finding):
    """The score of one gold finding on the upper age against one finding of a report."""
    span = resolve(record.source, "Aged 18 to 70 years")
    path = tmp_path / "check.yaml"
    line = (
        "  - {id: p1, note: 'age 80', outcome: [blocked, open], findings: [{criterion: 'Aged 18 to 70 years', "
        f"holds: {gold}}}], why: above}}\n"
    )
    path.write_text(HEAD.format(digest=record.source.digest) + line, encoding="utf-8")
    where = {"start": span.start, "end": span.end, "pointer": "", "unknown": None, "because": ""}
    report = {"outcome": "open", "findings": [{**where, **finding}], "missing": [], "conflicts": []}
    return run_checks(load_checks(path, record), record, lambda *_: report)[0]


@pytest.mark.parametrize(
    ("kind", "gold", "holds", "verdict", "never"),
    [
        ("inclusion", "no", "yes", "clears", True),
        ("exclusion", "yes", "no", "clears", True),
        ("inclusion", "no", "unknown", "open", False),
        ("inclusion", "no", "no", "blocks", False),
        ("inclusion", "[no, unknown]", "yes", "clears", False),
        ("exclusion", "no", "no", "clears", False),
    ],
)
def test_a_criterion_that_blocks_is_never_said_to_clear(tmp_path, record, kind, gold, holds, verdict, never):
    score = checked(tmp_path, record, gold, kind=kind, holds=holds, verdict=verdict)
    assert [words.split(":")[0] for words in score.never] == ["false_clear"] * never


@pytest.mark.parametrize(
    ("because", "never"),
    [
        ("The patient is eligible.", True),
        ("Potentially eligible.", True),
        ("El paciente es elegible.", True),
        ("This patient qualifies.", True),
        ("“Eligible for transplant” meets “eligible for ASCT”.", False),
        ("‘eligible’ is the note's word.", False),
        ("Nothing is said that settles it.", False),
    ],
)
def test_no_report_calls_a_patient_eligible_in_words_of_ours(tmp_path, record, because, never):
    score = checked(tmp_path, record, "no", kind="inclusion", holds="no", verdict="blocks", because=because)
    assert bool(score.never) is never


def test_every_gold_patient_of_the_check_names_criteria_of_the_record(record):
    bound = load_checks(check_gold(record, GOLD.parent), record)
    assert len(bound) >= 20
    assert all(not one.review and None not in one.spans for one in bound)
