"""Say a point in a language: the sentences stand in `wording.yaml`, the quotes come from the record."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from assistant.question import Audience, Language
from assistant.topics.topic import Point, Value
from ingest.record import Slice

_INLINE = 140
"""Characters up to which one quote stays in its sentence; a longer one, or several, begin lines of their own."""


@cache
def _wording() -> Mapping[str, Mapping[str, str]]:
    read: dict[str, Mapping[str, str]] = yaml.safe_load(
        files("assistant.wording").joinpath("wording.yaml").read_text("utf-8")
    )
    del read["version"]
    return read


def say(point: Point, language: Language, audience: Audience) -> str:
    """Write a point as a sentence with its quotes."""
    return phrase(point.say, language, audience, **{name: _shown(value) for name, value in point.slots.items()})


def phrase(key: str, language: Language, audience: Audience = "patient", **slots: object) -> str:
    """Write a sentence of the catalogue; a language without sentences of its own is answered in English."""
    sentences = _wording().get(f"{key}.{audience}") or _wording()[key]
    return sentences[language if language != "other" else "en"].format(**slots)


def _shown(value: Value) -> str:
    if isinstance(value, Slice):
        return f"“{value.text}”"
    if isinstance(value, tuple):
        if len(value) == 1 and len(value[0].text) <= _INLINE:
            return f"“{value[0].text}”"
        if (
            all(len(one.text) <= 60 for one in value)
            and len(value) <= 40
            and sum(len(one.text) for one in value) <= 600
        ):
            return ", ".join(f"“{one.text}”" for one in value)
        return "".join(f"\n• “{one.text}”" for one in value)
    return str(value)
