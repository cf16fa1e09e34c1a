"""What a question tells of a patient is compared with the criteria that name it, and with nothing else."""

import json
from datetime import date

import pytest

from assistant.compare import compare
from assistant.understand import understand
from assistant.wording import say
from ingest.record import TrialRecord
from ingest.sources import parse

TODAY = date(2026, 1, 1)


def study(inclusion: list[str] = (), exclusion: list[str] = (), conditions: list[str] = ("Asthma",)) -> TrialRecord:
    text = "Inclusion Criteria:\n\n" + "\n".join(f"* {one}" for one in inclusion)
    text += "\n\nExclusion Criteria:\n\n" + "\n".join(f"* {one}" for one in exclusion)
    protocol = {
        "identificationModule": {"nctId": "NCT01234567", "briefTitle": "Tea for Colds"},
        "conditionsModule": {"conditions": list(conditions)},
        "eligibilityModule": {"eligibilityCriteria": text},
    }
    return parse(json.dumps({"protocolSection": protocol}), "study")


def told(record: TrialRecord, question: str) -> list[tuple[str, str, str]]:
    found = compare(record, understand(question, record), TODAY)
    return [(one.criterion.kind, one.holds, one.quote.text) for one in found]


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("my diabetes is well controlled", "no"),
        ("she has diabetes but it is under control", "no"),
        ("sugar diabetis, controled with tablets", "no"),
        ("糖尿病控制得很好", "no"),
        ("tengo diabetes controlada", "no"),
        ("my diabetes is out of control", "yes"),
        ("我的糖尿病控制不好", "yes"),
    ],
)
def test_a_state_is_compared_with_the_state_that_is_excluded(question, holds):
    record = study(exclusion=["Uncontrolled diabetes"])
    assert told(record, question) == [("exclusion", holds, "Uncontrolled diabetes")]


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("I had tuberculosis ten years ago and it is cured", "no"),
        ("tuve tuberculosis hace 3 años y ya estoy curado", "no"),
        ("我以前得过肺结核，已经治愈", "no"),
        ("active tuberculosis", "yes"),
    ],
)
def test_what_is_cured_is_not_active(question, holds):
    assert [h for _, h, _ in told(study(exclusion=["Active tuberculosis"]), question)] == [holds]


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("major surgery 6 weeks ago", "no"),
        ("major surgery 2 weeks ago", "yes"),
        ("hace 2 semanas tuve una cirugía", "yes"),
    ],
)
def test_a_time_is_compared_with_the_window(question, holds):
    record = study(exclusion=["Major surgery within 4 weeks of the first dose of study drug"])
    assert [h for _, h, _ in told(record, question)] == [holds]


def test_a_live_vaccine_of_ten_days_ago_is_inside_thirty_days_of_the_planned_start():
    record = study(exclusion=["Received a live vaccine within 30 days of planned start of study therapy"])
    assert [h for _, h, _ in told(record, "live vaccine 10 days ago")] == ["yes"]


def test_a_medicine_that_no_table_knows_is_compared_by_the_records_own_word():
    record = study(exclusion=["Zorbamine treatment in the past 2 weeks", "Pregnancy"])
    assert told(record, "Child stopped zorbamine 10 days ago. OK to screen?")[0][1] == "yes"
    assert told(record, "Child stopped zorbamine 3 weeks ago. OK to screen?")[0][1] == "no"


@pytest.mark.parametrize(
    ("question", "holds"),
    [("AST 4x ULN", "yes"), ("AST 6x ULN", "no"), ("AST is 4 times the upper limit", "yes"), ("AST 200", "unknown")],
)
def test_multiples_of_the_upper_limit_are_compared_as_such(question, holds):
    record = study(inclusion=["AST less than 5 times the upper limit of normal"])
    assert [h for _, h, _ in told(record, question)] == [holds]


@pytest.mark.parametrize(
    ("question", "holds"),
    [("platelets 40,000", "no"), ("platelets 40k", "no"), ("血小板4万", "no"), ("platelets 90", "yes")],
)
def test_a_bare_value_is_read_in_the_units_in_which_it_is_possible(question, holds):
    record = study(inclusion=["Platelet count > 50,000/uL"])
    assert [h for _, h, _ in told(record, question)] == [holds]


