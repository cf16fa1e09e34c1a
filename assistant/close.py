"""Add what must stand beside an answer: no verdict on the whole, no medicine changed, no reason given."""

from __future__ import annotations

import re

from assistant.compose import Draft
from assistant.topics.topic import searched
from assistant.understand import Asked

_CHANGES_MEDICINE = re.compile(
    r"(?i)\b(?:stop|quit|come off|go off|going off|discontinu\w*|pause|hold|keep taking|continue|washout|take (?:\d+|half|less|more)|dejar|suspender|parar)\b|停药|停用|继续吃|洗脱"
)
_MAY_I = re.compile(
    r"(?i)\b(?:can|could|may|would|will|do|am|is|are) (?:i|he|she|we|they|you|my \w+)\b[^?]{0,40}\b(?:join|participate|take part|enrol\w*|"
    r"eligible|qualify|sign up|get in)\b|参加|入组|\b(?:puedo|puede) (?:participar|entrar)"
)


WHY = re.compile(r"(?i)^\W*(?:but |so |and |y |pero )?(?:why|how come|por qu[eé]|为什么|为何)\b|^\W*为什么|^\W*为何")
"""Asks for a reason."""

GIVES_REASON = frozenset({"why_stopped", "summary", "purpose", "benefit", "participant_flow"})
"""Topics whose answer may hold the reason that is asked for."""


def close(draft: Draft, asked: Asked, topics: set[str], start: int) -> None:
    """Add it to the part of a draft whose statements begin at `start` and which these topics answered."""
    cited = any(s.citations for s in draft.statements[start:])
    may_i = _MAY_I.search(asked.text) and topics & {
        "lookup",
        "inclusion_criteria",
        "age",
        "pregnancy",
        "cohort_criteria",
    }
    if may_i and cited:
        draft.plain("whole.check", at=start if "inclusion_criteria" in topics else None)
    if WHY.search(asked.text) and draft.citations and not topics & GIVES_REASON:
        draft.silent("reason", searched(draft.record), also=True)
    if (
        asked.audience == "patient"
        and _CHANGES_MEDICINE.search(asked.text)
        and topics & {"washout", "concomitant_medication", "lookup"}
    ):
        draft.plain("advice.medicine")
