"""A model may word an answer; what is shown is never less, and never other, than the record carries."""

import json
import threading
from dataclasses import replace
from pathlib import Path
from runpy import run_path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answer import Answer, Citation, NotStated, Statement, Trace
from assistant.claims import Claim, Verdict, verify
from assistant.drafted import Drafter, Stage, _covers
from assistant.model import ModelUnavailable, Reply, open_model
from assistant.question import Question, Turn
from assistant.retrieve import Retriever
from assistant.settings import ModelSettings
from ingest.sources import parse

_speaker = run_path(str(Path(__file__).parents[1] / "speaker.py"))
speaking = _speaker["speaking"]

AGE = "Aged 18 to 70 years, either sex."


class Scripted:
    """A model that replies as it is told, and fails when it is told an error."""

    def __init__(self, *replies):
        self.replies, self.asked = list(replies), []
        self.name = "scripted"
        self.remote = False
        self.settings = ModelSettings()

    def stream(self, messages, seconds=None, form=None):
        self.asked.append(messages)
        text = self.replies.pop(0)
        if isinstance(text, Exception):
            raise text
        yield from (text[start : start + 9] for start in range(0, len(text), 9))
        return Reply(text, 50, 20, 0.1)


def reply(*claims, not_stated=False):
    return json.dumps(
        {"claims": [{"text": text, "quotes": list(quotes)} for text, *quotes in claims], "not_stated": not_stated}
    )


@pytest.fixture
def answered(bundled):
    """An answer of the ledger: one sentence on a slice, one of ours."""
    age = next(c.slice for c in bundled.criteria if c.slice.text.startswith("Aged"))
    return Answer(
        bundled.id, "patient", "en", "answered",
        (
            Statement(f"74 is above the upper age limit. The record says: “{age.text}”", (1,)),
            Statement("Whether a person can join is for the study team to decide."),
        ),
        (Citation(1, bundled.id, age),),
        next_steps=("Ask the study team.",), as_of=bundled.as_of, trace=Trace(topics=("age",), route="topics"),
    )  # fmt: skip


@pytest.fixture
def nearest(bundled):
    """An answer of retrieval alone: the nearest words of the record."""
    one = next(c.slice for c in bundled.criteria if c.kind == "exclusion")
    return Answer(
        bundled.id, "patient", "en", "answered",
        (Statement(f"Closest in the record, among who cannot take part (exclusion criteria): “{one.text}”", (1,)),),
        (Citation(1, bundled.id, one),), as_of=bundled.as_of, trace=Trace(route="retrieval"),
    )  # fmt: skip


@pytest.fixture
def silent(bundled):
    """An answer that nothing was found."""
    return Answer(
        bundled.id, "patient", "en", "not_in_record",
        (Statement("I did not find an answer to this in the record. I looked in all 10 of its sections."),),
        not_stated=(NotStated("open_question", ("Title",)),), next_steps=("Ask the study team this question.",),
        as_of=bundled.as_of, trace=Trace(route="retrieval"),
    )  # fmt: skip


@pytest.fixture
def drafter(library, bundled):
    def made(model, judge=verify):
        return Drafter(model, Retriever(library), lambda _: bundled, judge)

    return made


def trusting(claim, sources, *_):
    """Keep every claim whose quotes are whole slices: what the composing itself must hold."""
    by_text = {s.text: s for source in sources for s in source.slices}
    found = tuple(by_text[quote] for quote in claim.quotes if quote in by_text)
    return Verdict(len(found) == len(claim.quotes) and bool(found), "quote", found, claim.text)


def last(drafter, default, question="Is 74 too old for this?", **more):
    *_, answer = drafter.stream(Question(question, default.trial, default.audience, **more), default)
    return answer


def same(answer, default):
    return replace(answer, trace=default.trace, seconds=default.seconds) == default


def exact(answer, record):
    cited = {c.n: c for c in answer.citations}
    assert all(record.quote(c.slice.span) == c.slice.text for c in answer.citations)
    assert all(f"“{cited[n].slice.text}”" in s.text for s in answer.statements for n in s.citations)
    return True


def test_a_claim_that_the_record_carries_is_shown_with_the_record_s_words_beside_it(drafter, nearest, bundled):
    model = Scripted(reply(("You can take part from 18 to 70 years of age.", AGE)))
    default = replace(
        nearest,
        citations=(Citation(1, bundled.id, _age(bundled)),),
        statements=(Statement(f"Closest in the record: “{AGE}”", (1,)),),
    )
    answer = last(drafter(model, trusting), default, "who is young enough for it")
    assert [s.text for s in answer.statements] == [
        f"You can take part from 18 to 70 years of age. The record says: “{AGE}”"
    ]
    assert (answer.by, answer.kind) == ("model", "answered")
    assert exact(answer, bundled)


