"""Each resolver says what the record states, and only that."""

import json

import pytest

from assistant.route import Router
from assistant.topics import TOPICS, Resolution, label, ledger
from assistant.understand import understand
from assistant.wording import say
from ingest.record import TrialRecord
from ingest.sources import parse


def study(**modules) -> TrialRecord:
    protocol = {"identificationModule": {"nctId": "NCT01234567", "briefTitle": "Tea for Colds"}, **modules}
    return parse(json.dumps({"protocolSection": protocol}), "study")


def resolve(topic: str, question: str, record: TrialRecord) -> Resolution:
    return TOPICS[topic].resolve(record, understand(question, record))


def text(resolution: Resolution, language="en") -> str:
    return "\n".join(say(point, language, "patient") for point in resolution.points)


def test_there_are_at_least_45_topics_and_each_has_words():
    assert len(TOPICS) >= 45
    assert TOPICS.keys() <= ledger().keys()


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_every_topic_answers_or_is_silent_on_an_empty_and_on_a_full_record(topic, bundled):
    for record in (study(), bundled):
        found = resolve(topic, "what does the record say?", record)
        assert found.kind in {"stated", "partly", "not_stated"}
        if found.kind != "stated":
            assert found.searched or found.points
        for point in found.points:
            for language in ("en", "zh", "es"):
                assert say(point, language, "patient")
        assert all(record.quote(s.span) == s.text for s in found.slices())
        assert label(topic, "zh")


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("im 74", "74 is above the upper age limit"),
        ("i am 70", "70 is within the age limits"),
        ("70 years and 3 months", "is within the age limits"),
        ("i'm 71", "71 is above"),
        ("i'm 18", "18 is within"),
        ("my son is 17", "17 is below the lower age limit"),
        ("can children join", "No children"),
    ],
)
def test_an_age_is_compared_by_completed_years_with_the_quoted_limits(question, says, bundled):
    found = resolve("age", question, bundled)
    assert says in text(found)
    assert [s.text for s in found.slices()] == ["Aged 18 to 70 years"]


def test_an_age_without_an_upper_limit_is_said_to_have_none():
    record = study(eligibilityModule={"minimumAge": "18 Years", "eligibilityCriteria": "Inclusion Criteria:\n* Cold"})
    assert "gives no upper limit" in text(resolve("age", "i am 95", record))


@pytest.mark.parametrize(
    "question", ["can children join", "can older people join", "what are the age limits", "i am 12"]
)
@pytest.mark.parametrize(
    ("field", "absent"),
    [("minimumAge", ("no upper", "上限", "superior")), ("maximumAge", ("no lower", "下限", "inferior"))],
)
def test_where_the_record_gives_one_age_limit_the_other_is_said_to_be_absent(question, field, absent):
    found = resolve(
        "age", question, study(eligibilityModule={field: "14 Years" if field == "maximumAge" else "4 Years"})
    )
    for language, words in zip(("en", "zh", "es"), absent, strict=True):
        assert words in text(found, language)


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("highest dose", ["600 millions /kg", "Dose level4:600 millions /kg"]),
        ("lowest dose", ["50 millions /kg", "Dose level1:50 millions /kg"]),
        ("dose level 2", ["150 millions /kg", "Dose level2:150 millions /kg"]),
    ],
)
def test_the_dose_that_is_asked_for_is_quoted(question, quoted, bundled):
    assert [s.text for s in resolve("dose", question, bundled).slices()][:2] == quoted


def test_a_dose_level_that_is_not_there_is_said_not_to_be_there(bundled):
    assert "has no dose level 7" in text(resolve("dose", "dose level 7", bundled))


def test_levels_in_other_units_are_not_ordered_by_their_numbers():
    arms = [{"label": "A", "description": "Dose level 1: 500 mg Dose level 2: 1 g"}]
    found = resolve("dose", "highest dose", study(armsInterventionsModule={"armGroups": arms}))
    assert "The highest dose" not in text(found)
    assert len(found.slices()) == 2


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("is there a hospital in Zhejiang", "lists one site in Zhejiang"),
        ("any site in Anhui", "lists 2 sites in Anhui"),
        ("sites in Beijing?", "lists no site in Beijing"),
        ("where", "lists 5 sites"),
    ],
)
def test_sites_are_counted_in_the_place_that_is_asked_for(question, says, bundled):
    said = text(resolve("sites", question, bundled))
    assert says in said
    assert "undated copy, © 2025" in said


