"""Answer a question: guard, understand, route, resolve or retrieve, compose, and keep only what the record supports."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from langchain_core.runnables import Runnable, RunnableLambda

from assistant.across import MOST_TRIALS, alone, fitting, together
from assistant.anchors import tied, unknown_names
from assistant.answer import Answer, Citation, Statement, Trace
from assistant.asks import Ask, asks
from assistant.cite import supported
from assistant.compare import Compared, compare
from assistant.compose import Draft
from assistant.followup import OTHER_TRIAL, Standing, asks_for_source, leans_back, ordinal, standing
from assistant.guard import Redirect, clean, guard
from assistant.language import detect
from assistant.question import Question
from assistant.retrieve import Evidence, Passage, Retriever
from assistant.route import ACCEPTED, Known, Routed, Router, names_a_topic
from assistant.second_look import SecondLook
from assistant.spelling import mend
from assistant.topics import TOPICS, Point, Resolution
from assistant.topics.asserted import beside
from assistant.topics.mention import spoken
from assistant.topics.premise import premises
from assistant.topics.results import FINDINGS
from assistant.topics.topic import Computed, searched
from assistant.understand import Asked, understand
from assistant.wording import phrase
from ingest.errors import TrialogueError
from ingest.library import Entry, Library
from ingest.record import Slice, Span, TrialRecord

_SURE = 0.75
"""A route below this is tried again with its misspelt words mended."""

MOST_FITTING = 8
"""Trials that may fit a question for the nearest of them to be answered for."""

LONGEST = 4000
"""Characters of a question that are read."""

_NAMED_TRIAL = re.compile(r"(?i)\bNCT\d{8}\b")
_CHANGES_MEDICINE = re.compile(
    r"(?i)\b(?:stop|quit|come off|go off|going off|discontinu\w*|pause|hold|keep taking|continue|washout|take (?:\d+|half|less|more)|dejar|suspender|parar)\b|停药|停用|继续吃|洗脱"
)
_MAY_I = re.compile(
    r"(?i)\b(?:can|could|may|would|will|do|am|is|are) (?:i|he|she|we|they|you|my \w+)\b[^?]{0,40}\b(?:join|participate|take part|enrol\w*|"
    r"eligible|qualify|sign up|get in)\b|参加|入组|\b(?:puedo|puede) (?:participar|entrar)"
)


_NOT_RETRIEVED = FINDINGS | {"why_stopped", "dose"}
"""Topics on findings: background literature that a record cites must never pass for the trial's own result."""

_WHOLE_LIST = frozenset(
    {
        "inclusion_criteria",
        "exclusion_criteria",
        "primary_outcomes",
        "secondary_outcomes",
        "sites",
        "title",
        "identifier",
    }
)
"""Topics whose answer is a list that is shown whole."""

_FIELDS = frozenset(
    {
        "sponsor",
        "collaborators",
        "contact",
        "sites",
        "countries",
        "phase",
        "enrolment",
        "dose",
        "age",
        "sex",
        "officials",
        "masking",
        "allocation",
        "placebo",
        "status",
        "study_type",
    }
)
"""Topics of one field: they settle a question even when it holds a name that the record does not know."""

_NEAR = 0.45
"""Cosine from which a passage is near enough in meaning for one shared word to count."""

_WHY = re.compile(r"(?i)^\W*(?:but |so |and |y |pero )?(?:why|how come|por qu[eé]|为什么|为何)\b|^\W*为什么|^\W*为何")
_GIVES_REASON = frozenset({"why_stopped", "summary", "purpose", "benefit", "participant_flow"})


@dataclass(frozen=True, slots=True)
class _Found:
    """How one part of a question was met."""

    asked: Asked
    routed: tuple[Routed, ...]
    evidence: Evidence | None


