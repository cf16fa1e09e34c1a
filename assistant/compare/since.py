"""Compare how long ago something was with a time of a criterion that no table of the check can count."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.compare.ago import Ago, ago
from assistant.compare.bound import MARKED, bound_in, by_clauses
from assistant.compare.compared import Compared
from assistant.compare.criteria import mine
from assistant.compare.spoken import said
from assistant.rules.predicate import Window
from assistant.rules.quantity import window
from assistant.tokens import tokens
from assistant.topics.narrow import ASKING
from assistant.understand import Asked
from assistant.vocabulary import broader, concepts
from ingest.record import Criterion, TrialRecord

_NO_NAME = re.compile(
    r"(?i)^(?:stopp|finish|start|treat|therap|receiv|before|after|child|patient|screen|studi|today|still|month|week|last|took|taken|used|use)"
)
_LONGEST = 18
"""Words up to which the one time of a criterion belongs to the one rare word it shares with the question."""

_OTHER_STUDY = re.compile(
    r"(?i)\b(?:(?:an)?other|different|previous|prior|earlier|any|some|a|clinical|investigational|experimental|drug|research|interventional|therapeutic)\s+(?:\w+\s+){0,3}(?:stud(?:y|ies)|trials?)\b"
    r"|\binvestigational (?:\w+ ){0,2}(?:agents?|drugs?|products?|devices?|vaccines?|medications?)\b|\botro (?:estudio|ensayo)|\bensayo cl[ií]nico\b|(?:其[他它]|另一个?|别的)(?:的)?(?:临床)?(?:试验|研究)"
)
_TOOK_PART = re.compile(
    r"(?i)\b(?:was|were|been|am|took|take[ns]?|participat\w*|enrol\w*|in|finish\w*|complet\w*|join\w*|left|had|stopp\w*|end\w*|particip[eéóo]\w*|particip[oó]|termin[eéó]\w*)\b|参加|结束|做过"
)
_DAY_AFTER = re.compile(r"(?i)\b(?:day|d)\s?\+\s?(?P<v>\d{1,4})\b")
_DAY_ASKED = re.compile(rf"(?i)(?P<c>{MARKED})\s*(?:day|d)\s?\+?\s?(?P<v>\d{{1,4}})\b")


def since(record: TrialRecord, asked: Asked) -> Iterator[Compared]:
    """What criteria ask of a time ago: of another study, of a medicine that no table knows, of days after a transplant."""
    yield from _days_after(record, asked)
    found = ago(asked.text)
    if found is None:
        return
    yield from _other_study(record, asked, found)
    yield from _by_a_rare_word(record, asked, found)


def _by_a_rare_word(record: TrialRecord, asked: Asked, given: Ago) -> Iterator[Compared]:
    """What a criterion asks of the time since what it alone names, by the record's own word ("atropine 10 days ago")."""
    known = {w for m in asked.concepts for w in tokens(m.text)}
    words = {
        w for w in tokens(asked.text) if len(w) > 4 and w not in known and w not in ASKING and not _NO_NAME.match(w)
    }
    holding = [(one, words & set(tokens(one.slice.text))) for one in mine(record, asked)]
    for one, shared in holding:
        rare = {w for w in shared if sum(w in own for _, own in holding) == 1}
        found = window(one.slice.text) if rare else None
        if found is None or found.window is None or len(one.slice.text.split()) > _LONGEST:
            continue
        name = next(m for m in re.finditer(r"[\w-]+", asked.text) if set(tokens(m.group(0))) & rare)
        yield _by_window(one, found.window, given, asked.text, name.span())


def _other_study(record: TrialRecord, asked: Asked, given: Ago) -> Iterator[Compared]:
    """What criteria ask of the time since another study."""
    named = _OTHER_STUDY.search(asked.text)
    if named is None or not _TOOK_PART.search(asked.text):
        return
    for one in mine(record, asked):
        found = window(one.slice.text) if one.kind == "exclusion" and _OTHER_STUDY.search(one.slice.text) else None
        if found is not None and found.window is not None:
            yield _by_window(one, found.window, given, asked.text, named.span())


def _by_window(one: Criterion, counts: Window, given: Ago, text: str, name: tuple[int, int]) -> Compared:
    inside = (counts.most is None or given.days <= counts.most) and (counts.least is None or given.days >= counts.least)
    fact = said(text, min(name[0], given.start), max(name[1], given.end))
    return Compared(one, one.slice, by_clauses(inside, one.slice.text), fact)


def _days_after(record: TrialRecord, asked: Asked) -> Iterator[Compared]:
    """What criteria ask of the days since a transplant or an infusion, counted as they are there ("day +80")."""
    given = _DAY_AFTER.search(asked.text)
    if given is None:
        return
    named = [m.concept for m in concepts(asked.text) if m.concept.kind == "procedures"]
    after = {id for c in named for id in (c.id, *(b.id for b in broader(c)))}
    for one in mine(record, asked):
        at = _DAY_ASKED.search(one.slice.text)
        events = [m.concept for m in concepts(one.slice.text) if m.concept.kind == "procedures"]
        same = not after or any({c.id, *(b.id for b in broader(c))} & after for c in events)
        bound = bound_in(at) if at else None
        if bound and same:
            yield Compared(
                one,
                one.slice,
                by_clauses(bound.admits(float(given["v"])), one.slice.text),
                said(asked.text, *_named(asked, given)),
            )


def _named(asked: Asked, given: re.Match[str]) -> tuple[int, int]:
    """The count of days with the event named just before it."""
    before = [m.start for m in asked.concepts if m.end <= given.start() <= m.end + 3]
    return (max(before) if before else given.start()), given.end()
