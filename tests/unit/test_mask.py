"""What identifies a person is hidden before a question goes to another machine; what the question is about is not."""

import importlib.util
import re
from pathlib import Path

import pytest
import yaml

from assistant.mask import Mask, require_masking
from assistant.model import UnusableChatModel

SENTENCES = yaml.safe_load((Path(__file__).parent / "identifiers.yaml").read_text("utf-8"))
needs_presidio = pytest.mark.skipif(
    importlib.util.find_spec("presidio_analyzer") is None,
    reason="presidio-analyzer is not installed: pip install 'trialogue[openai]'",
)


def plain(sentence: str) -> str:
    return sentence.replace("«", "").replace("»", "")


def left(sentence: str, masked: str) -> list[str]:
    """The words of the sentence's identifiers that still stand in what would be sent."""
    sent = re.sub(r"\[[A-Z]+_\d+\]", " ", masked)
    words = [w for part in re.findall("«(.+?)»", sentence) for w in re.findall(r"\w+", part)]
    rest = re.sub("«.+?»", " ", sentence)
    return [w for w in words if len(w) > 1 and w in sent and w not in rest]


@needs_presidio
def test_nearly_every_identifier_is_hidden(sample):
    seen = [s for s in SENTENCES["identifying"] if left(s, Mask(sample).hide(plain(s)))]
    assert len(SENTENCES["identifying"]) >= 80
    assert len(seen) <= 0.03 * len(SENTENCES["identifying"]), seen


@needs_presidio
def test_clinical_words_and_numbers_are_left_alone(sample):
    changed = [s for s in SENTENCES["clinical"] if Mask(sample).hide(s) != s]
    assert len(SENTENCES["clinical"]) >= 80
    assert len(changed) <= 0.04 * len(SENTENCES["clinical"]), changed


@needs_presidio
@pytest.mark.parametrize(
    "number",
    ["ANA 1:640", "600 million cells/kg", "600000000 cells/kg", "NCT07095075", "2013 ACR/EULAR", "150000/uL", "18-70"],
)
def test_a_number_that_is_no_ones_is_never_hidden(number):
    said = f"Is {number} in the record?"
    assert Mask().hide(said) == said


@needs_presidio
def test_the_same_words_get_the_same_placeholder_in_every_text_of_a_question():
    mask = Mask()
    first = mask.hide("My name is Anna Kowalska, mail a.k@example.org")
    second = mask.hide("I'm Anna Kowalska. Am I too old at 74?")
    assert first == "My name is [NAME_1], mail [EMAIL_1]"
    assert second == "I'm [NAME_1]. Am I too old at 74?"
    assert mask.hidden == 2


@needs_presidio
def test_what_was_hidden_comes_back_only_where_its_placeholder_is_repeated():
    mask = Mask()
    mask.hide("My name is Anna Kowalska")
    assert mask.put_back("Dear [NAME_1], [NAME_2] and [EMAIL_1] are not known.") == (
        "Dear Anna Kowalska, [NAME_2] and [EMAIL_1] are not known."
    )
    assert "Anna" not in repr(mask)


@needs_presidio
def test_a_typed_placeholder_cannot_call_up_another_identifier():
    mask = Mask()
    hidden = mask.hide("[NAME_1] asks: my name is Anna Kowalska")
    assert "Anna" not in hidden
    assert mask.put_back(hidden) == "[NAME_1] asks: my name is Anna Kowalska"
    assert mask.put_back("[NAME_1]") == "Anna Kowalska"


@needs_presidio
def test_the_records_own_sites_and_contacts_are_no_secret(sample):
    said = "Is Dr. Hanwei Wang at The First Affiliated Hospital of Soochow University the contact?"
    assert Mask(sample).hide(said) == said
    assert "Hanwei" not in Mask().hide(said)


def test_nothing_is_hidden_from_a_model_on_this_machine():
    said = "My name is Anna Kowalska, my phone is 138 1234 5678"
    assert Mask(remote=False).hide(said) == said


@needs_presidio
def test_a_long_text_of_nearly_identifiers_is_read_whole():
    for piece in ("Aa ", "王", "12 ", "my name is ", "a.b@", "calle a "):
        text = (piece * 4000)[:4000]
        assert isinstance(Mask().hide(f"{text} mail a.k@example.org"), str)
        assert "a.k@example.org" not in Mask().hide(f"{text} mail a.k@example.org")


def test_without_the_library_a_model_on_another_machine_is_refused_and_the_remedy_said(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UnusableChatModel, match=r"pip install 'trialogue\[openai\]'"):
        require_masking("openai:some-model", "openai")
