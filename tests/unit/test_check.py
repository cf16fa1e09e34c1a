"""A patient against a whole record: cohorts, conflicts, missing facts, overruling."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.check import check, overrule, run_check, run_judge
from assistant.facts import UnusableFacts, read_facts
from assistant.note import read_note
from ingest.record import Span
from ingest.sources import parse

TODAY = date(2026, 1, 15)
RECORD = parse(files("ingest").joinpath("samples/NCT07095075.medpath.txt").read_text(encoding="utf-8"), "record")
BASE = {"age": 40, "sex": "female", "conditions": ["SLE"], "tests": {"ANA": "positive"}}


def report(given_):
    facts = read_note(given_) if isinstance(given_, str) else read_facts(given_)
    return check(RECORD, facts, TODAY)


def holds(found):
    return {f.criterion.id: f.holds for f in found.findings}


def test_every_criterion_has_one_finding_with_its_exact_words():
    found = run_check(RECORD, {"id": "p", "patient": BASE}, TODAY)
    assert [f["criterion"] for f in found["findings"]] == [c.id for c in RECORD.criteria]
    for f in found["findings"]:
        assert RECORD.quote(Span(f["pointer"], f["start"], f["end"])) == f["quote"]


def test_another_cohort_is_not_applicable():
    found = report(BASE)
    other = {f.criterion.cohort for f in found.findings if f.holds == "not_applicable"}
    assert other == {"AAV", "SSc", "IIM", "SjS"}


def test_nobody_is_called_eligible():
    import json

    found = run_check(RECORD, {"patient": BASE}, TODAY)
    words = json.dumps([[f["because"], f["verdict"]] for f in found["findings"]] + [found["outcome"], found["missing"]])
    assert "eligible" not in words.lower()
    assert found["outcome"] in ("blocked", "open", "undetermined")


def test_overlap_of_two_cohorts_is_a_conflict_with_its_quotes():
    found = report({**BASE, "conditions": ["SLE", "Sjögren's syndrome"]})
    finding = next(f for f in found.findings if f.criterion.slice.text == "Other autoimmune diseases.")
    assert (finding.holds, finding.unknown) == ("unknown", "record_inconsistent")
    assert "Other autoimmune diseases." in found.conflicts[0].quotes


def test_a_disease_without_a_cohort_is_another_autoimmune_disease():
    found = report({**BASE, "conditions": ["SLE", "rheumatoid arthritis"]})
    assert found.outcome == "blocked"


def test_a_name_listed_twice_gives_two_readings():
    found = report({"age": 50, "sex": "male", "conditions": ["GPA"], "tests": {"c-ANCA": "positive"}})
    finding = next(f for f in found.findings if f.criterion.slice.text.startswith("Positive test for anti-MPO"))
    assert finding.unknown == "record_inconsistent"
    assert "Read to the letter" in finding.because


def test_a_failing_cohort_leaves_the_other():
    found = report(
        {**BASE, "conditions": ["SLE", "SjS"], "tests": {"ANA": "positive", "SSA": "negative", "SSB": "negative"}}
    )
    finding = next(f for f in found.findings if f.criterion.slice.text.startswith("Positive test for anti-SSA"))
    assert (finding.holds, finding.verdict) == ("no", "open")
    assert found.outcome == "open"


def test_missing_facts_say_what_each_answer_decides():
    found = report({"age": 40, "sex": "female", "conditions": ["SLE"]})
    by_name = {m.fact: m for m in found.missing}
    assert by_name["anti-sm antibody"].if_positive == "I6 clears"
    assert by_name["pregnancy test"].if_positive == "E4 blocks"


def test_unknown_has_a_reason_and_a_next_step():
    for f in report("Rheum referral, woman, 40.").findings:
        assert (f.unknown is None) == (f.holds != "unknown")
        if f.holds == "unknown":
            assert "Next:" in f.because


def test_a_clinician_overrules_with_a_reason_which_is_kept():
    found = overrule(report(BASE), "E1", "yes", "Culture grew a mycobacterium.")
    finding = next(f for f in found.findings if f.criterion.id == "E1")
    assert (finding.by, finding.verdict, finding.because) == ("clinician", "blocks", "Culture grew a mycobacterium.")
    assert found.outcome == "blocked"
    with pytest.raises(UnusableFacts, match="reason"):
        overrule(found, "E1", "no", " ")
    with pytest.raises(UnusableFacts, match="Z9"):
        overrule(found, "Z9", "no", "because")


@pytest.mark.parametrize(
    ("item", "wanted"),
    [
        ({}, "exactly one"),
        ({"patient": BASE, "note": "SLE"}, "exactly one"),
        ({"note": 3}, "text"),
        ({"note": "  "}, "empty"),
        ({"patient": {"age": 300}}, "living person"),
        ({"fhir": {"resourceType": "Patient"}}, "Bundle"),
    ],
)
def test_a_bad_item_is_one_line(item, wanted):
    with pytest.raises(UnusableFacts, match=wanted) as caught:
        run_check(RECORD, item, TODAY)
    assert "\n" not in str(caught.value)


def test_a_pair_is_judged_with_the_fields_of_a_finding():
    found = run_judge({"id": 7, "kind": "exclusion", "criterion": "Tuberculosis.", "note": "No tuberculosis."})
    assert (found["id"], found["holds"], found["verdict"], found["by"]) == (7, "no", "clears", "rule")
    finding = run_check(RECORD, {"patient": BASE}, TODAY)["findings"][0]
    assert set(found) - {"schema", "id"} == set(finding)
    assert (found["criterion"], found["cohort"], found["start"]) == (None, None, 0)
    assert found["end"] == len(found["quote"])
    with pytest.raises(UnusableFacts, match="kind"):
        run_judge({"criterion": "x", "note": "y"})


# One changed fact, and the criteria that may answer to it.
_CHANGES = [
    ({"age": 71}, {"I2"}),
    ({"consent": True}, {"I1"}),
    ({"pregnant": True}, {"E4"}),
    ({"breastfeeding": True}, {"E4"}),
    ({"treatments": ["kidney transplant"]}, {"E5"}),
    ({"treatments": ["autologous stem cell transplantation"]}, {"E6"}),
    ({"conditions": ["SLE", "tuberculosis"]}, {"E1"}),
    ({"conditions": ["SLE", "breast cancer"]}, {"E3"}),
    ({"conditions": ["SLE", "psoriasis"]}, {"E2"}),
    ({"tests": {"ANA": "positive", "CD19": "positive"}}, {"I4"}),
    ({"tests": {"ANA": "negative", "dsDNA": "negative", "anti-Sm": "negative"}}, {"I6"}),
    ({"tests": {"ANA": "positive", "Hb": "12 g/dL"}}, set()),
]


@settings(deadline=None, max_examples=80)
@given(
    st.sampled_from(_CHANGES), st.sampled_from([{}, {"consent": True}, {"pregnant": False}, {"scores": {"mRSS": 4}}])
)
def test_one_changed_fact_changes_only_what_depends_on_it(change, beside):
    new, may = change
    plain = {**BASE, **beside}
    before, after = holds(report(plain)), holds(report({**plain, **new}))
    assert {id for id in before if before[id] != after[id]} <= may


def test_nothing_of_a_patient_is_written_or_logged(tmp_path, monkeypatch, caplog, capsys):
    import builtins
    import logging

    opened = []
    real = builtins.open

    def watched(file, mode="r", *args, **kwargs):
        opened.append((str(file), mode))
        return real(file, mode, *args, **kwargs)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(builtins, "open", watched)
    with caplog.at_level(logging.DEBUG):
        run_check(RECORD, {"note": "Ms Quillfeather, 34 F, SLE, ANA positive."}, TODAY)
    assert [name for name, mode in opened if set(mode) & set("wax+")] == []
    assert list(tmp_path.iterdir()) == []
    assert "Quillfeather" not in caplog.text + "".join(capsys.readouterr())
