"""Tell which trial a question is put to: by its number, or by where it stood in what was said."""

from __future__ import annotations

import re

from assistant.followup import ordinal
from assistant.question import Question
from assistant.route import names_a_topic
from ingest.library import Entry

NAMED_TRIAL = re.compile(r"(?i)\bNCT\d{8}\b")


def addressed(text: str) -> str:
    """The question without the number of the trial it is put to, where it asks for something else than that number."""
    plain = NAMED_TRIAL.sub("the trial", text)
    return plain if plain != text and names_a_topic(plain) else text


def pointed_at(question: Question, held: tuple[str, ...]) -> str | None:
    """The trial that is pointed at: by its place in the last list, or as the other of two; None when it is not plain."""
    turns: list[tuple[str, tuple[str, ...]]] = [
        (t.speaker, tuple(dict.fromkeys(NAMED_TRIAL.findall(t.text.upper())))) for t in reversed(question.history)
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


def known_trial(trial: str | None, entries: tuple[Entry, ...]) -> str | None:
    """The trial's id where the library holds it: whoever is in danger is answered whatever trial they name."""
    return next((e.id for e in entries if trial and e.id == trial.strip().upper()), None)