class Asker:
    """The chain over one library; it keeps nothing of a question."""

    def __init__(
        self, library: Library, router: Router, retriever: Retriever, today: Callable[[], date] = date.today
    ) -> None:
        """Answer over a library; `today` is asked when times that a person gives are compared."""
        self._today = today
        self._library = library
        self._router = router
        self._retriever = retriever
        self._look = SecondLook(library.embedder)

    def chain(self) -> Runnable[Question, Answer]:
        """The chain as a LangChain runnable: `Question -> Answer`."""
        return RunnableLambda(self.ask)

    def ask(self, question: Question) -> Answer:
        """Answer one question.

        Raises:
            UnknownTrial: the question names a trial that the library does not hold.
        """
        started = time.perf_counter()
        answer = self._answer(replace(question, text=question.text[: 25 * LONGEST]))
        return replace(answer, seconds=time.perf_counter() - started)

    def _answer(self, question: Question) -> Answer:
        language = detect(question.text[:LONGEST])
        entries = self._library.trials()
        if redirect := guard(question.text, language, question.history, self._countries(question, entries), self._look):
            return _redirected(question, redirect, _known(question.trial, entries))
        question = replace(question, text=clean(question.text)[:LONGEST])
        trial = self._trial(question, entries)
        if trial is not None:
            question = replace(question, text=_addressed(question.text), trial=trial)
            return self._from_record(question, self._library.record(trial))
        near = self._near(question, entries)
        if OTHER_TRIAL.search(question.text):
            return self._which_trial(question, near)
        fits = fitting(question, entries, self._library.record, near)
        # A list of many trials answers no question: the asker is asked which one.
        return (
            self._for_each(question, fits)
            if 0 < len(fits) <= MOST_FITTING
            else self._which_trial(question, fits or near)
        )

    def _countries(self, question: Question, entries: tuple[Entry, ...]) -> tuple[str, ...]:
        """The countries of the trial's sites, whose emergency numbers come first."""
        trial = _known(question.trial, entries) or (entries[0].id if len(entries) == 1 else None)
        if trial is None:
            return ()
        try:
            sites = self._library.record(trial).sites
        except TrialogueError:
            return ()  # a library in trouble must not stand between a person in danger and a number to call
        return tuple(dict.fromkeys(s.country.text for s in sites if s.country))

    def _trial(self, question: Question, entries: tuple[Entry, ...]) -> str | None:
        """The trial asked about: the one named or pointed at in the question, the one chosen, or the only one."""
        if named := _NAMED_TRIAL.search(question.text):
            return self._library.entry(named.group(0).upper()).id
        if OTHER_TRIAL.search(question.text) or ordinal(question.text) is not None:
            pointed = _pointed_at(question, tuple(e.id for e in entries))
            if pointed is not None or OTHER_TRIAL.search(question.text):
                return pointed
        if question.trial:
            return self._library.entry(question.trial).id
        for turn in reversed(question.history):
            if (named := _NAMED_TRIAL.search(turn.text)) and turn.speaker == "user":
                return self._library.entry(named.group(0).upper()).id
        return entries[0].id if len(entries) == 1 else None

    def _near(self, question: Question, entries: tuple[Entry, ...]) -> tuple[str, ...]:
        """The trials nearest to a question, best first."""
        found = self._retriever.search(question, k=12).passages if entries else ()
        return tuple(dict.fromkeys(p.chunk.trial for p in found))

    def _for_each(self, question: Question, fits: tuple[str, ...]) -> Answer:
        """Answer for each trial that fits, each from its own record."""
        found = []
        for id in fits[:MOST_TRIALS]:
            record = self._library.record(id)
            found.append((record, self._from_record(replace(question, trial=id), record)))
        return alone(*found[0]) if len(fits) == 1 else together(question, found, more=len(fits) > MOST_TRIALS)

    def _which_trial(self, question: Question, near: tuple[str, ...]) -> Answer:
        """Ask for the trial, naming those that are nearest to the question."""
        language = detect(question.text)
        said = phrase("which_trial", language, question.audience, n=len(self._library.trials()))
        titles = tuple(Citation(n, id, self._library.record(id).title) for n, id in enumerate(near[:5], 1))
        named = tuple(Statement(f"{one.trial}: “{one.slice.text}”", (one.n,)) for one in titles)
        return Answer(
            None,
            question.audience,
            language,
            "declined",
            (Statement(said), *named),
            titles,
            trace=Trace(route="which_trial"),
        )

    def _from_record(self, question: Question, record: TrialRecord) -> Answer:
        stands = standing(question, record, names_a_topic)
        stands = Standing(_addressed(stands.text), _addressed(stands.earlier) if stands.earlier else None)
        if stands.earlier and asks_for_source(question.text):
            return self._source(question, stands.earlier, record)
        language = detect(question.text)
        met = premises(question, language, record)
        if met and stands.text == question.text and (rest := beside(stands.text)):
            stands = replace(stands, text=rest)  # what was taken for granted is met by itself
        asked = asks(question, stands, record, language)
        draft = Draft(record, language, question.audience, several=len(asked.each) > 1, said=question.text)
        for one in met:
            draft.premise(one)
        known = self._router.vectors([text for one in asked.each for text in _routed_texts(one)], language)
        found: list[_Found] = []
        for part in asked.each:
            found.append(self._part(draft, part, record, known, found[-1] if found else None))
        if asked.more:
            draft.plain("parts.more")
        if language == "other":
            draft.plain("other_language")
        return _finish(draft, question, stands, found)

    def _part(self, draft: Draft, ask: Ask, record: TrialRecord, known: Known, before: _Found | None = None) -> _Found:
        """Answer one part of a question in the draft; `before` is what was found for the part before it."""
        start, silences = len(draft.statements), len(draft.not_stated)
        if draft.several and start and _WHY.search(ask.words) and not _WHY.sub("", ask.words).strip(" ?？"):
            # A bare "and why?" asks for the reason of what has just been answered, which may have held it.
            if before is None or not {r.topic for r in before.routed} & _GIVES_REASON:
                draft.silent("reason", searched(record), also=True)
            return _Found(ask.asked, (), None)
        routed, asked = self._route(ask, record, known, several=draft.several)
        resolutions = _readable([(r.topic, TOPICS[r.topic].resolve(record, asked)) for r in routed], routed)
        resolutions = _once(self._second_look(resolutions, asked, record, known))
        silent = all(resolution.kind == "not_stated" for _, resolution in resolutions)
        compared = compare(record, asked, self._today())
        evidence: Evidence | None = None
        if silent and not compared and not {topic for topic, _ in resolutions} & _NOT_RETRIEVED:
            # No topic, or topics on which the record is silent: its own words may still hold what was asked.
            evidence = self._retriever.search(Question(asked.text, record.id), k=4)
        shown = [s for _, resolution in resolutions for s in resolution.slices()] + [one.quote for one in compared]
        topics = {topic for topic, _ in resolutions}
        ties = () if compared or topics & (_WHOLE_LIST | _NOT_RETRIEVED) else self._ties(asked, record, shown, evidence)
        for point in (*(one.point() for one in compared), *spoken(record, ties, "quotes")):
            draft.add(point)
        if evidence and not ties and (not resolutions or _strong(evidence)):
            _retrieved(draft, evidence, record, ask.words)
        else:
            if any(r.reading for r in routed) and len(resolutions) > 1 and not silent:
                draft.plain("readings")
            for topic, resolution in resolutions:
                left = _left(_unread(record, topic, resolution), compared)
                said = resolution.points and not (left.points or left.unnamed or left.missing)
                if not said and (not (ties and resolution.kind == "not_stated") or topic == "definition"):
                    draft.resolved(topic, left)
        if not resolutions and not evidence and not ties and not compared:
            _unanswered(draft, record, ask.words)
        for name in unknown_names(asked, record, topics):
            draft.unmentioned(name, settled=bool(topics & _FIELDS) and not silent)
        _close(draft, asked, topics, start, silences)
        return _Found(asked, routed, evidence)

    def _second_look(
        self, resolutions: list[tuple[str, Resolution]], asked: Asked, record: TrialRecord, known: Known
    ) -> list[tuple[str, Resolution]]:
        """Where the one topic has nothing to say and the question is far more like another, that other one.

        A question about findings that are not there is never met with anything but a field of the record.
        """
        if len(resolutions) != 1 or resolutions[0][1].kind != "not_stated":
            return resolutions
        if resolutions[0][1].glosses or resolutions[0][1].unnamed:  # what was asked about is named and not found
            return resolutions
        meant = self._router.meant(asked, resolutions[0][0], known)
        if meant is None or (resolutions[0][0] in _NOT_RETRIEVED and meant not in _FIELDS):
            return resolutions
        other = TOPICS[meant].resolve(record, asked)
        return [(meant, other)] if other.points else resolutions

    def _source(self, question: Question, earlier: str, record: TrialRecord) -> Answer:
        """Show where the last answer stands: its quotes, with the names of their sections."""
        history = tuple(question.history)
        while history and history[-1].speaker == "assistant":
            history = history[:-1]
        last = self._from_record(replace(question, text=earlier, history=()), record)
        language = detect(question.text)
        draft = Draft(record, language, question.audience)
        by_section: dict[str, list[Slice]] = {}
        for one in last.citations:
            by_section.setdefault(one.slice.section, []).append(one.slice)
        for section, slices in by_section.items():
            draft.add(Point("source", {"sections": Computed(section), "quotes": tuple(slices)}))
        if not by_section:
            draft.plain("source.none")
            draft.not_stated += last.not_stated
        found = _Found(understand(earlier, record, question.audience), (), None)
        return _finish(draft, question, Standing(earlier), [found], route="source")

    def _ties(
        self, asked: Asked, record: TrialRecord, shown: Collection[Slice], evidence: Evidence | None
    ) -> tuple[Slice, ...]:
        """Sentences that share the question's rare words; one shared word counts only where the meaning is near too."""
        tie = tied(asked, record, shown)
        if not tie.slices or tie.sure:
            return tie.slices
        found = evidence or self._retriever.search(Question(asked.text, record.id), k=4)
        near = [s.span for p in found.passages if p.similarity >= _NEAR for s in p.chunk.slices]
        return tuple(s for s in tie.slices if any(_overlaps(s.span, span) for span in near))

    def _route(self, ask: Ask, record: TrialRecord, known: Known, *, several: bool) -> tuple[tuple[Routed, ...], Asked]:
        """The topics of a part; one that leans on an earlier question takes its topics from there."""
        asked = ask.asked
        routed = self._router.route(asked, record, known)
        # A name that belongs to a topic by its meaning stands on its own ("and the phase?"); a mere fact does not.
        sure = routed and (routed[0].cued or (routed[0].topic != "lookup" and routed[0].score > ACCEPTED))
        if ask.earlier and _leans(ask, several=several) and not sure:
            back = self._router.route(understand(ask.earlier, record, asked.audience, asked.language), record, known)
            routed = (routed or _refit(back, asked)) if several else (_refit(back, asked) or routed)
        if max((r.score for r in routed), default=0.0) < _SURE and (mended := mend(asked.text, record)) != asked.text:
            again = _again(asked, understand(mended, record, asked.audience, asked.language))
            better = self._router.route(again, record)
            if better and (not routed or better[0].score > routed[0].score):
                return better, again
        return routed, asked


