"""Let a model word an answer: its verified claims take the place of the sentences they carry, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Literal

from assistant.anchors import unknown_names
from assistant.answer import Answer, Citation, Drafting, Statement
from assistant.cite import NUMBERS, supported
from assistant.claims import Claim, Source, Verdict
from assistant.draft import Drafted, Passages, Spent, draft
from assistant.followup import leans_back
from assistant.guard import clean
from assistant.model import Model, ModelUnavailable
from assistant.question import Language, Question
from assistant.retrieve import Evidence, Retriever
from assistant.tokens import tokens
from assistant.topics import Point
from assistant.understand import understand
from assistant.wording import say
from ingest.record import Slice, Span, TrialRecord

Verify = Callable[[Claim, Sequence[Source], TrialRecord, str, Language], Verdict]
"""Whether the record carries a claim."""

PASSAGES = 8
"""Passages that are looked up for an open question."""

NEAR = 0.45
"""Cosine from which a passage is near enough to be drafted from where the default answer found nothing."""

MOST = 0.75
"""Share of the question's content words that a claim must speak of where the default answer found nothing."""

SHORT_LIST = 3
"""Slices up to which a statement is worth rephrasing; a longer list is best left a list."""

SHORT_QUOTE = 80
"""Characters up to which a quote stands in a statement that is to be rephrased; a longer one stands there by its label."""

LONGEST_TURN, TURNS = 600, 6
"""Characters of an earlier turn, and turns, that a model is shown."""

_LANGUAGES = {"en": "English", "zh": "Chinese", "es": "Spanish"}
_READERS = {"patient": "a patient, in everyday words", "clinician": "a physician, in the record's terms"}


@dataclass(frozen=True, slots=True)
class Stage:
    """What is being done; `citations` are the record's words that are found already."""

    name: Literal["searching", "drafting", "checking"]
    citations: tuple[Citation, ...] = ()


@dataclass(slots=True)
class _Work:
    """One answer in the making."""

    question: Question
    default: Answer
    record: TrialRecord
    spent: Spent
    verify: Verify
    citations: dict[Span, Citation]
    dropped: list[tuple[str, str]] = field(default_factory=list)
    not_stated: bool = True
    why: str = ""

    @property
    def asked(self) -> str:
        """The words of the asker: what stands in them may stand in a sentence."""
        return "\n".join([self.question.text, *(t.text for t in self.question.history if t.speaker == "user")])

    @property
    def language(self) -> str:
        """The name of the language to answer in."""
        return _LANGUAGES[self.default.language]

    def drop(self, claim: str, reason: str) -> None:
        """Count a claim that is not shown."""
        self.dropped.append((claim, reason))

    def claims(self, prompt: str, values: Mapping[str, str], passages: Passages) -> Generator[Drafted, None, None]:
        """The model's claims as they come; where the model fails they end, and `why` tells how."""
        try:
            self.not_stated = yield from draft(self.spent, prompt, values, [label for label, _ in passages.labelled])
        except ModelUnavailable as error:
            self.why = error.why

    def verdict(self, claim: Claim, sources: Sequence[Source]) -> Verdict:
        """Whether the record carries a claim; what it stands on must be quoted."""
        verdict = self.verify(claim, sources, self.record, self.question.text, self.default.language)
        if verdict.kept and not verdict.slices:
            return Verdict(False, "quotes nothing")
        return verdict

    def statement(self, verdict: Verdict, computed: str = "") -> Statement | None:
        """The sentence with its quotes, numbered; None where the last look finds it unsupported."""
        slices = tuple(dict.fromkeys(verdict.slices))
        new = [one for one in slices if one.span not in self.citations]
        first = max((c.n for c in self.citations.values()), default=0) + 1
        cited = self.citations | {one.span: Citation(n, self.record.id, one) for n, one in enumerate(new, first)}
        text = say(
            Point("drafted", {"text": verdict.text, "quotes": slices}), self.default.language, self.default.audience
        )
        made = Statement(text, tuple(cited[one.span].n for one in slices))
        if not supported(self.record, made, cited.values(), self.asked, set(NUMBERS.findall(computed))):
            return None
        self.citations = cited
        return made

    def answer(self, statements: Sequence[Statement], kept: int, why: str = "") -> Answer:
        """The default answer with these statements; unchanged but for its trace when none of them is the model's."""
        spent = self.spent
        drafting = Drafting(
            spent.model.name, tuple(spent.prompts), spent.calls, spent.tokens_in, spent.tokens_out, spent.seconds,
            kept, tuple(self.dropped), "" if kept else why or "nothing_kept",
        )  # fmt: skip
        trace = replace(self.default.trace, drafting=drafting)
        default = replace(self.default, trace=trace, seconds=self.default.seconds + spent.seconds)
        if not kept:
            return default
        used = {n for one in statements for n in one.citations}
        citations = tuple(c for c in self.citations.values() if c.n in used)
        return replace(default, statements=tuple(statements), citations=citations)


