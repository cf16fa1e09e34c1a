"""Make of a question the things that are answered one by one, each with what it needs from the others."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.followup import Standing, carry, continued
from assistant.parts import SHORT, asks_something, parts
from assistant.question import Language, Question
from assistant.route import ASKS_OF_A_PERSON, PERSONAL_TOPICS, cued_topics, names_a_topic
from assistant.understand import Asked, understand
from ingest.record import TrialRecord

_PLACE_TOPICS = frozenset({"sites", "site_count", "site_address", "site_status", "countries", "distance"})
_NEAR_ME = re.compile(
    r"(?i)\b(?:near(?:by|er|est)?|clos(?:e|er|est)|around here|local(?:ly)?|my (?:area|city|town|state|region|country)|cerca(?:n[oa]s?)?)\b|附近|最近的|离我|当地|就近"
)


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that is asked: as it was understood, in the asker's own words (empty where they were read anew), and
    the question it may lean on."""

    asked: Asked
    words: str
    earlier: str | None = None


@dataclass(frozen=True, slots=True)
class Asks:
    """What a question asks, in order; `more` when there was too much of it."""

    each: tuple[Ask, ...]
    more: bool = False


def asks(question: Question, standing: Standing, record: TrialRecord, language: Language) -> Asks:
    """Cut a question that stands on its own, and give each part what was told beside it.

    What a person tells of themselves belongs to the part that asks about a person; a place that is told, to the part
    that asks for one nearby; a group, to every part.
    """

    def read(text: str) -> Asked:
        return understand(text, record, question.audience, language)

    cut = parts(standing.text, language, names_a_topic)
    alone = len(cut.asked) == 1
    whole = not names_a_topic(cut.asked[0]) or not asks_something(cut.asked[0], language)
    if alone and (not cut.told or whole or _of_a_person(cut.asked[0])):
        # What is told is what is asked about, or the question says too little without it.
        asked = carry(read(standing.text), question, record, standing.earlier)
        return Asks((Ask(asked, standing.text, standing.earlier),))
    told = read(cut.told)
    tell = cut.told
    found: list[Ask] = []
    for words in cut.asked:
        before = found[-1].asked.text if found else standing.earlier
        text = (continued(words, before, record) if found and before else None) or words
        if tell and _of_a_person(words):
            text, tell = f"{tell} {text}" if tell[-1] in ";；。" else f"{tell}. {text}", ""
        asked = (
            _of_the_same(read(text), found[-1].asked)
            if found
            else carry(read(text), question, record, standing.earlier)
        )
        found.append(Ask(_with(asked, told), words if words in question.text else "", before))
    return Asks(tuple(found), cut.more)


_SOMEONE = re.compile(r"(?i)\b(?:i|he|she|we|they|him|her|me|us|them)\b|[我他她]|\b(?:puedo|puede|me|le)\b")


def _of_a_person(words: str) -> bool:
    """Whether a part asks about the person that the sentences beside it tell of."""
    topics = cued_topics(words)
    if topics & PERSONAL_TOPICS or ASKS_OF_A_PERSON.search(words):
        return True
    return not topics and (bool(_SOMEONE.search(words)) or len(words.split()) <= SHORT)


_IT = re.compile(r"(?i)\b(?:it|its|they|this|that|these|those)\b|它|这个|\b(?:eso|esto|ese|esa)\b")


def _of_the_same(asked: Asked, before: Asked) -> Asked:
    """ "What is the mRSS and when is it measured": the second part is about what the first one names."""
    if not re.search(r"[?？.!。]\W*$", before.text):
        asked = replace(asked, cohorts=asked.cohorts or before.cohorts)  # a group holds for the whole of a sentence
    if not _IT.search(asked.text) or asked.outcomes or asked.concepts or asked.cohorts or not before.outcome_named:
        return asked
    return replace(asked, outcomes=before.outcomes, outcome_named=True)


def _with(asked: Asked, told: Asked) -> Asked:
    nearby = _NEAR_ME.search(asked.text) or cued_topics(asked.text) & _PLACE_TOPICS
    return replace(
        asked,
        cohorts=asked.cohorts or told.cohorts,
        places=asked.places or (told.places if nearby else ()),
        unknown_place=asked.unknown_place or (told.unknown_place if nearby and not asked.places else None),
    )
