"""Find the topics a question is about: by the words that give a topic away, and by likeness to how people ask it."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from assistant.question import Language
from assistant.topics import TOPICS, ledger
from assistant.topics.adverse import asks_of_an_event
from assistant.topics.eligibility import PREGNANCY
from assistant.topics.lookup import is_criterion, is_studied, subjects
from assistant.topics.outcomes import explained, long_form, used
from assistant.topics.results import NEED_RESULTS
from assistant.topics.treatment import NUMBERED
from assistant.understand import Asked, fold
from assistant.vocabulary import concepts
from ingest.embed import Embedder
from ingest.record import TrialRecord

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped]

CUE = 0.5
"""What a cue adds to a likeness between -1 and 1."""

ACCEPTED_WITH_CUE, ACCEPTED_AT_LENGTH = 0.4, 0.5
"""The least score with a cue: a short or a Chinese question is like no example, but a cue is strong evidence; in an
English sentence of five words and more, a likeness below nothing says that the cue was there by chance."""

ACCEPTED, MARGIN = 0.5, 0.15
"""Without a cue: the least likeness, and how far it must be ahead of the next topic.

Set on the ledger's own examples, each held out in turn (about nine in ten of those accepted are right), never on the
gold questions.
"""

LOSES = 0.6
"""What a wider topic loses when a narrower one that beats it has a cue too."""

TOPICS_AT_ONCE = 3

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Routed:
    """A topic with its score and whether a cue spoke for it."""

    topic: str
    score: float
    cued: bool


class Router:
    """Scores topics; the vectors of the examples are made once and kept beside the library."""

    def __init__(self, embedder: Embedder, cache: Path | None = None) -> None:
        self._likeness = Likeness(embedder, cache)

    def route(self, asked: Asked, record: TrialRecord) -> tuple[Routed, ...]:
        """The topics a question is about, best first; none when nothing comes close enough."""
        best = self._best(asked, record)
        found = {best.topic: best} if best else {}
        if not found and asked.outcome_named:
            found = {"outcomes": Routed("outcomes", ACCEPTED, False)}
        asks_of_a_person = _ELIGIBILITY.search(asked.text) or asked.personal or len(asked.text.split()) <= 5
        if not found and subjects(asked, record) and not asked.term and asks_of_a_person:
            found = {"lookup": Routed("lookup", ACCEPTED, False)}
        for clause in _clauses(asked.text):
            # A clause without a cue adds no topic, and its vector costs as much as the whole question's.
            if not any(_longest_cue(id, clause) for id in TOPICS):
                continue
            part = self._best(_only(asked, clause), record)
            # What a clause is about gives way to a narrower topic of the whole question.
            beaten = {loser for id in found for loser in ledger()[id].beats}
            if part and part.cued and part.topic not in beaten:
                found.setdefault(part.topic, part)
        if "dose" in found and not asked.cohorts:
            found.pop("cohort_criteria", None)  # a dose-finding trial calls its dose levels cohorts too
        if found.keys() & _PERSONAL_TOPICS:
            for topic in _facts(asked, record):
                found.setdefault(topic, Routed(topic, ACCEPTED, True))
        ordered = sorted(found.values(), key=lambda r: -r.score)
        return tuple(ordered[: TOPICS_AT_ONCE + 1])

    def scores(self, asked: Asked, record: TrialRecord) -> Mapping[str, Routed]:
        """Every topic that is not ruled out, with its score."""
        likeness = self._likeness.to_topics(asked.text, asked.language)
        asked_about = {id for id in TOPICS if record.results or id not in NEED_RESULTS}
        cued = {id: _longest_cue(id, asked.text) for id in asked_about}
        if asked.places:
            # Whoever names where they live asks for a site there; the sites' answer adds where one must live.
            cued["distance"] = 0
        beaten = {loser for id, length in cued.items() if length for loser in ledger()[id].beats}
        # "Prior CAR-T an exclusion?" asks about CAR-T, not for the list.
        names_more = any(not is_studied(record, m.concept) for m in subjects(asked, record))
        scored = {}
        for id, words in ledger().items():
            if id not in asked_about or (words.never and words.never.search(asked.text)):
                continue
            bonus = CUE + min(cued[id], 20) / 200 if cued[id] else 0.0
            content = _from_content(id, asked, record)
            if id == "lookup" and (content > 1 or names_more):
                beaten.discard(id)
            if id in {"inclusion_criteria", "exclusion_criteria"} and names_more:
                content -= LOSES
            scored[id] = Routed(
                id, likeness.get(id, 0.0) + bonus + content - LOSES * (id in beaten), bool(cued[id]) or content > 0.3
            )
        if asked.ages and not any(one.cued for one in scored.values()):
            # Nothing else is asked: whoever gives an age asks about it.
            scored["age"] = replace(scored["age"], score=scored["age"].score + CUE, cued=True)
        return scored

    def _best(self, asked: Asked, record: TrialRecord) -> Routed | None:
        ranked = sorted(self.scores(asked, record).values(), key=lambda r: -r.score)
        first, second = ranked[0], ranked[1]
        if first.cued:
            at_length = asked.language == "en" and len(asked.text.split()) > 4
            return first if first.score >= (ACCEPTED_AT_LENGTH if at_length else ACCEPTED_WITH_CUE) else None
        return first if first.score >= ACCEPTED and first.score - second.score >= MARGIN else None


def _longest_cue(topic: str, text: str) -> int:
    return max((len(m.group(0)) for cue in ledger()[topic].cues if (m := cue.search(text))), default=0)


class Likeness:
    """How like a question is to the examples of each topic.

    English by meaning: the cosine of the question's vector with the mean of the topic's examples, after the mean of
    all examples is taken off, which is what questions have in common. The encoder was trained on English; Chinese and
    Spanish are compared by their characters (TF-IDF).
    """

    def __init__(self, embedder: Embedder, cache: Path | None) -> None:
        self._embedder = embedder
        self._cache = cache
        self._topics = tuple(id for id in ledger() if id in TOPICS)
        self._lock = threading.Lock()
        self._meaning: tuple[Vectors, Vectors] | None = None
        self._letters: dict[str, tuple[TfidfVectorizer, Vectors]] = {}

    def to_topics(self, text: str, language: Language) -> Mapping[str, float]:
        """The likeness of a question to each topic, -1 to 1."""
        if language in ("zh", "es"):
            return self._by_letters(text, language)
        centre, means = self._means()
        vector = self._embedder.encode([text])[0] - centre
        values = means @ vector / max(float(np.linalg.norm(vector)), 1e-6)
        return dict(zip(self._topics, map(float, values), strict=True))

    def _means(self) -> tuple[Vectors, Vectors]:
        with self._lock:
            if self._meaning is None:
                texts = [text for id in self._topics for text in ledger()[id].examples["en"]]
                vectors = self._example_vectors(texts)
                centre = vectors.mean(axis=0)
                owners = [id for id in self._topics for _ in ledger()[id].examples["en"]]
                rows = []
                for id in self._topics:
                    mine = _unit(vectors[[i for i, owner in enumerate(owners) if owner == id]] - centre)
                    rows.append(_unit(mine.sum(axis=0, keepdims=True))[0])
                self._meaning = centre, np.stack(rows)
        return self._meaning

    def _by_letters(self, text: str, language: Language) -> Mapping[str, float]:
        with self._lock:
            if language not in self._letters:
                from sklearn.feature_extraction.text import TfidfVectorizer

                analyzer, pairs = ("char", (1, 2)) if language == "zh" else ("char_wb", (2, 4))
                vectorizer = TfidfVectorizer(analyzer=analyzer, ngram_range=pairs, sublinear_tf=True, preprocessor=fold)
                joined = ["\n".join(ledger()[id].examples[language]) for id in self._topics]
                self._letters[language] = vectorizer, vectorizer.fit_transform(joined).toarray()
        vectorizer, rows = self._letters[language]
        values = rows @ vectorizer.transform([text]).toarray()[0]
        return dict(zip(self._topics, map(float, values), strict=True))

    def _example_vectors(self, texts: Sequence[str]) -> Vectors:
        name = hashlib.sha256("\n".join([self._embedder.name, *texts]).encode()).hexdigest()[:24]
        vectors = _load(self._cache, name, len(texts))
        if vectors is None:
            vectors = self._embedder.encode(texts)
            _save(self._cache, name, vectors)
        return vectors


def _unit(rows: Vectors) -> Vectors:
    unit: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-6)
    return unit


_ELIGIBILITY = re.compile(
    r"(?i)\b(?:(?:can|could|may|would|will|do|does|am|is|are)\b[^?.]{0,60}\b(?:join|participate|participation|take part|enter|enrol\w*|"
    r"get in|sign up|eligible|eligibility|qualif\w*|allowed|accepted|ok(?:ay)?|exclu\w*|disqualif\w*|matter|a problem|included?|considered)"
    r"|rules? (?:me|him|her|them|someone|people|patients|us) out|(?:i|she|he|we|they|mother|mom|mum|father|dad|wife|husband|son|daughter|"
    r"sister|brother)\b[^?.]{0,20}\b(?:have|has|had|'ve|got|was|were|am|is|take|takes|taking|on|use|using|received|underwent|suffer\w*)\b"
    r"|i'?ve|im on|history of|diagnosed|exclu\w*|contraindicat\w*|with (?:a |an )?(?:prior|previous|history)|still join|prior|previous(?:ly)?)\b"
    r"|\b(?:in or out|deal ?breaker|(?:high|low|good|bad|old|young) enough|enough|satisf\w*|meets?|cut-?\s?off|threshold|permitted|forbidden)\b"
    r"|参加|入组|可以吗|能不能|行吗|行不行|可不可以|收不收|收吗|要不要紧|影响|符合|排除|得过|患有|有.{0,8}病|做过|用过|接受过"
    r"|\b(?:puedo|puede|pueden|participar|entrar|excluye|tengo|tiene|tuve|padezco|he tenido|me hicieron|tomo|aceptan?|admiten?|incluyen?|permiten?)\b"
)


def _from_content(topic: str, asked: Asked, record: TrialRecord) -> float:
    """What the question holds speaks for a topic: an age for ages, a place for sites, a named outcome for outcomes."""
    if topic == "lookup":
        return _lookup_score(asked, record)
    if topic == "age":
        short = len(asked.text.split()) <= 4
        return (
            (0.75 if short or _ELIGIBILITY.search(asked.text) else 0.2)
            if asked.ages or _MY_CHILD.search(asked.text)
            else 0.0
        )
    if topic in {"contact", "contact_phone", "contact_email", "site_address"} and asked.places:
        return 0.5 if _longest_cue(topic, asked.text) else 0.0
    if topic == "sites":
        return 0.5 if asked.places else 0.3 if asked.unknown_place else 0.0
    if topic in {"outcomes", "outcome_time_frame", "scale"} and asked.outcomes:
        return (0.75 if topic == "outcomes" else 0.45) if asked.outcome_named else 0.15
    if topic == "cohort_criteria" and asked.cohorts:
        return 0.55 if _CRITERIA.search(asked.text) else 0.2
    if topic in {"dose", "schedule", "route", "treatment_duration"} and _other_medicine(asked, record):
        return -0.6
    if topic == "dose" and asked.level is not None:
        return 0.1
    if topic == "arms" and NUMBERED.search(asked.text) and not asked.cohorts and len(record.arms) > 1:
        return 0.5
    if topic == "side_effects" and asks_of_an_event(record, asked):
        return 0.9
    if topic == "definition" and asked.term:
        return _definition_score(asked, record)
    return 0.0


_MY_CHILD = re.compile(
    r"(?i)\bmy (?:\w+ )?(?:son|daughter|child|kid|baby|grandson|granddaughter)\b(?=.*\b(?:join|participate|take part|enrol|sign up|too young)\b)"
)
_PERSONAL_TOPICS = frozenset({"lookup", "age", "pregnancy", "sex", "inclusion_criteria", "exclusion_criteria"})


def _facts(asked: Asked, record: TrialRecord) -> Iterator[str]:
    """The topics that what a person says of themselves belongs to, so that no fact is passed over."""
    if asked.ages:
        yield "age"
    if PREGNANCY.search(asked.text):
        yield "pregnancy"
    if subjects(asked, record) and _ELIGIBILITY.search(asked.text):
        yield "lookup"


def _lookup_score(asked: Asked, record: TrialRecord) -> float:
    named = subjects(asked, record)
    if not named:
        return -1.0
    if asked.counts:
        return 0.0
    measured = any(m.concept.kind in {"measures", "tests"} for m in named) and _THRESHOLD.search(asked.text)
    overlap = len(asked.cohorts) > 1 and _OVERLAP.search(asked.text)
    if overlap or _PAST.search(asked.text) or (measured and is_criterion(record, named)):
        return 1.2
    if _ELIGIBILITY.search(asked.text) or measured or _other_medicine(asked, record):
        return 0.7
    return 0.15


_THRESHOLD = re.compile(
    r"(?i)(?<![\w-])\d|\b(?:minimum|maximum|at screening|at entry|to (?:enter|join|qualify)|cut-?\s?off|threshold|required?|enough)\b|最低|至少"
)
_OVERLAP = re.compile(
    r"(?i)\b(?:overlap\w*|both|conflict\w*|as well as|exclu\w*|secondary|and also|together)\b|合并|同时|重叠|ambas|además"
)

# "I had chemotherapy" is about the person's past, whatever else the word may mean in the trial.
_PAST = re.compile(
    r"(?i)\b(?:i|he|she|we|they|mother|mom|mum|father|dad|wife|husband|son|daughter|sister|brother|patients?|who)\b(?:'ve|'s| have| has)?"
    r"(?: already| previously| once| just)? (?:had|got|received|underwent|been (?:on|treated|given|diagnosed)|was (?:on|treated|given|diagnosed)|"
    r"took|used|failed)\b|\b(?:history of|previously (?:treated|received)|prior (?:treatment|therapy|use|exposure))\b"
    r"|得过|做过|用过|接受过|打过|\b(?:tuve|he tenido|recib[ií]|(?:me|le|les) \w+(?:aron|ieron))\b"
)
_CRITERIA = re.compile(
    r"(?i)\b(?:criteria|criterion|require\w*|needs?|needed|qualif\w*|eligib\w*|enter|entry|inclusion|must)\b|条件|标准|要求|criterios|requisitos"
)


def _other_medicine(asked: Asked, record: TrialRecord) -> bool:
    """The question is about a medicine that is not the one under study: its dose is not the trial's dose."""
    mine = {m.concept.id for i in record.interventions for m in concepts(i.name.text)}
    mine |= {m.concept.id for arm in record.arms for m in concepts(arm.label.text)}
    return any(m.concept.kind == "drugs" and m.concept.id not in mine for m in asked.concepts)