Steps = Generator[Stage | Statement, None, Answer]


class Drafter:
    """Asks a model to word what the default answer says, or what retrieval finds, and keeps what the record carries."""

    def __init__(
        self, model: Model, retriever: Retriever, record: Callable[[str], TrialRecord], verify: Verify
    ) -> None:
        """Draft with this model, from the records that this retriever searches."""
        self.model = model
        self._retriever = retriever
        self._record = record
        self._verify = verify

    def stream(self, question: Question, default: Answer) -> Iterator[Stage | Statement | Answer]:
        """Give the stages, each sentence that has passed, and at last the answer; the default one when in doubt."""
        question = replace(question, text=clean(question.text), trial=default.trial)
        if default.trial is None or default.kind in {"redirected", "declined"} or default.language == "other":
            why = "language" if default.language == "other" else default.kind
            trace = replace(default.trace, drafting=Drafting(self.model.name, why=why))
            yield replace(default, trace=trace)
            return
        record = self._record(default.trial)
        spent = Spent.on(self.model, record.source.text)
        work = _Work(question, default, record, spent, self._verify, {c.slice.span: c for c in default.citations})
        steps = self._open(work) if _is_open(default) else self._rephrased(work)
        yield (yield from steps)

    def _open(self, work: _Work) -> Steps:
        """Draft from passages, where the default answer quotes the nearest ones or found none."""
        default, silent = work.default, work.default.kind == "not_in_record"
        asked = work.question.text
        if silent and unknown_names(understand(asked, work.record, default.audience), work.record):
            return work.answer((), 0, "unknown_name")
        try:
            asked = _standalone(work)
        except ModelUnavailable as error:
            return work.answer((), 0, error.why)
        found = self._retriever.search(Question(asked, work.record.id), k=PASSAGES)
        if silent and found.absent:
            # What is near in meaning and lacks a word of the question is true and, often, no answer to it.
            return work.answer((), 0, "absent_words")
        passages = Passages.of(_slices(default, found, NEAR if silent else -1.0), self.model.settings.input_characters)
        if not passages.labelled:
            return work.answer((), 0, "nothing_near")
        yield Stage("drafting", default.citations)
        values = {"language": work.language, "question": asked, "passages": str(passages)}
        sources = [
            *(Source(s.text, _cited(s, default)) for s in default.statements if s.citations),
            *(Source("", (slice,)) for _, slice in passages.labelled),
        ]
        said: dict[Statement, tuple[Slice, ...]] = {}
        with closing(work.claims(f"answer.{default.audience}", values, passages)) as claims:
            for drafted in claims:
                verdict = work.verdict(passages.claim(drafted), sources)
                if verdict.kept and silent and not _on(asked, verdict):
                    verdict = Verdict(False, "speaks of something else")
                made = work.statement(verdict, _texts(default)) if verdict.kept else None
                if made is None or made in said:
                    work.drop(drafted.text, verdict.reason if not verdict.kept else "not supported or said before")
                    continue
                said[made] = verdict.slices
                yield made
        yield Stage("checking", tuple(work.citations.values()))
        shown = [s for quoted in said.values() for s in quoted]
        # What the default answer quotes and no kept claim does is still shown; that nothing was found is no longer true.
        rest = [
            s for s in default.statements if not _covers(shown, _cited(s, default)) and not (silent and not s.citations)
        ]
        answer = work.answer((*said, *rest), len(said), work.why)
        if not said:
            return answer
        whole = default.kind == "answered" and not work.not_stated
        return replace(answer, kind="answered" if whole else "partly_answered")

    def _rephrased(self, work: _Work) -> Steps:
        """Let the model say what the ledger says; each sentence is kept unless its new wording carries all of it."""
        default = work.default
        if default.kind == "not_in_record":
            return work.answer((), 0, "ledger_silent")
        if not self.model.settings.rephrase:
            return work.answer((), 0, "rephrasing_off")
        old = [s for s in default.statements if 0 < len(s.citations) <= SHORT_LIST]
        quoted = list(dict.fromkeys(slice for s in old for slice in _cited(s, default)))
        passages = Passages.of(quoted, self.model.settings.input_characters)
        if not old or len(passages.labelled) < len(quoted):
            return work.answer((), 0, "lists")
        yield Stage("drafting", default.citations)
        values = {
            "language": work.language,
            "reader": _READERS[default.audience],
            "question": work.question.text,
            "statements": "\n".join(_listed(n, s, default, passages) for n, s in enumerate(old, 1)),
        }
        new: dict[Statement, Statement] = {}
        with closing(work.claims("rephrase", values, passages)) as claims:
            for drafted in claims:
                claim = passages.claim(drafted)
                reason, made = _reworded(work, claim, [s for s in old if s not in new])
                if made is None:
                    work.drop(drafted.text, reason)
                    continue
                new[made[0]] = made[1]
                yield made[1]
        yield Stage("checking", tuple(work.citations.values()))
        return work.answer([new.get(s, s) for s in default.statements], len(new), work.why)