def test_a_bare_value_that_units_read_differently_is_left_open():
    assert [h for _, h, _ in told(study(inclusion=["Fasting glucose above 100 mg/dL"]), "glucose 25")] == ["unknown"]


def test_each_value_of_a_list_is_told_by_its_own_piece():
    record = study(inclusion=["Adequate function: creatinine clearance \\> 50 ml/min, and ejection fraction \\> 40%"])
    found = told(record, "LVEF 38% and CrCl 65")
    assert {(h, q) for _, h, q in found if "ejection" in q} == {("no", "ejection fraction \\> 40%")}
    assert any(h == "yes" and "clearance" in q for _, h, q in found)


def test_a_short_form_of_the_record_alone_is_compared_and_a_ratio_is_not_taken_for_it():
    record = study(inclusion=["Zebra volume (ZVX) ≥ 80%", "ZVX / Quagga volume (QVX) ≤ 70%"])
    assert told(record, "ZVX 85%") == [("inclusion", "yes", "Zebra volume (ZVX) ≥ 80%")]


@pytest.mark.parametrize(
    ("question", "holds"),
    [("on prednisone 15 mg daily", "yes"), ("prednisone 5 mg a day", "no"), ("dexamethasone 15 mg daily", "unknown")],
)
def test_a_dose_is_compared_with_the_dose_of_the_same_medicine_only(question, holds):
    record = study(exclusion=["Receiving >10 mg prednisone or equivalent"])
    assert [h for _, h, _ in told(record, question)] == [holds]


def test_counts_of_the_same_thing_in_the_same_time_are_compared():
    record = study(
        inclusion=["2-4 wheezing episodes in the past year"], exclusion=[">4 episodes of wheezing in the past year"]
    )
    assert [(k, h) for k, h, _ in told(record, "He had 3 wheezing episodes last year")] == [
        ("inclusion", "yes"),
        ("exclusion", "no"),
    ]
    assert not told(record, "He had 3 wheezing episodes last month")


def test_how_long_a_disease_has_been_there_is_compared_both_ways(bundled):
    assert told(bundled, "My lupus was diagnosed 3 months ago")[0][:2] == ("inclusion", "no")
    record = study(inclusion=["Type 1 diabetes diagnosed for not more than 20 weeks"], conditions=["Type 1 diabetes"])
    assert [h for _, h, _ in told(record, "type 1 diabetes diagnosed 30 weeks ago")] == ["no"]


@pytest.mark.parametrize(
    "question",
    [
        "Is hepatitis an exclusion?",
        "I do not know if I have hepatitis",
        "I was told not to worry about my hepatitis",
        "My sister had hepatitis 3 years ago",
        "Mi hermana tuvo hepatitis hace 3 años",
        "My donor had hepatitis 2 years ago",
        "Will hepatitis make it worse in 3 years?",
    ],
)
def test_what_is_asked_or_unsure_or_anothers_is_no_fact_of_the_patient(question, bundled):
    assert told(bundled, question) == []


def test_what_is_denied_is_outside_the_exclusion_that_names_it():
    record = study(exclusion=["History of HIV infection"])
    for question in ("I never had HIV", "没有艾滋病", "No tengo VIH"):
        assert told(record, question) == [("exclusion", "no", "History of HIV infection")]


def test_a_child_that_would_take_part_is_the_patient():
    record = study(exclusion=["Active tuberculosis"])
    assert told(record, "My son had tuberculosis years ago and it's cured. Does that count?")[0][1] == "no"


def test_a_bare_name_in_a_long_sentence_settles_nothing():
    record = study(
        exclusion=[
            "Brain metastasis requiring concurrent treatment, inclusive of but not limited to surgery, radiotherapy or steroids"
        ]
    )
    assert told(record, "radiotherapy 3 weeks ago") == []


def test_a_group_that_is_denied_is_not_the_askers(bundled):
    found = compare(bundled, understand("skin score 8, she has not lupus", bundled), TODAY)
    assert [(one.criterion.cohort, one.holds) for one in found] == [("SSc", "no")]


