"""Compare the values that a question gives with the criteria that name them, by the rules of the check."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from assistant.facts import PatientFacts, UnusableFacts
from assistant.judge import Holds, Patient, judge, patient
from assistant.medicine import is_a
from assistant.note import read_note
from assistant.rules import Node, leaves, parse
from assistant.rules.predicate import All, Either, Measured, Predicate, Tested
from assistant.topics import Point
from assistant.understand import Asked
from ingest.record import Criterion, Slice, TrialRecord, sub_slice

_ASKS_FOR_BOUND = re.compile(
    r"(?i)\b(?:cut-?\s?offs?|thresholds?|minimum|maximum|lower limit|upper limit|how (?:high|low|much|many)|at least|at most|"
    r"require[sd]?|requirement|needs? (?:to|an?)|what (?:level|value|score|count))\b|最低|最高|至少|上限|下限|要求|m[ií]nim[oa]|m[aá]xim[oa]"
)
_DENIES = re.compile(r"(?i)\b(?:no|not|none|without|absence|free of|except|unless|other than)\b")
# Words that multiply a number are not read, so that it must not be compared.
_MULTIPLIED = re.compile(r"(?i)\d\s*(?:[万千亿萬]|k\b|thousand|million|mil\b|mill[oó]n|lakh|times)|\d+\.\d{3}(?!\d)")
_CLAUSE = re.compile(r"(?i),(?!\d)|\.(?!\d)|[;；，。?？!！、\n]|\b(?:and|but|with|y|con)\b")
_MOST = 6


@dataclass(frozen=True, slots=True)
class Weighed:
    """A criterion, or the part of it, that a given value settles; `fact` are the asker's own words."""

    criterion: Criterion
    quote: Slice
    holds: Holds
    fact: str

    def point(self) -> Point:
        """The sentence that says so: of this criterion alone, never of the whole."""
        group = {"cohort": self.criterion.cohort} if self.criterion.cohort else {}
        say = f"weighed.{self.criterion.kind}.{self.holds}{'.cohort' if group else ''}"
        return Point(say, {"term": self.fact, "quotes": (self.quote,), **group})


def weighed(record: TrialRecord, asked: Asked, today: date) -> tuple[Weighed, ...]:
    """The criteria that the values in a question settle; what is not given settles nothing.

    A question for a limit ("what platelet count do I need") gives no value, and a value without the unit that its
    criterion needs is left to the quote.
    """
    if not re.search(r"\d|[-+]ve|\+|pos|neg|阳性|阴性", asked.text) or _ASKS_FOR_BOUND.search(asked.text):
        return ()
    facts = _facts(asked.text)
    if facts is None or not facts.tests or _MULTIPLIED.search(asked.text):
        return ()
    who = patient(facts, today)
    found: list[Weighed] = []
    for criterion, node in _rules(record):
        if criterion.cohort in (None, *asked.cohorts) or not asked.cohorts:
            found += _settled(criterion, node, who, asked.text)
    return tuple(found[:_MOST])


def _facts(text: str) -> PatientFacts | None:
    try:
        return read_note(text)
    except UnusableFacts:
        return None


@lru_cache(maxsize=64)
def _rules(record: TrialRecord) -> tuple[tuple[Criterion, Node], ...]:
    """The criteria with a value or a test in them, down to their parts; a part of what is denied is left out."""
    read = [(one, parse(one.slice.text, one.kind)) for one in _parts(record.criteria)]
    return tuple((one, node) for one, node in read if any(isinstance(p, Measured | Tested) for p in leaves(node)))


def _parts(criteria: tuple[Criterion, ...]) -> Iterator[Criterion]:
    for one in criteria:
        if not one.parts:
            yield one
            continue
        head = one.slice.text[: max(0, one.parts[0].slice.span.start - one.slice.span.start)]
        if not _DENIES.search(head):
            yield from _parts(one.parts)


def _settled(criterion: Criterion, node: Node, who: Patient, text: str) -> Iterator[Weighed]:
    whole = judge(node, who)
    if whole.holds in ("yes", "no"):
        if fact := _fact([p for p in leaves(node) if _decides(p, who)], who, text):
            yield Weighed(criterion, criterion.slice, whole.holds, fact)
        return
    # Of several demands in one sentence, those that are settled by themselves.
    apart = All if criterion.kind == "inclusion" else Either
    for part in node.parts if isinstance(node, apart) else ():
        if not isinstance(part, Measured | Tested) or not _decides(part, who):
            continue
        at = criterion.slice.text.find(part.phrase)
        fact = _fact([part], who, text)
        if fact and at >= 0 and criterion.slice.text.count(part.phrase) == 1:
            quote = sub_slice(criterion.slice, at, at + len(part.phrase))
            yield Weighed(criterion, quote, judge(part, who).holds, fact)


def _decides(leaf: Predicate, who: Patient) -> bool:
    judged = judge(leaf, who) if isinstance(leaf, Measured | Tested) else None
    return judged is not None and judged.holds in ("yes", "no") and bool(judged.facts)


def _fact(settling: list[Predicate], who: Patient, text: str) -> str:
    """The asker's own words for the values that settled it; empty when no value did."""
    wanted = {leaf.concept for leaf in settling if isinstance(leaf, Measured | Tested)}
    names = [k.name for k in who.known if k.kind == "test" and k.concept and any(is_a(k.concept, w) for w in wanted)]
    said = [clause for name in dict.fromkeys(names) if (clause := _clause(text, name))]
    return "’, ‘".join(dict.fromkeys(said))  # each in marks of its own: they may stand apart in the question


_GIVEN = re.compile(
    r"(?i)[^,;；，。?？]{0,40}?(?:1\s*[:：]\s*\d+|[<>≤≥]?\s*\d[\d.,]*\d|\d|\b(?:positiv[aeo]s?|negativ[aeo]s?|pos|neg)\b|[-+]ve|\(?[+-]\)?|阳性|阴性)"
    r"(?:\s*\(?1\s*[:：]\s*\d+\)?|\s*(?:[a-zμµ%]{1,8}(?:/[\w.²]+)+|%|(?:x|×)\s*10\S*))?"
)


def _clause(text: str, name: str) -> str:
    """A name with its value ("mRSS is exactly 10"), else the words around it up to the next comma or conjunction."""
    at = text.casefold().find(name.casefold())
    if at < 0:
        return ""
    if given := _GIVEN.match(text, at + len(name)):
        return re.sub(r"[“”‘’\"]", "", text[at : given.end()]).strip(" .,")
    start = max((m.end() for m in _CLAUSE.finditer(text, 0, at)), default=0)
    end = next((m.start() for m in _CLAUSE.finditer(text, at + len(name))), len(text))
    return re.sub(r"[“”‘’\"]", "", text[start:end]).strip(" .")[:120]