def _leans(ask: Ask, *, several: bool) -> bool:
    """Whether a part without a cue of its own leans on the question before it.

    Beside other parts only one that asks for a reason or names a level alone does: "and which is the highest?".
    """
    if not several:
        return leans_back(ask.asked.text)
    return ask.asked.level is not None or (bool(_WHY.search(ask.words)) and len(ask.words.split()) <= 3)


def _routed_texts(ask: Ask) -> tuple[str, ...]:
    """The texts that routing a part compares: its own, and the one before it where it may lean on that."""
    leans = ask.earlier and (leans_back(ask.words) or ask.asked.level is not None)
    return (ask.asked.text, ask.earlier) if leans and ask.earlier else (ask.asked.text,)


def _again(asked: Asked, mended: Asked) -> Asked:
    """The question with its spelling mended, and what had been carried into it."""
    return replace(
        mended,
        cohorts=mended.cohorts or asked.cohorts,
        outcomes=mended.outcomes or asked.outcomes,
        concepts=mended.concepts or asked.concepts,
        places=mended.places or asked.places,
        level=mended.level if mended.level not in {"next", "previous"} else asked.level,
    )


def _readable(resolutions: list[tuple[str, Resolution]], routed: Iterable[Routed]) -> list[tuple[str, Resolution]]:
    """Of several readings those that the record answers, each by its first point, and its silence on the likeliest."""
    if not any(r.reading for r in routed):
        return resolutions
    stated = [(topic, Resolution(one.points[:1])) for topic, one in resolutions if one.points]
    return stated if resolutions[0][1].points else [resolutions[0], *stated]