def _is_open(default: Answer) -> bool:
    """Whether no topic answered: the reply quotes what is nearest, or says that nothing was found."""
    return not default.trace.topics or (default.trace.route == "retrieval" and bool(default.citations))


def _standalone(work: _Work) -> str:
    """The question with what it leaves to the conversation put in; the model may add no word of its own."""
    question = work.question
    if not question.history or not leans_back(question.text):
        return question.text
    turns = [f"{t.speaker}: {t.text[:LONGEST_TURN]}" for t in question.history[-TURNS:]]
    pieces = work.spent.ask("standalone", {"conversation": "\n".join(turns), "question": question.text})
    said = work.spent.mask.put_back(" ".join("".join(pieces).split()))
    known = set(tokens("\n".join([*turns, question.text])))
    if not said or len(said) > LONGEST_TURN or not set(tokens(said)) <= known:
        work.drop(said[:LONGEST_TURN], "the question was given words of the model's own")
        return question.text
    return said


def _slices(default: Answer, found: Evidence, near: float) -> list[Slice]:
    """What may be drafted from: what the default answer quotes, then what was found; literature is not the record's say."""
    passages = (p for p in found.passages if p.similarity >= near and p.chunk.path[0] != "References")
    return [*(c.slice for c in default.citations), *(s for p in passages for s in p.chunk.slices)]


def _cited(statement: Statement, answer: Answer) -> tuple[Slice, ...]:
    return tuple(c.slice for c in answer.citations if c.n in statement.citations)


def _texts(answer: Answer) -> str:
    return "\n".join(s.text for s in answer.statements if s.citations)


def _covers(shown: Sequence[Slice], wanted: Sequence[Slice]) -> bool:
    """Whether all of these slices are shown, each as a whole."""
    return bool(wanted) and all(
        any(
            s.span.pointer == w.span.pointer and s.span.start <= w.span.start and w.span.end <= s.span.end
            for s in shown
        )
        for w in wanted
    )


def _on(asked: str, verdict: Verdict) -> bool:
    """Whether a claim, with what it quotes, has most content words of the question."""
    wanted = set(tokens(asked))
    said = set(tokens(" ".join([verdict.text, *(f"{s.section} {s.text}" for s in verdict.slices)])))
    return len(wanted & said) >= MOST * len(wanted)


def _own_words(statement: Statement, answer: Answer, instead: Callable[[Slice], str]) -> str:
    """A statement with each of its quotes replaced."""
    text = statement.text
    for slice in sorted(_cited(statement, answer), key=lambda s: -len(s.text)):
        text = text.replace(f"“{slice.text}”", instead(slice))
    return text


def _listed(n: int, statement: Statement, answer: Answer, passages: Passages) -> str:
    labels = {slice: label for label, slice in passages.labelled}
    lines = [Passages.line(labels[slice], slice) for slice in _cited(statement, answer)]
    said = _own_words(statement, answer, lambda s: s.text if len(s.text) <= SHORT_QUOTE else labels[s])
    return "\n".join([f"{n}. {said}", *(f"   {line}" for line in lines)])


def _reworded(work: _Work, claim: Claim, left: Sequence[Statement]) -> tuple[str, tuple[Statement, Statement] | None]:
    """The statement that a claim says again, and how it is shown; or the reason why there is none."""
    sources = [Source(s.text, _cited(s, work.default)) for s in left]
    verdict = work.verdict(claim, sources)
    if not verdict.kept:
        return verdict.reason, None
    same = [s for s, one in zip(left, sources, strict=True) if set(one.slices) == set(verdict.slices)]
    if len(same) != 1:
        return "stands on other words than one sentence does", None
    (old,) = same
    # The other way round: does the new sentence carry all that the old one says beside its quotes?
    said = Claim(" ".join(_own_words(old, work.default, lambda _: "").split()), tuple(s.text for s in verdict.slices))
    if not work.verdict(said, [Source(verdict.text, verdict.slices)]).kept:
        return "loses a part of the sentence", None
    made = work.statement(verdict, old.text)
    return ("not supported", None) if made is None else ("", (old, made))
