"""A question is cut into what is asked; names, facts and conditions stay whole."""

import pytest

from assistant.parts import MOST_PARTS, listed, parts
from assistant.route import names_a_topic


def cut(text, language="en"):
    return parts(text, language, names_a_topic)


@pytest.mark.parametrize(
    ("text", "language", "asked"),
    [
        ("how many arms are there and do I have to fast?", "en", ["how many arms are there", "do I have to fast?"]),
        ("Who pays, is there parking, and can I drive home?", "en", ["Who pays", "is there parking", "can I drive home?"]),
        ("Is it blinded? Who funds it?", "en", ["Is it blinded?", "Who funds it?"]),
        ("when and where is it given", "en", ["when is it given", "where is it given"]),
        ("primary endpoint; phase; sponsor?", "en", ["primary endpoint", "phase", "sponsor?"]),
        ("what happens if I get pregnant and do I have to leave?", "en", ["what happens if I get pregnant", "do I have to leave?"]),
        ("hi, anyway is it open and is there a site in Hefei", "en", ["is it open", "is there a site in Hefei"]),
        ("sorry to bother you but is it blinded, and who funds it? thanks a lot", "en", ["is it blinded", "who funds it?"]),
        ("1) enrolment 2) is it blinded", "en", ["enrolment", "is it blinded"]),
        ("Which phase + open to accrual", "en", ["Which phase", "open to accrual"]),
        ("M/F? Who funds it?", "en", ["M/F?", "Who funds it?"]),
        ("two questions: is it blinded, and which hospital in Lyon is doing it?", "en", ["is it blinded", "which hospital in Lyon is doing it?"]),
        ("how is pain scored and over what period is it collected?", "en", ["how is pain scored", "over what period is it collected?"]),
        ("is it blinded? and then my other question, name of the sponsor", "en", ["is it blinded?", "name of the sponsor"]),
        ("有几家医院，需要住院吗？", "zh", ["有几家医院", "需要住院吗？"]),
        ("我妈有狼疮，可以参加吗，在合肥有医院吗", "zh", ["我妈有狼疮，可以参加吗", "在合肥有医院吗"]),
        ("¿cuántos centros hay y tengo que ingresar?", "es", ["cuántos centros hay", "tengo que ingresar?"]),
        ("¿Hay placebo? ¿Quién lo financia?", "es", ["Hay placebo?", "Quién lo financia?"]),
    ],
)  # fmt: skip
def test_each_thing_that_is_asked_is_a_part(text, language, asked):
    assert list(cut(text, language).asked) == asked


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("what is measured for safety and tolerability?", "en"),
        ("which pain and stiffness scores are used", "en"),
        ("I have lupus and I am 45, can I join?", "en"),
        ("Can someone who has lupus and is pregnant join", "en"),
        ("patients who have lupus and who failed MMF, are they allowed?", "en"),
        ("Can my 70 year old mother, who has lupus, join?", "en"),
        ("if I join, do I get paid", "en"),
        ("what is this blood test they talk about, is it needed", "en"),
        ("tel. no. of the site?", "en"),
        ("is palbociclib + letrozole given", "en"),
        ("如果我怀孕了，可以参加吗", "zh"),
        ("¿puedo participar si tengo diabetes y es grave?", "es"),
    ],
)
def test_names_facts_and_conditions_are_not_cut(text, language):
    assert cut(text, language).asked == (text,)


def test_what_is_told_beside_a_question_is_no_part_of_it():
    found = cut("My wife has had lupus for ten years. She is 45. Can she join?")
    assert found.asked == ("Can she join?",)
    assert found.told == "My wife has had lupus for ten years She is 45"


def test_a_text_that_only_tells_is_what_is_asked():
    text = "I'm 34, pregnant, and had my own CAR-T. My mother has lupus."
    assert cut(text).asked == (text,)
    assert not cut(text).told


@pytest.mark.parametrize("word", ["Fine", "Great", "Hmm", "Look"])
def test_a_word_that_only_opens_a_question_is_no_part_of_it(word):
    assert cut(f"{word}, but who is the sponsor? And when does it start?").asked[0].rstrip("?").endswith("sponsor")
    assert word not in cut(f"{word}, but who is the sponsor? And when does it start?").asked


def test_a_very_long_list_is_cut_and_says_so():
    found = cut("Is it open? " * (MOST_PARTS + 3))
    assert len(found.asked) == MOST_PARTS
    assert found.more


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("the sponsor, the phase and the phone number", "en", ("the sponsor", "the phase", "the phone number")),
        ("primary and secondary outcomes", "en", ("primary outcomes", "secondary outcomes")),
        ("主要终点和次要终点", "zh", ("主要终点", "次要终点")),
        ("el promotor, la fase y el teléfono", "es", ("el promotor", "la fase", "el teléfono")),
        ("platelets of 40,000", "en", ()),
        ("im pregnant, can I join", "en", ()),
    ],
)
def test_a_list_is_read_name_by_name(text, language, names):
    assert listed(text, language) == names