_LISTS = frozenset({"inclusion_criteria", "exclusion_criteria", "cohort_criteria"})


def _once(resolutions: list[tuple[str, Resolution]]) -> list[tuple[str, Resolution]]:
    """Without what criteria say of a thing where every one of them stands in a list of criteria shown beside it."""
    listed = {s.span for topic, one in resolutions if topic in _LISTS for s in one.slices()}

    def told(topic: str, one: Resolution) -> bool:
        spans = {s.span for s in one.slices()}
        return topic == "lookup" and bool(spans) and not one.missing and spans <= listed

    return [(topic, one) for topic, one in resolutions if not told(topic, one)]


def _left(resolution: Resolution, compared: Iterable[Compared]) -> Resolution:
    """What is left to say of criteria beside those that a given value has settled."""
    said = [one.criterion.slice.span for one in compared]
    facts = " ".join(one.fact for one in compared).casefold()
    if not said:
        return resolution
    points = []
    for point in resolution.points:
        quotes = point.slots.get("quotes")
        if point.say.startswith("criterion."):
            left = (
                tuple(q for q in quotes if isinstance(q, Slice) and q.span not in said)
                if isinstance(quotes, tuple)
                else ()
            )
            if not left:
                continue
            point = replace(point, slots={**point.slots, "quotes": left})
        points.append(point)
    unnamed = tuple(name for name in resolution.unnamed if name.casefold() not in facts)
    missing = resolution.missing if unnamed or "lookup" not in resolution.missing else ()
    return Resolution(tuple(points), missing, resolution.searched, unnamed)


