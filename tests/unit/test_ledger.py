"""The ledger's words: enough examples in each language, sound cues, and routing that holds for examples held out."""

from __future__ import annotations

import re
from importlib.resources import files
from importlib.util import find_spec

import numpy as np
import pytest
import yaml

from assistant.topics import TOPICS, ledger
from ingest.errors import UnusableModel

LABELS_ONLY = {"pretreatment_drugs", "reason", "approval"}
LEAST = {"en": 12, "zh": 5, "es": 5}
FLOOR = {"en": 0.85, "zh": 0.8, "es": 0.8}
"""The least share of examples that the cues point to their own topic; measured well above."""


@pytest.mark.parametrize("language", LEAST)
def test_every_topic_has_enough_examples_in_each_language(language: str) -> None:
    short = {id: len(ledger()[id].examples[language]) for id in TOPICS}
    assert not {id: n for id, n in short.items() if n < LEAST[language]}


def test_every_topic_has_words_and_every_name_with_words_is_a_topic() -> None:
    assert set(TOPICS) == set(ledger()) - LABELS_ONLY


def test_every_topic_that_another_one_beats_exists_and_none_beats_itself() -> None:
    for id, words in ledger().items():
        assert words.beats <= set(TOPICS), id
        assert id not in words.beats


def test_no_two_topics_beat_each_other() -> None:
    assert not [(a, b) for a, words in ledger().items() for b in words.beats if a in ledger()[b].beats]


def test_every_label_is_a_text_in_three_languages() -> None:
    read = yaml.safe_load(files("assistant.topics").joinpath("ledger.yaml").read_text("utf-8"))
    for id in ledger():
        assert set(read[id]["label"]) == {"en", "zh", "es"}, id
        assert all(isinstance(text, str) and text for text in read[id]["label"].values()), id


def test_no_topic_is_ruled_out_for_its_own_examples() -> None:
    silenced = [
        (id, text)
        for id, words in ledger().items()
        if words.never
        for texts in words.examples.values()
        for text in texts
        if words.never.search(text)
    ]
    assert not silenced


def test_no_example_stands_in_two_topics() -> None:
    seen: dict[str, str] = {}
    for id, words in ledger().items():
        for text in (text for texts in words.examples.values() for text in texts):
            assert seen.setdefault(text.casefold(), id) == id, text


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("as a result of the accident my arm hurts", "results"),
        ("arm pain after the injection", "arms"),
        ("recommended phase 2 dose", "phase"),
        ("a typical hospital visit", "officials"),
        ("the exact function of the contact lens", "samples"),
        ("the exact function of the protein", "identifier"),
        ("moral hazard", "allocation"),
        ("he is definitely coming", "definition"),
        ("behavioural and temporal lobe problems", "route"),
        ("she took three steps", "insurance"),
        ("es ciudadano español", "risks"),
        ("necesito confirmar la hora", "consent"),
        ("legally blind", "masking"),
        ("hormone status", "status"),
        ("this trial", "title"),
    ],
)
def test_a_word_inside_another_one_or_in_another_sense_gives_no_topic_away(text: str, topic: str) -> None:
    words = ledger()[topic]
    cued = any(cue.search(text) for cue in words.cues)
    assert not cued or (words.never and words.never.search(text))


HARD = (
    "a" * 4000,
    "how many " * 440,
    "when is the " * 330,
    "what does the " * 280,
    "can i do i have to stop " * 160,
    "is it " * 660,
    "以前用过的药" * 660,
    "cuándo se mide la " * 220,
    " " * 4000,
    "who " + "a b c " * 660,
    "1" * 4000,
)


@pytest.mark.parametrize("text", HARD, ids=lambda text: text[:12])
def test_every_cue_comes_to_an_end_on_long_repetitive_text(text: str) -> None:
    for words in ledger().values():
        for cue in (*words.cues, *((words.never,) if words.never else ())):
            cue.search(text[:4000])


def test_no_cue_repeats_a_repetition_without_a_bound() -> None:
    # (x+)+ and (x*)* take exponential time; a bound on the inner or the outer one keeps it polynomial.
    nested = re.compile(r"\((?:\?:)?[^()]*[+*]\)[+*]")
    prone = re.compile(r"\\w[+*]\)[+*]|\.\*\)[+*]")
    for id, words in ledger().items():
        for cue in words.cues:
            bare = cue.pattern.replace(r"\(", "").replace(r"\)", "")
            assert not prone.search(bare) or r"\w+ )" in bare, (id, cue.pattern)
            found = nested.search(bare)
            # "(?:\w+ )*" is safe: the space ends each round.
            assert found is None or " )" in found.group(0), (id, cue.pattern)


@pytest.mark.skipif(find_spec("sentence_transformers") is None, reason="sentence_transformers is not installed")
def test_held_out_english_examples_are_likest_to_their_own_topic_by_cues_and_meaning() -> None:
    from ingest.embed import minilm

    pairs = [(id, text) for id in TOPICS for text in ledger()[id].examples["en"]]
    try:
        vectors = minilm().encode([text for _, text in pairs])
    except UnusableModel as error:
        pytest.skip(f"the embedding model is absent: {error}")
    assert _held_out(pairs, vectors) >= FLOOR["en"]


@pytest.mark.parametrize("language", ["zh", "es"])
def test_held_out_examples_are_likest_to_their_own_topic_by_cues_and_characters(language: str) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped]

    pairs = [(id, text) for id in TOPICS for text in ledger()[id].examples[language]]
    analyzer, sizes = ("char", (1, 2)) if language == "zh" else ("char_wb", (2, 4))
    rows = TfidfVectorizer(analyzer=analyzer, ngram_range=sizes, sublinear_tf=True).fit_transform(t for _, t in pairs)
    assert _held_out(pairs, rows.toarray().astype(np.float32), centred=False) >= FLOOR[language]


def _held_out(pairs: list[tuple[str, str]], vectors: np.ndarray, *, centred: bool = True) -> float:
    """The share of examples whose own topic scores best when the example is left out of it."""
    from assistant.route import CUE, LOSES

    topics = list(TOPICS)
    rows = vectors - vectors.mean(axis=0) if centred else vectors
    rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    own = np.array([topics.index(id) for id, _ in pairs])
    sums = np.stack([rows[own == c].sum(axis=0) for c in range(len(topics))])
    right = 0
    for k, (id, text) in enumerate(pairs):
        means = sums.copy()
        means[own[k]] -= rows[k]
        means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
        scores = dict(zip(topics, map(float, means @ rows[k]), strict=True))
        cued = {t: max((len(m[0]) for c in ledger()[t].cues if (m := c.search(text))), default=0) for t in topics}
        for topic, length in cued.items():
            scores[topic] += (CUE + min(length, 20) / 200) if length else 0.0
        for loser in {b for topic, length in cued.items() if length for b in ledger()[topic].beats}:
            scores[loser] -= LOSES
        for topic in topics:
            if (never := ledger()[topic].never) and never.search(text):
                scores[topic] = float("-inf")
        # What a question holds (a named disease, an age) is scored elsewhere; here words alone decide.
        right += max(scores, key=lambda topic: scores[topic]) == id
    return right / len(pairs)
