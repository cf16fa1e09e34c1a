"""Concepts are found in lay words, short forms, misspellings, Chinese and Spanish; and not inside other words."""

from __future__ import annotations

import pytest

from assistant.vocabulary import all_concepts, broader, concept, concepts, names, narrower


def found(text: str, language: str = "en") -> list[str]:
    return [m.concept.id for m in concepts(text, language)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("i had a heart attack", "myocardial infarction"),
        ("prior MI", "myocardial infarction"),
        ("high blood pressure", "hypertension"),
        ("lupus", "systemic lupus erythematosus"),
        ("my lupus nephritis", "lupus nephritis"),
        ("blood thinners", "anticoagulant"),
        ("I take Eliquis", "apixaban"),
        ("steroids", "corticosteroid"),
        ("prednisone 10 mg", "prednisone"),
        ("chemo", "chemotherapy"),
        ("CAR T-cells", "car-t therapy"),
        ("Crohn's disease", "crohn disease"),
        ("crohns", "crohn disease"),
        ("haemophilia", "hemophilia"),
        ("oesophageal cancer", "esophageal cancer"),
        ("breast-feeding", "breastfeeding"),
        ("cigarettes", "smoking"),
        ("a pacemaker", "pacemaker"),
        ("diabetis", "diabetes"),
        ("rituximb", "rituximab"),
        ("hypertention", "hypertension"),
        ("tocilizumab", "tocilizumab"),
        ("zanidatamab", "biologic"),
        ("appendectomy", "appendectomy"),
        ("thrombectomy", "surgery"),
    ],
)
def test_a_concept_is_found_in_a_persons_words(text, wanted):
    assert found(text) == [wanted]


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("我妈妈有高血压", "zh", "hypertension"),
        ("乙肝携带者可以参加吗", "zh", "hepatitis b"),
        ("怀孕了能参加吗", "zh", "pregnancy"),
        ("华法林", "zh", "warfarin"),
        ("自体CAR-T治疗过", "zh", "autologous cell therapy"),
        ("estoy embarazada", "es", "pregnancy"),
        ("tomo anticoagulantes", "es", "anticoagulant"),
        ("tengo cancer de mama", "es", "breast cancer"),
        ("presión alta", "es", "hypertension"),
    ],
)
def test_chinese_and_spanish_words_lead_to_the_same_concepts(text, language, wanted):
    assert wanted in found(text, language)


@pytest.mark.parametrize(
    "text",
    ["a crash", "it is free", "as well as all of us", "ms smith", "can it be", "injection", "in april", "the spartan room", "aids", "I want to start", "had to stop"],
)  # fmt: skip
def test_no_concept_hides_inside_another_word(text):
    assert found(text) in ([], ["injection"])


def test_short_forms_that_are_words_need_their_capitals():
    assert found("RA or AS or MS") == ["rheumatoid arthritis", "ankylosing spondylitis", "multiple sclerosis"]
    assert found("IS THIS ALL FREE FOR US AS PATIENTS") == []
    assert found("copd and hiv") == ["chronic obstructive pulmonary disease", "human immunodeficiency virus"]


def test_the_longest_name_wins():
    assert found("autologous stem cell transplantation") == ["autologous stem cell transplantation"]
    assert found("type 2 diabetes") == ["type 2 diabetes"]


def test_a_name_does_not_run_over_the_end_of_a_sentence():
    assert "myocardial infarction" not in found("it is near my heart. attack of what?")


def test_a_mention_says_where_it_stands():
    text = "Prior heart  attack, and Sjögren's"
    for mention in concepts(text):
        assert text[mention.start : mention.end] == mention.text
    assert len(concepts(text)) == 2


@pytest.mark.parametrize(
    ("narrow", "broad"),
    [
        ("psoriasis", "autoimmune disease"),
        ("apixaban", "anticoagulant"),
        ("breast cancer", "malignancy"),
        ("hepatitis b", "infection"),
        ("prednisone", "immunosuppressant"),
    ],
)
def test_broader_and_narrower_are_transitive_and_mirror_each_other(narrow, broad):
    assert concept(broad) in broader(concept(narrow))
    assert concept(narrow) in narrower(concept(broad))


def test_no_concept_is_above_itself():
    assert [c.id for c in all_concepts() if c in broader(c)] == []


def test_every_concept_is_found_by_each_of_its_own_names():
    lost = []
    for one in all_concepts():
        for name in names(one):
            hits = [m.concept for m in concepts(name)]
            if one not in hits and not any(one in broader(hit) for hit in hits):
                lost.append((one.id, name))
    assert lost == []


def test_the_table_is_large_enough_to_serve_any_trial():
    assert len(all_concepts()) >= 350


def test_a_hundred_thousand_characters_are_read_only_in_part():
    assert len(concepts("lupus " * 20_000)) < 5_000
