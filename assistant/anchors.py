"""The words that tie a question to one place of a record, or show that the record does not know of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, lru_cache

from assistant.tokens import tokens
from assistant.topics import ledger
from assistant.topics.lookup import TOO_WIDE
from assistant.topics.mention import prose
from assistant.topics.named import expands
from assistant.understand import Asked, fold, short_forms
from assistant.vocabulary import broader, concepts
from ingest.record import Slice, TrialRecord

_RARE = 3
"""Sentences of a record in which a word may stand and still tie a question to them (or 4 % of a long record's)."""

_COMMON = 4
"""Topics whose examples hold a word from which it is one that any question may hold."""


def anchors(asked: Asked, record: TrialRecord) -> frozenset[str]:
    """The question's words that stand in few sentences of the record and are not the common words of questions."""
    counts, sentences = _counts(record)
    rare = max(_RARE, sentences // 25)
    # A disease stands in a question as its background, and is looked up among the criteria by its concept.
    background = {w for m in asked.concepts if m.concept.kind == "conditions" for w in tokens(m.text)}
    # What the trial is called and is about stands in a question to say which trial it is put to.
    called = {
        w for s in (record.title, *record.conditions, *(i.name for i in record.interventions)) for w in tokens(s.text)
    }
    words = set(tokens(asked.text)) - background - called
    return frozenset(w for w in words if 0 < counts[w] <= rare and not _is_common(w) and len(w) > 2)


@dataclass(frozen=True, slots=True)
class Tie:
    """Sentences that hold the question's rare words; `sure` when they share two of them, or a name."""

    slices: tuple[Slice, ...] = ()
    sure: bool = False


def tied(asked: Asked, record: TrialRecord, shown: Collection[Slice]) -> Tie:
    """The sentences that hold most anchors, where what is shown holds none of them."""
    wanted = anchors(asked, record)
    if not wanted or any(wanted & set(tokens(s.text)) for s in shown):
        return Tie()
    held = [(len(wanted & set(tokens(s.text))), s) for s in prose(record)]
    most = max((n for n, _ in held), default=0)
    if not most or most * 2 < len(wanted):
        return Tie()
    names = {w for m in _NAME.finditer(asked.text) if not m.group(0).istitle() for w in tokens(m.group(0))}
    return Tie(tuple(s for n, s in held if n == most)[:2], most > 1 or bool(wanted & names))


_NAME = re.compile(r"(?<![\w-])(?=[\w-]*[A-Z])(?:[A-Z][a-z]{3,}|[A-Za-z]*[A-Z][\w-]*[A-Z0-9][\w-]*)(?![\w-])")


def unknown_names(asked: Asked, record: TrialRecord, topics: Collection[str] = ()) -> tuple[str, ...]:
    """Names in the question that stand nowhere in the record: a company, a drug, a short form, as the asker wrote them.

    A name that is a cue of one of the `topics` that were answered ("placebo") has had its answer. Places are left to the sites, and the first word of a sentence is no name for its capital.
    """
    text = asked.text
    if text.isupper():
        return ()
    whole = _whole(record)
    places = {fold(part) for p in asked.places for part in p.name.split()} | {fold(asked.unknown_place or "")}
    spoken = [
        m.group(0) for m in _NAME.finditer(text) if not _begins_sentence(text, m.start()) or not m.group(0).istitle()
    ]
    held = _concepts(record)
    spoken += [m.text for m in asked.concepts if m.concept.kind == "drugs" and m.concept.id not in held]
    # A kind of what the record speaks of, and an outcome's short form, have been understood.
    known = {
        m.text
        for m in asked.concepts
        if m.concept.id in held or ({b.id for b in broader(m.concept)} - TOO_WIDE) & _about(record)
    }
    short = {form for one in asked.outcomes for form in short_forms(one)}
    found = []
    for name in dict.fromkeys(spoken):
        if any(cue.search(name) for topic in topics for cue in ledger()[topic].cues):
            continue
        # A compound is known by its parts: "ANCA-associated" where the record has p-ANCA.
        parts = [re.sub(r"[^a-z0-9]", "", fold(part).removesuffix("s")) for part in (name, *re.split(r"[-/]", name))]
        in_record = any(len(part) > 2 and part in whole for part in parts)
        known_otherwise = (
            name in known
            or fold(name) in short
            or fold(name) in places
            or _is_common(_first(name))
            or _LEVEL.fullmatch(parts[0])
        )
        if len(parts[0]) > 2 and not in_record and not known_otherwise and not expands(record, name):
            found.append(name)
    return tuple(found[:3])


@lru_cache(maxsize=64)
def _concepts(record: TrialRecord) -> frozenset[str]:
    return frozenset(m.concept.id for s in prose(record) for m in concepts(s.text))


@lru_cache(maxsize=64)
def _about(record: TrialRecord) -> frozenset[str]:
    """What the record's groups and conditions are about."""
    texts = (*record.cohorts, *(c.text for c in record.conditions))
    return frozenset(m.concept.id for text in texts for m in concepts(text))


_LEVEL = re.compile(r"(?:dl|level|arm|cohort|group|phase)\d+[a-z]?")


def _first(name: str) -> str:
    return next(iter(tokens(name)), "")


def _begins_sentence(text: str, at: int) -> bool:
    return not text[:at].strip() or text[:at].rstrip()[-1] in '.?!:;"“¿¡('


@lru_cache(maxsize=64)
def _whole(record: TrialRecord) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(record.source.text))


@lru_cache(maxsize=64)
def _counts(record: TrialRecord) -> tuple[Counter[str], int]:
    sentences = [set(tokens(s.text)) for s in prose(record)]
    return Counter(w for words in sentences for w in words), len(sentences)


def _is_common(word: str) -> bool:
    return _spread()[word] >= _COMMON


@cache
def _spread() -> Counter[str]:
    """In how many topics' examples a word stands."""
    return Counter(
        w
        for words in ledger().values()
        for w in {t for lang in ("en", "es", "zh") for e in words.examples[lang] for t in tokens(e)}
    )
