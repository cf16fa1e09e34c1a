"""Turn what the record says into numbered statements, and silence into what was searched and what to ask."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.answer import Citation, NotStated, Statement
from assistant.cite import NUMBERS
from assistant.question import Audience, Language
from assistant.tokens import tokens
from assistant.topics import Point, Resolution, label
from assistant.topics.premise import Premise
from assistant.topics.topic import Computed, Lines, Value, leaves, searched
from assistant.wording import phrase, say
from ingest.record import Slice, Span, TrialRecord, sub_slice

MOST_CITED = 60
"""Citations of one statement; what would quote more is shown in part, and said to be a part."""

LONGEST_PART = 160
"""Characters of the asker's words that a part without an answer is named by."""

LONGEST_QUOTE = 4000
"""Characters of one quote; a longer slice, as when a record has its criteria in one line, is shown by its beginning."""


_POINTS_BACK = re.compile(
    r"(?i)\b(?:it|that|this|they|them|those|these|eso|esto|ello)\b|它|这个|那个|这些|^(?:分别)?是什么$"
)
"""A part that speaks of what another part asked about: what is quoted there may hold its answer."""


@dataclass(slots=True)
class Draft:
    """A reply in the making; `several` when it answers more than one question, each by its own sentences.

    `said` is the question as it was asked: only words that stand in it are given back as the asker's own.
    """

    record: TrialRecord
    language: Language
    audience: Audience
    statements: list[Statement] = field(default_factory=list)
    citations: dict[Span, Citation] = field(default_factory=dict)
    not_stated: list[NotStated] = field(default_factory=list)
    next_steps: list[str] = field(default_factory=list)
    computed: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)
    unnamed: list[str] = field(default_factory=list)
    several: bool = False
    said: str = ""
    unmet: list[tuple[str, str]] = field(default_factory=list)

    def add(self, point: Point) -> None:
        """Say a point, unless the same sentence stands there already; one that would fill pages is said in part."""
        whole, point = point, _bounded(point)
        text = say(point, self.language, self.audience)
        if any(s.text == text for s in self.statements):
            return
        for value in leaves(point):
            self.computed |= {str(value)} if isinstance(value, int) else set()
            self.computed |= set(NUMBERS.findall(value)) if isinstance(value, Computed) else set()
        numbers = tuple(dict.fromkeys(self._cite(slice) for slice in point.slices()[:MOST_CITED]))
        self.statements.append(Statement(text, numbers))
        if point != whole:
            self.plain("in_part")

    def plain(self, key: str, *, at: int | None = None, **slots: object) -> None:
        """Say a sentence that stands on no slice: what was searched, what this is; `at` a place, or at the end."""
        text = phrase(key, self.language, self.audience, **slots)
        self.computed |= {str(value) for value in slots.values() if isinstance(value, int)}
        self.own.add(text)
        if not any(s.text == text for s in self.statements):
            self.statements.insert(len(self.statements) if at is None else at, Statement(text))

    def unmentioned(self, name: str, *, settled: bool) -> None:
        """Say that a name of the question stands nowhere in the record; `settled` when the rest answers all the same."""
        said = re.compile(rf"‘(?:[^’]*\W)?{re.escape(name)}(?:\W[^’]*)?’")
        if any(said.search(s.text) for s in self.statements):
            return
        self.plain("not_mentioned", term=name)
        if not settled:
            self.not_stated.append(NotStated("open_question", searched(self.record)))

    def premise(self, one: Premise) -> None:
        """Meet what the asker took for granted: with what the record says instead, or that it does not say so."""
        if one.verdict == "differs":
            self.add(Point("premise.differs", {"said": one.said}, tuple(s for p in one.points for s in p.slices())[:3]))
        for point in one.points:
            self.add(point)
        if one.verdict == "unsaid":
            self.plain("premise.unsaid", term=one.said)
            self.not_stated.append(NotStated(one.topic, searched(self.record)))
            self._next(phrase("ask_team.open", self.language, self.audience))

    def silent(self, topic: str, searched: Sequence[str], *, also: bool, word: str = "") -> None:
        """Say that the record is silent on a topic, or on the asker's own word for it, and what to ask."""
        if any(one.topic == topic for one in self.not_stated):
            return  # said already for another part of the question
        named = label(topic, self.language)
        if self.several and self.not_stated and not also:
            self.plain("not_stated.more", label=named)  # where it was looked for has been said
        elif word and word in self.said and not also and word.casefold() not in named.casefold():
            self.plain("not_stated.named", term=word, label=named, n=len(searched))
        else:
            self.plain("not_stated.also" if also else "not_stated", label=named, n=len(searched))
        self._missing(NotStated(topic, tuple(searched)))
        self._next(phrase("ask_team", self.language, self.audience, label=named))

    def nothing_found(self, searched: Sequence[str], part: str | None = None) -> None:
        """Say that no part of the record answers; of several questions, which one."""
        if part is None:
            self.plain("not_found", n=len(searched))
            self._next(phrase("ask_team.open", self.language, self.audience))
        else:
            words = re.sub(r"[“”‘’]", "", part).strip(" ?？¿!.。")[:LONGEST_PART]
            self.plain("not_found.part", term=words)
            self.unmet.append((phrase("not_found.part", self.language, self.audience, term=words), words))
            self._next(phrase("ask_team.part", self.language, self.audience, term=words))
        self._missing(NotStated("open_question", tuple(searched)))

    def settle(self) -> None:
        """Take back that the record says nothing on a part where another part's quotes speak of it.

        What is quoted may hold the answer: it is only said that there is nothing more.
        """
        quoted = {w for s in self.citations.values() for w in tokens(s.slice.text)}
        for said, words in self.unmet:
            telling = {w for w in tokens(words) if len(w) > 2}
            leans = self.citations and _POINTS_BACK.search(words)
            if not leans and len(telling & quoted) * 2 < max(2, len(telling)):
                continue
            text = phrase("not_found.part.beside", self.language, self.audience, term=words)
            self.own.add(text)
            at = next(n for n, one in enumerate(self.statements) if one.text == said)
            self.statements.append(Statement(text))
            del self.statements[at]

    def resolved(self, topic: str, resolution: Resolution) -> None:
        """Say what a topic's resolver found."""
        for point in resolution.points:
            self.add(point)
        self.unnamed += [term for term in resolution.unnamed if term not in self.unnamed]
        if resolution.unnamed and not resolution.points:
            self.not_stated.append(NotStated(topic, resolution.searched))
            self._next(phrase("ask_team.open", self.language, self.audience))
            return
        missing = resolution.missing or ((topic,) if resolution.kind == "not_stated" else ())
        for part in missing:
            if part in {"lookup", "unread"} and resolution.points:
                self.not_stated.append(NotStated(topic, resolution.searched))
                self._next(phrase("ask_team.open", self.language, self.audience))
            else:
                self.silent(part, resolution.searched, also=bool(resolution.points), word=resolution.named)
        for key in resolution.glosses:
            self.plain(key)

    def unnamed_said(self) -> None:
        """Say in one sentence which of the things named the criteria do not mention."""
        terms, self.unnamed = self.unnamed, []
        if len(terms) == 1:
            self.plain("criterion.not_named", term=terms[0])
        elif terms:
            last = phrase("or", self.language)
            marked = [f"‘{term}’" for term in terms]
            self.plain("criterion.not_named.several", terms=f"{', '.join(marked[:-1])}{last}{marked[-1]}")

    def _missing(self, one: NotStated) -> None:
        if one not in self.not_stated:
            self.not_stated.append(one)

    def _next(self, step: str) -> None:
        if step not in self.next_steps:
            self.next_steps.append(step)

    def _cite(self, slice: Slice) -> int:
        if slice.span not in self.citations:
            self.citations[slice.span] = Citation(len(self.citations) + 1, self.record.id, slice)
        return self.citations[slice.span].n


