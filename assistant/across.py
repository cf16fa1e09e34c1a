"""Answer over a library of several trials where no trial is chosen: for each that fits, by itself, never mixed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from assistant.answer import Answer, Citation, Kind, Statement, Trace
from assistant.language import detect
from assistant.places import places
from assistant.question import Question
from assistant.topics import ledger
from assistant.topics.lookup import TOO_WIDE
from assistant.topics.sites import lies_in
from assistant.vocabulary import broader, concepts
from assistant.wording import aged, phrase
from ingest.library import Entry
from ingest.record import TrialRecord

MOST_TRIALS = 3
"""Trials that are answered for at once."""

MOST_READ = 40
"""Records that are read to see where a trial runs."""

_NAMING = frozenset({"conditions", "drugs", "procedures"})
_NAME = re.compile(r"(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[A-Z0-9][\w-]*[A-Z0-9])[\w-]{3,}(?![\w-])")


def fitting(
    question: Question, entries: Sequence[Entry], record: Callable[[str], TrialRecord], nearest: Sequence[str]
) -> tuple[str, ...]:
    """The trials that fit what a question names (a disease, a treatment, a name, a place), nearest first.

    Those that fit most of it; none when it names nothing that tells trials apart. A question that names nothing takes
    what the user's earlier ones named.

    Args:
        question: the question with its history.
        entries: what the library holds.
        record: reads one record.
        nearest: ids of the trials nearest to the question, best first.
    """
    turns = [question.text, *(t.text for t in reversed(question.history) if t.speaker == "user")]
    for text in turns:
        if found := _fitting(text, entries, record, nearest) or _grouped(text, nearest, record):
            order = {id: n for n, id in enumerate(nearest)}
            return tuple(sorted(found, key=lambda one: order.get(one, len(order))))
    return ()


def _fitting(
    text: str, entries: Sequence[Entry], record: Callable[[str], TrialRecord], nearest: Sequence[str]
) -> tuple[str, ...]:
    language = detect(text)
    mentions = [m for m in concepts(text, language) if m.concept.kind in _NAMING and m.concept.id not in TOO_WIDE]
    # "Is there a placebo?" is asked of any trial; a disease tells them apart however often it is asked about.
    mentions = [m for m in mentions if m.concept.kind == "conditions" or not all(map(_asked_with, _words(m.text)))]
    abouts = {entry.id: f"{entry.title}\n{entry.about}" for entry in entries}
    things = [{id for id, about in abouts.items() if m.concept.id in _named_in(about)} for m in mentions]
    named = _names(text, entries)
    things += [{id for id, about in abouts.items() if name in about.casefold()} for name in named]
    # What every trial shares tells none apart.
    things = [ids for ids in things if 0 < len(ids) < len(entries)]
    common = set.intersection(*things) if things else set()
    fits = common or set().union(*things)
    if common:
        # A trial in the asker's own words is nearer than one under the same class: "peanut" beside "egg allergy".
        said = {id: sum(m.text.casefold() in abouts[id].casefold() for m in mentions) for id in common}
        fits = {id for id in common if said[id] == max(said.values())}
    best = [entry.id for entry in entries if not fits or entry.id in fits]
    where = places(text)
    if where:
        looked = best if len(best) <= MOST_READ else nearest
        here = [id for id in looked if any(lies_in(site, one) for site in record(id).sites for one in where)]
        if here:
            return tuple(here)
    return tuple(best) if fits else ()


def _names(text: str, entries: Sequence[Entry]) -> set[str]:
    """Names in the text, by their shape ("IMA-638"), or as words of few titles that no usual question holds."""
    shaped = {m.group(0).casefold() for m in _NAME.finditer(text)}
    titles = [set(_words(f"{e.title} {e.about}")) for e in entries]
    rare = {w for w in _words(text) if 0 < sum(w in t for t in titles) <= MOST_TRIALS and not _asked_with(w)}
    return shaped | rare


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{5,}", text.casefold())


@cache
def _usual() -> frozenset[str]:
    texts = (text for words in ledger().values() for examples in words.examples.values() for text in examples)
    return frozenset(word for text in texts for word in _words(text))


def _asked_with(word: str) -> bool:
    return word in _usual() or word.removesuffix("s") in _usual() or f"{word}s" in _usual()


def _grouped(text: str, nearest: Sequence[str], record: Callable[[str], TrialRecord]) -> tuple[str, ...]:
    """Of the nearest trials, those with a group of participants for a disease that the text names."""
    wanted = {m.concept.id for m in concepts(text, detect(text)) if m.concept.kind == "conditions"} - TOO_WIDE
    return tuple(one for one in nearest if wanted and wanted & _named_in("\n".join(record(one).cohorts)))


@lru_cache(maxsize=4096)
def _named_in(text: str) -> frozenset[str]:
    found = [m.concept for m in concepts(text)]
    return frozenset({c.id for c in found} | {b.id for c in found for b in broader(c)})


def together(question: Question, answers: Sequence[tuple[TrialRecord, Answer]], *, more: bool) -> Answer:
    """One reply of several trials' answers: each under its trial's number and title, its citations its own."""
    language = answers[0][1].language
    statements = [Statement(phrase("which_of", language, question.audience))]
    citations: list[Citation] = []
    for record, answer in answers:
        title = Citation(len(citations) + 1, record.id, record.title)
        citations.append(title)
        statements.append(headed(record, answer, title.n))
        base = len(citations)
        renumbered = {c.n: base + i for i, c in enumerate(answer.citations, 1)}
        citations += [replace(c, n=renumbered[c.n]) for c in answer.citations]
        statements += [Statement(s.text, tuple(renumbered[n] for n in s.citations)) for s in answer.statements]
    if more:
        statements.append(Statement(phrase("which_of.more", language, question.audience)))
    return Answer(
        trial=None,
        audience=question.audience,
        language=language,
        kind=_kind([answer.kind for _, answer in answers]),
        statements=tuple(statements),
        citations=tuple(citations),
        not_stated=tuple(dict.fromkeys(n for _, a in answers for n in a.not_stated)),
        next_steps=tuple(dict.fromkeys(step for _, a in answers for step in a.next_steps)),
        trace=Trace(
            topics=tuple(dict.fromkeys(t for _, a in answers for t in a.trace.topics)),
            route="across",
            passages=tuple(p for _, a in answers for p in a.trace.passages),
            dropped=tuple(d for _, a in answers for d in a.trace.dropped),
        ),
    )


def alone(record: TrialRecord, answer: Answer) -> Answer:
    """The answer of the one trial that fits, under its number and title."""
    title = Citation(max((c.n for c in answer.citations), default=0) + 1, record.id, record.title)
    return replace(
        answer,
        statements=(headed(record, answer, title.n), *answer.statements),
        citations=(*answer.citations, title),
    )


def headed(record: TrialRecord, answer: Answer, n: int) -> Statement:
    """The line above a trial's answer: its number, the age of the copy, and its title."""
    as_of = aged(record.as_of, answer.language)
    said = phrase("which_of.as_of", answer.language, trial=record.id, as_of=as_of, value=f"“{record.title.text}”")
    return Statement(said, (n,))


def _kind(kinds: Sequence[Kind]) -> Kind:
    """Answered where every trial answers; partly where only some do."""
    if len(set(kinds)) == 1:
        return kinds[0]
    return "partly_answered"
