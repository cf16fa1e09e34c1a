"""The words of the page around an answer: labels in each language, example questions for each audience."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.question import Audience, Language


@dataclass(frozen=True, slots=True)
class Words:
    """Labels that stand around a reply, in the reply's language."""

    lang: str
    quotes: str
    show: str
    silent: str
    partly: str
    searched: str
    next_steps: str
    declined: str
    copy: str


_WORDS: dict[Language, Words] = {
    "en": Words(
        lang="en",
        quotes="The record’s own words",
        show="Show in the record",
        silent="Not in this record",
        partly="Only partly in this record",
        searched="Where I looked",
        next_steps="What you can do next",
        declined="I can only answer from the record",
        copy="From this copy of the record",
    ),
    "zh": Words(
        lang="zh",
        quotes="登记记录原文",
        show="在记录中查看",
        silent="本记录中没有说明",
        partly="本记录中只有部分说明",
        searched="我查找过的部分",
        next_steps="接下来您可以做什么",
        declined="我只能根据这份记录回答",
        copy="依据的记录副本",
    ),
    "es": Words(
        lang="es",
        quotes="Las palabras del registro",
        show="Ver en el registro",
        silent="No figura en este registro",
        partly="Figura solo en parte en este registro",
        searched="Dónde he buscado",
        next_steps="Qué puede hacer ahora",
        declined="Solo puedo responder con lo que dice el registro",
        copy="De esta copia del registro",
    ),
}

WHAT_THIS_IS = (
    "I quote one trial’s public record, word for word. I am not a doctor, and I cannot tell you whether you can join. "
    "In an emergency, call your local emergency number."
)

EXAMPLES: dict[Audience, tuple[str, ...]] = {
    "patient": (
        "Who can take part?",
        "Am I too old at 74?",
        "Which hospitals are taking part?",
        "What treatment would I get?",
        "¿Puedo participar si estoy embarazada?",
        "哪些医院参加？",
    ),
    "clinician": (
        "List the exclusion criteria",
        "What are the arms and doses?",
        "Primary outcomes and their time frames",
        "Which prior treatments exclude a patient?",
        "Who is the contact?",
    ),
}


def words(language: Language) -> Words:
    """The labels for a reply's language; English where we have none."""
    return _WORDS.get(language, _WORDS["en"])
