"""What a model did in a run is counted by route, and a claim that was dropped is shown with its reason."""

from dataclasses import replace

import pytest

from assistant.answer import Answer, Drafting, Trace
from eval.drafts import EXAMPLES, drafts
from eval.reply import as_dict, read


def reply(route="topics", kind="answered", seconds=2.0, **drafting):
    made = Drafting("small", **{"prompts": ("rephrase@2:abc",), **drafting}) if drafting else None
    return read(as_dict(Answer("NCT90000001", "patient", "en", kind, seconds=seconds, trace=Trace(route=route, drafting=made))))  # fmt: skip


def test_a_run_without_a_model_has_nothing_to_tell():
    assert drafts([reply(), None]) is None
    assert reply().drafted is None


def test_answers_and_claims_are_counted_by_route():
    found = drafts(
        [
            reply(calls=1, kept=2, dropped=(("A.", "not carried: 3"),)),
            reply(calls=1, why="late"),
            reply(why="lists"),
            reply("retrieval", calls=1, kept=1),
            reply("retrieval", "not_in_record", why="absent_words"),
            reply(),
        ]
    )
    shown = {name: (one.n, one.asked, one.worded, one.kept, one.dropped) for name, one in found.routes.items()}
    assert shown == {
        "topics": (3, 2, 1, 2, 1),
        "retrieval": (1, 1, 1, 1, 0),
        "retrieval, nothing found": (1, 0, 0, 0, 0),
    }
    assert found.why == {"late": 1, "lists": 1, "absent_words": 1}
    assert (found.models, found.prompts) == (("small",), ("rephrase@2:abc",))


def test_dropped_claims_are_counted_by_reason_with_a_few_examples():
    dropped = tuple((f"It is {n}.", f"not carried: {n}") for n in range(9))
    found = drafts([reply(calls=1, dropped=(*dropped, ("You can join.", "promises")))])
    assert list(found.reasons) == ["not carried", "promises"]
    n, examples = found.reasons["not carried"]
    assert (n, len(examples), examples[0]) == (9, EXAMPLES, "It is 0. (0)")
    assert "dropped 9: not carried" in found.told()
    assert found.as_dict()["reasons"]["promises"] == {"n": 1, "examples": ["You can join."]}


def test_tokens_and_seconds_are_those_of_answers_that_a_model_was_asked_for():
    found = drafts(
        [
            reply(calls=1, tokens_in=100, tokens_out=10, seconds=3.0),
            reply(calls=1, tokens_in=300, tokens_out=30, seconds=5.0),
            reply(calls=1, seconds=4.0),
            reply(why="lists", seconds=90.0),
        ]
    )
    assert (found.tokens_in, found.tokens_out, found.seconds_with) == (200, 20, 4.0)


def test_the_time_without_the_model_leaves_out_what_it_took():
    one = reply(calls=1, seconds=3.0)
    told = drafts([replace(one, drafted=replace(one.drafted, seconds=2.75))])
    assert told.seconds_without == pytest.approx(0.25)
