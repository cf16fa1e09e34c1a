"""Read what a question holds: ages, places, diseases, a dose level, what kind of thing is asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from assistant.asked_ages import AskedAge, own_ages
from assistant.language import detect
from assistant.places import PlaceMention, places, same_in
from assistant.question import Audience, Language
from assistant.vocabulary import Mention, concepts
from ingest.record import Outcome, TrialRecord

Extreme = Literal["highest", "lowest", "next", "previous", "last"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what was understood of it; nothing here comes from outside the question and the record."""

    text: str
    language: Language
    audience: Audience = "patient"
    ages: tuple[AskedAge, ...] = ()
    age_group: Literal["children", "older"] | None = None
    sex: Literal["male", "female"] | None = None
    places: tuple[PlaceMention, ...] = ()
    unknown_place: str | None = None
    concepts: tuple[Mention, ...] = ()
    cohorts: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    outcome_named: bool = False
    level: int | Extreme | None = None
    term: str | None = None
    counts: bool = False
    personal: bool = False


_CHILDREN = re.compile(
    r"(?i)\b(?:child(?:ren)?|kids?|minors?|toddlers?|bab(?:y|ies)|infants?|newborns?|teen(?:ager)?s?|adolescents?|p(?:a)?ediatric|"
    r"my (?:\w+ )?(?:son|daughter|boy|girl)|under ?age|juveniles?|niñ[oa]s?|menores|adolescentes?|bebés?)\b|儿童|小孩|孩子|未成年|青少年|婴儿"
)
_OLDER = re.compile(
    r"(?i)\b(?:older (?:adults?|people|patients?|persons?)|elderly|seniors?|geriatric|pensioners?|too old|ancianos?|personas mayores|"
    r"adultos mayores)\b|老人|老年|高龄"
)
_GROWN = re.compile(r"(?i)\b(?:adults?|grown-?\s?ups?|adultos?)\b|成年人|成人|大人")
_MALE = re.compile(
    r"(?i)\b(?:m[ae]n|males?|boys?|husband|father|dad|brother|hombres?|varon(?:es)?|marido|padre|hermano)\b|男"
)
_FEMALE = re.compile(
    r"(?i)\b(?:wom[ae]n|females?|girls?|wife|mother|mom|mum|sister|ladies|mujer(?:es)?|esposa|madre|hermana)\b|女"
)
_COUNTS = re.compile(
    r"(?i)\bhow many\b|\bnumber of\b|\bhow much people\b|\bcu[aá]nt[oa]s\b|(?<![十百千好])几(?!十|百|千)|多少个|多少家|多少人|多少名"
)
_PERSONAL = re.compile(
    r"(?i)\b(?:i|i'?m|im|i've|ive|my|me|we|our|he|she|his|her|they|someone|somebody|anyone|patients?|people|persons?|subjects?|participants?|"
    r"mi|mis|tengo|puedo|estoy|he|soy|padezco|tuve)\b|我|他|她|妈|爸|患者|病人"
)
_LEVEL = re.compile(
    r"(?i)\b(?:dose\s*)?(?:level|group|cohort|tier|nivel)\s*(?:number|no\.?|de dosis)?\s*(?P<n>\d{1,2})\b"
    r"|\b(?P<m>\d{1,2})(?:st|nd|rd|th|º|er)?\s+(?:dose\s+)?(?:level|tier|nivel)\b"
    r"|\b(?P<w>first|second|third|fourth|fifth|sixth|primer|segundo|tercer|cuarto|quinto)\w*\s+(?:dose|level|tier|nivel|dosis|cohort)"
    r"|\b(?:dose|DL)\s*-?\s*(?P<d>\d)\b|第\s*(?P<z>[一二三四五六\d])\s*(?:个)?(?:剂量|级|档|组|水平)|剂量(?:水平|组)?\s*(?P<y>\d)"
)
_LEVEL_WORDS = {
    word: n
    for n, words in enumerate(
        (("first", "primer", "一", "1"), ("second", "segundo", "二", "2"), ("third", "tercer", "三", "3"),
         ("fourth", "cuarto", "四", "4"), ("fifth", "quinto", "五", "5"), ("sixth", "六", "6")), 1)
    for word in words
}  # fmt: skip
_EXTREMES: tuple[tuple[Extreme, re.Pattern[str]], ...] = (
    ("next", re.compile(r"(?i)\b(?:(?:level|dose|one) after|next (?:level|dose|one|higher)|after that|siguiente|después)\b|下一|之后的|再往上|再高")),
    ("previous", re.compile(r"(?i)\b(?:(?:level|dose|one) before|previous (?:level|dose|one)|before that|anterior)\b|上一|之前的")),
    ("highest", re.compile(r"(?i)\b(?:high(?:est)?|max(?:imum|imal)?|top|biggest|largest|strongest|most|greatest|m[aá]xim[oa]s?|más alt[oa]|mayor)\b|最高|最大|上限")),
    ("lowest", re.compile(r"(?i)\b(?:low(?:est)?|min(?:imum|imal)?|smallest|start(?:ing)?|least|weakest|initial|m[ií]nim[oa]s?|más baj[oa]|menor|inicial)\b|最低|最小|起始|初始")),
    ("last", re.compile(r"(?i)\b(?:last|final|últim[oa])\s+(?:level|dose|nivel|dosis)\b|最后")),
)  # fmt: skip
_TERM = (
    re.compile(r"(?i)\bwhat(?:\s+does|\s+do|'s|s)?\s+(?:the\s+)?(?:term|word|abbreviation|acronym|letters)?\s*[\"“'‘]?(?P<t>[^?\"”’]{2,50}?)[\"”'’]?\s+(?:mean|means|stand(?:s)?\s+for|refer)"),
    re.compile(r"(?i)\b(?:define|meaning of|definition of|explain(?: what)?|significado de|definici[oó]n de)\s+(?:the\s+)?[\"“'‘]?(?P<t>[^?\"”’]{2,50}?)[\"”'’]?\s*(?:is|to me|please|for me)?\s*[?.]?$"),
    re.compile(r"(?i)\b(?:what|wht|wat)(?:\s+exactly)?(?:\s+is|'s|s|\s+are)\s+(?:an?\s+|the\s+)?[\"“'‘]?(?P<t>[^?\"”’]{2,40}?)[\"”'’]?\s*[?.]?$"),
    re.compile(r"(?i)\bhow (?:is|are|do they|does the (?:record|trial|study)) (?:define )?(?:the )?[\"“'‘]?(?P<t>[^?\"”’]{2,50}?)[\"”'’]?\s+(?:operationally |formally )?defined"),
    re.compile(r"(?i)\bwhat counts as (?:an?\s+|the\s+)?[\"“'‘]?(?P<t>[^?\"”’]{2,40}?)[\"”'’]?\s*[?.]?$"),
    re.compile(r"(?i)¿?\s*qu[eé]\s+(?:significa|quiere decir|es|son)\s+(?:el\s+|la\s+|los\s+|las\s+|un\s+|una\s+)?[\"“«]?(?P<t>[^?\"”»]{2,40}?)[\"”»]?\s*[?.]?$"),
    re.compile(r"(?i)^\s*[\"“'‘]?(?P<t>[\w\-/ ]{2,40}?)[\"”'’]?\s*(?:[-–—:,]\s*what(?:'?s| is| does)?\s*(?:that|this|it)|\s(?:means?|stands? for|meaning|definition)\b)[^?]{0,12}[?.]?$"),
    re.compile(r"(?P<t>[\w\-/ ]{2,30}?)\s*(?:是什么意思|什么意思|是什么|指的是什么|代表什么)"),
    re.compile(r"什么是\s*(?P<t>[\w\-/ ]{2,30})"),
)  # fmt: skip
_ASIDE = re.compile(
    r"(?i)\s+(?:here|in (?:this|the) (?:trial|study|record|context|protocol)|en este (?:ensayo|estudio))\s*$"
)
_POINTING = re.compile(
    r"(?i)that|this|it|these|those|they|there|this (?:trial|study)(?: about)?|the (?:trial|study)(?: about)?"
)
_IN_PLACE = re.compile(
    r"(?:\b(?:in|near|around|at|from|close to|en|cerca de)\s+(?P<p>(?:the\s+)?[A-ZÁÉÍÓÚÑ][\w'’.-]+(?:\s+[A-ZÁÉÍÓÚÑ][\w'’.-]+){0,3}))"
)


