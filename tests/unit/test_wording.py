"""The sentences around the quotes: whole in every language, with our names for places beside the record's."""

import re
from importlib.resources import files

import pytest
import yaml

from assistant.language import simplified
from assistant.question import Question
from assistant.retrieve import Retriever
from assistant.topics.topic import Point
from assistant.wording import aged, say
from ingest.record import Slice, Span

SENTENCES = yaml.safe_load(files("assistant.wording").joinpath("wording.yaml").read_text("utf-8"))
del SENTENCES["version"]

ID = "NCT07095075"


@pytest.fixture
def record(library):
    return library.record(ID)


def city(record, name):
    return next(s.city for s in record.sites if s.city and s.city.text.casefold() == name.casefold())


def test_a_chinese_sentence_has_the_chinese_name_behind_the_records_and_says_whose_it_is(record):
    said = say(Point("sites.cities", {"value": (city(record, "Hefei"), city(record, "Bengbu"))}), "zh", "patient")
    assert "“Hefei”（合肥）、“Bengbu”（蚌埠）" in said
    assert "不是记录原文" in said


def test_an_english_sentence_has_no_name_of_ours(record):
    said = say(Point("sites.cities", {"value": (city(record, "Hefei"),)}), "en", "patient")
    assert said == "The cities are: “Hefei”."


def test_the_place_that_was_asked_for_is_named_in_the_askers_language(record):
    slots = {"n": 5, "place": "Beijing", "as_of": record.as_of, "value": (city(record, "Hefei"),)}
    assert "在北京没有列出中心" in say(Point("sites.none_there", slots), "zh", "patient")
    assert "ningún centro en Pekín" in say(Point("sites.none_there", slots), "es", "patient")


LONG = "Serious underlying diseases such as tumor or uncontrolled diabetes, judged by the study doctor."


@pytest.mark.parametrize("language", ["en", "zh", "es"])
@pytest.mark.parametrize("key", ["criterion.broader.exclusion", "criterion.broader.inclusion"])
def test_what_is_said_after_a_list_of_bullets_begins_on_its_own_line(language, key):
    quotes = tuple(Slice(LONG, Span("", n, n + len(LONG)), "Exclusion criteria") for n in (0, 200))
    said = say(Point(key, {"term": "x", "quotes": quotes}), language, "patient").split("\n")
    assert [line[0] for line in said[1:3]] == ["•", "•"]
    assert said[2].endswith("”")
    assert len(said) == 4
    assert said[3]


def test_a_list_at_the_end_of_a_sentence_ends_with_its_last_bullet():
    quotes = tuple(Slice(LONG, Span("", n, n + len(LONG)), "Ages") for n in (0, 200))
    assert say(Point("age.limits", {"value": quotes}), "en", "patient").endswith(f"\n• “{LONG}”")
    assert say(Point("age.limits", {"value": quotes}), "zh", "patient").endswith(f"\n• “{LONG}”")


def test_the_age_of_a_copy_has_chinese_commas_in_chinese():
    assert aged("undated copy, © 2025", "zh") == "无日期的副本，© 2025"


@pytest.mark.parametrize("language", ["en", "zh", "es"])
def test_every_sentence_is_written_in_the_language_it_is_for(language):
    for key, said in SENTENCES.items():
        words = re.sub(r"\{\w+\}|FDA", " ", said[language])
        # A sentence may be all places and marks; of words it has none but its own language's.
        foreign = r"[A-Za-z]{3,}" if language == "zh" else r"[\u4e00-\u9fff]"
        assert not re.search(foreign, words), key


@pytest.mark.parametrize("language", ["zh", "es"])
def test_every_sentence_has_the_same_places_in_every_language(language):
    for key, said in SENTENCES.items():
        assert set(re.findall(r"\{\w+\}", said[language])) == set(re.findall(r"\{\w+\}", said["en"])), key


def test_traditional_characters_are_read_as_simplified_and_japanese_is_left_alone():
    assert simplified("臨床試驗在哪些醫院進行？") == "临床试验在哪些医院进行？"
    assert simplified("試験はどこで行われますか") == "試験はどこで行われますか"


@pytest.mark.parametrize(
    "text",
    ["Je suis enceinte", "Ich bin schwanger", "Tôi đang mang thai", "Я беременна", "妊娠しています", "estou grávida?"],
)
def test_a_few_words_of_other_languages_find_the_sentence(library, text):
    passages = Retriever(library).search(Question(text, ID), k=4).passages
    assert any("pregnant" in p.chunk.slice.text for p in passages)
