"""The look-up says nothing of a record that a search of it, word by word, would deny."""

import json
import random

import pytest

from assistant.topics import TOPICS, Resolution
from assistant.topics.named import expands, holds_name, names_it
from assistant.topics.said import about_a_relative, asks_something_else, denied
from assistant.understand import understand
from assistant.vocabulary import all_concepts, concept, concepts
from assistant.vocabulary.relations import contrary, related
from assistant.wording import say
from ingest.record import TrialRecord
from ingest.sources import parse


def study(exclusion: list[str], conditions: list[str] = ("Asthma",), summary: str = "") -> TrialRecord:
    text = "Inclusion Criteria:\n\n* Adults\n\nExclusion Criteria:\n\n" + "\n".join(f"* {one}" for one in exclusion)
    protocol = {
        "identificationModule": {"nctId": "NCT01234567", "briefTitle": "Tea for Colds"},
        "conditionsModule": {"conditions": list(conditions)},
        "eligibilityModule": {"eligibilityCriteria": text},
        **({"descriptionModule": {"briefSummary": summary}} if summary else {}),
    }
    return parse(json.dumps({"protocolSection": protocol}), "study")


def look(record: TrialRecord, question: str) -> Resolution:
    return TOPICS["lookup"].resolve(record, understand(question, record))


def text(resolution: Resolution) -> str:
    return "\n".join(say(point, "en", "patient") for point in resolution.points)


_ASKED = [c for c in all_concepts() if c.kind in {"conditions", "drugs", "procedures", "tests"} and c.id != "disease"]


@pytest.mark.parametrize("seed", range(8))
def test_a_thing_the_criteria_name_under_another_name_is_never_said_to_be_unmentioned(seed):
    """Two hundred concepts: the record has one name of each, the question another."""
    rng = random.Random(seed)  # noqa: S311  (a draw of examples, no secret)
    chosen = rng.sample(_ASKED, 25)
    names = {c.id: [n for n in c.names if n.isascii() and len(n) > 1] or [c.id] for c in chosen}
    record = study([f"History of {rng.choice(names[c.id])}" for c in chosen], ["Hiccups"])
    for one in chosen:
        question = f"I have had {rng.choice(names[one.id])}. Can I take part?"
        found = look(record, question)
        mine = [m.text for m in understand(question, record).concepts if m.concept.id == one.id]
        assert not set(found.unnamed) & set(mine), (one.id, question)
        wide = [p for p in found.points if p.say.startswith(("criterion.broader", "criterion.near", "criterion.other"))]
        assert not [p for p in wide if p.slots["term"] in mine], (one.id, question)


@pytest.mark.parametrize(
    ("criterion", "question"),
    [
        ("HIV serology positivity.", "Tengo VIH. ¿Es un problema?"),
        ("HIV serology positivity.", "Is HIV an exclusion?"),
        ("Positive HBsAg", "I have hepatitis B"),
        ("Blood pressure above 160/100 mmHg", "I have hypertension, can I join?"),
        ("HbA1c above 9%", "my diabetes, is it a problem?"),
        ("Haemoglobin below 8 g/dL", "I am anaemic, can I join?"),
        ("eGFR below 30 mL/min", "I have kidney disease"),
        ("LVEF below 40%", "heart failure patient, allowed?"),
        ("Positive pregnancy test", "I am pregnant, can I join?"),
    ],
)
def test_a_disease_is_found_by_its_test_or_its_value(criterion, question):
    found = look(study([criterion]), question)
    assert criterion in text(found)
    assert not found.unnamed


def test_a_disease_is_found_by_its_test_where_the_trials_own_disease_has_no_class():
    found = look(study(["Positive HBsAg", "Any acute or chronic disease"], ["Gaucher Disease"]), "I have hepatitis B")
    assert [p.say for p in found.points] == ["criterion.related.exclusion"]


def test_the_absence_from_the_criteria_is_not_said_of_what_the_record_names_elsewhere():
    found = look(study(["Pregnancy"], summary="People with gout are treated with tea."), "I have gout, can I join?")
    assert "Elsewhere the record says: “People with gout are treated with tea.”" in text(found)
    assert not found.unnamed


def test_what_no_word_of_the_record_names_is_said_to_be_unmentioned():
    assert look(study(["Pregnancy"]), "I have gout, can I join?").unnamed == ("gout",)


@pytest.mark.parametrize(
    ("studied", "asked"),
    [("Egg allergy", "anaphylaxis"), ("Small cell lung cancer", "NSCLC"), ("Aspergillosis", "candidiasis")],
)
def test_a_narrower_or_a_sister_disease_is_not_what_the_trial_studies(studied, asked):
    found = look(study(["Pregnancy"], [studied]), f"I have {asked}, can I join?")
    assert "criterion.studied" not in [p.say for p in found.points]


@pytest.mark.parametrize("question", ["I have had allogeneic CAR-T, can I join?", "prior allo-HSCT, excluded?"])
def test_an_allogeneic_treatment_is_another_kind_than_an_autologous_one(question):
    found = look(study(["Prior autologous cell therapy"]), question)
    assert [p.say for p in found.points] == ["criterion.other.exclusion"]


