"""A question as it was asked, with what was said before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Audience = Literal["patient", "clinician"]
Language = Literal["en", "zh", "es", "other"]
Speaker = Literal["user", "assistant"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of the conversation."""

    speaker: Speaker
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """What someone asks; `trial` is the record it is about, where the asker chose one."""

    text: str
    trial: str | None = None
    audience: Audience = "patient"
    history: tuple[Turn, ...] = ()
