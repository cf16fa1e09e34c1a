"""Claims are read out of a reply while it comes; what is no claim is passed over, and garbage is sent back once."""

import json
from types import SimpleNamespace

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.claims import Claim
from assistant.draft import LONGEST_CLAIM, MOST_CLAIMS, Drafted, Passages, Spent, draft
from assistant.model import ModelUnavailable, Reply
from ingest.record import Slice, Span

VALUES = {"language": "English", "question": "?", "passages": "P1 (Title): x"}


class Scripted:
    """A model that says what it is told to, a few characters at a time."""

    def __init__(self, *replies: str, size: int = 7) -> None:
        self.replies, self.size, self.asked, self.forms = list(replies), size, [], []
        self.name = "scripted"
        self.remote = False
        self.settings = SimpleNamespace(seconds=60)

    def stream(self, messages, seconds=None, form=None):
        self.asked.append(messages)
        self.forms.append(form)
        text = self.replies.pop(0)
        for start in range(0, len(text), self.size):
            yield text[start : start + self.size]
        return Reply(text, 5, 2, 0.1)


def read(*replies, size=7):
    model = Scripted(*replies, size=size)
    spent = Spent.on(model)
    claims, found = draft(spent, "answer.patient", VALUES), []
    while True:
        try:
            found.append(next(claims))
        except StopIteration as end:
            return found, end.value, spent, model


def reply(*claims, not_stated=False):
    return json.dumps(
        {"claims": [{"text": text, "quotes": list(quotes)} for text, *quotes in claims], "not_stated": not_stated}
    )


def test_the_form_of_a_reply_takes_quotes_from_the_labels_alone_and_is_kept_when_it_is_sent_back():
    model = Scripted("nothing of use", reply(("One.", "P2")))
    claims = draft(Spent.on(model), "answer.patient", VALUES, ["P1", "P2"])
    assert list(claims) == [Drafted(text="One.", quotes=("P2",))]
    for form in model.forms:
        jsonschema.validate(json.loads(reply(("One.", "P2"), ("Two.", "P1", "P2"))), form)
        for bad in (reply(("One.", "P3")), reply(("One.",)), "{}", '{"claims": [], "not_stated": false, "more": 1}'):
            with pytest.raises(jsonschema.ValidationError):
                jsonschema.validate(json.loads(bad), form)
    assert len(model.forms) == 2


@pytest.mark.parametrize("size", [1, 3, 10_000])
@pytest.mark.parametrize("around", ["{}", "```json\n{}\n```", "Sure! Here it is:\n```\n{}\n```\nI hope it helps."])
def test_claims_come_in_order_whatever_stands_around_them(size, around):
    text = around.replace("{}", reply(("One } [ {.", "P1"), ('Two "quoted" \\ words.', "P2", "P3"), not_stated=True))
    found, not_stated, spent, _ = read(text, size=size)
    assert found == [
        Drafted(text="One } [ {.", quotes=("P1",)),
        Drafted(text='Two "quoted" \\ words.', quotes=("P2", "P3")),
    ]
    assert not_stated is True
    assert (spent.calls, spent.tokens_in, spent.tokens_out) == (1, 5, 2)


def test_a_claim_is_given_before_the_reply_has_ended():
    model = Scripted(reply(("One.", "P1"), ("Two.", "P2")), size=1)
    claims = draft(Spent.on(model), "answer.patient", VALUES)
    assert next(claims).text == "One."
    claims.close()


def test_a_claim_that_was_cut_off_is_none():
    whole = reply(("One.", "P1"), ("Patients may not join.", "P2"))
    found, not_stated, _, _ = read(whole[: whole.index(" not join")])
    assert [one.text for one in found] == ["One."]
    assert not_stated in {True, False}


@pytest.mark.parametrize(
    "one",
    [
        '"words"',
        "3",
        "null",
        '{"quotes": ["P1"]}',
        '{"text": 3.5e400, "quotes": {}}',
        '{"text": "", "quotes": ["P1"]}',
        '{"text": "x", "quotes": [[1]]}',
    ],
)
def test_what_is_no_claim_is_passed_over_or_ends_the_reading(one):
    found, *_ = read(f'{{"claims": [{{"text": "Good.", "quotes": ["P1"]}}, {one}], "not_stated": false}}', reply())
    assert [claim.text for claim in found] == ["Good."]


