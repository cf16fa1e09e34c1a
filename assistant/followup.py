"""Read a question with what was said before it: "and in Zhejiang?", "and the level after that?", "no, the SLE group"."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.question import Question
from assistant.understand import Asked, understand
from ingest.record import TrialRecord

_CONTINUES = re.compile(
    r"(?i)^\s*(?:and|but|or|so|ok(?:ay)?,?|then|also|what about|how about|what if|no,?|not|i mean(?:t)?|sorry|same (?:for|question)|y|¿y|pero|"
    r"entonces|qu[eé] tal|no,? me refer)\b|^\s*(?:那|还有|那么|如果|不是)|呢[?？]?\s*$"
)
_POINTS_BACK = re.compile(
    r"(?i)\b(?:that|those|these|this one|it|its|them|they|there|one|ones|the other|others|same|first|second|last|else|more|eso|esa|ese|ellos|ahí|otro)\b"
    r"|那个|这个(?!.{0,3}(?:试验|研究|药|疗法|项目))|它|他们|那里"
)
_SHORT = 9
LOOK_BACK = 6
"""User turns that are looked at."""


def before(question: Question) -> tuple[str, ...]:
    """The user's earlier questions, the latest first."""
    return tuple(turn.text for turn in reversed(question.history) if turn.speaker == "user")[:LOOK_BACK]


def leans_back(text: str) -> bool:
    """Tell whether a question needs an earlier one to be understood."""
    words = len(re.findall(r"[^\W_]+", text)) if text.isascii() or " " in text else len(text) // 2
    return bool(_CONTINUES.search(text)) or (words <= _SHORT and bool(_POINTS_BACK.search(text))) or words <= 3


def carry(asked: Asked, question: Question, record: TrialRecord) -> Asked:
    """Fill what the question leaves out from the turns before it: a dose level counted on, a group, an outcome."""
    earlier = before(question)
    if not earlier:
        return asked
    if asked.level in {"next", "previous"}:
        asked = replace(asked, level=_counted_on(asked.level, question, record))
    if leans_back(asked.text):
        last = understand(earlier[0], record, asked.audience)
        said = next((t.text for t in reversed(question.history) if t.speaker == "assistant"), "")
        shown = tuple(o for o in record.outcomes if f"“{o.measure.text}”" in said)
        if not last.outcomes and len(shown) <= 2:
            last = replace(last, outcomes=shown)
        asked = replace(
            asked,
            cohorts=asked.cohorts or last.cohorts,
            outcomes=asked.outcomes or (last.outcomes if not asked.cohorts else ()),
            concepts=asked.concepts or last.concepts,
        )
    return asked


def _counted_on(step: str, question: Question, record: TrialRecord) -> int | None:
    """The dose level after (or before) the one that was spoken of last."""
    levels = {d.level: d for arm in record.arms for d in arm.doses if d.level is not None}
    for turn in reversed(question.history):
        said = [
            n
            for n, d in levels.items()
            if n is not None and (d.slice.text in turn.text or f"“{d.amount.text}”" in turn.text)
        ]
        named = understand(turn.text, record).level if turn.speaker == "user" else None
        here = named if isinstance(named, int) else said[0] if len(said) == 1 else None
        if here is not None:
            return here + (1 if step == "next" else -1)
    return None
