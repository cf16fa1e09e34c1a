"""The sheet of questions for the study team: from what the record leaves open, in words to ask it with."""

import json

import pytest

from assistant.answer import Answer, NotStated
from assistant.questions import LANGUAGES, LONGEST_OWN, MOST, TeamQuestion, left_open, run_into, sheet_of, usual
from assistant.questions import _read as read
from assistant.questions.page import page, plain
from assistant.topics import TOPICS, ledger
from assistant.understand import Asked
from assistant.wording import phrase
from ingest.record import TrialRecord
from ingest.sources import parse


def study(title="Tea for Colds", **modules) -> TrialRecord:
    protocol = {"identificationModule": {"nctId": "NCT01234567", "briefTitle": title}, **modules}
    return parse(json.dumps({"protocolSection": protocol}), "study")


def resolutions(record: TrialRecord):
    return {
        id: topic.resolve(record, Asked(id, "en")) for id, topic in TOPICS.items() if id not in ("lookup", "definition")
    }


def answer(record: TrialRecord, kind="not_in_record", *silent: str) -> Answer:
    return Answer(record.id, "patient", "en", kind, not_stated=tuple(NotStated(one, ()) for one in silent))


def test_every_question_is_worded_in_three_languages_for_a_topic_of_the_ledger():
    for topic, texts in read()["questions"].items():
        assert topic in ledger()
        assert set(texts) == set(LANGUAGES)
        assert all(text.strip() for text in texts.values())


def test_what_the_record_states_is_not_asked_and_what_it_does_not_is(bundled):
    topics = [one.topic for one in usual(bundled, resolutions(bundled)).questions]
    assert {"cost", "travel", "insurance", "hospital_stay"} <= set(topics)
    assert not {"dose", "sites", "status"} & set(topics)
    said = study(descriptionModule={"briefSummary": "All costs are paid by the sponsor."})
    assert "cost" not in [one.topic for one in usual(said, resolutions(said)).questions]


def test_phone_and_e_mail_are_asked_for_in_one_question(bundled):
    topics = [one.topic for one in usual(bundled, resolutions(bundled)).questions]
    assert topics[0] == "contact"
    assert not {"contact_phone", "contact_email"} & set(topics)


def test_a_page_holds_no_more_questions_than_it_has_room_for_and_counts_the_rest():
    record = study()
    sheet = usual(record, resolutions(record))
    assert len(sheet.questions) == MOST
    assert sheet.left_out > 0
    assert sheet.as_json()["left_out"] == sheet.left_out


def test_the_questions_a_person_ran_into_stand_in_the_order_they_were_asked_each_once():
    record = study()
    asked = [
        ("is there parking?", answer(record, "not_in_record", "travel")),
        ("what does it cost", answer(record, "not_in_record", "cost")),
        ("and the bus?", answer(record, "not_in_record", "travel")),
        ("who runs it", answer(record, "answered")),
        ("elsewhere", Answer("NCT00000001", "patient", "en", "not_in_record", not_stated=(NotStated("diet", ()),))),
    ]
    assert [one.topic for one in run_into(record, asked).questions] == ["travel", "cost"]


@pytest.mark.parametrize("topic", ["open_question", "lookup", "definition"])
def test_a_question_that_fits_no_topic_is_taken_along_in_the_askers_own_words(topic):
    (one,) = left_open("does  my gran's\nrash matter?", answer(study(), "not_in_record", topic))
    assert one.text("en") == "I asked: ‘does my gran's rash matter?’"


def test_an_answer_that_leaves_a_criterion_to_the_study_team_becomes_a_question():
    assert (
        left_open("can i join with psoriasis", answer(study(), "partly_answered"))[0].own == "can i join with psoriasis"
    )
    assert left_open("how old must i be", answer(study(), "answered")) == ()
    assert left_open("my chest hurts", answer(study(), "redirected")) == ()


def test_a_topic_without_a_question_of_its_own_is_asked_about_by_its_label():
    text = TeamQuestion("keywords").text("en")
    assert ledger()["keywords"].label["en"] in text


def test_the_page_stands_alone_and_escapes_all_that_comes_from_outside():
    record = study(title="<script>alert(1)</script> & tea")
    own = TeamQuestion("open_question", "<img src=x onerror=alert(1)>" + "x" * 50)
    written = page(sheet_of(record, [own, TeamQuestion("cost")]), ("zh", "en"))
    assert "<script" not in written
    assert "<img" not in written
    assert "http" not in written.replace("http-equiv", "")
    assert "default-src 'none'" in written
    assert written.count("onerror") == 1
    for needed in ("NCT01234567", "&amp; tea", phrase("as_of.undated_copy", "zh"), "class='room'"):
        assert needed in written


def test_a_long_question_of_a_person_is_cut_and_marked_so():
    (one,) = left_open("why " * 200, answer(study(), "not_in_record", "open_question"))
    assert len(one.own) == LONGEST_OWN
    assert one.own.endswith("…")


def test_the_plain_sheet_has_room_to_write_under_every_question():
    said = plain(sheet_of(study(), [TeamQuestion("cost"), TeamQuestion("travel")]), ("en", "es"))
    assert said.count("____\n") + said.endswith("____") == 2
    assert TeamQuestion("cost").text("es") in said


def test_a_record_that_leaves_nothing_open_says_so():
    assert "nothing to ask" in plain(sheet_of(study(), []), ("en",))
    assert "nothing to ask" in page(sheet_of(study(), []), ("en",))


def test_a_nul_never_reaches_the_page():
    written = page(sheet_of(study(), [TeamQuestion("open_question", "a\0b")]), ("en",))
    assert "\0" not in written
    assert "a\ufffdb" in written
