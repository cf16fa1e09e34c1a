"""Score one reply against its gold item; every score is a short pure function with its definition."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from eval.items import BoundItem
from eval.never import NeverEvent, never_events, numbers_without_quote, stands
from eval.reply import SPOKEN, Reply, outside_quotes, says
from ingest.record import Span, TrialRecord

Verdict = Literal["right", "partly", "wrong", "silent", "error", "needs_review"]
CITED = 0.5
ABSENCE = (
    r"\b(not|no|nothing|none|neither|silent|without|cannot find|doesn't|isn't|nowhere|absent|missing)\b"
    r"|没有|未|无|不|\b(no|nada|ningun[ao]?|ningún|sin|tampoco)\b"
)


@dataclass(frozen=True, slots=True)
class ItemScore:
    """The scores of one item; None means there was nothing to score."""

    id: str
    verdict: Verdict
    because: tuple[str, ...] = ()
    never: tuple[NeverEvent, ...] = ()
    span_recall: float | None = None
    span_precision: float | None = None
    exact_quotes: float | None = None
    unquoted_numbers: int | None = None
    reading_grade: float | None = None
    right_language: bool | None = None
    seconds: float | None = None


def score(bound: BoundItem, reply: Reply | None, record: TrialRecord, error: str = "") -> ItemScore:
    """Every score of one reply; a reply that is missing is an error, an item to review is not judged."""
    if bound.review:
        return ItemScore(bound.item.id, "needs_review", (bound.review,))
    if reply is None:
        return ItemScore(bound.item.id, "error", (error or "no reply",))
    right, because = verdict(bound, reply)
    return ItemScore(
        bound.item.id,
        right,
        because,
        never_events(reply, record, bound.question, bound.item),
        span_recall(bound, reply),
        span_precision(bound, reply),
        exact_quotes(reply, record),
        len(numbers_without_quote(reply, record, bound.question)),
        reading_grade(reply) if bound.item.audience == "patient" and bound.item.language == "en" else None,
        written_in(reply) == bound.item.language if bound.item.language != "other" else None,
        reply.seconds,
    )


def verdict(bound: BoundItem, reply: Reply) -> tuple[Verdict, tuple[str, ...]]:
    """Judge a reply.

    - *right*: its kind is allowed, every gold slice is cited (`CITED` of its characters), every say group is
      said, nothing forbidden is said, and a silence is said and proven.
    - *silent*: an answer was due and the reply is an absence, a redirect or a refusal.
    - *wrong*: something forbidden is said, an answer where none was due, the wrong kind of silence, or nothing
      of what was due.
    - *partly*: the rest.
    """
    item = bound.item
    missing = [f"not cited: {group[0]!r}" for group, spans in zip(item.cite, bound.cite, strict=False)
               if not any(covered(span, reply.spans) >= CITED for span in spans)]  # fmt: skip
    missing += [
        f"not said: {' | '.join(group[:4])}" for group in item.say if not any(says(reply.text, w) for w in group)
    ]
    forbidden = [f"said: {words!r}" for words in item.not_say if says(reply.text, words)]
    due = any(kind in SPOKEN for kind in item.kind)
    kind = [] if reply.kind in item.kind else [f"kind {reply.kind}, expected {' or '.join(item.kind)}"]
    if forbidden:
        return "wrong", (*forbidden, *kind)
    if reply.kind not in item.kind and not reply.spoken:
        return ("silent" if due else "wrong"), tuple(kind)
    if reply.spoken and not due:
        return "wrong", tuple(kind)
    if reply.kind == "not_in_record":
        unproven = absence_unproven(reply)
        return ("wrong" if unproven else "right"), unproven
    if not reply.spoken:
        return "right", ()
    if item.kind[0] == "not_in_record" and reply.kind == "partly_answered":
        missing += absence_unproven(reply)
    wanted = len(item.cite) + len(item.say)
    if wanted and len(missing) == wanted:
        return "wrong", tuple(missing)
    return ("partly" if missing or kind else "right"), (*kind, *missing)


def absence_unproven(reply: Reply) -> tuple[str, ...]:
    """What a silence, whole or in part, lacks: the words that say so, and the sections that were searched."""
    lacks = [] if re.search(ABSENCE, reply.text, re.IGNORECASE) else ["the absence is not said"]
    searched = any(sections for _, sections in reply.not_stated)
    return tuple(lacks if searched else [*lacks, "no searched section is named"])


def covered(span: Span, by: Iterable[Span]) -> float:
    """The share of a span's characters that other spans cover."""
    places = {
        i
        for one in by
        if one.pointer == span.pointer
        for i in range(max(one.start, span.start), min(one.end, span.end))
    }
    return len(places) / (span.end - span.start)


def span_recall(bound: BoundItem, reply: Reply) -> float | None:
    """Cited characters of the gold slices (of each group the best member) over all of theirs; None without gold."""
    best = [max(group, key=lambda span: covered(span, reply.spans)) for group in bound.cite if group]
    total = sum(span.end - span.start for span in best)
    return sum(covered(span, reply.spans) * (span.end - span.start) for span in best) / total if total else None


def span_precision(bound: BoundItem, reply: Reply) -> float | None:
    """Cited characters that lie in a gold slice over all cited characters; None without gold or without citations."""
    gold = [span for group in bound.cite for span in group]
    cited = set(reply.spans)
    total = sum(span.end - span.start for span in cited)
    if not gold or not total:
        return None
    return sum(covered(span, gold) * (span.end - span.start) for span in cited) / total


def exact_quotes(reply: Reply, record: TrialRecord) -> float | None:
    """The share of citations whose quote equals the source at its span; None without citations."""
    if not reply.citations:
        return None
    return sum(stands(record, one.span) == one.quote for one in reply.citations) / len(reply.citations)


def reading_grade(reply: Reply) -> float | None:
    """The Flesch–Kincaid grade (Kincaid et al. 1975) outside quotes; None below 5 words.

    0.39 words per sentence + 11.8 syllables per word - 15.59; a syllable is a group of vowels, a final silent e
    is none. (Dictionaries of syllables would have to be downloaded.)
    """
    text = re.sub(r"[“”\"«»]", " ", outside_quotes(reply.text, tuple(one.quote for one in reply.citations)))
    words = re.findall(r"[A-Za-z][A-Za-z'-]*", text)
    if len(words) < 5:
        return None
    sentences = len([one for one in re.split(r"[.!?:]+(?:\s|$)|\n", text) if re.search("[A-Za-z]", one)])
    syllables = sum(max(1, len(re.findall("[aeiouy]+", re.sub("e$", "", one.casefold())))) for one in words)
    return round(0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59, 1)


def written_in(reply: Reply) -> str:
    """The language outside quotes, by script and by the commonest Spanish and English words."""
    words = outside_quotes(reply.text, tuple(one.quote for one in reply.citations))
    if len(re.findall(r"[\u4e00-\u9fff]", words)) * 2 > len(re.findall(r"[A-Za-z]+", words)):
        return "zh"
    spanish = len(
        re.findall(r"\b(el|la|los|las|de|que|en|no|una?|es|del|por|con|para|su|usted)\b", words, re.IGNORECASE)
    )
    english = len(
        re.findall(r"\b(the|of|to|and|is|in|it|for|this|that|not|does|record|says|you|a)\b", words, re.IGNORECASE)
    )
    return "es" if spanish > english else "en"
