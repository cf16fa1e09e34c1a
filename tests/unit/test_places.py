"""Places are found under any of their names and compared as places, not as strings."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from assistant.places import above, alias, inside, places, same

TRIALS = Path(__file__).parents[2].parent / "shared" / "data" / "trials-v2.jsonl.gz"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("合肥有医院参加吗", [("Hefei", "city")]),
        ("and in Zhejiang?", [("Zhejiang", "state")]),
        ("hospitals in NanJing or Xian?", [("Nanjing", "city"), ("Xi'an", "city")]),
        ("Is it in the US?", [("United States", "country")]),
        ("any in the u.k.?", [("United Kingdom", "country")]),
        ("¿Hay hospitales en EE. UU.?", [("United States", "country")]),
        ("¿y en Seúl o Múnich?", [("Seoul", "city"), ("Munich", "city")]),
        ("nice people in europe", [("Europe", "region")]),
        ("any site in Nice", [("Nice", "city")]),
        ("Boston, MA", [("Boston", "city"), ("Massachusetts", "state")]),
        ("Seoul, Korea, Republic of", [("Seoul", "city"), ("South Korea", "country")]),
        ("拉丁美洲有吗", [("Latin America", "region")]),
        ("中国和美国", [("China", "country"), ("United States", "country")]),
    ],
)
def test_a_place_is_found_under_any_name(text, wanted):
    assert [(m.name, m.kind) for m in places(text)] == wanted


@pytest.mark.parametrize("text", ["help us please", "is it ok or not", "me too", "ME TOO IN US", "nice", "reading the consent", "la edad", "split dose", "i live in a flat"])  # fmt: skip
def test_ordinary_words_are_no_places(text):
    assert places(text) == ()


def test_a_shared_name_gives_every_place_of_that_name():
    assert {m.kind for m in places("sites in New York")} == {"city", "state"}
    assert {m.name for m in places("Taizhou")} == {"Taizhou, Jiangsu", "Taizhou, Zhejiang"}


def test_a_mention_says_where_it_stands():
    text = "Is there one in san  francisco?"
    (mention,) = places(text)
    assert text[mention.start : mention.end] == "san  francisco"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("NanJing", "Nanjing"),
        ("合肥市", "Hefei"),
        ("Hefei City", "合肥"),
        ("Korea, Republic of", "South Korea"),
        ("Turkey (Türkiye)", "Turquía"),
        ("Russian Federation", "Russia"),
        ("Xi’an", "Xian"),
        ("München", "Munich"),
        ("Beijing Municipality", "北京"),
        ("Sao Paulo", "São Paulo"),
        ("Smallville", "smallville"),
    ],
)
def test_two_names_of_one_place_are_the_same(a, b):
    assert same(a, b)
    assert same(b, a)


@pytest.mark.parametrize(
    ("a", "b"), [("Mexico City", "Mexico"), ("宿州", "Suzhou"), ("Hefei", "Bengbu"), ("", ""), ("Henan", "Hunan")]
)
def test_two_places_are_not_the_same(a, b):
    assert not same(a, b)


def test_a_region_holds_its_countries():
    assert {"France", "Poland", "United Kingdom"} <= set(inside("Europe"))
    assert "China" in inside("亚洲")
    assert "China" not in inside("Latin America")
    assert inside("France") == ("France",)
    assert inside("Atlantis") == ()


def test_a_city_lies_in_its_state_country_and_region():
    assert above("合肥") == ("Anhui", "China", "Asia")


def test_nearly_every_country_a_registry_prints_is_known():
    if not TRIALS.exists():
        pytest.skip(f"{TRIALS} is absent")
    with gzip.open(TRIALS, "rt", encoding="utf-8") as lines:
        studies = [json.loads(line) for line in lines]
    countries = {
        location.get("country")
        for study in studies
        for location in study["protocolSection"].get("contactsLocationsModule", {}).get("locations", [])
    } - {None}
    unknown = {c for c in countries if not any(m.kind == "country" for m in places(c))}
    assert len(unknown) <= len(countries) * 0.05, unknown


@pytest.mark.parametrize(
    ("name", "language", "said"),
    [
        ("Hefei", "zh", "合肥"),
        ("NanJing", "zh", "南京"),
        ("The Third The People's Hospital of BengBu", "zh", "蚌埠市第三人民医院"),
        ("Suzhou", "zh", "苏州或宿州"),
        ("Spain", "es", "España"),
        ("Hefei", "es", None),
        ("Hefei", "en", None),
        ("Some Hospital Nobody Mapped", "zh", None),
    ],
)
def test_a_place_is_called_by_its_name_in_the_askers_language_where_that_is_known(name, language, said):
    assert alias(name, language) == said
