"""Read the ages that a question gives of whoever would take part, and of nobody else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.assertion import CHILDREN, RELATIVES, RELATIVES_ES, RELATIVES_ZH
from assistant.vocabulary import concepts


@dataclass(frozen=True, slots=True)
class AskedAge:
    """An age in the question, in years, with the words it was given in."""

    years: float
    words: str


# What a number counts when it is no age: "I'm 12 wk pregnant", "he is 3 days out of surgery", "I'm 6 cycles in".
_COUNTED = r"(?:weeks?|wks?|days?|hours?|hrs?|minutes?|mins?|cycles?|visits?|doses?|times|rounds?|semanas|d[ií]as|horas|ciclos|sesiones|veces)"
_AGE = re.compile(
    rf"""(?ix)
    (?:\b(?:i\s*['’]?\s*a?m|im|iam|he\s*['’]?s|she\s*['’]?s|he\s+is|she\s+is|is|are|am|turn(?:ing|s|ed)?|age[ds]?|
       (?:just\s+)?turned|tengo|tiene|cumpl[ií]|edad(?:\s+de)?|at|being|of)\s+(?:only\s+|now\s+|just\s+|already\s+|about\s+|almost\s+)?
       (?P<a>\d{{1,3}})(?!\d|[.,]\d|%|/\d|\s*(?:mg|kg|ml|%|points?|cm|lbs?|million))
       (?:\s*(?P<ua>months?|meses)(?:\s+old)?\b|\s*(?P<uw>weeks?|wks?|days?|semanas)\s+old\b|(?!\s*{_COUNTED}\b)))
    |(?<![\d.])(?P<b>\d{{1,3}})\s*-?\s*(?P<ub>years?|yrs?|months?|weeks?|wks?|days?)?\s*-?\s*(?:old\b|of\s+age\b)
    |(?<![\d.])(?P<c>\d{{1,3}})\s*(?:y\.?\s?/?o\.?|yo|yrs?\s+old|y(?:rs?)?(?=\s*\d{{1,2}}\s*m|\s*[,/;]|\s+(?:male|female|man|woman|m|f)\b))(?!\w)
    |(?<![\d.])(?P<g>\d{{1,3}})\s*(?:years?|yrs?|y)\s*(?:,|and)?\s*\d{{1,2}}\s*(?:months?|mos?|m)\b
    |(?<![\d.])(?P<d>\d{{1,3}})\s*(?:周?岁|歲)
    |(?<![\d.])(?P<e>\d{{1,3}})\s*(?P<ue>años|anos)\b
    |\b(?:tiene|cumpli[oó]|de\s+edad|(?:beb[eé]|ni[nñ][oa]|hij[oa]|niet[oa]|sobrin[oa]|herman[oa])s?(?:\s+(?:\w+\s+)?de)?)\s+(?P<h>\d{{1,3}})\s*(?P<uh>meses)\b
    |(?<![\d.])(?P<f>\d{{1,3}})\s*[/ ]?\s*(?:[MF]\b|male|female|m/|f/)
    |(?P<z>[一二三四五六七八九十百两]{{1,4}})\s*(?:周?岁|歲)
    """
)
_LASTS = re.compile(
    r"(?i)(?:for|since|past|last|within|after|every|during|hace|desde|durante|llev[oa]|llevamos|tras|despu[eé]s de|cada|[uú]ltimos|dentro de|en)\s*$"
)
_TIME_SINCE = re.compile(r"(?i)\s*(?:years|yrs|años)\s+(?:ago|of|with|since|hace)")


def own_ages(text: str) -> tuple[AskedAge, ...]:
    """The ages of whoever would take part, each once: no time that something has lasted, and nobody else's age."""
    found = []
    for m in _AGE.finditer(text):
        number = next(m[g] for g in "abcdefghz" if m[g])
        start = m.start() if m["a"] is None else m.start("a")
        unit = (m["ua"] or m["uw"] or m["ub"] or m["ue"] or m["uh"] or "years").lower()
        if (
            _follows_a_measure(text[: m.start()])
            or _LASTS.search(text[:start])
            or (m["a"] and _TIME_SINCE.match(text[m.end() :]))
            or _of_somebody_else(text, start, m.end(), unit)
        ):
            continue
        years = float(number) if number.isdigit() else float(_cjk_number(number))
        divisor = {"mo": 12, "me": 12, "we": 365.25 / 7, "wk": 365.25 / 7, "se": 365.25 / 7, "da": 365.25}.get(
            unit[:2], 1
        )
        if 0 <= years / divisor <= 150:
            found.append(AskedAge(years / divisor, number if divisor == 1 else f"{number} {unit}"))
    return tuple({a.words: a for a in found}.values())


# "I have a 2 year old at home" tells the age of nobody who asks to join.
_AT_HOME = re.compile(
    r"(?i)\b(?:nursing|breast-?\s?feeding|feeding|i (?:have|ve got|got)|i've got|with) (?:a|an|our|my|her|his)\s+$"
)
_FEEDS = re.compile(
    r"(?i)\b(?:nursing|breast-?\s?feed\w*|breast-?\s?fed|lactat\w*|amamant\w*|lactancia|(?:d(?:oy|ar|ando|a)|dándole|dar(?:le)?) (?:\w+ )?(?:pecho|de mamar))\b|哺乳|喂奶|母乳"
)
_FED = re.compile(
    rf"(?i)\b(?:{CHILDREN}|son|daughter|kid|boy|girl|beb[eé]s?|ni[nñ][oa]s?|hij[oa]s?)\b|孩子|宝宝|婴儿|儿子|女儿|小孩"
)
_GIVES = re.compile(r"(?i)\bdonors?\b|\bdonantes?\b|供者|供体|捐献者|捐赠者")
_I_AM = re.compile(r"(?i)\b(?:i\s*['’]?\s*a?m|i am|tengo|yo)\s+(?:\w+\s+)?$|我(?:今年|现在|已经|都|是)?$")
_KIN = re.compile(
    rf"(?i)\b(?:my|our|mis?|nuestr[oa])\s+(?:\w+\s+)?(?:{RELATIVES}|{RELATIVES_ES}|{CHILDREN}|beb[eé]|ni[nñ][oa]|kid|boy|girl)(?:['’]s)?\b[^.;,?]{{0,14}}$"
    rf"|我?(?:的|家)?(?:{RELATIVES_ZH}|妈|爸|老公|老婆|孩子|宝宝|老伴)[^。；，,]{{0,4}}$"
)
_MAY_I = re.compile(
    r"(?i)\b(?:can|could|may|am|would|will) i\b(?! (?:\w+ )?(?:enrol|register|sign|bring|enter|get|put|apply))|\b(?:puedo|podr[ií]a yo|me (?:aceptan|admiten))\b"
    r"|我(?:自己|还|也)?(?:能|可以|可不可以|符合)"
)
_THEY = re.compile(
    r"(?i)\b(?:she|her|he|him|them|they|it|la|lo|le|ella|él|inscribirl[oa]|apuntarl[oa]|llevarl[oa])\b|[她他它带替帮]"
)


def _of_somebody_else(text: str, start: int, end: int, unit: str) -> bool:
    """A nursed child's age, a donor's, or a relative's where "can I" asks for oneself."""
    before = text[:start]
    if _AT_HOME.search(before):
        return True
    clause = re.split(r"[.;,?!，。；？！]", before)[-1] + re.split(r"[.;,?!，。；？！]", text[start:])[0]
    if _FEEDS.search(text) and (unit[:2] not in {"ye", "yr", "añ", "an"} or _FED.search(clause)):
        return True
    if _GIVES.search(clause) and not _I_AM.search(before):
        return True
    return bool(_KIN.search(before) and _MAY_I.search(text) and not _THEY.search(text[end:]))


def _follows_a_measure(before: str) -> bool:
    """ "mRSS of 10", "my creatinine is 2": the number belongs to the measure, not to a person's age."""
    last = before.rstrip()[-40:]
    named = concepts(last, "en")
    return any(m.concept.kind in {"measures", "tests"} and not last[m.end :].strip(" :=of") for m in named)


_CJK_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}


def _cjk_number(word: str) -> int:
    if "百" in word:
        head, _, rest = word.partition("百")
        return _CJK_DIGITS.get(head, 1) * 100 + (_cjk_number(rest) if rest else 0)
    if "十" in word:
        tens, _, ones = word.partition("十")
        return _CJK_DIGITS.get(tens, 1) * 10 + _CJK_DIGITS.get(ones, 0)
    return int("".join(str(_CJK_DIGITS.get(c, 0)) for c in word))
