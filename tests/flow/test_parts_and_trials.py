"""Every part of a question is answered in order, and several trials are never mixed."""

import json
from pathlib import Path

import pytest

from assistant.assistant import Assistant, items, open_assistant
from assistant.question import Question, Turn
from assistant.settings import Settings

RECORDS = Path(__file__).parents[2] / "eval" / "gold" / "records"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory) -> Assistant:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRIALOGUE_LIBRARY__PATH", str(tmp_path_factory.mktemp("one") / "library"))
        return open_assistant(Settings())


@pytest.fixture(scope="module")
def several(tmp_path_factory) -> Assistant:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRIALOGUE_LIBRARY__PATH", str(tmp_path_factory.mktemp("several") / "library"))
        opened = open_assistant(Settings())
        from datetime import date

        opened.library.ingest(items([str(RECORDS)], Settings()), date(2026, 1, 1))
        return opened


def places(text, *words):
    found = [text.find(word) for word in words]
    assert -1 not in found, (words, text)
    return found


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("how many sites are there and do I have to stay overnight?", ["lists 5 sites", "hospital stay"]),
        ("am I too old at 72, and does my diabetes matter?", ["72 is above", "uncontrolled diabetes"]),
        ("Is it randomised? Who sponsors it? Is there a site in Hefei?", ["No. There is one group", "Nanjing Legend", "one site in Hefei"]),
        ("Tell me the sponsor, the phase and the number of participants.", ["Nanjing Legend", "no phase number", "“36”"]),
        ("what are the primary and secondary outcomes?", ["6 primary outcomes", "5 secondary outcomes"]),
        ("有多少家医院参加，需要住院吗？", ["列出 5 个中心", "是否需要住院"]),
        ("¿cuántos hospitales hay y tengo que pasar la noche?", ["5 centros", "hay que ingresar en el hospital"]),
    ],
)  # fmt: skip
def test_every_part_is_answered_in_its_order(assistant, question, words):
    answer = assistant.ask(Question(question))
    found = places(answer.text, *words)
    assert found == sorted(found)
    assert answer.trace.dropped == ()


def test_a_part_without_an_answer_is_named(assistant):
    answer = assistant.ask(Question("what's the highest dose, and will the moon be full?"))
    assert "‘will the moon be full’" in answer.text
    assert "600 millions /kg" in answer.text
    assert answer.kind == "partly_answered"


def test_what_is_told_first_is_used_where_a_person_is_asked_about_and_nowhere_else(assistant):
    answer = assistant.ask(Question("My wife is 45. Can she join and is there a placebo?"))
    found = places(answer.text, "45 is within", "names no placebo")
    assert found == sorted(found)
    assert "45" not in assistant.ask(Question("My wife is 45. Is there a placebo?")).text


@pytest.mark.parametrize(
    "question", ["is there a placebo", "who sponsors it", "what is measured for safety and tolerability?"]
)
def test_an_answer_to_one_question_does_not_grow(assistant, question):
    assert len(assistant.ask(Question(question)).statements) == 1


def test_a_value_is_compared_in_a_sentence_and_the_whole_is_left_to_the_study_team(assistant):
    answer = assistant.ask(Question("my mRSS is exactly 10 and I have systemic sclerosis, can I join?"))
    assert (
        "mRSS is exactly 10’ does not meet this inclusion criterion: “At screening, mRSS is higher than 10.”"
        in answer.text
    )
    assert "for the study team to decide" in answer.text
    assert answer.trace.dropped == ()


def test_a_question_that_may_mean_two_things_gets_both(assistant):
    answer = assistant.ask(Question("how many are there?"))
    places(answer.text, "more than one way", "36", "5 sites", "one group")


def test_where_an_answer_stands_is_shown(assistant):
    history = (Turn("user", "is pregnancy excluded"), Turn("assistant", "…"))
    answer = assistant.ask(Question("where does it say that?", history=history))
    assert "Exclusion criteria > 4" in answer.text
    assert [c.slice.text for c in answer.citations] == ["Female subjects who were pregnant, breastfeeding."]
    assert answer.trace.dropped == ()


def test_one_batch_of_vectors_serves_all_parts(assistant, monkeypatch):
    assistant.warm()
    calls = []
    encode = assistant.library.embedder.encode
    monkeypatch.setattr(assistant.library.embedder, "encode", lambda texts: calls.append(len(texts)) or encode(texts))
    assistant.ask(Question("Is it randomised? Who sponsors it? Is there a site in Hefei?"))
    assert len(calls) == 1


def test_the_trial_that_fits_is_answered_for_under_its_number(several):
    answer = several.ask(Question("what phase is the childhood asthma trial?"))
    assert answer.trial == "NCT90000003"
    assert answer.statements[0].text.startswith("NCT90000003")
    assert {c.trial for c in answer.citations} == {"NCT90000003"}


def test_trials_that_fit_are_answered_one_by_one_with_citations_of_their_own(several):
    answer = several.ask(Question("what phase are the asthma and the lung cancer trials?"))
    assert answer.trial is None
    by_number = {c.n: c for c in answer.citations}
    assert sorted(by_number) == list(range(1, len(by_number) + 1))
    here = None
    for statement in answer.statements:
        here = next((id for id in ("NCT90000002", "NCT90000003") if statement.text.startswith(id)), here)
        assert {by_number[n].trial for n in statement.citations} <= {here}
    for one in answer.citations:
        assert several.record(one.trial).quote(one.slice.span) == one.slice.text


def test_a_question_that_fits_no_trial_more_than_another_is_asked_back(several):
    answer = several.ask(Question("is there a placebo?"))
    assert answer.kind == "declined"
    assert answer.trial is None
    assert len({c.trial for c in answer.citations}) > 1


