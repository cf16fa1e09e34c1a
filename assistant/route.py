"""Find the topics a question is about: by the words that give a topic away, and by likeness to how people ask it."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.topics import TOPICS, ledger
from assistant.topics.eligibility import PREGNANCY
from assistant.topics.lookup import subjects
from assistant.topics.outcomes import explained, long_form
from assistant.understand import Asked, fold
from assistant.vocabulary import concepts
from ingest.embed import Embedder
from ingest.record import TrialRecord

CUE = 0.35
"""What a cue adds to a likeness between 0 and 1."""

ACCEPTED = 0.62
"""The least score that counts as being about a topic when no cue speaks for it."""

ACCEPTED_WITH_CUE = 0.45
"""The least score with a cue: short questions and Chinese ones are unlike any example, but a cue is strong evidence."""

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
        self._embedder = embedder
        self._cache = cache
        self._examples: list[tuple[str, str, str]] = [
            (id, language, text)
            for id, words in ledger().items()
            if id in TOPICS
            for language in ("en", "es", "zh")
            for text in words.examples[language]
        ]
        self._grams = [_grams(text) for _, _, text in self._examples]
        self._vectors: Vectors | None = None

    def route(self, asked: Asked, record: TrialRecord) -> tuple[Routed, ...]:
        """The topics a question is about, best first; none when nothing comes close enough."""
        whole = self._scores(asked, record)
        best = _best(whole)
        found = {best.topic: best} if best and _accepted(best) else {}
        if not found and subjects(asked, record):
            found = {"lookup": Routed("lookup", ACCEPTED, False)}
        for clause in _clauses(asked.text):
            part = _best(self._scores(_only(asked, clause), record))
            if part and part.cued and part.score >= ACCEPTED + 0.08:
                found.setdefault(part.topic, part)
        if found.keys() & _PERSONAL_TOPICS:
            for topic in _facts(asked, record):
                found.setdefault(topic, Routed(topic, ACCEPTED, True))
        ordered = sorted(
            found.values(), key=lambda r: (r.topic in _PERSONAL_TOPICS and len(found) > TOPICS_AT_ONCE, -r.score)
        )
        return tuple(ordered[: TOPICS_AT_ONCE + 1])

    def _scores(self, asked: Asked, record: TrialRecord) -> Mapping[str, Routed]:
        likeness = self._likeness(asked)
        scored = {}
        for id, words in ledger().items():
            if id not in TOPICS or (words.never and words.never.search(asked.text)):
                continue
            cues = [m for cue in words.cues if (m := cue.search(asked.text))]
            longest = max((len(m.group(0)) for m in cues), default=0)
            bonus = CUE + min(longest, 20) / 200 if cues else 0.0
            scored[id] = Routed(id, likeness.get(id, 0.0) + bonus + _from_content(id, asked, record), bool(cues))
        return scored

    def _likeness(self, asked: Asked) -> Mapping[str, float]:
        vectors = self._example_vectors()
        similarity = vectors @ self._embedder.encode([asked.text])[0]
        grams = _grams(asked.text)
        best: dict[str, float] = {}
        for i, (id, language, _) in enumerate(self._examples):
            shared = _dice(grams, self._grams[i])
            # The encoder was trained on English: Chinese is compared by its characters, Spanish by both.
            value = shared if language == "zh" else 0.75 * float(similarity[i]) + 0.25 * shared
            if language == "es":
                value = max(value, shared)
            best[id] = max(best.get(id, 0.0), value)
        return best

    def _example_vectors(self) -> Vectors:
        if self._vectors is None:
            texts = [text for _, _, text in self._examples]
            name = hashlib.sha256("\n".join([self._embedder.name, *texts]).encode()).hexdigest()[:24]
            self._vectors = _load(self._cache, name, len(texts))
            if self._vectors is None:
                self._vectors = self._embedder.encode(texts)
                _save(self._cache, name, self._vectors)
        return self._vectors


_ELIGIBILITY = re.compile(
    r"(?i)\b(?:(?:can|could|may|would|will|do|does|am|is|are)\b[^?.]{0,60}\b(?:join|participate|participation|take part|enter|enrol\w*|"
    r"get in|sign up|eligible|eligibility|qualif\w*|allowed|accepted|ok(?:ay)?|exclu\w*|disqualif\w*|matter|a problem|included?|considered)"
    r"|rules? (?:me|him|her|them|someone|people|patients|us) out|(?:i|she|he|we|they|mother|mom|mum|father|dad|wife|husband|son|daughter|"
    r"sister|brother)\b[^?.]{0,20}\b(?:have|has|had|'ve|got|was|were|am|is|take|takes|taking|on|use|using|received|underwent|suffer\w*)\b"
    r"|i'?ve|im on|history of|diagnosed|exclu\w*|contraindicat\w*|with (?:a |an )?(?:prior|previous|history)|still join|prior|previous(?:ly)?)\b"
    r"|\b(?:in or out|deal ?breaker|(?:high|low|good|bad|old|young) enough|enough|satisf\w*|meets?|cut-?\s?off|threshold|permitted|forbidden)\b"
    r"|参加|入组|可以吗|能不能|行吗|行不行|可不可以|收不收|收吗|要不要紧|影响|符合|排除|得过|患有|有.{0,8}病|做过|用过|接受过"
    r"|\b(?:puedo|puede|pueden|participar|entrar|excluye|tengo|tiene|tuve|padezco|he tenido|me hicieron|tomo)\b"
)


def _from_content(topic: str, asked: Asked, record: TrialRecord) -> float:
    """What the question holds speaks for a topic: an age for ages, a place for sites, a named outcome for outcomes."""
    if topic == "lookup":
        return _lookup_score(asked, record)
    if topic == "age":
        return 0.45 if asked.ages else 0.0
    if topic == "sites":
        return 0.5 if asked.places else 0.3 if asked.unknown_place else 0.0
    if topic in {"outcomes", "outcome_time_frame", "scale"} and asked.outcomes:
        return (0.6 if topic == "outcomes" else 0.3) if asked.outcome_named else 0.15
    if topic == "cohort_criteria" and asked.cohorts:
        return 0.55 if _CRITERIA.search(asked.text) else 0.2
    if topic in {"dose", "schedule", "route", "treatment_duration"} and _other_medicine(asked, record):
        return -0.6
    if topic == "dose" and asked.level is not None:
        return 0.1
    if topic == "definition" and asked.term:
        return _definition_score(asked, record)
    return 0.0


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
    measured = any(m.concept.kind in {"measures", "tests"} for m in named) and re.search(r"\d", asked.text)
    if _ELIGIBILITY.search(asked.text) or measured or _other_medicine(asked, record):
        return 0.75
    return 0.15


_CRITERIA = re.compile(r"(?i)\b(?:criteria|criterion|require\w*|needs?|needed|qualif\w*|eligib\w*|enter|entry|inclusion|must)\b|条件|标准|要求|criterios|requisitos")


def _other_medicine(asked: Asked, record: TrialRecord) -> bool:
    """The question is about a medicine that is not the one under study: its dose is not the trial's dose."""
    mine = {m.concept.id for i in record.interventions for m in concepts(i.name.text)}
    mine |= {m.concept.id for arm in record.arms for m in concepts(arm.label.text)}
    return any(m.concept.kind == "drugs" and m.concept.id not in mine for m in asked.concepts)


