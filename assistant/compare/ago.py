"""Read how long ago something was, in English, Chinese and Spanish."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORDS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "un": "1", "una": "1", "dos": "2", "tres": "3", "cuatro": "4", "cinco": "5",
    "seis": "6", "siete": "7", "ocho": "8", "nueve": "9", "diez": "10", "doce": "12",
    "一": "1", "两": "2", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8", "九": "9", "十": "10",
}  # fmt: skip
_LATIN = "|".join(word for word in _WORDS if word.isascii())
_AGO = re.compile(
    rf"(?i)(?:\bhace\s+(?:unos\s+|unas\s+)?(?P<es>\d+|{_LATIN})\s+(?P<eu>d[ií]as?|semanas?|mes(?:es)?|años?))"
    r"|(?P<zh>\d+|[一两二三四五六七八九十])\s*(?P<zu>天|周|个?星期|个月|年)(?:以?前|之前)"
    rf"|(?<![\w.])(?P<en>\d+(?:\.\d+)?|{_LATIN}|an?)\s*(?P<u>days?|weeks?|wks?|months?|mos?|years?|yrs?|[dwmy])\s*(?:ago|back|prior|before now)\b"
)
_DAYS = {"d": 1.0, "天": 1.0, "w": 7.0, "s": 7.0, "周": 7.0, "个星": 7.0, "星": 7.0, "m": 30.4375, "个": 30.4375, "y": 365.25, "a": 365.25, "年": 365.25}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ago:
    """A time before today, in days, and where its words stand."""

    days: float
    start: int
    end: int


def ago(text: str) -> Ago | None:
    """The first time ago that a text tells ("10 days ago", 两个月前, "hace 3 semanas")."""
    m = _AGO.search(text)
    if m is None:
        return None
    word, unit = (m["es"], m["eu"]) if m["es"] else (m["zh"], m["zu"]) if m["zh"] else (m["en"], m["u"])
    number = float(_WORDS.get(word.lower(), "1" if word.lower() in ("a", "an") else word))
    return Ago(number * (_DAYS.get(unit[:2].lower()) or _DAYS.get(unit[:1].lower()) or 1.0), m.start(), m.end())