# A name is written with capitals or digits inside: EQQUAL, CAR-NK, AZD0901.
_NAME = re.compile(r"\b(?=[\w-]*[A-Z])(?=[\w-]*[A-Z0-9-][\w-]*[A-Z0-9])[\w-]{2,}\b")


def _definition_score(asked: Asked, record: TrialRecord) -> float:
    term = asked.term or ""
    if len(term.split()) > 5:
        return 0.0
    if not (long_form(record, term) or explained(record, term)):
        return 0.8 if _NAME.search(term) and used(record, term) else 0.0
    acronym = (
        sum(c.isupper() for c in term) >= 2 or term in {"Cmax", "Tmax"} or (len(term.split()) == 1 and len(term) <= 6)
    )
    return 0.8 if acronym or _NAME.search(term) else 0.2


_SPLIT = re.compile(
    r"[?？;；。\n]+|(?<=\w)[.!]\s+|,?\s+(?:and|plus|also|y|además)\s+(?=\w+\s+\w+)|(?:，|、)?(?:还有|以及|另外)"
)


def _clauses(text: str) -> list[str]:
    found = [
        part.strip() for part in _SPLIT.split(text) if part and len(part.strip()) > (2 if not part.isascii() else 6)
    ]
    return found if len(found) > 1 else []