def test_the_other_trial_and_a_named_one_take_the_question_along(several):
    history = (Turn("user", "what phase is NCT90000001?"), Turn("assistant", "…"))
    named = several.ask(Question("and in NCT90000002?", history=history))
    assert named.trial == "NCT90000002"
    assert "phase" in named.trace.topics
    history += (Turn("user", "and in NCT90000002?"), Turn("assistant", "…"))
    other = several.ask(Question("and the other trial?", history=history))
    assert other.trial == "NCT90000001"
    assert "phase" in other.trace.topics


@pytest.mark.parametrize(
    ("question", "said", "not_said"),
    [
        ("who pays?", ["on the cost", "Nanjing Legend"], []),
        ("pred max mg/day?", ["do not mention ‘pred’"], ["600"]),
        ("can I stay with her", ["relative or carer"], ["medicines"]),
        ("¿Ya puedo apuntarme?", ["Not yet recruiting"], ["Hanwei"]),
        ("Has anyone died?", ["on deaths"], ["the risks"]),
        ("Is the SLEDAI cut-off 6 or 8?", ["not among the criteria"], ["It is measured over"]),
        ("I read that it is randomised and double blind, is there a site in Hefei?",
         ["‘it is randomised’", "‘double blind’", "one site in Hefei"], ["randomised and double"]),
        ("As the study is sponsored by Pfizer, will they pay me?", ["sponsored by Pfizer’", "payment"], ["mention ‘Pfizer’"]),
    ],
)  # fmt: skip
def test_a_question_gets_what_it_asks_and_nothing_beside_it(assistant, question, said, not_said):
    text = assistant.ask(Question(question)).text
    assert [words for words in said if words not in text] == []
    assert [words for words in not_said if words in text] == []


def test_the_same_absence_is_said_once(assistant):
    answer = assistant.ask(Question("how do they get the cells, is it my own blood?"))
    assert sum("where the cells or material come from" in s.text for s in answer.statements) == 1


def test_an_age_stands_before_the_list_of_criteria(assistant):
    text = assistant.ask(Question("I am 74 and want to know the inclusion criteria, can I join?")).text
    assert text.index("74 is above") < text.index("Everyone who takes part")


@pytest.mark.parametrize(
    ("earlier", "correction"),
    [
        ("¿Qué pacientes pueden entrar?", "No, me refería al grupo de Sjögren"),
        ("who can take part?", "no, I meant the Sjögren group"),
        ("谁能参加？", "我是说干燥综合征组"),
    ],
)
def test_a_group_named_in_a_correction_narrows_the_question_before_it(assistant, earlier, correction):
    answer = assistant.ask(Question(correction, history=(Turn("user", earlier), Turn("assistant", "…"))))
    assert "anti-SSA" in answer.text
    assert "anti-dsDNA" not in answer.text
    assert "Dose level" not in answer.text
    assert answer.text.count("2016 ACR/EULAR") == 1


@pytest.mark.parametrize(
    ("question", "said", "not_said"),
    [
        ("is a higher BVAS better or worse, and what is the max?", ["between 0 and 64"], ["600 millions"]),
        ("what is the mRSS and when is it measured?", ["“SSc disease activity :Modified rodnan skin score(mRSS)” is measured over"],
         ["SLE disease activity"]),
        ("do i need to have lupus for a while before joining and which antibodys count?", ["anti-dsDNA"], ["‘which antibodys count’", "anti-SSA"]),
        ("On which study day is the cell product infused, and is it repeated?", ["day 1", "nothing more than what is quoted"],
         ["does not say anything"]),
        ("I have lupus and I am pregnant, can I join?", ["pregnant, breastfeeding", "‘lupus’ is what"], ["anti-dsDNA"]),
    ],
)  # fmt: skip
def test_a_part_leans_on_what_the_part_before_it_names(assistant, question, said, not_said):
    text = assistant.ask(Question(question)).text
    assert [words for words in said if words not in text] == []
    assert [words for words in not_said if words in text] == []


def test_two_arms_named_by_their_labels_are_set_side_by_side(tmp_path, monkeypatch):
    from datetime import date

    told = {
        "identificationModule": {"nctId": "NCT99990021", "briefTitle": "Zorvex for Sore Knees"},
        "statusModule": {"overallStatus": "RECRUITING"},
        "armsInterventionsModule": {
            "armGroups": [
                {"label": "Zorvex", "type": "EXPERIMENTAL", "description": "50 mg once a day"},
                {"label": "Placebo", "type": "PLACEBO_COMPARATOR", "description": "one tablet without zorvex"},
            ]
        },
    }
    (tmp_path / "NCT99990021.json").write_text(json.dumps({"protocolSection": told}))
    monkeypatch.setenv("TRIALOGUE_LIBRARY__PATH", str(tmp_path / "library"))
    opened = open_assistant(Settings())
    opened.library.ingest(items([str(tmp_path / "NCT99990021.json")], Settings()), date(2026, 1, 1))
    answer = opened.ask(Question("what is the difference between Zorvex and Placebo", "NCT99990021"))
    assert answer.trace.topics == ("arms",)
    assert {"50 mg once a day", "one tablet without zorvex"} <= {c.slice.text for c in answer.citations}


def test_a_part_that_speaks_of_what_was_just_quoted_is_not_called_absent(assistant):
    answer = assistant.ask(Question("How do they score lupus, and what's the worst you can get on it?"))
    assert "between 0 and 105" in answer.text
    assert "does not say anything" not in answer.text
    assert "nothing more than what is quoted here" in answer.text