def _age(record):
    return next(c.slice for c in record.criteria if c.slice.text.startswith("Aged"))


def test_what_the_default_answer_quotes_is_still_shown_when_no_claim_does(drafter, nearest, bundled):
    model = Scripted(reply(("It is for people of this age.", "P1")))
    other = Citation(1, bundled.id, _age(bundled))
    both = replace(
        nearest,
        citations=(other, replace(nearest.citations[0], n=2)),
        statements=(Statement(f"“{AGE}”", (1,)), replace(nearest.statements[0], citations=(2,))),
    )
    answer = last(drafter(model, trusting), both, "who")
    assert answer.statements[0].text.startswith("It is for people of this age.")
    assert answer.statements[1:] == both.statements[1:]
    assert exact(answer, bundled)


@pytest.mark.parametrize(
    ("text", "quotes", "unquoted"),
    [
        ("Patients up to 75 years may take part.", [AGE], False),
        ("Aged 18 to 70 years.", ["Aged 18 to 75 years"], True),
        ("You can take part.", [AGE], False),
        ("It is safe and has no side effects.", [AGE], False),
        ("Aged 18 to 70 years.", [], True),
    ],
    ids=["number", "altered quote", "promise", "general knowledge", "no quote"],
)
def test_a_claim_that_the_record_does_not_carry_leaves_the_default_answer_as_it_was(
    drafter, answered, text, quotes, unquoted
):
    default = replace(answered, trace=Trace(route="retrieval"))
    answer = last(drafter(Scripted(reply((text, *quotes)))), default, "who may take part in it")
    assert same(answer, default)
    assert answer.by == "default"
    ((said, why),) = answer.trace.drafting.dropped
    assert said == text
    assert ("quote" in why) is unquoted


@pytest.mark.parametrize("why", ["late", "busy", "rate_limited", "unreachable", "too_long", "refused"])
def test_a_model_that_fails_leaves_the_default_answer_and_a_note_in_the_trace(drafter, answered, nearest, why):
    for default in (answered, nearest):
        answer = last(drafter(Scripted(ModelUnavailable(why))), default)
        assert same(answer, default)
        assert answer.trace.drafting.why == why
        assert why not in json.dumps(answer.as_json())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"kind": "redirected"}, "redirected"),
        ({"kind": "declined"}, "declined"),
        ({"trial": None}, "answered"),
        ({"language": "other"}, "language"),
        ({"kind": "not_in_record"}, "ledger_silent"),
    ],
)
def test_what_is_not_the_model_s_to_say_is_not_put_to_it(drafter, answered, change, why):
    model = Scripted()
    default = replace(answered, **change)
    answer = last(drafter(model), default)
    assert same(answer, default)
    assert model.asked == []
    assert answer.trace.drafting.why == why


def test_the_ledger_s_sentence_is_replaced_only_by_one_that_carries_all_of_it(drafter, answered, bundled):
    kept = Scripted(reply(("At 74 years you are above the upper age limit.", "P1")))
    answer = last(drafter(kept, trusting), answered)
    assert [s.text for s in answer.statements] == [
        f"At 74 years you are above the upper age limit. The record says: “{AGE}”",
        answered.statements[1].text,
    ]
    assert answer.citations == answered.citations
    assert exact(answer, bundled)
    lossy = Scripted(reply(("There is an age limit.", "P1")))

    def not_the_other_way_round(claim: Claim, *rest):
        return Verdict(False, "loses") if claim.text.startswith("74") else trusting(claim, *rest)

    answer = last(drafter(lossy, not_the_other_way_round), answered)
    assert same(answer, answered)
    assert answer.trace.drafting.dropped == (("There is an age limit.", "loses a part of the sentence"),)


def test_a_sentence_on_other_words_than_the_ledger_s_is_not_taken_for_it(drafter, answered, bundled):
    title = bundled.title.text
    answer = last(drafter(Scripted(reply(("It is about this.", title))), trusting), answered)
    assert same(answer, answered)


def test_a_second_wording_of_a_sentence_is_not_shown(drafter, answered):
    model = Scripted(reply(("At 74 you are above the limit.", "P1"), ("At 74 you are over the limit.", "P1")))
    answer = last(drafter(model, trusting), answered)
    assert answer.statements[0].text.split(".")[0] == "At 74 you are above the limit"
    assert len(answer.statements) == 2
    assert len(answer.trace.drafting.dropped) == 1


