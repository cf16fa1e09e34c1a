"""The gate, the diff, the baseline, and a run that is cut."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from runpy import run_path

import pytest

from assistant.answer import Answer
from assistant.question import Question
from eval import bless as blessing
from eval.diff import diff, explain
from eval.errors import BadBaseline, BadRun
from eval.gate import bootstrap, gate, holm, mcnemar, smallest_drop, told
from eval.items import load_items
from eval.never import NeverEvent
from eval.report import as_dict, html, table, worst, write
from eval.run import FILE, load_run, run
from eval.suites import BUNDLED, GOLD, read_record
from eval.tally import Rate, tally

Oracle = run_path(str(Path(__file__).parents[1] / "oracle.py"))["Oracle"]


@pytest.fixture(scope="module")
def record():
    return read_record(BUNDLED)


@pytest.fixture(scope="module")
def items(record):
    return load_items(GOLD, record)


@pytest.fixture(scope="module")
def report_of(record, items):
    return lambda ask, items=items: tally("gold", items, run(items, ask, {"trials": "t"}), {record.id: record})


@pytest.fixture(scope="module")
def good(record, items, report_of):
    return report_of(Oracle(items, record))


@pytest.fixture
def accepted(good, tmp_path):
    path = tmp_path / "baseline.json"
    blessing.bless(good, "first", date(2026, 1, 2), path)
    return blessing.load_baseline(path)


def past(verdict="right", **scores):
    return blessing.Past(verdict, (), scores, None)


def test_the_accepted_build_passes_the_gate(good, accepted, items):
    result = gate(good, accepted)
    assert result.passed
    assert result.flips == ()
    assert told(result).startswith(f"GATE PASSED: {len(items)} paired items, 0 lost, 0 won")
    assert told(result).count("\n") == 1


def test_six_items_lost_and_none_won_are_the_smallest_drop_that_is_seen():
    before = {str(i): past() for i in range(40)}
    for lost, seen in ((5, False), (6, True)):
        after = {name: past("wrong" if int(name) < lost else "right") for name in before}
        assert mcnemar("all", list(before), before, after).drop is seen
    assert smallest_drop(40) == 6
    assert smallest_drop(5) is None


def test_holm_takes_back_a_slice_that_is_one_of_many():
    before = {str(i): past() for i in range(40)}
    after = {name: past("wrong" if int(name) < 6 else "right") for name in before}
    one = mcnemar("one", list(before), before, after)
    rest = [mcnemar(f"other {i}", list(before), before, before) for i in range(9)]
    assert [corrected.drop for corrected in holm([one])] == [True]
    assert [corrected.drop for corrected in holm([one, *rest])] == [False] * 10


def test_a_bootstrap_resamples_whole_sections():
    before = {str(i): past(span_recall=1.0) for i in range(60)}
    after = {name: past(span_recall=0.0 if int(name) < 30 else 1.0) for name in before}
    spread = bootstrap("span_recall", {name: str(int(name) % 20) for name in before}, before, after)
    clumped = bootstrap("span_recall", {name: str(int(name) // 30) for name in before}, before, after)
    assert spread.change == clumped.change == -0.5
    assert spread.drop
    assert not clumped.drop
    assert bootstrap("span_recall", dict.fromkeys(before, "all"), before, after) is None


def test_an_error_a_lost_item_and_a_must_failure_each_fail_the_gate(record, items, report_of, accepted):
    oracle = Oracle(items, record)

    def broken(question: Question) -> Answer:
        if question.text == items[0].item.question:
            raise RuntimeError("out of memory")
        answer = oracle(question)
        return replace(answer, citations=()) if question.text == items[1].item.question else answer

    reasons = "\n".join(gate(report_of(broken, items[:-1]), accepted).reasons)
    assert f"error in {items[0].item.id}: RuntimeError: out of memory" in reasons
    assert f"{items[1].item.id} must be right and is partly" in reasons
    assert f"{items[-1].item.id} was in the accepted run and is gone" in reasons


@pytest.fixture
def accepted_half(items, good, tmp_path):
    """A baseline that has every second item of the gold set: the others are new to it."""
    path = tmp_path / "half.json"
    blessing.bless(replace(good, rows=good.rows[::2]), "half", date(2026, 1, 2), path)
    return blessing.load_baseline(path)


def test_items_the_accepted_run_does_not_have_are_named_and_compared_with_nothing(
    record, items, report_of, accepted_half
):
    free = next(one.item for one in items[1::2] if not one.item.must and one.item.kind == ("answered",))
    oracle = Oracle(items, record)

    def wrong_on_a_new_one(question: Question) -> Answer:
        answer = oracle(question)
        return replace(answer, kind="not_in_record") if question.text == free.question else answer

    result = gate(report_of(wrong_on_a_new_one), accepted_half)
    assert result.passed
    assert result.flips == ()
    assert set(result.new_items) == {one.item.id for one in items[1::2]}
    assert result.new_right == len(result.new_items) - 1
    assert result.overall.n == len(items[::2]) == len(items) - len(result.new_items)
    assert f"+ new: {len(result.new_items)}, {result.new_right} right: " in told(result)


def test_a_new_item_that_must_be_right_and_is_not_fails_the_gate(record, items, report_of, accepted_half):
    due = next(one.item for one in items[1::2] if one.item.must and one.item.kind == ("answered",))
    oracle = Oracle(items, record)

    def mute(question: Question) -> Answer:
        answer = oracle(question)
        return replace(answer, kind="not_in_record") if question.text == due.question else answer

    result = gate(report_of(mute), accepted_half)
    assert [reason.split(" must be right")[0] for reason in result.reasons] == [due.id]


def test_a_slice_that_the_accepted_run_did_not_know_is_compared_on_the_items_it_has(good, accepted_half, items):
    told_of = {one.name: one.n for one in gate(good, accepted_half).slices}
    half = items[::2]
    for name in ("en", "zh", "es", "personal", "compound"):
        assert told_of[name] == sum(name in one.item.tags for one in half)
    assert sum(told_of[name] for name in ("en", "zh", "es")) == len(half)


def test_every_slice_of_a_report_has_its_size_and_interval_also_by_language(good):
    languages = [good.slices[name] for name in ("en", "zh", "es")]
    assert sum(rate.n for rate in languages) == good.accuracy.n
    for rate in good.slices.values():
        low, high = rate.interval
        assert 0 <= low < rate.value <= round(high, 9)


def test_a_record_that_changed_is_told_apart_from_the_system(record, items, good, accepted):
    changed = [replace(one, review="the record has no words") if i < 3 else one for i, one in enumerate(items)]
    report = tally("gold", changed, run(items, Oracle(items, record), {}), {record.id: record})
    result = gate(report, accepted)
    assert {flip.cause for flip in result.flips} == {"record drift"}
    assert result.passed
    assert result.overall.n == len(items) - 3


def test_a_run_with_a_never_event_cannot_be_accepted(good, tmp_path):
    row = good.rows[0]
    event = replace(row, score=replace(row.score, never=(NeverEvent("promise", "you are eligible"),)))
    bad = replace(good, rows=(event, *good.rows[1:]))
    with pytest.raises(BadBaseline, match="1 never-events"):
        blessing.bless(bad, "no", date(2026, 1, 2), tmp_path / "baseline.json")
    assert not (tmp_path / "baseline.json").exists()


def test_a_run_that_fails_what_must_be_right_cannot_be_accepted(record, items, report_of, tmp_path):
    oracle = Oracle(items, record)

    def mute(question: Question) -> Answer:
        return replace(oracle(question), citations=())

    with pytest.raises(BadBaseline, match=r"\d+ failures of items that must be right"):
        blessing.bless(report_of(mute), "no", date(2026, 1, 2), tmp_path / "baseline.json")


def test_accepting_keeps_the_trend_and_notes_it_in_the_changelog(good, tmp_path):
    path, changelog = tmp_path / "baseline.json", tmp_path / "CHANGELOG.md"
    changelog.write_text("# Changelog\n\n## Unreleased\n\n- A line.\n\n## 0.1\n\n- Old.\n", encoding="utf-8")
    blessing.bless(good, "first", date(2026, 1, 2), path, changelog)
    blessing.bless(good, "second", date(2026, 2, 3), path, changelog)
    assert [one["why"] for one in blessing.load_baseline(path).trend] == ["first", "second"]
    lines = changelog.read_text(encoding="utf-8").splitlines()
    assert lines[4].startswith("- Accepted eval baseline of 2026-02-03: 100.0%")
    assert lines[4].endswith("second")
    assert lines[5].endswith("first")
    assert lines[6] == "- A line."


@pytest.mark.parametrize("text", ["", "{}", '{"items": []}', "not json"], ids=["empty", "no keys", "a list", "no JSON"])
def test_a_broken_baseline_is_one_line_with_its_remedy(tmp_path, text):
    path = tmp_path / "baseline.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadBaseline, match="restore it or bless") as caught:
        blessing.load_baseline(path)
    assert "\n" not in str(caught.value)


def test_a_baseline_that_is_absent_or_of_other_trials_is_refused(good, tmp_path):
    path = tmp_path / "baseline.json"
    with pytest.raises(BadBaseline, match="is absent"):
        blessing.load_baseline(path)
    blessing.bless(good, "first", date(2026, 1, 2), path)
    with pytest.raises(BadBaseline, match="other trials"):
        blessing.load_baseline(path, "another")


def test_a_cut_run_goes_on_and_asks_nothing_twice(record, items, tmp_path):
    asked = []

    def counting(question: Question) -> Answer:
        asked.append(question.text)
        if len(asked) == 4:
            raise KeyboardInterrupt
        return Oracle(items, record)(question)

    few = items[:6]
    with pytest.raises(KeyboardInterrupt):
        run(few, counting, {"code": "1"}, tmp_path)
    with pytest.raises(BadRun, match="was cut"):
        load_run(tmp_path)
    with (tmp_path / FILE).open("a", encoding="utf-8") as file:
        file.write('{"id": "half a li')
    done = run(few, counting, {"code": "1"}, tmp_path)
    assert len(asked) == 4 + 3
    assert load_run(tmp_path).outcomes == done.outcomes
    assert [one.id for one in done.outcomes] == [one.item.id for one in few]


def test_a_cut_run_of_other_code_starts_again(record, items, tmp_path):
    oracle = Oracle(items, record)
    run(items[:3], oracle, {"code": "1"}, tmp_path)
    lines = (tmp_path / FILE).read_text(encoding="utf-8").splitlines()
    (tmp_path / FILE).write_text("\n".join(lines[:-1]), encoding="utf-8")
    asked = []
    run(items[:3], lambda question: asked.append(1) or oracle(question), {"code": "2"}, tmp_path)
    assert len(asked) == 3


def test_a_folder_without_a_run_says_how_to_make_one(tmp_path):
    with pytest.raises(BadRun, match="trialogue-eval run --out"):
        load_run(tmp_path)


def test_flips_are_explained_by_where_the_two_ways_part(record, items, good):
    now = blessing.past_of(good)
    name = "age-74"
    reply = now[name].reply
    silent = replace(reply, kind="not_in_record")
    shorter = replace(reply, citations=(), text="At most 70.")
    causes = {
        "guard": replace(reply, kind="declined"),
        "routing": replace(reply, topics=("another",)),
        "retrieval": replace(reply, passages=("another",)),
        "abstention": silent,
        "resolver": shorter,
        "wording": replace(reply, text=f"So: {reply.text}"),
        "error": None,
    }
    for cause, after in causes.items():
        assert explain(now[name], replace(now[name], verdict="wrong", reply=after))[0] == cause
    flips = diff(now, {**now, name: replace(now[name], verdict="wrong", reply=silent)})
    assert [(flip.id, flip.worse, flip.cause) for flip in flips] == [(name, True, "abstention")]


def test_a_rate_without_items_is_no_zero():
    assert Rate(0, 0).value is None
    assert str(Rate(0, 0)) == "– (n 0)"
    assert Rate(1, 2).interval[0] < 0.5 < Rate(1, 2).interval[1]


def test_the_page_is_one_file_and_shows_the_words_of_a_reply_as_text(record, items, report_of, accepted, tmp_path):
    oracle = Oracle(items, record)

    def hostile(question: Question) -> Answer:
        answer = oracle(question)
        evil = replace(answer.statements[0], text="<script>alert(1)</script> You are eligible.")
        return replace(answer, statements=(evil,)) if question.text == items[0].item.question else answer

    report = report_of(hostile)
    result = gate(report, accepted)
    page = html(report, result, accepted.trend)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "http://" not in page.replace("http://www.w3.org", "").replace("http://purl.org", "").replace(
        "http://creativecommons.org", ""
    )
    assert page.count("<svg") == 3
    assert "The gate refuses this build." in page
    assert worst(report)[0].bound.item.id == items[0].item.id
    assert "promise" in table(report, result)
    written = write(report, tmp_path, result)
    assert json.loads(written.with_suffix(".json").read_text(encoding="utf-8"))["gate"]["passed"] is False


def test_the_json_of_a_report_has_every_item_and_rate(good, items):
    data = as_dict(good)
    assert len(data["items"]) == len(items)
    assert data["accuracy"]["value"] == 1
    assert data["risk_coverage"][-1][1] == 0
