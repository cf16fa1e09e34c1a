"""Say a point in a language: the sentences stand in `wording.yaml`, the quotes come from the record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

import yaml

from assistant.places import alias
from assistant.question import Audience, Language
from assistant.topics.topic import Lines, Point, Value
from assistant.wording.glossary import glosses
from ingest.record import Slice

_INLINE = 140
"""Characters up to which one quote stays in its sentence; a longer one begins a line of its own."""

_END = "\ue000"
"""Stands behind the last bullet of a list until the sentence around it is written: a private character of Unicode."""

_NAME, _NAMES = 62, 600
"""Characters of each, and of all, up to which several quotes stay in their sentence: names, not sentences."""


@cache
def _wording() -> Mapping[str, Mapping[str, str]]:
    read: dict[str, Mapping[str, str]] = yaml.safe_load(
        files("assistant.wording").joinpath("wording.yaml").read_text("utf-8")
    )
    del read["version"]
    return {**read, **glosses()}


def say(point: Point, language: Language, audience: Audience) -> str:
    """Write a point as a sentence with its quotes."""
    shown = {name: _shown(value, language, audience) for name, value in point.slots.items()}
    if "as_of" in shown:
        shown["as_of"] = aged(shown["as_of"], language)
    if isinstance(place := point.slots.get("place"), str):
        shown["place"] = alias(place, language) or place
    said = _closed(phrase(point.say, language, audience, **shown))
    if language == "zh" and point.say.split(".")[0] in _OF_PLACES:
        return _with_aliases(said, point)
    return re.sub(r": +\n", ":\n", said)


_OF_PLACES = frozenset({"sites", "countries", "site_address", "contact"})
"""Sentences whose quotes are names of places and hospitals."""


def _closed(said: str) -> str:
    """Begin on its own line what is said after a list of bullets; the stop that ends a sentence of words is dropped."""
    ended = re.sub(rf"{_END}[.;。；]?\s*(?={_END}|\n|$)", "", said)
    return re.sub(rf"{_END}[.,;:。，；：]?[ ]*", "\n", ended)


def _with_aliases(said: str, point: Point) -> str:
    """A Chinese sentence with the Chinese names behind the record's own, marked as ours."""
    names = {one.text: named for one in point.slices() if (named := alias(one.text, "zh"))}
    for text, named in names.items():
        said = said.replace(f"“{text}”", f"“{text}”（{named}）")
    said = re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", said)
    between = "\n" if "\n" in said else ""
    return said + between + phrase("alias.note", "zh") if names else said


def aged(as_of: str, language: Language) -> str:
    """The age of a copy in a language: its words are ours, its dates the record's."""
    for words in ("undated copy", "last updated", "verified"):
        if as_of.startswith(words):
            rest = as_of.removeprefix(words)
            # A Chinese sentence has Chinese commas, in and out of brackets.
            return phrase(f"as_of.{words.replace(' ', '_')}", language) + (
                rest.replace(", ", "，") if language == "zh" else rest
            )
    return as_of


def phrase(key: str, language: Language, audience: Audience = "patient", **slots: object) -> str:
    """Write a sentence of the catalogue; a language without sentences of its own is answered in English."""
    sentences = _wording().get(f"{key}.{audience}") or _wording()[key]
    return sentences[language if language != "other" else "en"].format(**slots)


def _shown(value: Value, language: Language, audience: Audience) -> str:
    if isinstance(value, Slice):
        return f"“{value.text}”"
    if isinstance(value, Point):
        return say(value, language, audience)
    if isinstance(value, Lines):
        said = [say(one, language, audience) for one in value.points]
        return "; ".join(said) if value.inline else _bulleted(said)
    if not isinstance(value, tuple):
        return str(value)
    comma = "、" if language == "zh" else ", "
    rows = [comma.join(f"“{one.text}”" for one in (row if isinstance(row, tuple) else (row,))) for row in value]
    if len(rows) == 1 and len(rows[0]) <= _INLINE:
        return rows[0]
    if all(isinstance(row, Slice) for row in value) and max(map(len, rows)) <= _NAME and sum(map(len, rows)) <= _NAMES:
        return comma.join(rows)
    return _bulleted(rows)


def _bulleted(rows: Iterable[str]) -> str:
    return "".join(f"\n• {row}" for row in rows) + _END
