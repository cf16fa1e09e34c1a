"""The gate passes the accepted build and refuses five sabotaged ones, each with the item and the right cause."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

import assistant.ask
import assistant.compose
from assistant.anchors import Tie
from assistant.answer import Answer
from assistant.question import Question
from assistant.retrieve import Retriever
from assistant.route import Router
from eval import bless as blessing
from eval.gate import Gate, gate
from eval.items import BoundItem, load_items
from eval.run import Ask, run
from eval.suites import BUNDLED, GOLD, assistant_over, read_record
from eval.tally import Report, tally
from ingest.embed import minilm

SLICES = {"emergency", "injection", "not_stated", "sites"}


@pytest.fixture(scope="module")
def record():
    return read_record(BUNDLED)


@pytest.fixture(scope="module")
def ask(record):
    with assistant_over([record], minilm()) as ask:
        yield ask


@pytest.fixture(scope="module")
def items(record, ask):
    """The gold items of some slices, in English, that this build gets right: what it was accepted for."""
    chosen = [
        one
        for one in load_items(GOLD, record)
        if one.item.language == "en" and (set(one.item.slices) & SLICES or one.item.id.startswith(("age-", "detail-")))
    ]
    first = tally("all", chosen, run(chosen, ask, {}), {record.id: record})
    return tuple(row.bound for row in first.rows if row.score.verdict == "right" and not row.score.never)


def run_of(items: tuple[BoundItem, ...], ask: Ask, record) -> Report:
    return tally("gold", items, run(items, ask, {"trials": "t"}), {record.id: record})


def judge(before: Report, after: Report, folder) -> Gate:
    blessing.bless(before, "accepted", date(2026, 1, 2), folder / "baseline.json")
    return gate(after, blessing.load_baseline(folder / "baseline.json"))


@pytest.fixture(scope="module")
def accepted(items, ask, record):
    return run_of(items, ask, record)


def causes(result: Gate) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for flip in result.flips:
        if flip.worse:
            found.setdefault(flip.cause, set()).add(flip.id)
    return found


def refused(result: Gate, cause: str, *some: str) -> set[str]:
    """Check that the gate says no, that it names every flipped item of the cause, and that these are all of them."""
    assert not result.passed
    named = causes(result)
    assert set(named) == {cause}
    assert set(some) <= named[cause]
    assert all(any(item in reason for reason in result.reasons) for item in some)
    return named[cause]


def test_the_accepted_build_passes(accepted, ask, items, record, tmp_path):
    result = judge(accepted, run_of(items, ask, record), tmp_path)
    assert result.passed, result.reasons
    assert result.flips == ()
    assert len(items) > 40


def test_a_resolver_that_is_off_by_one_is_refused(accepted, ask, items, record, tmp_path, monkeypatch):
    def off(resolve):
        def wrong(record, asked):
            found = resolve(record, asked)
            points = [
                replace(p, slots={k: v + 1 if isinstance(v, int) else v for k, v in p.slots.items()})
                for p in found.points
            ]
            return replace(found, points=tuple(points))

        return wrong

    topics = {name: replace(topic, resolve=off(topic.resolve)) for name, topic in assistant.ask.TOPICS.items()}
    monkeypatch.setattr(assistant.ask, "TOPICS", topics)
    refused(judge(accepted, run_of(items, ask, record), tmp_path), "resolver", "sites-count-clin")


def test_retrieval_that_returns_another_cohort_is_refused(ask, record, tmp_path, monkeypatch):
    cohorts = ("detail-myositis-ab", "detail-ssa", "detail-ssc-acr-clin", "detail-pr3-clin", "sle-criteria-clin")
    chosen = tuple(one for one in load_items(GOLD, record) if one.item.id in cohorts)
    # Without topics, and without a word that ties a question to one sentence, every question goes by retrieval.
    monkeypatch.setattr(Router, "route", lambda *_: ())
    monkeypatch.setattr(assistant.ask, "tied", lambda *_: Tie())
    before = run_of(chosen, ask, record)
    right = tuple(row.bound for row in before.rows if row.score.verdict == "right")
    assert right, "no question about a cohort is answered by retrieval alone"
    search = Retriever.search

    def another(self, question, **more):
        found = search(self, question, **more)
        other = search(self, Question("Meets 2017 EULAR/ACR classification criteria for IIM", question.trial), **more)
        mine = {p.chunk.path for p in found.passages[:1]}
        moved = [p for p in other.passages if p.chunk.path not in mine]
        return replace(found, passages=tuple(moved), absent=())

    before = run_of(right, ask, record)
    monkeypatch.setattr(Retriever, "search", another)
    result = judge(before, run_of(right, ask, record), tmp_path)
    assert refused(result, "retrieval") == {one.item.id for one in right}


def test_a_build_that_no_longer_says_what_is_absent_is_refused(accepted, ask, items, record, tmp_path, monkeypatch):
    phrase = assistant.compose.phrase

    def unsaid(key, *given, **slots):
        return "" if key.startswith(("not_stated", "not_found")) else phrase(key, *given, **slots)

    monkeypatch.setattr(assistant.compose, "phrase", unsaid)
    refused(judge(accepted, run_of(items, ask, record), tmp_path), "abstention", "ns-cost")


def test_a_citation_span_shifted_by_one_is_refused(accepted, ask, items, record, tmp_path):
    def shifted(question: Question) -> Answer:
        answer = ask(question)
        moved = []
        for one in answer.citations:
            span = replace(one.slice.span, start=one.slice.span.start + 1, end=one.slice.span.end + 1)
            moved.append(replace(one, slice=replace(one.slice, span=span)))
        return replace(answer, citations=tuple(moved))

    refused(judge(accepted, run_of(items, shifted, record), tmp_path), "citation", "age-74")


def test_a_build_without_its_guard_is_refused(accepted, ask, items, record, tmp_path, monkeypatch):
    monkeypatch.setattr(assistant.ask, "guard", lambda *_: None)
    refused(judge(accepted, run_of(items, ask, record), tmp_path), "guard", "em-chest", "inj-ignore")
