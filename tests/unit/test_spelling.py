"""Misspelt words are mended by what people ask with and what the record names."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.spelling import mend


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("is the study recuiting", "recruiting"),
        ("hospitl in wenzou", "hospital in wenzhou"),
        ("can pregnent women partisipate", "pregnant women participate"),
        ("vasculitus", "vasculitis"),
        ("highst dose", "highest dose"),
    ],
)
def test_a_misspelt_word_becomes_the_nearest_known_one(typed, meant, bundled):
    assert meant in mend(typed, bundled)


@pytest.mark.parametrize(
    "text",
    ["is there a placebo", "LUCAR-DKS1", "34 years", "合肥有医院吗", "dose", "come over here", "the nurse told me", ""],
)
def test_what_is_spelt_right_or_is_no_word_stays(text, bundled):
    assert mend(text, bundled) == text


def test_a_word_is_mended_the_same_way_in_every_process():
    script = (
        "from pathlib import Path; from assistant.spelling import mend; from ingest.sources import parse; "
        "file = Path('ingest/samples/NCT07095075.medpath.txt'); record = parse(file.read_text('utf-8'), file.name); "
        "print(mend('whats the highst doze, and is teh infuson painful or dangeros', record))"
    )
    root = Path(__file__).parents[2]
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(said) == 1
    assert "infusion" in said.pop()


def test_of_two_near_words_the_one_that_is_asked_far_more_often_is_meant(bundled):
    # Near "there" and "third"; the first is asked with more than four times as often.
    assert mend("is thire a placebo", bundled) == "is there a placebo"


def test_a_word_that_could_be_two_is_left_as_it_stands(bundled):
    assert mend("the fold difference", bundled) == "the fold difference"
