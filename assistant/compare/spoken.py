"""Find the asker's own words for what is told of a thing: its clause, and the state that is told of it."""

from __future__ import annotations

import re

from assistant.medicine import Mention, concepts, mentions
from assistant.units import UNIT

LONGEST = 140
"""Characters of the asker's words that are said again."""

# How a state is spoken of, and the word for it that the check reads.
STATES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("uncontrolled", re.compile(r"(?i)\bun-?\s?control+ed|\bnot (?:well |really |properly |yet )?(?:under )?control+\w*|\b(?:poorly|badly) control+\w*|\bout of control|\ball over the place|\bdescontrolad[oa]|\bno (?:est[aá] )?(?:bien )?controlad[oa]|\bmal controlad[oa]|控制(?:得)?(?:不好|不佳|不住|很差)|(?:没有?|未)控制")),
    ("well-controlled", re.compile(r"(?i)(?<!un)(?<!un-)\bcontrol+ed\b|\b(?:under|good|in) control\b|\bcontrolad[oa]|控制(?:得)?(?:很?好|良好|稳定|住|可)")),
    ("cured", re.compile(r"(?i)\b(?:cured|healed|resolved|recovered|over it|gone|cleared|eradicated|in (?:full |complete )?remission|(?:fully|completely|successfully) treated)\b|\bcurad[oa]s?\b|\bsuperad[oa]\b|治愈|痊愈|治好|好了|康复")),
    ("inactive", re.compile(r"(?i)\b(?:inactive|dormant|not active|latent|quiescent)\b|\binactiv[oa]\b|\bno (?:est[aá] )?activ[oa]|不活动|非活动|没有?活动|静止")),
    ("active", re.compile(r"(?i)(?<!in)(?<!not )\bactive\b|\bcurrent(?:ly)?\b|\bongoing\b|(?<!no )(?<!est[aá] )\bactiv[oa]\b|(?<![不非没有])活动性?")),
    ("severe", re.compile(r"(?i)\b(?:severe|serious)\b|\bgrave\b|\bsever[oa]\b|重度|严重")),
    ("mild", re.compile(r"(?i)\bmild\b|\bleve\b|轻度|轻微")),
    ("moderate", re.compile(r"(?i)\bmoderate\b|\bmoderad[oa]\b|中度")),
    ("unstable", re.compile(r"(?i)\bunstable\b|\binestable\b|不稳定")),
    ("stable", re.compile(r"(?i)(?<!un)\bstable\b|(?<!in)\bestable\b|(?<!不)稳定")),
)  # fmt: skip
_CUT = re.compile(
    r"(?i),(?!\d)|\.(?!\d)|\s[-–—]\s|[;；，。?？!！、\n]|\b(?:and|but|y|pero|con)\b|\bwith\b(?! (?:it|him|her|me))"
)
_VALUE = re.compile(
    r"(?i)[^,;；，。?？]{0,40}?(?:1\s*[:：]\s*\d+|[<>≤≥]?\s*\d[\d.,]*\d|\d|\b(?:positiv[aeo]s?|negativ[aeo]s?|pos|neg)\b|[-+]ve|\(?[+-]\)?|阳性|阴性)"
    r"(?:\s*\(?1\s*[:：]\s*\d+\)?|\s*(?:[x×*]|times)\s*(?:the\s+)?(?:ULN|upper limit(?: of normal)?)"
    rf"|\s*(?:{UNIT}|[k万千](?!\w)|kilos?\b|[munpμµ]?[gl](?!\w)))?"
)
_MARKS = re.compile(r"[“”‘’\"]")


def region(name: str, text: str) -> str:
    """The words that can speak of the state of what is named: from the thing named before to the thing named after."""
    at = text.casefold().find(name.casefold())
    if at < 0:
        return ""
    start = max((m.end for m in _conditions(text) if m.end <= at), default=0)
    return text[max(start, at - 40) : _end(name, text, at)]


def states(words: str) -> list[str]:
    """The states that words tell, the plainer of two that shut each other out."""
    found = [word for word, pattern in STATES if pattern.search(words)]
    if "uncontrolled" in found:
        found = [w for w in found if w != "well-controlled"]
    return [w for w in found if w != "active"] if "inactive" in found else found


def clause(text: str, name: str) -> tuple[int, int] | None:
    """Where the words around a name stand, up to the next comma or conjunction; with the state that is told of it."""
    at = text.casefold().find(name.casefold())
    if at < 0:
        return None
    start = max((m.end() for m in _CUT.finditer(text, 0, at)), default=0)
    end = next((m.start() for m in _CUT.finditer(text, at + len(name))), len(text))
    # "... and it is cured": the state is told of it in the next clause.
    told = [m.end() for _, p in STATES for m in p.finditer(text, end, _end(name, text, at))]
    return start, max([end, *told])


def valued(text: str, name: str) -> tuple[int, int] | None:
    """Where a name stands with its value ("mRSS is exactly 10"), else the words around it."""
    at = text.casefold().find(name.casefold())
    given = _VALUE.match(text, at + len(name)) if at >= 0 else None
    return (at, given.end()) if given else clause(text, name)


def said(text: str, start: int, end: int) -> str:
    """A run of the asker's words as it is given back: without marks, and without the question at its end."""
    words = _MARKS.sub("", text[start:end]).strip(" .:?？!").lstrip("-–— ")
    return re.sub(r"(?i)\s+(?:ok(?:ay)?|met|meets?|allowed|a problem|satisfied|enough)$", "", words)


def _end(name: str, text: str, at: int) -> int:
    return min((m.start for m in _conditions(text) if m.start >= at + len(name)), default=len(text))


def _conditions(text: str) -> list[Mention]:
    return [m for m in mentions(text) if concepts()[m.concept].kind == "condition"]