@pytest.mark.parametrize(
    ("question", "name", "said"),
    [
        ("hard skin disease not lupus", "lupus", True),
        ("I never had cancer", "cancer", True),
        ("no HIV or hepatitis", "hepatitis", True),
        ("I don't have diabetes", "diabetes", True),
        ("没有糖尿病，有狼疮", "糖尿病", True),
        ("没有糖尿病，有狼疮", "狼疮", False),
        ("no tengo lupus", "lupus", True),
        ("sin diabetes", "diabetes", True),
        ("hepatitis B negative", "hepatitis B", True),
        ("Is it not too risky with diabetes?", "diabetes", False),
        ("I do not know if I have diabetes", "diabetes", False),
        ("why not lupus", "lupus", False),
        ("I have diabetes, not lupus", "diabetes", False),
    ],
)
def test_a_denial_is_told_from_a_naming(question, name, said):
    named = concepts(question)
    assert denied(question, next(m for m in named if m.text == name), named) is said


def test_what_is_denied_is_no_subject_beside_what_is_had(bundled):
    said = text(look(bundled, "she has scleroderma, not lupus, is that ok?"))
    assert "‘scleroderma’ is what this trial studies" in said
    assert "‘lupus’" not in said


def test_a_relatives_disease_is_not_the_patients(bundled):
    said = text(look(bundled, "My sister has tuberculosis, I have lupus. Can I join?"))
    assert "The record lists this under who cannot take part" not in said
    family = study(["Family or personal history of thyroid cancer"])
    assert "Family or personal history" in text(look(family, "My mother had thyroid cancer, I have asthma"))


@pytest.mark.parametrize(
    "question",
    [
        "Will the chemo make me infertile?",
        "Can I still get dupilumab through this programme?",
        "Does the vaccine cause diabetes?",
    ],
)
def test_a_question_about_what_a_thing_does_or_how_to_get_it_is_not_looked_up(question):
    assert asks_something_else(question)
    found = look(
        study(["Infertility", "Dupilumab within 4 weeks", "Diabetes", "Vaccination", "Chemotherapy"]), question
    )
    assert found.kind == "not_stated"
    assert not found.unnamed


@pytest.mark.parametrize(
    "question",
    [
        "Could diabetes keep me out?",
        "Can I join if I get migraines?",
        "Will my asthma be a problem?",
        "do you accept people on dupilumab?",
    ],
)
def test_a_question_about_taking_part_is_looked_up(question):
    assert not asks_something_else(question)


def test_short_names_are_matched_as_whole_words_in_their_capitals():
    assert holds_name("HIV serology", "HIV")
    assert not holds_name("archive of hives", "HIV")
    assert not holds_name("all patients", "ALL")


def test_a_name_is_found_with_a_letter_wrong():
    (mention,) = concepts("I take azathioprine")
    assert names_it("Treatment with azathioprin", mention)


def test_a_short_form_that_the_record_writes_out_is_known():
    record = study(["AST above 3 times the upper normal limit"])
    assert expands(record, "ULN")
    assert not expands(record, "QZX")


def test_relations_go_both_ways_and_between_known_concepts():
    assert "hbsag" in related("hepatitis b")
    assert "hepatitis b" in related("hbsag")
    assert all(concept(other) for one in all_concepts() for other in related(one.id))
    assert contrary("autologous cell therapy", "allogeneic cell therapy")
    assert not contrary("autologous cell therapy", "cell therapy")


def test_a_relative_is_the_patient_only_where_the_question_asks_for_them():
    assert about_a_relative("my brother he takes prednisolone, can he join?")
    assert not about_a_relative("My sister has hepatitis B, I have lupus")


@pytest.mark.parametrize(
    ("criterion", "covered"),
    [
        ("Other autoimmune diseases", False),
        ("Any serious cardiac disease", False),
        ("Any other serious medical illness", True),
        ("Serious underlying diseases such as tumor", True),
    ],
)
def test_an_exclusion_of_another_kind_of_disease_covers_no_kidney_disease(criterion, covered):
    found = look(study([criterion]), "I have kidney problems, can I join?")
    assert ("criterion.broader.exclusion" in [p.say for p in found.points]) is covered


def test_whose_cells_stands_before_the_treatment():
    found = look(study(["Prior autologous cell therapy"]), "prior auto anti-CD19 CAR-T, excluded?")
    assert [p.say for p in found.points] == ["criterion.exclusion"]


def test_of_several_things_one_named_elsewhere_is_not_said_to_be_elsewhere():
    record = study(["Pregnancy"], summary="People with gout are treated with tea.")
    assert "elsewhere" not in [p.say for p in look(record, "I have gout and migraine, can I join?").points]


def test_a_name_a_letter_off_in_the_record_is_found():
    (asked,) = concepts("rituximab")
    assert names_it("Rituxamab within the last year", asked)
    assert not names_it("Rifampicin within the last year", asked)