def understand(
    text: str, record: TrialRecord | None, audience: Audience = "patient", language: Language | None = None
) -> Asked:
    """Read a question, with the record at hand for the names only it knows (its cohorts, sites and outcomes).

    `language` is the whole question's where the text is only a part of it.
    """
    text = unicodedata.normalize("NFKC", text) if any("\uff01" <= c <= "\uff5e" for c in text) else text
    language = language or detect(text)
    asked = Asked(
        text=text,
        language=language,
        audience=audience,
        ages=own_ages(text),
        age_group="children" if _CHILDREN.search(text) else "older" if _OLDER.search(text) else None,
        sex=_sex(text),
        places=places(text),
        concepts=concepts(text, language),
        level=_level(text),
        term=_term(text)
        or next((t for part in re.split(r"(?<=[?？.!。])\s*", text) if part and (t := _term(part))), None),
        counts=bool(_COUNTS.search(text)),
        personal=bool(_PERSONAL.search(text)),
    )
    if record is None:
        return asked
    found = _record_places(text, record, asked.places)
    outside = _IN_PLACE.search(text) if not found else None
    outcomes, sure = _outcomes(text, record)
    return replace(
        asked,
        places=found,
        unknown_place=outside["p"] if outside else None,
        cohorts=_cohorts(asked, record),
        outcomes=outcomes,
        outcome_named=sure,
    )


