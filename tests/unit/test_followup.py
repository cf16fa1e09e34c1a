"""A question is read with what was said before it."""

import pytest

from assistant.followup import carry, leans_back
from assistant.question import Question, Turn
from assistant.understand import understand


def asked_after(text, *turns, record):
    history = tuple(Turn(speaker, words) for speaker, words in turns)
    question = Question(text, history=history)
    return carry(understand(text, record), question, record)


@pytest.mark.parametrize(
    "text", ["and in Zhejiang?", "what about Hefei", "那合肥呢", "¿y en Anhui?", "no, I meant the SLE group", "why?"]
)
def test_a_continuation_leans_back(text):
    assert leans_back(text)


@pytest.mark.parametrize("text", ["what is the highest dose of the study drug", "哪些医院参加这个临床试验"])
def test_a_whole_question_does_not(text):
    assert not leans_back(text)


@pytest.mark.parametrize(
    ("turns", "text", "level"),
    [
        ([("user", "dose level 2?"), ("assistant", "“150 millions /kg”")], "and the level after that?", 3),
        (
            [("user", "whats the lowest dose"), ("assistant", "The lowest dose is “50 millions /kg”.")],
            "and the next one?",
            2,
        ),
        ([("user", "dose level 3?"), ("assistant", "…")], "and the one before that", 2),
        ([("user", "hello"), ("assistant", "…")], "and the level after that?", None),
    ],
)
def test_the_next_level_is_counted_from_the_last_one_that_was_spoken_of(turns, text, level, bundled):
    assert asked_after(text, *turns, record=bundled).level == level


def test_a_group_named_before_is_carried_into_a_question_that_names_none(bundled):
    turns = [("user", "what does the SSc group need?"), ("assistant", "…")]
    assert asked_after("and which antibodies?", *turns, record=bundled).cohorts == ("SSc",)
    assert asked_after("and for SLE?", *turns, record=bundled).cohorts == ("SLE",)


def test_without_history_nothing_is_carried(bundled):
    assert asked_after("and for SLE?", record=bundled).cohorts == ("SLE",)
    assert asked_after("and the level after that?", record=bundled).level == "next"