def test_the_contact_s_missing_phone_is_named_as_missing(bundled):
    found = resolve("contact_phone", "phone number?", bundled)
    assert (found.kind, found.missing) == ("partly", ("contact_phone",))
    assert [s.text for s in found.slices()] == ["Hanwei Wang"]


def test_a_criterion_is_looked_up_with_its_side(bundled):
    assert "who cannot take part" in text(resolve("lookup", "I have tuberculosis", bundled))
    assert "“Other autoimmune diseases.”" in text(resolve("lookup", "I have psoriasis", bundled))
    assert "is what this trial studies" in text(resolve("lookup", "I have lupus", bundled))


def test_a_disease_no_criterion_covers_is_silence_not_a_no():
    record = study(
        eligibilityModule={"eligibilityCriteria": "Inclusion Criteria:\n* Asthma\n\nExclusion Criteria:\n* Pregnant"}
    )
    assert resolve("lookup", "I have gout", record).kind == "not_stated"


def test_one_silent_thing_beside_one_that_is_stated_is_said(bundled):
    found = resolve("lookup", "I have tuberculosis and I take warfarin", bundled)
    assert found.unnamed == ("warfarin",)
    assert found.kind == "partly"


def test_two_studied_diseases_show_the_exclusion_of_others(bundled):
    assert "You named more than one disease" in text(resolve("lookup", "I have lupus and Sjögren's", bundled))


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("RECRUITING", "open and looking"),
        ("COMPLETED", "is over"),
        ("TERMINATED", "stopped early"),
        ("SOMETHING_NEW", "The status in this copy"),
    ],
)
def test_a_status_is_said_in_plain_words_beside_its_code(code, says):
    said = text(resolve("status", "open?", study(statusModule={"overallStatus": code})))
    assert says in said
    assert f"“{code}”" in said


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("what does mRSS mean", "Modified rodnan skin score"),
        ("what is a DLT", "DLTs are severe adverse events"),
        ("what does BVAS stand for", "Birmingham vasculitis activity score"),
    ],
)
def test_a_term_is_defined_by_the_record_s_own_words(question, quoted, bundled):
    assert any(quoted in s.text for s in resolve("definition", question, bundled).slices())


@pytest.mark.parametrize(
    "topic",
    ["cost", "insurance", "travel", "side_effects", "ethics", "results", "officials", "vaccines", "diet", "start_date"],
)
def test_what_the_page_does_not_say_is_not_stated_after_a_search_of_all_sections(topic, bundled):
    found = resolve(topic, "?", bundled)
    assert found.kind == "not_stated"
    assert found.searched == tuple(s.name for s in bundled.sections)


@pytest.mark.parametrize(
    "question",
    ["what is the smallest dose and the biggest?", "最低剂量和最高剂量是多少", "¿cuál es la dosis mínima y la máxima?"],
)
def test_both_ends_of_the_doses_are_given_where_both_are_asked_for(question, bundled):
    quoted = [s.text for s in resolve("dose", question, bundled).slices()]
    assert "50 millions /kg" in quoted
    assert "600 millions /kg" in quoted
    assert "300 millions /kg" not in quoted


def test_a_change_in_the_record_changes_the_answer(sample):
    changed = parse(
        sample.replace("Aged 18 to 70 years", "Aged 18 to 75 years").replace("600 millions", "900 millions"), "changed"
    )
    assert "74 is within" in text(resolve("age", "im 74", changed))
    assert "“900 millions /kg”" in text(resolve("dose", "highest dose", changed))


def test_a_disease_excluded_only_in_a_degree_is_not_said_to_be_excluded_as_a_whole(bundled):
    assert "do not name ‘diabetes’ as a whole" in text(resolve("lookup", "I have diabetes", bundled))
    assert "as a whole" not in text(resolve("lookup", "my diabetes is uncontrolled", bundled))
    assert "as a whole" not in text(resolve("lookup", "I have tuberculosis", bundled))


@pytest.mark.parametrize(
    ("question", "of_ages"),
    [
        ("how much of it is given to my girl", False),
        ("¿cuánto medicamento le darían a mi niño?", False),
        ("¿cuántas inyecciones recibe mi niña?", False),
        ("孩子要打几针", False),
        ("¿cuántos años debe tener mi niño?", True),
        ("how many kids aged 3 can join", False),
        ("can my little boy join", True),
        ("孩子几岁能参加", True),
    ],
)
def test_how_much_is_given_to_a_child_is_no_question_about_ages(question, of_ages, bundled, embedder):
    assert ("age" in Router(embedder).scores(understand(question, bundled), bundled)) is of_ages