def _sex(text: str) -> Literal["male", "female"] | None:
    male, female = _MALE.search(text), _FEMALE.search(text)
    if bool(male) == bool(female):
        return None
    return "male" if male else "female"


def _level(text: str) -> int | Extreme | None:
    if m := _LEVEL.search(text):
        number = m["n"] or m["m"] or m["d"] or m["y"]
        return int(number) if number else _LEVEL_WORDS.get((m["w"] or m["z"]).lower())
    return next(iter(extremes(text)), None)


def extremes(text: str) -> tuple[Extreme, ...]:
    """The ends and neighbours of a row of doses that a text names: the highest, the lowest, the next."""
    return tuple(name for name, pattern in _EXTREMES if pattern.search(text))


def levels(text: str) -> Iterator[tuple[int, int]]:
    """Where a text names a dose level, by its number or as the highest or the lowest."""
    for pattern in (_LEVEL, *(pattern for _, pattern in _EXTREMES)):
        yield from ((m.start(), m.end()) for m in pattern.finditer(text))


def age_groups(text: str) -> Iterator[tuple[int, int]]:
    """Where a text names people by their age or sex."""
    for pattern in (_CHILDREN, _OLDER, _GROWN, _MALE, _FEMALE):
        yield from ((m.start(), m.end()) for m in pattern.finditer(text))


def _term(text: str) -> str | None:
    for pattern in _TERM:
        m = pattern.search(text)
        term = _ASIDE.sub("", m["t"]).strip(" \"'“”‘’¿?-:,") if m else ""
        if term and not _POINTING.fullmatch(term):
            return term
    return None