def test_a_quote_without_its_list_and_a_number_are_read_as_words():
    found, *_ = read('{"claims": [{"text": "A.", "quotes": "P1"}, {"text": "B.", "quotes": [36]}, {"text": "C."}]}')
    assert [one.quotes for one in found] == [("P1",), ("36",), ()]


def test_no_more_is_read_than_can_be_shown():
    found, *_ = read(reply(*[(f"Claim {n}.", *["P1"] * 50) for n in range(50)], ("x" * (LONGEST_CLAIM + 1), "P1")))
    assert len(found) == MOST_CLAIMS
    assert max(len(one.quotes) for one in found) <= 8


@pytest.mark.parametrize(
    "garbage",
    [
        "I cannot answer that.",
        '{"not_stated": tr',
        '{"answer": "yes", "claims": "no"}',
        "[" * 5000,
        '{"claims": {"text": "x"}}',
        "null",
    ],
)
def test_garbage_is_sent_back_once(garbage):
    found, not_stated, spent, model = read(garbage, reply(("Mended.", "P1")))
    assert [one.text for one in found] == ["Mended."]
    assert (not_stated, spent.calls) == (False, 2)
    assert [one.split("@")[0] for one in spent.prompts] == ["answer.patient", "repair"]
    assert garbage[:4000] in model.asked[1][1].text
    assert garbage not in model.asked[1][0].text


def test_garbage_twice_is_no_reply():
    with pytest.raises(ModelUnavailable, match="no claims"):
        read("What a nice day.", "Indeed.")


def test_no_claims_are_a_good_reply():
    found, not_stated, spent, _ = read(reply(not_stated=True))
    assert (found, not_stated, spent.calls) == ([], True, 1)


def test_no_call_is_made_when_no_time_is_left():
    spent = Spent.on(Scripted(reply()))
    spent.end = 0
    with pytest.raises(ModelUnavailable, match="late"):
        next(draft(spent, "answer.patient", VALUES))


@given(st.text(max_size=300))
def test_no_reply_whatever_is_more_than_no_reply(text):
    try:
        found, *_ = read(text, text)
    except ModelUnavailable:
        return
    assert all(isinstance(one, Drafted) for one in found)


def slices(*texts):
    return [Slice(text, Span("", n * 1000, n * 1000 + len(text)), "Title") for n, text in enumerate(texts)]


def test_a_label_stands_for_its_passage_and_other_words_for_themselves():
    passages = Passages.of(slices("first words", "second words"), 1000)
    assert str(passages) == "P1 (Title): first words\nP2 (Title): second words"
    drafted = Drafted(text="So.", quotes=("P2", "[P1]", "P2", "P9", "second", "P"))
    assert passages.claim(drafted) == Claim("So.", ("second words", "first words", "P9", "second", "P"))


def test_passages_that_do_not_fit_are_left_out_whole():
    passages = Passages.of(slices("a" * 40, "b" * 400, "c" * 40), 150)
    assert [one.text[0] for _, one in passages.labelled] == ["a"]


def test_what_identifies_the_asker_is_hidden_from_a_model_elsewhere_and_put_back_into_an_echo():
    pytest.importorskip("presidio_analyzer", reason="not installed: pip install 'trialogue[openai]'")
    model = Scripted(reply(("[NAME_1], at 74 the limit is passed.", "P1"), ("[NAME_7] too.", "P1")))
    model.remote = True
    spent = Spent.on(model, "The contact is Hanwei Wang.")
    asked = "My name is Anna Kowalska, phone 138 1234 5678. Is Dr. Hanwei Wang the contact? I'm 74, ANA 1:640."
    claims = draft(spent, "answer.patient", VALUES | {"question": asked, "passages": "P1 (Title): call 138 1234 5678"})
    assert [one.text for one in claims] == ["Anna Kowalska, at 74 the limit is passed.", "[NAME_7] too."]
    (messages,) = model.asked
    sent = "\n".join(message.text for message in messages)
    assert "Kowalska" not in sent
    assert "phone [PHONE_1]. Is Dr. Hanwei Wang the contact? I'm 74, ANA 1:640." in sent
    assert "P1 (Title): call 138 1234 5678" in sent


def test_a_model_on_this_machine_is_asked_in_the_askers_own_words():
    model = Scripted(reply())
    list(draft(Spent.on(model), "answer.patient", VALUES | {"question": "My name is Anna Kowalska"}))
    assert "My name is Anna Kowalska" in model.asked[0][-1].text
