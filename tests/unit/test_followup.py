"""A question is read with what was said before it."""

import pytest

from assistant.followup import asks_for_source, carry, leans_back, ordinal, standing
from assistant.question import Question, Turn
from assistant.route import names_a_topic
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


def stands(text, *turns, record):
    history = tuple(Turn(speaker, words) for speaker, words in turns)
    return standing(Question(text, history=history), record, names_a_topic)


@pytest.mark.parametrize(
    ("earlier", "text", "meant"),
    [
        ("which antibodies does the SSc group need?", "no, I meant the SLE group", "which antibodies does the SLE group need?"),
        ("can i join with platelets of 300", "sorry, 500 not 300", "can i join with platelets of 500"),
        ("what is dose level 2?", "sorry, level 3 not 2", "what is dose level 3?"),
        ("im 74 can i join", "sorry, 47", "im 47 can i join"),
        ("can adults take part", "I meant the children", "can children take part"),
        ("who is the sponsor", "no, I meant the phone number", "the phone number"),
        ("我72岁能参加吗", "不是72，是62", "我62岁能参加吗"),
        ("tengo 74 años, ¿puedo?", "perdón, 47", "tengo 47 años, ¿puedo?"),
    ],
)  # fmt: skip
def test_a_correction_puts_what_was_meant_in_the_place_of_what_was_said(earlier, text, meant, bundled):
    assert stands(text, ("user", earlier), ("assistant", "…"), record=bundled).text == meant


@pytest.mark.parametrize(
    ("earlier", "text", "meant"),
    [
        ("is there a site in Hefei?", "and in Suzhou?", "is there a site in Suzhou?"),
        ("what does SLE need?", "and myositis?", "what does myositis need?"),
        ("im 74 is that too old", "and my wife, 69?", "im 69 is that too old"),
        ("whats the highest dose", "and the lowest?", "whats the lowest dose"),
        ("最高剂量是多少", "那最低的呢", "最低剂量是多少"),
    ],
)
def test_what_is_only_named_anew_asks_the_earlier_question_of_it(earlier, text, meant, bundled):
    assert stands(text, ("user", earlier), ("assistant", "…"), record=bundled).text == meant


def test_a_whole_question_after_a_sorry_is_asked_as_it_stands(bundled):
    found = stands("sorry, is there a placebo?", ("user", "who pays"), ("assistant", "…"), record=bundled)
    assert found.text == "is there a placebo?"


def test_a_conversation_is_followed_over_several_turns(bundled):
    turns = [
        ("user", "what is dose level 2?"),
        ("assistant", "…"),
        ("user", "sorry, level 3 not 2"),
        ("assistant", "Dose level 3 is “300 millions /kg”."),
        ("user", "and the next one?"),
        ("assistant", "…"),
        ("user", "why?"),
        ("assistant", "…"),
    ]
    assert stands("where does it say that?", *turns, record=bundled).earlier == "what is dose level 4?"


@pytest.mark.parametrize("text", ["and in trial NCT01234567?", "what about the other trial?", "and the second one?"])
def test_a_turn_that_only_names_a_trial_asks_the_same_again(text, bundled):
    turns = [("user", "is there a placebo"), ("assistant", "NCT00000001: “A”\nNCT00000002: “B”")]
    assert stands(text, *turns, record=bundled).text == "is there a placebo"


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("where does it say that?", True),
        ("are you sure?", True),
        ("哪里写的", True),
        ("¿dónde lo dice?", True),
        ("where is the hospital", False),
        ("is the diagnosis sure", False),
    ],
)
def test_a_question_for_the_source_is_told_from_one_for_a_place(text, asks):
    assert asks_for_source(text) is asks


@pytest.mark.parametrize(
    ("text", "place"), [("and the second one?", 1), ("in the first trial", 0), ("the second dose", None)]
)
def test_a_trial_is_pointed_at_by_its_place_in_a_list(text, place):
    assert ordinal(text) == place