def _record_places(text: str, record: TrialRecord, known: tuple[PlaceMention, ...]) -> tuple[PlaceMention, ...]:
    """Add the cities, states, countries and hospitals of the record's own sites that the question names."""
    folded = fold(text)
    found = {m.name: m for m in known}
    for site in record.sites:
        country = site.country.text if site.country else None
        kinds = (("city", site.city), ("state", site.state), ("country", site.country), ("facility", site.facility))
        for kind, slice in kinds:
            if slice is None or len(slice.text) < 3 or any(same_in(country, slice.text, name) for name in found):
                continue
            at = re.search(rf"(?<!\w){re.escape(fold(slice.text))}(?!\w)", folded)
            if at:
                found[slice.text] = PlaceMention(slice.text, kind, at.start(), at.end())  # type: ignore[arg-type]
    return tuple(found.values())


def _cohorts(asked: Asked, record: TrialRecord) -> tuple[str, ...]:
    """The record's cohorts that the question names, by their own word or by another name of the disease."""
    found = []
    for cohort in record.cohorts:
        named = re.search(rf"(?<![\w-]){re.escape(cohort)}(?![\w-])", asked.text, re.I if len(cohort) > 4 else 0)
        mine = {m.concept.id for m in concepts(cohort, "en")}
        if named or any(m.concept.id in mine for m in asked.concepts):
            found.append(cohort)
    return tuple(found)


_COMMON = frozenset(
    """change incidence severity type adverse events event disease activity scores level levels dose study treatment patients rate
    time response number percentage proportion assessment baseline quality life safety efficacy survival overall progression free
    duration recommended phase regimen blood clinical of in to the and from for with by on at or as after before during up day week
    month year function primary secondary outcome measure other is are what how does it this that do will they be there which when
    who can my me am have has had get got any an if so not no who where why much many long take takes people person trial group
    measured used given about infusion cells only than more most less high low higher lower good bad better worse
    """.split()  # noqa: SIM905  (a list of words reads best as words)
)


def _outcomes(text: str, record: TrialRecord) -> tuple[tuple[Outcome, ...], bool]:
    """The outcomes the question names, and whether by a word that can only mean them.

    A short form (SLEDAI, BVAS, RP2D) is sure; a word that stands in one outcome's measure alone ("muscle") is not.
    """
    words = {w for w in re.findall(r"[a-z0-9][a-z0-9-]+", fold(text)) if w not in _COMMON}
    words |= {w.split("-")[0] for w in words if "-" in w and len(w.split("-")[0]) > 2}
    if not words or not record.outcomes:
        return (), False
    cohorts = set(map(fold, record.cohorts))
    sure = tuple(o for o in record.outcomes if words & (short_forms(o) - cohorts))
    if sure:
        return sure, True
    measures = [set(re.findall(r"[a-z][a-z-]{3,}", fold(o.measure.text))) - _COMMON for o in record.outcomes]
    shared = [words & own for own in measures]
    counted = [sum(1 / sum(w in m for m in measures) for w in found) for found in shared]
    best = max(counted)
    if best < 1:
        return (), False
    return tuple(o for o, score in zip(record.outcomes, counted, strict=True) if score == best), False


def short_forms(outcome: Outcome) -> set[str]:
    """The abbreviations of an outcome: those printed in its measure or beside its name, and its words' initials."""
    words = re.findall(r"[A-Za-zÀ-ž0-9][A-Za-zÀ-ž0-9-]*", outcome.measure.text)
    found = {fold(w) for w in words if sum(c.isupper() for c in w) >= 2 or re.fullmatch(r"[A-Z](?:max|min|trough)", w)}
    told = outcome.description.text if outcome.description else ""
    found |= {fold(w) for w in re.findall(r"\(([A-Z][\w-]{1,11})\)", told)}
    found |= {w.split("-")[0] for w in found if "-" in w and len(w.split("-")[0]) > 2}
    initials = [fold(w[0]) for w in words]
    for size in (3, 4, 5):
        found |= {"".join(initials[i : i + size]) for i in range(len(initials) - size + 1)}
    return {f for f in found if len(f) > 2 and f not in _COMMON}


def fold(text: str) -> str:
    """Lower case without accents, character for character where possible."""
    return "".join(unicodedata.normalize("NFD", c)[0] for c in text.casefold())
