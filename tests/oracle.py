"""Answer the gold set by heart: the upper bound of every score, and what the eval tests itself with."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import Answer, Citation, NotStated, Statement, Trace
from assistant.guard import guard
from assistant.question import Language, Question
from assistant.wording import phrase
from eval.items import BoundItem
from ingest.record import Slice, TrialRecord

LEAD = {
    "en": "The record says of it:",
    "zh": "记录中是这样写的，请看原文：",
    "es": "El registro dice de esto lo que sigue:",
}


def redirect(kind: str, language: Language) -> str:
    """What is said to somebody in danger, and to somebody who only greets."""
    said = guard("I want to kill myself" if kind == "redirected" else "Hello", language)
    assert said
    return said.text


class Oracle:
    """Answers each gold item with its own slices and words."""

    def __init__(self, items: Sequence[BoundItem], record: TrialRecord) -> None:
        self.record = record
        self.items = {(one.question.text, one.question.history, one.question.audience): one for one in items}

    def __call__(self, question: Question) -> Answer:
        bound = self.items[question.text, question.history, question.audience]
        item, kind, language = bound.item, bound.item.kind[0], bound.item.language
        if kind == "not_in_record":
            text, silent = phrase("not_found", language, n=1), (NotStated(item.slices[0], ("Trial Locations",)),)
            return self.answer(bound, (Statement(text),), (), silent)
        if kind in ("redirected", "declined"):
            return self.answer(bound, (Statement(redirect(kind, language)),), ())
        spans = [group[0] for group in bound.cite] or [self.record.title.span]
        cited = tuple(
            Citation(n, self.record.id, Slice(self.record.quote(span), span, "Section"))
            for n, span in enumerate(spans, 1)
        )
        numbers = tuple(one.n for one in cited)
        said = " ".join(group[0] for group in item.say)
        shown = " ".join(f"“{one.slice.text}” [{one.n}]" for one in cited)
        return self.answer(bound, (Statement(f"{LEAD[language]} {said} {shown}", numbers),), cited)

    def answer(
        self,
        bound: BoundItem,
        statements: tuple[Statement, ...],
        citations: tuple[Citation, ...],
        silent: tuple[NotStated, ...] = (),
    ) -> Answer:
        item = bound.item
        trace = Trace(topics=(item.slices[0],), route="topic")
        return Answer(
            self.record.id, item.audience, item.language, item.kind[0], statements, citations, silent, trace=trace
        )
