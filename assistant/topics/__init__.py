"""The answerability ledger: every standard question of a registry record, with its resolver and its words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from assistant.question import Language
from assistant.topics import (
    design,
    eligibility,
    glossary,
    lookup,
    outcomes,
    people,
    practical,
    results,
    sites,
    status,
    treatment,
)
from assistant.topics.topic import Point, Resolution, Topic

TOPICS: Mapping[str, Topic] = {
    topic.id: topic
    for module in (
        eligibility,
        lookup,
        treatment,
        sites,
        people,
        status,
        design,
        outcomes,
        practical,
        results,
        glossary,
    )
    for topic in module.TOPICS
}


@dataclass(frozen=True, slots=True)
class Words:
    """How a topic is called and asked for."""

    label: Mapping[str, str]
    cues: tuple[re.Pattern[str], ...]
    never: re.Pattern[str] | None
    beats: frozenset[str]
    examples: Mapping[str, tuple[str, ...]]


@cache
def ledger() -> Mapping[str, Words]:
    """Read the words of every topic."""
    read = yaml.safe_load(files("assistant.topics").joinpath("ledger.yaml").read_text("utf-8"))
    read.pop("version")
    return {
        id: Words(
            label=words["label"],
            cues=tuple(re.compile(cue, re.I) for cue in words.get("cues", ())),
            never=re.compile(words["never"], re.I) if "never" in words else None,
            beats=frozenset(words.get("beats", ())),
            examples={language: tuple(words.get(language, ())) for language in ("en", "zh", "es")},
        )
        for id, words in read.items()
    }


def label(topic: str, language: Language) -> str:
    """What a topic is called in a language."""
    return ledger()[topic].label[language if language != "other" else "en"]


__all__ = ["TOPICS", "Point", "Resolution", "Topic", "Words", "label", "ledger"]
