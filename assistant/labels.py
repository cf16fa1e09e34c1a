"""The labels that stand around a reply, in the reply's language."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.question import Language


@dataclass(frozen=True, slots=True)
class Labels:
    """One language's labels; `lang` is its BCP 47 tag."""

    lang: str
    quotes: str
    show: str
    silent: str
    partly: str
    searched: str
    next_steps: str
    declined: str
    copy: str
    more: str
    worded: str


_LABELS: dict[Language, Labels] = {
    "en": Labels(
        lang="en",
        quotes="The record’s own words",
        show="Show in the record",
        silent="Not in this record",
        partly="Only partly in this record",
        searched="Where I looked",
        next_steps="What you can do next",
        declined="I can only answer from the record",
        copy="From this copy of the record",
        more="more",
        worded="Worded by a language model, each sentence checked against the record",
    ),
    "zh": Labels(
        lang="zh",
        quotes="登记记录原文",
        show="在记录中查看",
        silent="本记录中没有说明",
        partly="本记录中只有部分说明",
        searched="我查找过的部分",
        next_steps="接下来您可以做什么",
        declined="我只能根据这份记录回答",
        copy="依据的记录副本",
        more="条更多",
        worded="由语言模型组织文字，每句话都已与记录核对",
    ),
    "es": Labels(
        lang="es",
        quotes="Las palabras del registro",
        show="Ver en el registro",
        silent="No figura en este registro",
        partly="Figura solo en parte en este registro",
        searched="Dónde he buscado",
        next_steps="Qué puede hacer ahora",
        declined="Solo puedo responder con lo que dice el registro",
        copy="De esta copia del registro",
        more="más",
        worded="Redactado por un modelo de lenguaje; cada frase se ha comprobado con el registro",
    ),
}


def labels(language: Language) -> Labels:
    """The labels for a reply's language; English where we have none."""
    return _LABELS.get(language, _LABELS["en"])