def _unanswered(draft: Draft, record: TrialRecord, words: str) -> None:
    """Say that nothing was found: of several parts, on which."""
    draft.nothing_found(searched(record), words if draft.several and words else None)


def _close(draft: Draft, asked: Asked, topics: set[str], start: int, silences: int) -> None:
    """Add what must stand beside a part's answer: no verdict on the whole, no medicine changed, no reason given."""
    cited = any(s.citations for s in draft.statements[start:])
    may_i = _MAY_I.search(asked.text) and topics & {
        "lookup",
        "inclusion_criteria",
        "age",
        "pregnancy",
        "cohort_criteria",
    }
    if may_i and cited:
        draft.plain("whole.check", at=start if "inclusion_criteria" in topics else None)
    if _WHY.search(asked.text) and draft.citations and not topics & _GIVES_REASON:
        draft.silent("reason", searched(draft.record), also=True)
    if (
        asked.audience == "patient"
        and _CHANGES_MEDICINE.search(asked.text)
        and topics & {"washout", "concomitant_medication", "lookup"}
    ):
        draft.plain("advice.medicine")


def _refit(routed: tuple[Routed, ...], asked: Asked) -> tuple[Routed, ...]:
    """Fit an earlier question's topics to the new one: a new group moves a general list to that group."""
    if asked.places:
        kept = tuple(
            r
            for r in routed
            if r.topic
            in {"sites", "site_count", "site_status", "contact", "contact_phone", "contact_email", "countries"}
        )
        return kept or (Routed("sites", 1.0, False),)
    if asked.ages:
        return (Routed("age", 1.0, False),)
    return routed


# A bare code ("false", "NA", "40") answers nothing without its field, and fields have their topics.
_CODE = re.compile(r"true|false|[A-Z][A-Z0-9_]+|\d+")
_NAME = re.compile(r"\b(?=[\w-]*[A-Z][\w-]*[A-Z0-9])[\w-]{3,}\b")


def _overlaps(a: Span, b: Span) -> bool:
    return a.pointer == b.pointer and a.start < b.end and b.start < a.end


