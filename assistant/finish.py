"""Keep of a draft what the record supports, and make the answer of it."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answer import Answer, Statement, Trace
from assistant.cite import supported
from assistant.compose import Draft
from assistant.followup import Standing
from assistant.phrase_found import strong
from assistant.question import Question
from assistant.retrieve import Evidence
from assistant.route import Routed
from assistant.topics.topic import searched
from assistant.understand import Asked
from assistant.wording import phrase


@dataclass(frozen=True, slots=True)
class Found:
    """How one part of a question was met."""

    asked: Asked
    routed: tuple[Routed, ...]
    evidence: Evidence | None


def finish(draft: Draft, question: Question, stands: Standing, found: list[Found], route: str = "") -> Answer:
    """Drop what the record does not carry, say nothing rather than something unsupported, and count what was dropped."""
    citations = tuple(draft.citations.values())
    asked_words = "\n".join(
        [
            question.text,
            stands.text,
            *(one.asked.text for one in found),
            *(t.text for t in question.history if t.speaker == "user"),
        ]
    )
    kept: list[Statement] = []
    dropped: list[Statement] = []
    for statement in draft.statements:
        # A sentence without a citation is shown only when it is one of ours: what was searched, who decides.
        ours = bool(statement.citations) or statement.text in draft.own
        good = ours and supported(draft.record, statement, citations, asked_words, draft.computed)
        (kept if good else dropped).append(statement)
    if not any(s.citations for s in kept) and not draft.not_stated:
        draft.statements.clear()
        draft.nothing_found(searched(draft.record))
        kept = list(draft.statements)
    evidence = [one.evidence for one in found if one.evidence]
    retrieved = any(one.evidence and (not one.routed or strong(one.evidence)) for one in found)
    used = {n for s in kept for n in s.citations}
    shown = tuple(c for c in citations if c.n in used)
    answers = any(s.citations for s in kept)
    kind = (
        "not_in_record" if not answers else "partly_answered" if draft.not_stated or _only_wide(draft) else "answered"
    )
    return Answer(
        trial=draft.record.id,
        audience=question.audience,
        language=draft.language,
        kind=kind,  # type: ignore[arg-type]
        statements=tuple(kept),
        citations=shown,
        not_stated=tuple(draft.not_stated),
        next_steps=tuple(draft.next_steps),
        as_of=draft.record.as_of,
        trace=Trace(
            topics=tuple(dict.fromkeys(r.topic for one in found for r in one.routed)),
            route=route or ("retrieval" if retrieved else "topics"),
            passages=tuple(p.chunk.section for one in evidence for p in one.passages),
            dropped=tuple(s.text for s in dropped),
        ),
    )


def _only_wide(draft: Draft) -> bool:
    """Every cited criterion is a wider or a narrower one than what was asked."""
    said = [s for s in draft.statements if s.citations]
    marks = {
        phrase(f"criterion.{how}.{kind}", draft.language, draft.audience, term="\0", quotes="\0").split("\0")[0]
        for how in ("broader", "narrower")
        for kind in ("inclusion", "exclusion")
    }
    return bool(said) and all(any(s.text.startswith(mark) for mark in marks) for s in said)
