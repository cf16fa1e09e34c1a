"""The bench, with a small embedder of its own: what it measures, not how fast the machine is."""

from __future__ import annotations

from pathlib import Path
from runpy import run_path

import numpy as np
import pytest

import eval.bench as benching
from eval.bench import Bench, bench, plain_pipeline
from eval.items import load_items
from eval.suites import BUNDLED, GOLD, read_record

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
    search = plain_pipeline(BUNDLED, Letters(), tmp_path)
    found = search("Aged 18 to 70 years, either sex")
    assert len(found) == 4
    assert all(len(one) <= 500 for one in found)
    assert plain_pipeline(BUNDLED, Letters(), tmp_path)("Aged 18 to 70 years, either sex") == found


def test_both_pipelines_are_measured_on_the_same_items(monkeypatch):
    record = read_record(BUNDLED)
    items = load_items(GOLD, record)[:8]
    monkeypatch.setattr(benching, "_cold", lambda side, *_: {"ours": 2.0, "plain": 4.0}[side])
    oracle = Oracle(items, record)
    known = {one.item.question: one.question for one in items}

    def asks(question):
        return oracle(known.get(question.text, items[0].question))

    found = bench(BUNDLED, items, Letters(), lambda folder: asks)
    assert isinstance(found, Bench)
    assert found.n == 8
    assert found.right == 1
    assert 0 <= found.plain_right_top1 <= found.plain_right_top4 <= found.plain_right_top4_citable <= 1
    assert found.ratios["cold, ours over plain"] == 0.5
    assert found.as_dict()["ratios"]["warm p50, ours over plain"] == pytest.approx(
        found.warm_p50 / found.plain_warm_p50
    )
    assert "ours over plain" in found.told()
