"""Find the doses an arm's words name."""

from __future__ import annotations

import re

from ingest.record import Dose, Slice, sub_slice

_LEVEL = re.compile(
    r"(?i)\bdose\s*(?:level|group|cohort)?\s*-?\s*(?P<level>\d{1,2}|[IVX]{1,4})\s*[:：]\s*(?P<amount>[^:：;；\n]*?)"
    r"(?=[;；,，.。]?\s*(?:\bdose\s*(?:level|group|cohort)?\s*-?\s*(?:\d{1,2}|[IVX]{1,4})\s*[:：]|total|[;；\n]|\.\s|\Z))"
)
_AMOUNT = re.compile(
    r"(?i)(?<![\w.,])(?P<amount>\d[\d,. ]*(?:\s*(?:[-–~]|to)\s*\d[\d,.]*)?\s*"
    r"(?:[x×*]\s*10\s*\\?[\^]?\s*\(?\d{1,2}\)?\s*)?"
    r"(?:mg|g|kg|µg|μg|ug|mcg|ng|ml|mL|l|iu|miu|units?|u|mmol|mol|meq|gy|cgy|mci|mbq|gbq|millions?|vg|pfu|cfu|cells?|"
    r"tablets?|capsules?|puffs?|drops?|%)"
    r"(?:\s*/\s*(?:kg|m2|m\^2|m²|day|d|h|hr|hour|dose|week|ml|mL|cm2|min|l|\d+\s*m[lL]))*"
    r"(?:\s*(?:cells?|viral genomes))?)(?![\w])"
)
# A stop inside a number or an abbreviation ("s.c every 4 weeks", "i.v. on day 1") ends no sentence.
_SENTENCE = re.compile(r"[^.;\n]*(?:\.(?:(?=[\w])|(?<=\b\w\.\w\.)(?=\s+[a-z0-9(]))[^.;\n]*)*[.;]?")
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}


def doses(words: Slice | None) -> tuple[Dose, ...]:
    """Return numbered dose levels where the words number them, otherwise every amount with its sentence."""
    if words is None:
        return ()
    levels = tuple(
        Dose(
            int(m["level"]) if m["level"].isdigit() else _ROMAN.get(m["level"].upper()),
            sub_slice(words, m.start(), m.end("amount")),
            sub_slice(words, m.start("amount"), m.end("amount")),
        )
        for m in _LEVEL.finditer(words.text)
        if re.search(r"\d", m["amount"])
    )
    if levels:
        return levels
    found = []
    for m in _AMOUNT.finditer(words.text):
        sentence = next(s for s in _SENTENCE.finditer(words.text) if s.start() <= m.start() < s.end())
        found.append(
            Dose(None, sub_slice(words, sentence.start(), sentence.end()), sub_slice(words, m.start(), m.end()))
        )
    return tuple(found)
