"""Answer one item of a batch: the JSON in, the JSON out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.assistant import Assistant
from assistant.question import Question, Speaker, Turn
from ingest.errors import TrialogueError


class BadItem(TrialogueError):
    """An item of a batch does not have the documented form."""


class AskIn(BaseModel):
    """One question of a batch; `history` holds pairs of speaker and text."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str | int | None = None
    question: str
    trial: str | None = None
    audience: Literal["patient", "clinician"] = "patient"
    history: tuple[tuple[Speaker, str], ...] = ()


def ask_item(assistant: Assistant, item: Mapping[str, Any]) -> dict[str, Any]:
    """Answer an item.

    Raises:
        BadItem: a field is missing or of the wrong kind.
        UnknownTrial: the library does not hold the trial.
    """
    try:
        read = AskIn.model_validate(item)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the item"
        raise BadItem(
            f"In item {repr(item.get('id'))[:60]} {where} cannot be read ({first['msg']}): correct that field."
        ) from None
    history = tuple(Turn(speaker, text) for speaker, text in read.history)
    answer = assistant.ask(Question(read.question, read.trial, read.audience, history))
    return answer.as_json() | {"id": item.get("id")}
