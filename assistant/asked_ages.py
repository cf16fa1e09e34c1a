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
       (?:just\s+)?turned|tengo|tiene|cumpl(?:[ií]|e|i[oó])|edad(?:\s+de)?|(?:{RELATIVES}|{CHILDREN})['’]s|at|being|of)\s+(?:only\s+|now\s+|just\s+|already\s+|about\s+|almost\s+)?
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
    |(?:今年|现年|虚岁|年龄|年纪|(?:{RELATIVES_ZH}|[妈爸爹娘公婆伴孩我他她]|患者|病人))(?:今年|现在|已经|都|快|刚|满|过|有|是)*\s*
       (?P<k>\d{{1,3}}|[一二三四五六七八九十百两]{{2,4}})\s*(?=了|[，,。；;？?！!]|$|能|可以|还|行)
    """
)
_LASTS = re.compile(
    r"(?i)(?:for|since|past|last|within|after|every|during|hace|desde|durante|llev[oa]|llevamos|tras|despu[eé]s de|cada|[uú]ltimos|dentro de|en)\s*$"
)
# "lleva más de 12 años con lupus": about how long; "for over 65 years old" is an age, and is no number of bare years.
_LASTS_ABOUT = re.compile(
    r"(?i)\b(?:for|since|past|last|hace|desde|durante|llev[oa]|llevamos)\s+(?:about|over|around|some|almost|nearly|more than|"
    r"at least|m[aá]s de|unos|casi|cerca de|alrededor de|como|ya|los)\s*$"
)
# "A history of 8 pack years": what is counted follows the number.
_OF_SOMETHING = re.compile(r"(?i)^(?:of|at|being)\b")
_COUNTS_WHAT = re.compile(
    r"\s+(?!(?:years?|yrs?|yo|y|months?|old|and|or|with|who|can|could|would|is|now|but|to|so|for|in|if|on|has|have|he|she|i|we|they|did|do)\b)[a-z]"
)
# "70 years and 6 months old" is one age: the months alone are none.
_AND_YEARS = re.compile(r"(?i)\d\s*(?:years?|yrs?|y)\s*(?:and|,)?\s*$")
_YEARS_OF = re.compile(r"(?i)\s+(?:de\s+(?!edad\b)(?-i:[a-zá-ú])|con\s+(?:la|el|esta)\s+(?:enfermedad|dolencia)\b)")
_TIME_SINCE = re.compile(r"(?i)\s*(?:years|yrs|años)\s+(?:ago|of|with|since|hace)")


def own_ages(text: str) -> tuple[AskedAge, ...]:
    """The ages of whoever would take part, each once: no time that something has lasted, and nobody else's age."""
    found = []
    for m in _AGE.finditer(text):
        number = next(m[g] for g in "abcdefghzk" if m[g])
        start = m.start("a") if m["a"] else m.start("k") if m["k"] else m.start()
        unit = (m["ua"] or m["uw"] or m["ub"] or m["ue"] or m["uh"] or "years").lower()
        if (
            ((m["a"] or m["f"]) and not _SAID_OF_A_PERSON.match(m[0]) and _follows_a_measure(text[: m.start()]))
            or (m["a"] and _precedes_a_measure(text[m.end() :]))
            or _LASTS.search(text[:start])
            or ((m["a"] or m["e"]) and _LASTS_ABOUT.search(text[:start]))
            or (m["a"] and _TIME_SINCE.match(text[m.end() :]))
            or (m["a"] and _OF_SOMETHING.search(m[0]) and _COUNTS_WHAT.match(text, m.end()))
            or (unit.startswith("mo") and _AND_YEARS.search(text[: m.start()]))
            or (m["e"] and _YEARS_OF.match(text[m.end() :]))
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


# "my creatinine is high. I'm 45", "she turned 60": the words themselves say that a person is meant.
_SAID_OF_A_PERSON = re.compile(
    r"(?i)(?:i\s*['’]?\s*a?m|im|iam|s?he\s*(?:['’]\s*s|is)|tengo|tiene|cumpl\w+|edad|age[ds]?|(?:just\s+)?turn\w*)\b"
)
_READ_OFF = (
    r"c[ao]mes? back|coming back|came (?:in|out)|measur(?:es|ed)|reads?|register(?:s|ed)|tested|results?|levels?|scores?|counts?|"
    r"values?|readings?|tit(?:er|re)s?|sali[oó]|salieron|resultados?|nivel(?:es)?|valor(?:es)?|puntuaci[oó]n"
)
"""What only a measure does or has: "came back at 12", "a level of 12"."""
_BETWEEN = re.compile(
    rf"(?i)(?:[\s:=(]|\b(?:{_READ_OFF}|is|are|was|were|be(?:en)?|has|have|now|today|currently|still|just|only|about|around|at|of|to|"
    rf"went|gone|rose|fell|dropped|up|down|es|son|era|fue|est[aá]|ahora|hoy|en|de)\b)*$"
)
_READ_OFF_WORDS = re.compile(rf"(?i)\b(?:{_READ_OFF})\b")
# The ends of the names of what is measured in blood (hormones, enzymes, salts, proteins, cells): no list is complete.
_SUBSTANCE = re.compile(
    r"(?i)\b(?!cousins?\b|(?:\w*grand)?children\b|twins?\b|guardian\b|\w*(?:some|any|every|no|other)one\b|one\b)\w{2,}(?:ins?|ine|ina|ases?|asa|iol|esterol|isol|ium|ides?|idos?|ates?|atos?|ones?|ona|"
    r"ogens?|cytes?|citos?|phils?|filos?|ets|ose|osa|tropin)$"
)
_NAMED_ALONE = re.compile(
    r"(?i)(?:^\W*|\b(?:my|his|her|their|our|mis?|sus?)\s+(?:\w+\s+)?)(?!(?:join|begin|remain|again|within|disease|phase|case|dose|those|since)\b)[\w-]+$"
)
_SHORT_NAME = re.compile(r"(?<!\w)(?=[\w-]*[A-Z]\w*[A-Z0-9])[A-Z][\w-]*$")
_PERSON = re.compile(
    rf"(?i)\b(?:{RELATIVES}|{RELATIVES_ES}|{CHILDREN}|kid|boy|girl|teen(?:ager)?|friend|patient|neighbou?r|niece|nephew|aunt|uncle|cousin|"
    r"man|woman|person|he|she|i|they|who)(?:['’]s)?$"
)


def _follows_a_measure(before: str) -> bool:
    """ "mRSS of 10", "my estradiol came back at 12": the number belongs to the measure, not to a person's age."""
    clause = re.split(r"[.;,?!，。；？！]|\b(?:and|but|y|pero)\b", before)[-1][-60:]
    between = _BETWEEN.search(clause)
    name = clause[: between.start()] if between else clause
    if _PERSON.search(name):
        return False
    if between and _READ_OFF_WORDS.search(between[0]):
        return True
    return _ends_in_a_measure(name, short=not before.isupper())


def _ends_in_a_measure(name: str, *, short: bool) -> bool:
    if any(m.concept.kind in {"measures", "tests"} and not name[m.end :].strip() for m in concepts(name, "en")):
        return True
    # "her ferritin was 80", "ferritin 80": a word that stands elsewhere ("so can I join at 74") only ends like one.
    substance = _SUBSTANCE.search(name) and _NAMED_ALONE.search(name.rstrip())
    return bool(substance or (short and _SHORT_NAME.search(name)))


_OF_WHAT = re.compile(r"(?i)\s+(?:de|on|for)\s+(?:(?:the|my|la|el|mi)\s+)?([\w-]+(?:\s[\w-]+){0,2})")


def _precedes_a_measure(after: str) -> bool:
    """ "tengo 12 de hemoglobina", "I'm at 12 on the BVAS"."""
    named = _OF_WHAT.match(after)
    if not named:
        return False
    if any(m.concept.kind in {"measures", "tests"} and m.start == 0 for m in concepts(named[1], "es")):
        return True
    return bool(re.match(r"\s+de\s", after) and _SUBSTANCE.search(named[1].split()[0]))


_CJK_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}


def _cjk_number(word: str) -> int:
    if "百" in word:
        head, _, rest = word.partition("百")
        return _CJK_DIGITS.get(head, 1) * 100 + (_cjk_number(rest) if rest else 0)
    if "十" in word:
        tens, _, ones = word.partition("十")
        return _CJK_DIGITS.get(tens, 1) * 10 + _CJK_DIGITS.get(ones, 0)
    return int("".join(str(_CJK_DIGITS.get(c, 0)) for c in word))
