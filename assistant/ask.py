"""Answer a question: guard, understand, route, resolve or retrieve, compose, and keep only what the record supports."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date

from langchain_core.runnables import Runnable, RunnableLambda

from assistant.across import MOST_TRIALS, alone, fitting, together
from assistant.anchors import tied, unknown_names
from assistant.answer import Answer, Citation, Statement, Trace
from assistant.asks import Ask, asks
from assistant.close import GIVES_REASON, WHY, close
from assistant.compare import compare
from assistant.compose import Draft
from assistant.finish import Found, finish
from assistant.followup import OTHER_TRIAL, Standing, asks_for_source, leans_back, ordinal, standing
from assistant.guard import Redirect, clean, guard
from assistant.language import detect
from assistant.phrase_found import say_found, strong, unanswered
from assistant.question import Question
from assistant.retrieve import Evidence, Retriever
from assistant.route import ACCEPTED, Known, Routed, Router, names_a_topic
from assistant.second_look import SecondLook
from assistant.spelling import mend
from assistant.topics import TOPICS, Point, Resolution
from assistant.topics.asserted import beside
from assistant.topics.mention import spoken
from assistant.topics.premise import premises
from assistant.topics.topic import Computed, searched
from assistant.trim import NOT_RETRIEVED, left_to_say, once, readable, unread
from assistant.understand import Asked, understand
from assistant.which_trial import NAMED_TRIAL, addressed, known_trial, pointed_at
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


_FEW = 5
"""Words of a part up to which a highest or lowest is that of what was asked before."""


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
            return _redirected(question, redirect, known_trial(question.trial, entries))
        question = replace(question, text=clean(question.text)[:LONGEST])
        trial = self._trial(question, entries)
        if trial is not None:
            question = replace(question, text=addressed(question.text), trial=trial)
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
        trial = known_trial(question.trial, entries) or (entries[0].id if len(entries) == 1 else None)
        if trial is None:
            return ()
        try:
            sites = self._library.record(trial).sites
        except TrialogueError:
            return ()  # a library in trouble must not stand between a person in danger and a number to call
        return tuple(dict.fromkeys(s.country.text for s in sites if s.country))

    def _trial(self, question: Question, entries: tuple[Entry, ...]) -> str | None:
        """The trial asked about: the one named or pointed at in the question, the one chosen, or the only one."""
        if named := NAMED_TRIAL.search(question.text):
            return self._library.entry(named.group(0).upper()).id
        if OTHER_TRIAL.search(question.text) or ordinal(question.text) is not None:
            pointed = pointed_at(question, tuple(e.id for e in entries))
            if pointed is not None or OTHER_TRIAL.search(question.text):
                return pointed
        if question.trial:
            return self._library.entry(question.trial).id
        for turn in reversed(question.history):
            if (named := NAMED_TRIAL.search(turn.text)) and turn.speaker == "user":
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
        stands = Standing(addressed(stands.text), addressed(stands.earlier) if stands.earlier else None)
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
        found: list[Found] = []
        for part in asked.each:
            found.append(self._part(draft, part, record, known, found[-1] if found else None))
        draft.settle()
        if asked.more:
            draft.plain("parts.more")
        if language == "other":
            draft.plain("other_language")
        return finish(draft, question, stands, found)

    def _part(self, draft: Draft, ask: Ask, record: TrialRecord, known: Known, before: Found | None = None) -> Found:
        """Answer one part of a question in the draft; `before` is what was found for the part before it."""
        start = len(draft.statements)
        if draft.several and start and WHY.search(ask.words) and not WHY.sub("", ask.words).strip(" ?？"):
            # A bare "and why?" asks for the reason of what has just been answered, which may have held it.
            if before is None or not {r.topic for r in before.routed} & GIVES_REASON:
                draft.silent("reason", searched(record), also=True)
            return Found(ask.asked, (), None)
        routed, asked = self._route(ask, record, known, several=draft.several)
        resolutions = readable([(r.topic, TOPICS[r.topic].resolve(record, asked)) for r in routed], routed)
        resolutions = once(self._second_look(resolutions, asked, record, known))
        silent = all(resolution.kind == "not_stated" for _, resolution in resolutions)
        compared = compare(record, asked, self._today())
        evidence: Evidence | None = None
        if silent and not compared and not {topic for topic, _ in resolutions} & NOT_RETRIEVED:
            # No topic, or topics on which the record is silent: its own words may still hold what was asked.
            evidence = self._retriever.search(Question(asked.text, record.id), k=4)
        shown = [s for _, resolution in resolutions for s in resolution.slices()] + [one.quote for one in compared]
        topics = {topic for topic, _ in resolutions}
        met = compared or any(one.unnamed for _, one in resolutions) or topics & (_WHOLE_LIST | NOT_RETRIEVED)
        ties = () if met else self._ties(asked, record, shown, evidence)
        if compared and asked.ages:
            # An age outside the limits settles the question; how long a disease has lasted comes after it.
            for topic, resolution in [one for one in resolutions if one[0] == "age"]:
                draft.resolved(topic, resolution)
                resolutions.remove((topic, resolution))
        for point in (*(one.point() for one in compared), *spoken(record, ties, "quotes")):
            draft.add(point)
        if evidence and not ties and (not resolutions or strong(evidence)):
            say_found(draft, evidence, record, ask.words)
        else:
            if any(r.reading for r in routed) and len(resolutions) > 1 and not silent:
                draft.plain("readings")
            for topic, resolution in resolutions:
                left = left_to_say(unread(record, topic, resolution), compared, asked.text)
                if left is None:
                    continue
                said = resolution.points and not (left.points or left.unnamed or left.missing)
                if not said and (not (ties and resolution.kind == "not_stated") or topic == "definition"):
                    draft.resolved(topic, left)
        draft.unnamed_said()
        if not resolutions and not evidence and not ties and not compared:
            unanswered(draft, record, ask.words)
        for name in unknown_names(asked, record, topics):
            draft.unmentioned(name, settled=bool(topics & _FIELDS) and not silent)
        close(draft, asked, topics, start)
        return Found(asked, routed, evidence)

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
        if meant is None or (resolutions[0][0] in NOT_RETRIEVED and meant not in _FIELDS):
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
        found = Found(understand(earlier, record, question.audience), (), None)
        return finish(draft, question, Standing(earlier), [found], route="source")

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
        # "And what is the maximum?" names nothing of its own: it asks of what the part before it asked of.
        bare = several and asked.level is not None and len(asked.text.split()) <= _FEW
        # A name that belongs to a topic by its meaning stands on its own ("and the phase?"); a mere fact does not.
        sure = routed and (routed[0].cued or (not bare and routed[0].topic != "lookup" and routed[0].score > ACCEPTED))
        if ask.earlier and _leans(ask, several=several) and not sure:
            back = self._router.route(understand(ask.earlier, record, asked.audience, asked.language), record, known)
            routed = (routed or _refit(back, asked)) if several and not bare else (_refit(back, asked) or routed)
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
    return ask.asked.level is not None or (bool(WHY.search(ask.words)) and len(ask.words.split()) <= 3)


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


def _overlaps(a: Span, b: Span) -> bool:
    return a.pointer == b.pointer and a.start < b.end and b.start < a.end


def _redirected(question: Question, redirect: Redirect, trial: str | None) -> Answer:
    return Answer(
        trial=trial,
        audience=question.audience,
        language=redirect.language,
        kind=redirect.outcome,
        statements=(Statement(redirect.text),),
        trace=Trace(route=redirect.kind),
    )