def _definition_score(asked: Asked, record: TrialRecord) -> float:
    term = asked.term or ""
    if len(term.split()) > 5 or not (long_form(record, term) or explained(record, term)):
        return 0.0
    acronym = (
        sum(c.isupper() for c in term) >= 2 or term in {"Cmax", "Tmax"} or (len(term.split()) == 1 and len(term) <= 6)
    )
    return 0.45 if acronym else 0.2


def _accepted(one: Routed) -> bool:
    return one.score >= (ACCEPTED_WITH_CUE if one.cued else ACCEPTED)


def _best(scored: Mapping[str, Routed]) -> Routed | None:
    return max(scored.values(), key=lambda r: r.score, default=None)


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
    from dataclasses import replace

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


def _grams(text: str) -> frozenset[str]:
    """Character pairs for Chinese, triples for other scripts."""
    folded = " ".join(["", *re.findall(r"[^\W_]+", fold(text)), ""])
    size = 2 if re.search(r"[\u3400-\u9fff]", folded) else 3
    folded = folded.replace(" ", "") if size == 2 else folded
    return frozenset(folded[i : i + size] for i in range(len(folded) - size + 1))


def _dice(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _load(cache: Path | None, name: str, rows: int) -> Vectors | None:
    with suppress(OSError, ValueError):
        if cache and (file := cache / f"{name}.npy").is_file():
            read: Vectors = np.load(file, allow_pickle=False)
            return read if read.ndim == 2 and len(read) == rows else None
    return None


def _save(cache: Path | None, name: str, vectors: Vectors) -> None:
    """Keep the vectors for the next start; a folder that cannot be written only costs time."""
    with suppress(OSError):
        if cache:
            cache.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=cache, suffix=".npy")
            with os.fdopen(handle, "wb") as file:
                np.save(file, vectors)
            os.replace(temporary, cache / f"{name}.npy")