def test_the_askers_words_are_one_run_of_the_question(bundled):
    question = "ANA negative but anti-dsDNA positive; SLE"
    for one in compare(bundled, understand(question, bundled), TODAY):
        assert one.fact in question


def test_each_verdict_has_its_sentence_in_every_language(bundled):
    for question in ("mRSS 14", "mRSS 9"):
        for one in compare(bundled, understand(question, bundled), TODAY):
            for language in ("en", "zh", "es"):
                assert one.quote.text in say(one.point(), language, "patient")


@pytest.mark.parametrize(
    ("text", "holds"),
    [("my mRSS is exactly 10, am I in?", "no"), ("SSc, mRSS 11", "yes"), ("is an mRSS of 9 enough", "no")],
)
def test_a_score_is_compared_by_the_rule_of_the_check(text, holds, bundled):
    assert [found for _, found, _ in told(bundled, text)] == [holds]


@pytest.mark.parametrize(
    "text",
    [
        "what mRSS do I need to get in?",
        "is the minimum mRSS 10?",
        "do I have to have a positive test for anti-SSA?",
        "¿cuál es el mRSS mínimo, 10?",
        "my mRSS is high",
        "I have systemic sclerosis",
        "我的mRSS是2千",
    ],
)
def test_a_question_for_the_limit_gives_no_value(text, bundled):
    assert told(bundled, text) == []


def test_the_fact_is_told_in_the_askers_own_words(bundled):
    text = "34F SLE 3y ANA 1:640 failed MMF, CYC"
    found = next(one for one in compare(bundled, understand(text, bundled), TODAY) if "antinuclear" in one.quote.text)
    assert found.fact == "ANA 1:640"
    assert found.holds == "yes"


def test_of_two_bounds_the_one_for_the_asker_decides_and_without_it_what_both_agree_on():
    both = "AST ≤ 3 × ULN (if liver metastases are present, AST must be ≤ 5 × ULN)"
    record = study(inclusion=[both])
    for question, holds in (
        ("AST 4x ULN", "unknown"),
        ("AST 4x ULN with liver mets", "yes"),
        ("AST 4x ULN, no liver mets", "no"),
        ("AST 2x ULN", "yes"),
        ("AST 6x ULN", "no"),
    ):
        assert told(record, question) == [("inclusion", holds, both)], question


def test_a_multiple_of_one_limit_is_not_compared_with_anothers():
    record = study(inclusion=["Bilirubin less than 1.5 times the upper limit of normal"])
    assert told(record, "AST is 4 times the upper limit") == []


@pytest.mark.parametrize(
    ("question", "holds"),
    [("Post allo day +80, fine?", "no"), ("post allogeneic HSCT day +120", "yes"), ("day 80", None)],
)
def test_days_after_a_transplant_are_compared(question, holds):
    record = study(inclusion=["Post allogeneic HSCT must be ≥ Day +100"])
    assert [h for _, h, _ in told(record, question)] == ([holds] if holds else [])


@pytest.mark.parametrize(
    ("question", "holds"),
    [("I was in another study two months ago", "yes"), ("she finished a different trial 5 months ago", "no")],
)
def test_another_study_is_compared_with_the_time_since(question, holds):
    record = study(exclusion=["Participation in another clinical trial within 90 days"])
    assert [h for _, h, _ in told(record, question)] == [holds]


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("I stopped smoking 8 months ago", "yes"),
        ("I quit smoking 2 years ago", "no"),
        ("dejé de fumar hace 3 años", "no"),
        ("戒烟两年前", "no"),
    ],
)
def test_a_habit_that_is_over_is_compared_with_the_time_since(question, holds):
    record = study(exclusion=["Current smokers, or stopped smoking within the last 12 months"])
    assert [h for _, h, _ in told(record, question)] == [holds]


