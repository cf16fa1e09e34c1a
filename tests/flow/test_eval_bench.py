"""The bench, with a small embedder of its own: what it measures, not how fast the machine is."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import numpy as np
import pytest

import eval.bench as benching
from assistant.answer import Drafting, Trace
from eval.bench import Bench, bench
from eval.items import load_items
from eval.plain import as_text, plain_pipeline, put_to_plain
from eval.report import html, table
from eval.run import run
from eval.suites import BUNDLED, GOLD, read_record
from eval.tally import tally
from ingest.sources import parse

Oracle = run_path(str(Path(__file__).parents[1] / "oracle.py"))["Oracle"]


class Letters:
    """Counts letters: near texts share words, which is enough for a passage to be found."""

    name = "letters"

    def encode(self, texts):
        counts = np.array(
            [[text.lower().count(chr(c)) + 1e-3 for c in range(97, 123)] for text in texts], dtype=np.float32
        )
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)


def test_the_plain_pipeline_gives_four_passages_and_reads_its_index_again(tmp_path):
    record = read_record(BUNDLED)
    search = plain_pipeline([record], Letters(), tmp_path)
    found = search("Aged 18 to 70 years, either sex", record.id)
    assert len(found) == 4
    assert all(len(one) <= 500 for one in found)
    assert plain_pipeline([record], Letters(), tmp_path)("Aged 18 to 70 years, either sex", record.id) == found


def test_a_report_shows_both_pipelines_side_by_side_and_counts_a_silence_for_neither_passage():
    record = read_record(BUNDLED)
    items = load_items(GOLD, record)[::5]
    found = put_to_plain(items, [record], Letters())
    run_of_ours = run(items, Oracle(items, record), {})
    report = tally("both", items, run_of_ours, {record.id: record}, found)
    ours, first, top = report.beside_plain["all"]
    assert ours.hits == ours.n == len(items)
    assert first.hits <= top.hits < ours.hits
    silent = [one.item.id for one in items if not one.item.cite]
    assert silent
    assert not any(found[id].top for id in silent)
    assert "plain pipeline" in html(report)
    assert "plain pipeline" in table(report)
    assert tally("ours", items, run_of_ours, {record.id: record}).beside_plain == {}


def test_a_study_is_one_text_of_named_values_for_the_plain_pipeline():
    study = {"protocolSection": {"identificationModule": {"nctId": "NCT90000009", "briefTitle": "A study of sleep"}}}
    text = as_text(parse(json.dumps(study), "small.json"))
    assert "briefTitle: A study of sleep" in text


def test_both_pipelines_are_measured_on_the_same_items(monkeypatch):
    record = read_record(BUNDLED)
    items = load_items(GOLD, record)[:8]
    monkeypatch.setattr(benching, "_cold", lambda side, *_: {"ours": 2.0, "plain": 4.0}[side])
    oracle = Oracle(items, record)
    known = {one.item.question: one.question for one in items}

    def asks(question):
        return oracle(known.get(question.text, items[0].question))

    drafting = Drafting("small", (), 1, 100, 20, 1.5, 1)

    def opened(folder, model):
        if model is None:
            return asks
        return lambda question: replace(asks(question), trace=Trace(drafting=drafting))

    found = bench(BUNDLED, items, Letters(), opened, SimpleNamespace(name="small"))
    assert (found.model.asked, found.model.worded, found.model.tokens_out) == (8, 8, 20)
    assert "with a model, tokens out" in found.told()
    assert found.as_dict()["model"]["name"] == "small"
    assert isinstance(found, Bench)
    assert found.n == 8
    assert found.right == 1
    assert 0 <= found.plain_right_top1 <= found.plain_right_top4 <= found.plain_right_top4_citable <= 1
    assert found.ratios["cold, ours over plain"] == 0.5
    assert found.as_dict()["ratios"]["warm p50, ours over plain"] == pytest.approx(
        found.warm_p50 / found.plain_warm_p50
    )
    assert "ours over plain" in found.told()
