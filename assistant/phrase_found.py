"""Say what retrieval found, with its polarity, where it is near enough to be said."""

from __future__ import annotations

import re

from assistant.compose import Draft
from assistant.retrieve import Evidence, Passage
from assistant.topics import Point
from assistant.topics.topic import searched
from ingest.record import TrialRecord

# A bare code ("false", "NA", "40") answers nothing without its field, and fields have their topics.
_CODE = re.compile(r"true|false|[A-Z][A-Z0-9_]+|\d+")
_NAME = re.compile(r"\b(?=[\w-]*[A-Z][\w-]*[A-Z0-9])[\w-]{3,}\b")


def strong(evidence: Evidence) -> bool:
    """A passage that is near in meaning and holds most of the question's words, none of them missing from the record."""
    telling = [p for p in evidence.passages if not _CODE.fullmatch(p.chunk.slice.text)]
    if not telling:
        return False
    best = max(telling, key=lambda p: p.similarity + p.lexical)
    if best.similarity >= 0.45 and best.lexical >= 0.6 and not evidence.absent:
        return True
    if best.similarity >= 0.6 and best.lexical >= 0.34 and len(evidence.absent) <= 1:
        return True
    # A name that stands in the passage ("Which CTCAE version?") ties the question to it.
    names = {n.casefold() for n in _NAME.findall(evidence.question.text)}
    said = " ".join(s.text for s in best.chunk.slices).casefold()
    return bool(names) and all(n in said for n in names) and best.similarity >= 0.25 and len(evidence.absent) <= 1


def say_found(draft: Draft, evidence: Evidence, record: TrialRecord, words: str) -> None:
    """Quote the passages that are near enough, else say that nothing was found."""
    if not strong(evidence):
        unanswered(draft, record, words)
        return
    ranked = sorted(
        (p for p in evidence.passages if not _CODE.fullmatch(p.chunk.slice.text)),
        key=lambda p: -(p.similarity + p.lexical),
    )
    best = ranked[0].similarity + ranked[0].lexical
    for passage in [p for p in ranked if p.similarity + p.lexical >= best - 0.15][:2]:
        draft.add(Point(_polarity(passage), {"quotes": passage.chunk.slices}))


def _polarity(passage: Passage) -> str:
    path = " ".join(passage.chunk.path).lower()
    kind = next((k for k in ("inclusion", "exclusion") if f"{k} criteria" in path), None)
    return f"retrieved.{kind}" if kind else "retrieved"


def unanswered(draft: Draft, record: TrialRecord, words: str) -> None:
    """Say that nothing was found: of several parts, on which."""
    draft.nothing_found(searched(record), words if draft.several and words else None)