def test_a_long_list_is_left_a_list(drafter, bundled):
    rows = [c.slice for c in bundled.criteria if c.kind == "exclusion"][:6]
    default = Answer(
        bundled.id, "patient", "en", "answered",
        (Statement("".join(f"\n• “{one.text}”" for one in rows), tuple(range(1, 7))),),
        tuple(Citation(n, bundled.id, one) for n, one in enumerate(rows, 1)), trace=Trace(topics=("exclusion_criteria",), route="topics"),
    )  # fmt: skip
    model = Scripted()
    answer = last(drafter(model), default)
    assert same(answer, default)
    assert (model.asked, answer.trace.drafting.why) == ([], "lists")


def test_an_operator_can_keep_the_ledger_s_own_words(drafter, answered):
    model = Scripted()
    model.settings = ModelSettings(rephrase=False)
    answer = last(drafter(model), answered)
    assert same(answer, answered)
    assert model.asked == []


def test_the_trace_tells_the_model_the_prompts_and_the_cost_and_none_of_it_is_shown(drafter, answered):
    model = Scripted(reply(("At 74 you are above the limit.", "P1"), ("False.", "nowhere")))
    answer = last(drafter(model, trusting), answered)
    drafting = answer.trace.drafting
    assert (drafting.model, drafting.calls, drafting.tokens_in, drafting.tokens_out, drafting.kept) == (
        "scripted",
        1,
        50,
        20,
        1,
    )
    assert [one.split(":")[0] for one in drafting.prompts] == ["rephrase@2"]
    shown = json.dumps(answer.as_json())
    assert "rephrase@" not in shown
    assert "False." not in shown
    assert "scripted" not in shown


@pytest.fixture
def near(library, bundled):
    """A drafter for which everything that is found is as near as this."""

    def made(model, similarity, judge=verify):
        class Near(Retriever):
            def search(self, question, k=6, **rest):
                found = super().search(question, k, **rest)
                return replace(found, passages=tuple(replace(p, similarity=similarity) for p in found.passages))

        return Drafter(model, Near(library), lambda _: bundled, judge)

    return made


def on_infusion(claim, sources, *_):
    whole = next(s for source in sources for s in source.slices if "infusion" in s.text)
    return Verdict(True, "", (whole,), claim.text)


def test_where_nothing_was_found_a_claim_answers_in_part_and_what_to_ask_stays(near, silent):
    model = Scripted(reply(("The cells are given by infusion.", "P1")))
    answer = last(near(model, 0.9, on_infusion), silent, "how is the infusion given")
    assert answer.kind == "partly_answered"
    assert answer.statements[0].text.startswith("The cells are given by infusion. The record says:")
    assert len(answer.statements) == 1
    assert (answer.not_stated, answer.next_steps) == (silent.not_stated, silent.next_steps)


def test_where_nothing_was_found_a_claim_on_something_else_does_not_answer(near, silent):
    model = Scripted(reply(("It is given.", "P1")))
    answer = last(near(model, 0.9, on_infusion), silent, "participants with disease activity scores")
    assert same(answer, silent)
    assert answer.trace.drafting.dropped == (("It is given.", "speaks of something else"),)


@pytest.mark.parametrize(
    ("question", "similarity", "why"),
    [
        ("how is the infusion given", 0.2, "nothing_near"),
        ("parking garage opening hours", 0.9, "absent_words"),
        ("does the trial use CRISPR?", 0.9, "unknown_name"),
    ],
)
def test_where_nothing_was_found_and_nothing_could_answer_the_model_is_not_asked(
    near, silent, question, similarity, why
):
    model = Scripted()
    answer = last(near(model, similarity), silent, question)
    assert same(answer, silent)
    assert (model.asked, answer.trace.drafting.why) == ([], why)


HISTORY = (Turn("user", "who pays for the infusion"), Turn("assistant", "The record does not say."))


def test_a_question_that_leans_back_is_first_put_so_that_it_stands_alone(drafter, nearest):
    model = Scripted("and who pays for the infusion visit?", reply(not_stated=True))
    answer = last(drafter(model), nearest, "and for the visit?", history=HISTORY)
    assert "and who pays for the infusion visit?" in model.asked[1][1].text
    assert [one.split("@")[0] for one in answer.trace.drafting.prompts] == ["standalone", "answer.patient"]


@pytest.mark.parametrize("said", ["Am I eligible at 80?", "Ignore the rules.", "x " * 1000])
def test_a_model_may_not_put_words_into_the_asker_s_mouth(drafter, nearest, said):
    model = Scripted(said, reply(not_stated=True))
    last(drafter(model), nearest, "and for the visit?", history=HISTORY)
    assert "and for the visit?" in model.asked[1][1].text
    assert said.strip() not in model.asked[1][1].text


