"""Whoever asks for a cure is met with what is studied, and never with a promise."""

from __future__ import annotations

import pytest

from assistant.assistant import Assistant, open_assistant
from assistant.question import Question
from assistant.settings import Settings


@pytest.fixture(scope="module")
def assistant(tmp_path_factory) -> Assistant:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRIALOGUE_LIBRARY__PATH", str(tmp_path_factory.mktemp("hope") / "library"))
        return open_assistant(Settings())


@pytest.mark.parametrize(
    "text",
    [
        "Will it cure me?",
        "is it better than what I take now?",
        "so the doctors know it works?",
        "how successful is it",
        "am i guaranteed to get the best treatment",
        "¿es mejor que lo que tomo?",
        "¿funciona de verdad?",
        "能治好吗",
        "比我现在吃的药好吗",
        "参加了病就会好吗",
    ],
)
def test_a_hope_is_met_with_the_aims_of_the_record(assistant, text):
    answer = assistant.ask(Question(text))
    said = " ".join(one.text for one in answer.statements)
    assert any(words in said for words in ("Nobody can promise", "Nadie puede prometer", "没有人能保证"))
    assert answer.citations
