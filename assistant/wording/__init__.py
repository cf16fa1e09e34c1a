"""Say a point in a language: the sentences stand in `wording.yaml`, the quotes come from the record."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from assistant.question import Audience, Language
from assistant.topics.topic import Lines, Point, Value
from ingest.record import Slice

_INLINE = 140
"""Characters up to which one quote stays in its sentence; a longer one begins a line of its own."""

_NAME, _NAMES = 62, 600
"""Characters of each, and of all, up to which several quotes stay in their sentence: names, not sentences."""


@cache
def _wording() -> Mapping[str, Mapping[str, str]]:
    read: dict[str, Mapping[str, str]] = yaml.safe_load(
        files("assistant.wording").joinpath("wording.yaml").read_text("utf-8")
    )
    del read["version"]
    return read


def say(point: Point, language: Language, audience: Audience) -> str:
    """Write a point as a sentence with its quotes."""
    shown = {name: _shown(value, language, audience) for name, value in point.slots.items()}
    if "as_of" in shown:
        shown["as_of"] = aged(shown["as_of"], language)
    return phrase(point.say, language, audience, **shown)


def aged(as_of: str, language: Language) -> str:
    """The age of a copy in a language: its words are ours, its dates the record's."""
    for words in ("undated copy", "last updated", "verified"):
        if as_of.startswith(words):
            return phrase(f"as_of.{words.replace(' ', '_')}", language) + as_of.removeprefix(words)
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
        return "; ".join(said) if value.inline else "".join(f"\n• {one}" for one in said)
    if not isinstance(value, tuple):
        return str(value)
    rows = [", ".join(f"“{one.text}”" for one in (row if isinstance(row, tuple) else (row,))) for row in value]
    if len(rows) == 1 and len(rows[0]) <= _INLINE:
        return rows[0]
    if all(isinstance(row, Slice) for row in value) and max(map(len, rows)) <= _NAME and sum(map(len, rows)) <= _NAMES:
        return ", ".join(rows)
    return "".join(f"\n• {row}" for row in rows)
