"""Look through every sentence of a record for words: the proof that something is, or is not, mentioned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.tokens import tokens
from assistant.topics.topic import Point, Resolution, Resolver, not_stated, stated
from assistant.understand import Asked
from ingest.record import Criterion, Slice, TrialRecord, sub_slice

# An abbreviation's point, a decimal point and the point after a list number end no sentence.
_END = re.compile(
    r"(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)(?<!\bDr\.)(?<!\bNo\.)(?<!\bapprox\.)(?<!\bU\.S\.)(?<!\s\d\.)(?<!\s\d\d\.)"
    r"(?<=[.!?;])\s+(?=[A-Z0-9≥≤<>•*(\\-])|(?<=[。！？；])|\n+"
)


def sentences(whole: Slice) -> Iterator[Slice]:
    """Cut prose into its sentences, each an exact slice."""
    start = 0
    for gap in [*_END.finditer(whole.text), None]:
        end = gap.start() if gap else len(whole.text)
        if whole.text[start:end].strip(" \n\t•*-"):
            yield sub_slice(whole, start, end)
        start = gap.end() if gap else end


def leaves(criteria: tuple[Criterion, ...]) -> Iterator[Criterion]:
    """Each criterion, and each of its parts after it."""
    for criterion in criteria:
        yield criterion
        yield from leaves(criterion.parts)


@lru_cache(maxsize=64)
def prose(record: TrialRecord) -> tuple[Slice, ...]:
    """Every sentence of the record that is prose or a name, in reading order, each once."""
    found: list[Slice] = []
    for whole in (record.title, record.official_title, record.summary, record.description, record.why_stopped):
        found += sentences(whole) if whole else ()
    design = record.design
    for whole in (design.model_description, design.masking_description, design.study_population):
        found += sentences(whole) if whole else ()
    for criterion in record.criteria:
        found += [criterion.slice] if not criterion.parts else _own(criterion)
    if not record.criteria:
        for whole in record.criteria_text:
            found += sentences(whole)
    for arm in record.arms:
        found += sentences(arm.label)
        found += sentences(arm.description) if arm.description else ()
    for intervention in record.interventions:
        found += [intervention.name, *intervention.other_names]
        found += sentences(intervention.description) if intervention.description else ()
    for outcome in record.outcomes:
        found.append(outcome.measure)
        found += sentences(outcome.description) if outcome.description else ()
        found += [outcome.time_frame] if outcome.time_frame else ()
    found += [
        s for s in (record.sharing.description, record.sharing.access_criteria, design.biospecimen_description) if s
    ]
    return tuple({s.span: s for s in found}.values())


def _own(criterion: Criterion) -> Iterator[Slice]:
    start = criterion.slice.span.start
    lead = sub_slice(criterion.slice, 0, criterion.parts[0].slice.span.start - start)
    if lead.text.strip(" *•-\n"):
        yield sub_slice(lead, 0, len(lead.text.rstrip(" *•-\n0123456789.)\\")))
    for part in criterion.parts:
        yield from _own(part) if part.parts else (part.slice,)


def mentions(record: TrialRecord, pattern: re.Pattern[str]) -> tuple[Slice, ...]:
    """The sentences in which the pattern is found."""
    return tuple(sentence for sentence in prose(record) if pattern.search(sentence.text))


def distinct(slices: tuple[Slice, ...]) -> tuple[Slice, ...]:
    """Slices that say something different: a missing space or another case is no difference."""
    return tuple({re.sub(r"\W", "", s.text.casefold()): s for s in reversed(slices)}.values())[::-1]


def spoken(record: TrialRecord, found: tuple[Slice, ...], say: str) -> tuple[Point, ...]:
    """Points for sentences: those that are criteria with their side, so that an exclusion is never read as a rule."""
    sides = {c.slice.span: c for c in leaves(record.criteria)}
    criteria = tuple(sides[s.span] for s in found if s.span in sides)
    others = tuple(s for s in found if s.span not in sides)
    return (*((Point(say, {"quotes": others}),) if others else ()), *criteria_points(criteria))


def criteria_points(criteria: tuple[Criterion, ...]) -> tuple[Point, ...]:
    """One point for each side: what the record asks for, what it excludes; cohorts apart."""
    points = []
    for kind in ("exclusion", "inclusion"):
        for cohort in dict.fromkeys(c.cohort for c in criteria if c.kind == kind):
            quotes = tuple(c.slice for c in criteria if c.kind == kind and c.cohort == cohort)
            say = f"criterion.{kind}.cohort" if cohort else f"criterion.{kind}"
            points.append(Point(say, {"quotes": quotes, **({"cohort": cohort} if cohort else {})}))
    return tuple(points)


def mention_topic(
    say: str, words: str, *, most: int = 3, unless: str | None = None, specific: bool = False
) -> Resolver:
    """A resolver that quotes the sentences holding any of these words, or says that no sentence does.

    Args:
        say: the sentence to say it with; it has one place, `quotes`.
        words: a regular expression, matched without regard to case.
        most: how many sentences are quoted at most.
        unless: sentences that hold this are not counted.
        specific: the words name different things: someone who asks for a biopsy is not answered by a sentence on blood.
    """
    pattern = re.compile(words, re.I)
    against = re.compile(unless, re.I) if unless else None

    def resolve(record: TrialRecord, asked: Asked) -> Resolution:
        found = tuple(s for s in mentions(record, pattern) if not (against and against.search(s.text)))
        if specific and (own := {_stem(m.group(0)) for m in pattern.finditer(asked.text)}):
            found = tuple(s for s in found if own & {_stem(m.group(0)) for m in pattern.finditer(s.text)})
        if found:
            return stated(*spoken(record, _nearest(found, asked.text)[:most], say))
        return not_stated(record, word.group(0) if (word := pattern.search(asked.text)) else "")

    return resolve


def _nearest(found: tuple[Slice, ...], question: str) -> tuple[Slice, ...]:
    """The sentences that share most content words with the question first; otherwise in the record's order."""
    asked = set(tokens(question))
    return tuple(sorted(found, key=lambda s: -len(asked & set(tokens(s.text)))))


def _stem(word: str) -> str:
    """Enough of a word to tell it from another: "biopsies" and "biopsy" are one."""
    return re.sub(r"(?:ies|y|es|s|ed|ing)$", "", word.casefold().strip())[:8]