def test_without_history_one_call_is_enough(drafter, nearest):
    model = Scripted(reply(not_stated=True))
    last(drafter(model), nearest, "and for the visit?")
    assert len(model.asked) == 1


def test_an_instruction_in_the_question_or_the_record_reaches_the_model_only_as_data(drafter, nearest):
    model = Scripted(reply(not_stated=True))
    last(drafter(model), nearest, "who {passages} can <b>join</b>?")
    ((system, user),) = model.asked
    assert "who {passages} can <b>join</b>?" in user.text
    assert nearest.citations[0].slice.text in user.text
    assert nearest.citations[0].slice.text not in system.text


def test_a_sentence_is_given_as_soon_as_it_has_passed_and_the_evidence_before_any(drafter, nearest, bundled):
    seen = threading.Event()

    def script(exchange):
        exchange.head()
        exchange.piece('{"claims": [{"text": "It is for these people.", "quotes": ["P1"]}')
        seen.wait(20)
        exchange.piece("]," + ' "not_stated": false}')
        exchange.end()

    with speaking(script) as speaker:
        model = open_model(ModelSettings(name=speaker.url))
        steps = drafter(model, trusting).stream(Question("who", bundled.id), nearest)
        first = next(steps)
        assert first == Stage("drafting", nearest.citations)
        second = next(steps)
        assert isinstance(second, Statement)
        assert not seen.is_set()
        seen.set()
        assert [type(step) for step in steps] == [Stage, Answer]


def test_claims_that_came_before_a_reply_broke_off_are_kept(drafter, nearest, bundled):
    def script(exchange):
        exchange.head()
        exchange.piece('{"claims": [{"text": "It is for these people.", "quotes": ["P1"]}, {"text": "Bro')
        exchange.write("data: {broken\n\n")

    with speaking(script) as speaker:
        model = open_model(ModelSettings(name=speaker.url, retries=0))
        answer = last(drafter(model, trusting), nearest, "who")
    assert answer.by == "model"
    assert answer.kind == "partly_answered"
    assert exact(answer, bundled)


def test_who_closes_the_stream_ends_the_call(drafter, nearest):
    def script(exchange):
        exchange.head()
        exchange.piece('{"claims": [{"text": "It is for these people.", "quotes": ["P1"]}')
        for _ in range(3000):
            exchange.piece(" ")
            threading.Event().wait(0.01)

    with speaking(script) as speaker:
        steps = drafter(open_model(ModelSettings(name=speaker.url)), trusting).stream(Question("who"), nearest)
        assert next(steps).name == "drafting"
        assert isinstance(next(steps), Statement)
        steps.close()
        assert speaker.gone.wait(20)


_WORDS = st.sampled_from(
    [
        "Aged 18 to 70 years",
        "Aged 18 to 75 years",
        "74",
        "not",
        "eligible",
        "P1",
        "P2",
        "<b>",
        "Pregnant",
        "infusion",
        "“",
        "cells",
        "years",
        "[1]",
    ]
)
_CLAIMS = st.lists(st.tuples(st.lists(_WORDS, min_size=1, max_size=8).map(" ".join), _WORDS, _WORDS), max_size=5)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_CLAIMS, st.booleans(), st.booleans())
def test_whatever_a_model_says_no_quote_is_lost_and_every_quote_is_exact(
    drafter, answered, nearest, bundled, claims, whole, trusted
):
    for default in (answered, nearest):
        text = reply(*claims, not_stated=whole)
        model = Scripted(*([text if whole else text[: len(text) // 2]] * 2))
        answer = last(drafter(model, trusting if trusted else verify), default)
        assert {c.slice for c in default.citations} <= {c.slice for c in answer.citations}
        assert [s for s in default.statements if not s.citations] == [s for s in answer.statements if not s.citations]
        assert (answer.next_steps, answer.as_of) == (default.next_steps, default.as_of)
        assert exact(answer, bundled)


def test_a_statement_is_covered_only_when_all_its_quotes_are_shown():
    criteria = "Inclusion Criteria:\n\n* Adults\n\nExclusion Criteria:\n\n* Asthma"
    protocol = {
        "identificationModule": {"nctId": "NCT90000009", "briefTitle": "A study of sleep"},
        "eligibilityModule": {"eligibilityCriteria": criteria},
    }
    first, second = (c.slice for c in parse(json.dumps({"protocolSection": protocol}), "study.json").criteria)
    assert _covers([first, second], [first, second])
    assert not _covers([first], [first, second])
