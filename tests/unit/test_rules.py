"""Criteria as trees of typed predicates."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.rules import coverage, leaves, parse
from assistant.rules import predicate as kinds


@pytest.mark.parametrize(
    ("text", "low", "low_inclusive", "high", "high_inclusive"),
    [
        ("Aged 18 to 70 years", 18, True, 70, True),
        ("Age ≥ 18 years", 18, True, None, True),
        ("Age \\> 18 years", 18, False, None, True),
        ("older than 40 years", 40, False, None, True),
        ("18 years of age or older", 18, True, None, True),
        ("Age between 18-65", 18, True, 65, True),
        ("Subjects aged ≥20 and ≤60 years", 20, True, 60, True),
        ("Patients must be \\< 22 years of age at time of enrollment.", None, True, 22, False),
        ("under 65 years old", None, True, 65, False),
        ("年龄18岁以上", 18, True, None, True),
    ],
)
def test_an_age_has_literal_bounds(text, low, low_inclusive, high, high_inclusive):
    node = next(p for p in leaves(parse(text, "inclusion")) if isinstance(p, kinds.AgeWithin))
    assert (node.low, node.low_inclusive, node.high, node.high_inclusive) == (low, low_inclusive, high, high_inclusive)


@pytest.mark.parametrize(
    ("text", "concept", "comparator", "value", "unit", "times"),
    [
        ("At screening, mRSS is higher than 10.", "mrss", ">", 10, "", False),
        ("Hemoglobin ≥ 9 g/dL", "hemoglobin", ">=", 9, "g/dL", False),
        ("Platelets at least 100 x 10^9/L", "platelets", ">=", 100, "x 10^9/L", False),
        ("Serum creatinine ≤ 1.5 x ULN", "creatinine", "<=", 1.5, "", True),
        ("BMI> 40 kg/m2.", "body mass index", ">", 40, "kg/m2", False),
        ("LVEF less than 40%", "left ventricular ejection fraction", "<", 40, "%", False),
    ],
)
def test_a_measured_bound_keeps_its_comparator_and_unit(text, concept, comparator, value, unit, times):
    node = parse(text, "exclusion")
    assert isinstance(node, kinds.Measured)
    assert (node.concept, node.comparator, node.value, node.unit, node.times) == (
        concept,
        comparator,
        value,
        unit,
        times,
    )


def test_and_or_is_or():
    node = parse("Positive test for CD19 and/ or BCMA", "inclusion")
    assert isinstance(node, kinds.Either)
    assert [(p.concept, p.result) for p in leaves(node) if isinstance(p, kinds.Tested)] == [
        ("cd19", "positive"),
        ("bcma", "positive"),
    ]


def test_the_items_of_an_exclusion_each_exclude():
    node = parse("Valvular heart disease and cardiomyopathy", "exclusion")
    assert isinstance(node, kinds.Either)
    assert [p.concept for p in leaves(node) if isinstance(p, kinds.Has)] == ["valvular heart disease", "cardiomyopathy"]


def test_examples_stay_examples():
    node = parse("Active infections such as hepatitis and tuberculosis.", "exclusion")
    assert isinstance(node, kinds.Either)
    assert node.open_ended
    assert {p.states for p in leaves(node) if isinstance(p, kinds.Has)} == {("active",)}


def test_a_requirement_under_exclusions_excludes_who_has_it_not():
    node = parse("Patients must not have active tuberculosis", "exclusion")
    assert isinstance(node, kinds.Has)
    node = parse("Patients must have a negative pregnancy test", "exclusion")
    assert isinstance(node, kinds.Not)


def test_an_exception_is_kept():
    node = parse("History of malignancy other than non-melanoma skin cancer", "exclusion")
    assert isinstance(node, kinds.Has)
    assert node.barring == ("skin cancer",)


def test_a_definition_decides_for_its_term():
    node = parse("Severe renal impairment (Serum creatinine >3.0 mg/dl)", "exclusion")
    assert isinstance(node, kinds.Defined)
    assert isinstance(node.by, kinds.Measured)


def test_a_shared_noun_belongs_to_each_organ():
    node = parse("Significant liver or renal dysfunction", "exclusion")
    assert [p.concept for p in leaves(node) if isinstance(p, kinds.Has)] == ["liver disease", "kidney disease"]


@pytest.mark.parametrize(
    ("text", "kind", "type_"),
    [
        ("Signed informed consent", "inclusion", kinds.Agrees),
        ("Male and female", "inclusion", kinds.OfSex),
        ("Pregnant women", "exclusion", kinds.Expecting),
        ("Meets the 2013 ACR/EULAR classification criteria for SSc.", "inclusion", kinds.Classified),
        ("Fulfill relapsed/refractory SLE conditions.", "inclusion", kinds.Vague),
        ("Clinical laboratory values meet screening criteria.", "inclusion", kinds.Vague),
        ("Those with a history of major organ transplantation.", "exclusion", kinds.Underwent),
        ("Any condition that in the opinion of the investigator would interfere", "exclusion", kinds.Judgement),
        ("Participation in another clinical trial", "exclusion", kinds.Practical),
        ("Have blue eyes and a red hat", "inclusion", kinds.Text),
    ],
)
def test_each_kind_of_statement_has_its_predicate(text, kind, type_):
    assert any(isinstance(p, type_) for p in leaves(parse(text, kind)))


def test_a_window_is_kept_in_days():
    node = parse("Myocardial infarction within 6 months", "exclusion")
    assert isinstance(node, kinds.Has)
    assert node.window is not None
    assert node.window.most == pytest.approx(182.6, abs=0.1)


def test_coverage_tells_what_was_understood():
    assert coverage(parse("Tuberculosis.", "exclusion")) == "whole"
    assert coverage(parse("Have blue eyes and a red hat", "exclusion")) == "none"
    assert coverage(parse("Hypertension requiring blue pills", "exclusion")) == "part"


@pytest.mark.timeout(60)
@pytest.mark.parametrize("part", ["(", "no ", "at least ", "SLE, ", "≥ 3 and ", "(a ", "not more than "])
def test_a_long_run_of_anything_is_parsed_in_bounded_time(part):
    parse(part * (6_000 // len(part)), "exclusion")


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["inclusion", "exclusion"]))
def test_any_text_is_parsed(text, kind):
    assert list(leaves(parse(text, kind)))


@pytest.mark.parametrize(
    ("text", "kind", "either"),
    [
        ("Body weight less than 30 kg or greater than 150 kg", "exclusion", True),
        ("BMI ≥ 19 and ≤ 26 kg/m2", "inclusion", False),
    ],
)
def test_both_bounds_of_one_measure_are_kept(text, kind, either):
    node = parse(text, kind)
    assert isinstance(node, kinds.Either if either else kinds.All)
    assert len(list(leaves(node))) == 2


def test_an_alternative_nobody_understood_keeps_an_inclusion_open():
    node = parse("Cannot undergo surgery, wears a red hat or has had chemotherapy", "inclusion")
    assert any(isinstance(p, kinds.Text) for p in leaves(node))


def test_what_someone_is_allergic_to_is_not_what_they_take():
    node = parse("Hypersensitivity to carboplatin or paclitaxel", "exclusion")
    assert not any(isinstance(p, kinds.Underwent) for p in leaves(node))


def test_what_is_allowed_is_no_demand():
    assert not any(isinstance(p, kinds.Has) for p in leaves(parse("Patients with HIV are eligible", "inclusion")))


def test_what_is_forbidden_under_an_inclusion_must_not_be():
    assert isinstance(parse("Prior chemotherapy is not allowed", "inclusion"), kinds.Not)