def _unread(record: TrialRecord, topic: str, resolution: Resolution) -> Resolution:
    """Where results are posted but not in this copy, silence about findings is the copy's: say so."""
    posted = record.has_results
    if (
        resolution.kind == "not_stated"
        and record.results is None
        and topic in _NOT_RETRIEVED - {"dose", "why_stopped"}
        and posted
        and posted.text == "true"
    ):
        return Resolution((Point("results.unread", {"value": posted}),), ("unread",), resolution.searched)
    return resolution


def _strong(evidence: Evidence) -> bool:
    """A passage that is near in meaning and holds most of the question's words, none of them missing from the record."""
    telling = [p for p in evidence.passages if not _CODE.fullmatch(p.chunk.slice.text)]
    if not telling:
        return False
    best = max(telling, key=lambda p: p.similarity + p.lexical)
    if best.similarity >= 0.45 and best.lexical >= 0.6 and not evidence.absent:
        return True
    if best.similarity >= 0.6 and best.lexical >= 0.34 and len(evidence.absent) <= 1:
        return True
    # A name that stands in the passage ("Which CTCAE version?") ties the question to it.
    names = {n.casefold() for n in _NAME.findall(evidence.question.text)}
    said = " ".join(s.text for s in best.chunk.slices).casefold()
    return bool(names) and all(n in said for n in names) and best.similarity >= 0.25 and len(evidence.absent) <= 1


def _retrieved(draft: Draft, evidence: Evidence, record: TrialRecord, words: str) -> None:
    if not _strong(evidence):
        _unanswered(draft, record, words)
        return
    ranked = sorted(
        (p for p in evidence.passages if not _CODE.fullmatch(p.chunk.slice.text)),
        key=lambda p: -(p.similarity + p.lexical),
    )
    best = ranked[0].similarity + ranked[0].lexical
    for passage in [p for p in ranked if p.similarity + p.lexical >= best - 0.15][:2]:
        draft.add(Point(_polarity(passage), {"quotes": passage.chunk.slices}))


def _polarity(passage: Passage) -> str:
    path = " ".join(passage.chunk.path).lower()
    kind = next((k for k in ("inclusion", "exclusion") if f"{k} criteria" in path), None)
    return f"retrieved.{kind}" if kind else "retrieved"


def _finish(draft: Draft, question: Question, stands: Standing, found: list[_Found], route: str = "") -> Answer:
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
    retrieved = any(one.evidence and (not one.routed or _strong(one.evidence)) for one in found)
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


def _addressed(text: str) -> str:
    """The question without the number of the trial it is put to, where it asks for something else than that number."""
    plain = _NAMED_TRIAL.sub("the trial", text)
    return plain if plain != text and names_a_topic(plain) else text


def _pointed_at(question: Question, held: tuple[str, ...]) -> str | None:
    """The trial that is pointed at: by its place in the last list, or as the other of two; None when it is not plain."""
    turns: list[tuple[str, tuple[str, ...]]] = [
        (t.speaker, tuple(dict.fromkeys(_NAMED_TRIAL.findall(t.text.upper())))) for t in reversed(question.history)
    ]
    named = [ids for _, ids in turns]
    place = ordinal(question.text)
    if place is not None:
        listed = next((ids for ids in named if len(ids) > 1), ())
        return listed[place] if place < len(listed) and listed[place] in held else None
    asked = [id for speaker, ids in turns if speaker == "user" for id in ids if id in held]
    here = asked[0] if asked else question.trial
    if others := [id for id in asked if id != here]:
        return others[0]
    spoken = [id for id in dict.fromkeys(id for ids in named for id in ids) if id in held] or list(held)
    left = [id for id in spoken if id != here]
    return left[0] if len(left) == 1 else None


def _known(trial: str | None, entries: tuple[Entry, ...]) -> str | None:
    """The trial's id where the library holds it: whoever is in danger is answered whatever trial they name."""
    return next((e.id for e in entries if trial and e.id == trial.strip().upper()), None)


def _redirected(question: Question, redirect: Redirect, trial: str | None) -> Answer:
    return Answer(
        trial=trial,
        audience=question.audience,
        language=redirect.language,
        kind=redirect.outcome,
        statements=(Statement(redirect.text),),
        trace=Trace(route=redirect.kind),
    )