def _only(asked: Asked, clause: str) -> Asked:
    """The same question cut down to one clause: what stands outside the clause does not speak for a topic."""
    folded = fold(clause)
    return replace(
        asked,
        text=clause,
        ages=tuple(a for a in asked.ages if a.words in clause),
        places=tuple(p for p in asked.places if fold(p.name) in folded),
        concepts=tuple(m for m in asked.concepts if m.text in clause),
        outcomes=asked.outcomes
        if any(fold(w) in folded for o in asked.outcomes for w in re.findall(r"[A-Z][\w-]{2,}", o.measure.text))
        else (),
        term=asked.term if asked.term and asked.term in clause else None,
    )


def _load(cache: Path | None, name: str, rows: int) -> Vectors | None:
    with suppress(OSError, ValueError):
        if cache and (file := cache / f"{name}.npy").is_file():
            read: Vectors = np.load(file, allow_pickle=False)
            return read if read.ndim == 2 and len(read) == rows else None
    return None


def _save(cache: Path | None, name: str, vectors: Vectors) -> None:
    """Keep the vectors for the next start; a folder that cannot be written only costs time."""
    if cache is None:
        return
    temporary = ""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=cache, suffix=".npy")
        with os.fdopen(handle, "wb") as file:
            np.save(file, vectors)
        os.replace(temporary, cache / f"{name}.npy")
    except OSError:
        with suppress(OSError):
            os.unlink(temporary)