@pytest.mark.parametrize(
    ("criterion", "question", "holds"),
    [
        ("Total ZVX level ≥ 30 IU/ml and ≤ 400 IU/ml", "ZVX 520 IU/ml", "no"),
        ("Total ZVX level ≥ 30 IU/ml and ≤ 400 IU/ml", "ZVX 120", "yes"),
        ("ZVX of 20 or above", "ZVX 12", "no"),
        ("ZVX of 20 or above", "my ZVX was 21", "yes"),
        ("ZVX count > 25,000", "ZVX 18k", "no"),
        ("ZVX above 27 with two complications, or ZVX above 35 with one", "ZVX 29", "unknown"),
    ],
)
def test_a_range_a_bound_behind_its_number_and_a_further_demand_are_read(criterion, question, holds):
    assert [h for _, h, _ in told(study(inclusion=[criterion]), question)] == [holds]


def test_a_wider_class_is_left_to_the_look_up():
    assert told(study(exclusion=["Uncontrolled infections in the last 4 weeks"]), "active tuberculosis") == []


@pytest.mark.parametrize(
    ("question", "holds"), [("my weight is 29 kg", "yes"), ("my weight is 155 kg", "yes"), ("my weight is 70 kg", "no")]
)
def test_a_value_beyond_either_end_is_excluded_and_one_between_them_is_not(question, holds):
    record = study(exclusion=["People with a body weight less than 30 kg or greater than 150 kg"])
    assert [h for _, h, _ in told(record, question)] == [holds]


@pytest.mark.parametrize(
    ("question", "holds"), [("I weigh 151 kg", "no"), ("I weigh 19 kg", "no"), ("I weigh 70 kg", "yes")]
)
def test_a_range_is_one_demand_and_is_never_cut_at_its_and(question, holds):
    record = study(inclusion=["With a body weight between 20 and 150 kg and a serum zorvex level of 30 to 700 IU/mL"])
    [(_, found, quote)] = told(record, question)
    assert found == holds
    assert "between 20 and 150 kg" in quote


def test_of_what_asks_for_more_only_the_part_that_was_told_of_is_met():
    record = study(inclusion=["With a body weight between 20 and 150 kg and a serum zorvex level of 30 to 700 IU/mL"])
    assert told(record, "I weigh 70 kg")[0][2] == "With a body weight between 20 and 150 kg"


def test_a_value_of_a_short_form_is_not_taken_by_the_first_of_two_bounds():
    record = study(exclusion=["Total ZVX levels less than 30 IU/mL or greater than 700 IU/mL at enrollment"])
    assert not [one for one in told(record, "My ZVX is 800 IU/mL") if one[1] != "unknown"]


@pytest.mark.parametrize(("dose", "holds"), [("450 mcg", "unknown"), ("300 mcg", "no"), ("700 mcg", "yes")])
def test_of_two_bounds_of_a_dose_only_what_both_agree_on_is_said(dose, holds):
    record = study(
        exclusion=["Taking fluticasone > 400 mcg/day if 12 years or younger, > 600 mcg/day if older than 12 years"]
    )
    assert {h for _, h, _ in told(record, f"he takes {dose} fluticasone a day, is it excluded?")} == {holds}


def test_a_disease_of_which_much_more_is_said_is_not_settled_by_its_name():
    record = study(
        inclusion=[
            "Patients with moderate to severe persistent allergic asthma receiving a high dose of zorvex daily for 3 months"
        ]
    )
    assert not [one for one in told(record, "I have severe allergy to food") if one[1] != "unknown"]


def test_a_time_that_decides_stands_in_the_quote():
    record = study(exclusion=["Viral respiratory infection or gastroenteritis of any kind within 7 days of the visit"])
    assert all(
        "within 7 days" in quote for _, holds, quote in told(record, "he had a respiratory infection 10 days ago")
    )
    assert told(record, "he had a respiratory infection 10 days ago")


@pytest.mark.parametrize(
    ("criterion", "holds"),
    [
        ("ZVX higher than 10", "no"),
        ("ZVX > 10", "no"),
        ("ZVX ≥ 10", "yes"),
        ("ZVX below 10", "no"),
        ("ZVX ≤ 10", "yes"),
    ],
)
def test_a_value_at_the_bound_itself_is_compared_as_the_words_say(criterion, holds):
    assert [h for _, h, _ in told(study(inclusion=[criterion]), "ZVX 10")] == [holds]
