"""The check against its gold set, on the bundled record and on records of other kinds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.check import run_check
from assistant.pairs import judge_pair
from eval.checks import load_checks, score_check
from eval.pairs import read_pairs, score_pairs
from ingest.sources import parse

ROOT = Path(__file__).parents[2]
GOLD = sorted((ROOT / "eval" / "gold").glob("*.check.yaml"))
PAIRS = ROOT.parent / "shared" / "data" / "criteria-pairs-dev.jsonl"
TODAY = date(2026, 1, 15)


def record_of(gold):
    name = gold.name.split(".")[0]
    made = gold.parent / "records" / f"{name}.json"
    path = made if made.exists() else ROOT / "ingest" / "samples" / f"{name}.medpath.txt"
    return parse(path.read_text(encoding="utf-8"), name)


@pytest.mark.parametrize("gold", GOLD, ids=lambda path: path.stem)
def test_the_gold_patients_are_judged_right_and_none_is_cleared_falsely(gold):
    record = record_of(gold)
    right = n = 0
    for bound in load_checks(gold, record):
        item = bound.item
        given = {k: getattr(item, k) for k in ("patient", "note", "fhir") if getattr(item, k) is not None}
        report = run_check(record, given, TODAY)
        score = score_check(bound, report)
        assert score.never == (), score
        right, n = right + score.right, n + score.n
        for expected, span in zip(item.findings, bound.spans, strict=True):
            found = next(f for f in report["findings"] if (f["pointer"], f["start"]) == (span.pointer, span.start))
            blocking = ("inclusion", ("no",)), ("exclusion", ("yes",))
            assert not ((found["kind"], expected.holds) in blocking and found["verdict"] == "clears"), item.id
    assert right / n >= 0.95


@pytest.mark.skipif(not PAIRS.exists(), reason="the patient–criterion pairs are not beside the project")
def test_physicians_labels_are_met_well_above_the_majority_class():
    report = score_pairs(read_pairs(PAIRS), judge_pair)
    assert report.presumed.accuracy >= 0.78
    assert report.presumed.accuracy > report.majority
    assert all(said for _, said, gold in report.presumed.classes.values() if gold)