def _bounded(point: Point) -> Point:
    """The point with its longest quotes cut and its lists ended where a reply would fill pages."""
    left = MOST_CITED
    lines: set[Span] = set()

    def first(value: Value) -> Value:
        nonlocal left
        if isinstance(value, Slice):
            left -= 1
            return _beginning(value)
        if isinstance(value, Point):
            return replace(value, slots={name: first(one) for name, one in value.slots.items()})
        if isinstance(value, Lines):
            fit: list[Point] = []
            for line in value.points:
                # A line repeats its group's name and its unit, which cost no citation again.
                new = {one.span for one in line.slices()} - lines
                if len(new) > left:
                    break
                lines.update(new)
                rest = left - len(new)
                fit.append(replace(line, slots={name: first(one) for name, one in line.slots.items()}))
                left = rest
            return replace(value, points=tuple(fit))
        if not isinstance(value, tuple):
            return value
        kept: list[Any] = []
        for row in value:
            if left < (1 if isinstance(row, Slice) else len(row)):
                break
            kept.append(first(row))
        return tuple(kept)

    return replace(point, slots={name: first(value) for name, value in point.slots.items()})


def _beginning(slice: Slice) -> Slice:
    """A slice no longer than a quote may be, ended between two words: half a number would be another number."""
    if len(slice.text) <= LONGEST_QUOTE:
        return slice
    ends = [gap.start() for gap in re.finditer(r"\s", slice.text[:LONGEST_QUOTE])]
    return sub_slice(slice, 0, ends[-1] if ends else LONGEST_QUOTE)
