"""Compare what a question tells of a patient (values, times, states, doses) with the criteria that name it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from assistant.amounts import dosed, labelled
from assistant.facts import Condition, PatientFacts, Treatment, UnusableFacts, impossible
from assistant.facts import Test as TestFact
from assistant.judge import Holds, Known, Patient, judge, patient
from assistant.medicine import Mention, concepts, fold, is_a, measure, mentions
from assistant.note import read_note
from assistant.rules import Node, leaves, parse
from assistant.rules.predicate import All, Classified, Defined, Either, Has, Measured, Not, Predicate, Tested, Underwent
from assistant.rules.quantity import COMPARATOR, comparator, days_of
from assistant.topics.named import every_name, holds_name
from assistant.topics.said import about_a_relative, asks_something_else, denied, of_another, own_groups
from assistant.understand import Asked
from assistant.units import convert
from assistant.vocabulary import Mention as NamedConcept
from assistant.vocabulary import concepts as vocabulary_concepts
from assistant.weigh import Weighed, weighed
from ingest.record import Criterion, Span, TrialRecord, sub_slice

_MOST = 6
_LONGEST = 140
"""Characters of the asker's words that are said again."""
_SHORT = 12
"""Words up to which a criterion is about little else than the thing it names."""
Mended = tuple[tuple[str, str], ...]
"""Misspelt names of the question, each with the name of what is meant."""

# A head that takes its parts back: what stands under it is no demand of its own.
_DENIES = re.compile(r"(?i)\b(?:no|not|none|without|absence|free of|except|unless|other than)\b")
_CUT = re.compile(
    r"(?i),(?!\d)|\.(?!\d)|\s[-–—]\s|[;；，。?？!！、\n]|\b(?:and|but|y|pero|con)\b|\bwith\b(?! (?:it|him|her|me))"
)
# A clause of its own that begins after a comma: what is denied before it is not denied in it.
_NEW_CLAUSE = re.compile(
    r"(?i),\s*(?=(?:but\s+|and\s+)?(?:i|he|she|they|it|we)\b\s*(?:have|has|had|am|is|was|do|take)|(?:but|pero|sino)\b)|\s+(?:but|pero|sino|just|only)\s+(?=(?:i |s[ií] |tengo |has |have |he |she ))"
    r"|[，,]\s*(?=(?:但|只|有|我有|他有|她有))"
)
_FILLER = re.compile(
    r"(?i)\b(?:exactly|precisely|currently|right now|roughly|almost|nearly)\s+(?=\d)|(?<=\d)\s*(?=k\b)"
)
_THOUSANDS = re.compile(r"(?i)(?<![\d.,])(\d{1,4}(?:\.\d)?)\s*(k\b|thousand\b|万|千)")
_ULN = re.compile(
    r"(?i)(\d+(?:\.\d+)?)\s*(?:[x×*]|times|-?fold|veces|倍)\s*(?:the\s+|el\s+)?(?:ULN|upper limit|normal|l[ií]mite|正常)"
)
_KIN = re.compile(
    r"(?i)\bmy (?:\w+ )?(?:sons?|daughters?|child|kid|baby|toddler|boy|girl|grand\w+|granson|mother|father|mom|mum|dad|mama|wife|husband|partner|sister|brother|aunt|uncle|friend)(?:['’]s)?(?:\s+(?=(?:he|she)\b)(?:he|she))?"
    r"|我(?:的)?(?:妈妈|妈|爸爸|爸|母亲|父亲|儿子|女儿|孩子|丈夫|妻子|老公|老婆)|\bmi (?:madre|padre|hij[oa]|espos[oa]|marido|herman[oa])\b"
)
# How a state is spoken of, and the word for it that the check reads.
_STATES: tuple[tuple[str, re.Pattern[str]], ...] = (
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
_SAYS_MORE = re.compile(
    r"(?i)\d|\b(?:ago|since|for|neg|pos|negative|positive|years?|months?|weeks?|days?|past|previously|used to|once|never)\b|阳性|阴性|前|\bhace\b|\bnunca\b"
)
_WORD_NUMBERS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "un": "1", "una": "1", "dos": "2", "tres": "3", "cuatro": "4", "cinco": "5",
    "seis": "6", "siete": "7", "ocho": "8", "nueve": "9", "diez": "10", "doce": "12",
    "一": "1", "两": "2", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8", "九": "9", "十": "10",
}  # fmt: skip
_AGO = re.compile(
    rf"(?i)(?:\bhace\s+(?:unos\s+|unas\s+)?(?P<es>\d+|{'|'.join(k for k in _WORD_NUMBERS if k.isascii())})\s+(?P<eu>d[ií]as?|semanas?|mes(?:es)?|años?))"
    r"|(?P<zh>\d+|[一两二三四五六七八九十])\s*(?P<zu>天|周|个?星期|个月|年)(?:以?前|之前)"
    rf"|(?<![\w.])(?P<en>\d+(?:\.\d+)?|{'|'.join(k for k in _WORD_NUMBERS if k.isascii())}|an?)\s*(?P<u>days?|weeks?|wks?|months?|mos?|years?|yrs?|[dwmy])\s*(?:ago|back|prior|before now)"
)
_DAYS = {"d": 1.0, "天": 1.0, "w": 7.0, "s": 7.0, "周": 7.0, "个星": 7.0, "星": 7.0, "m": 30.4375, "个": 30.4375, "y": 365.25, "a": 365.25, "年": 365.25}  # fmt: skip


def compared(record: TrialRecord, asked: Asked, today: date) -> tuple[Weighed, ...]:
    """The criteria that what the question tells settles or leaves open, each once; what is not told settles nothing.

    Besides bare values: how long ago, in which state (cured, controlled), of which dose. A relative counts as the
    patient only where the question asks for the relative; what is only asked about ("is HIV allowed?") is no fact.
    """
    asked = replace(asked, cohorts=own_groups(asked))
    found: list[Weighed] = []
    if not asks_something_else(asked.text):
        found += _told(record, asked, today)
        found += labelled(record, asked)
        found += dosed(record, asked)
    found += (one for one in weighed(record, asked, today) if one.fact in asked.text)
    sure = {one.criterion.slice.span for one in found if one.holds != "unknown"}
    said: dict[Span, Weighed] = {}
    parts = {one.criterion.slice.span for one in found if one.quote.span != one.criterion.slice.span}
    for one in found:
        whole = one.criterion.slice.span
        # A sure word stands before an open one, and what is said of its parts before a word on the whole.
        if (one.holds == "unknown" and whole in sure) or (one.quote.span == whole and whole in parts):
            continue
        said.setdefault(one.quote.span, one)
    return tuple(said.values())[:_MOST]


def _told(record: TrialRecord, asked: Asked, today: date) -> Iterator[Weighed]:
    mended = tuple(dict.fromkeys((m.text, m.concept.id) for m in asked.concepts if _is_misspelt(m)))
    facts = _facts(asked.text, mended)
    if facts is None:
        return
    readings = [patient(one, today, _studied(record)) for one in _units(facts)]
    for criterion, node in _rules(record):
        if criterion.cohort is not None and asked.cohorts and criterion.cohort not in asked.cohorts:
            continue
        about = [leaf for leaf in leaves(node) if isinstance(leaf, Has | Underwent | Tested | Measured | Classified)]
        mine = [leaf for leaf in about if _speaks(leaf, readings[0])]
        if not mine:
            continue
        if len(criterion.slice.text.split()) > _SHORT and not any(map(_comparable, mine)) and not _tested(mine):
            continue  # in a long sentence a bare name may be only an example, or a circumstance
        fact = _words(mine, readings[0], asked.text, mended)
        # A group's rule on a disease is for those of the group only.
        if not fact or (
            criterion.cohort and not asked.cohorts and not any(isinstance(p, Measured | Tested) for p in mine)
        ):
            continue
        yield from _judged(criterion, node, mine, readings, fact, asked.text, mended)


@lru_cache(maxsize=64)
def _studied(record: TrialRecord) -> frozenset[str]:
    """The diseases the trial is about: "other diseases" are other than these."""
    words = (*record.cohorts, *(one.text for one in record.conditions))
    return frozenset(m.concept for text in words for m in mentions(text) if concepts()[m.concept].kind == "condition")


def _judged(
    criterion: Criterion,
    node: Node,
    mine: Sequence[Predicate],
    readings: list[Patient],
    fact: str,
    text: str,
    mended: Mended,
) -> Iterator[Weighed]:
    whole = (_lasted(node, readings[0]) if isinstance(node, Has) else None) or _agreed(node, readings)
    apart = All if criterion.kind == "inclusion" else Either
    parts = [p for p in _flat(node, apart) if isinstance(p, Has | Underwent | Tested | Measured) and p in mine]
    verdicts = {_lasted(p, readings[0]) or _agreed(p, readings) for p in parts}
    several = len(parts) > 1 and (len(verdicts) > 1 or len({_words([p], readings[0], text, mended) for p in parts}) > 1)
    if whole in ("yes", "no") and not several and _rests_on(node, mine, readings[0]):
        yield Weighed(criterion, criterion.slice, whole, fact)
        return
    settled = False
    for part in parts:
        holds = _lasted(part, readings[0]) or _agreed(part, readings)
        place = _bound_place(part, criterion.slice.text) or _place(part.phrase, criterion.slice.text)
        if holds in ("yes", "no") and place is not None:
            settled = True
            own = _words([part], readings[0], text, mended) or fact
            yield Weighed(criterion, sub_slice(criterion.slice, *place), holds, own)
    if not settled and whole in ("yes", "no") and _rests_on(node, mine, readings[0]):
        yield Weighed(criterion, criterion.slice, whole, fact)
        return
    present = any(_about(leaf, k) and k.status not in ("absent", "never") for leaf in mine for k in readings[0].known)
    if not settled and present and any(_comparable(leaf) for leaf in mine):
        yield Weighed(criterion, criterion.slice, "unknown", fact)


def _flat(node: Node, kind: type[All] | type[Either]) -> Iterator[Node]:
    """The demands of a criterion that stand side by side, each settled by itself."""
    if isinstance(node, Defined) and kind is All:
        node = node.by
    if not isinstance(node, kind):
        return
    for part in node.parts:
        if isinstance(part, kind | Defined):
            yield from _flat(part, kind)
        else:
            yield part


def _place(phrase: str, text: str) -> tuple[int, int] | None:
    """Where a phrase of the tree stands in the criterion, once; the record may escape its signs."""
    if len(text.split()) <= 6:
        return None
    signs = re.compile(r"[<>*^~=]")
    words = ("".join((r"\\?" if signs.match(c) else "") + re.escape(c) for c in word) for word in phrase.split())
    pattern = r"\s+".join(words)
    found = list(re.finditer(pattern, text))
    return (found[0].start(), found[0].end()) if len(found) == 1 else None


def _bound_place(leaf: Predicate, text: str) -> tuple[int, int] | None:
    """The piece of a list of values that holds one measure with its bound."""
    if not isinstance(leaf, Measured):
        return None
    ends = [*(m.start() for m in _LISTED.finditer(text)), len(text)]
    starts = [0, *(m.end() for m in _LISTED.finditer(text))]
    value = re.compile(rf"(?<![\d.]){re.escape(f'{leaf.value:g}')}(?!\d)")
    found = [
        (a, b)
        for a, b in zip(starts, ends, strict=True)
        if value.search(text[a:b].replace(",", "")) and leaf.concept in {m.concept for m in mentions(text[a:b])}
    ]
    return found[0] if len(found) == 1 and len(ends) > 1 else None


_LISTED = re.compile(r"(?i)[,;]\s+(?:and\s+|or\s+)?|\s+and\s+")
_TIME_BOUND = re.compile(rf"(?i)^(?P<c>{COMPARATOR})?\s*(?P<n>\d+(?:\.\d+)?)\s*(?P<u>days?|weeks?|months?|years?)$")


def _lasted(leaf: Node, who: Patient) -> Holds | None:
    """How long a disease has been there, against a length of time that the check leaves uncounted."""
    if not isinstance(leaf, Has) or len(leaf.amounts) != 1:
        return None
    bound = _TIME_BOUND.match(leaf.amounts[0].strip())
    sign = comparator(bound["c"]) if bound and bound["c"] else None
    lasting = [k.lasting for k in who.known if _about(leaf, k) and k.lasting is not None]
    if bound is None or sign is None or len(lasting) != 1:
        return None
    days = days_of(bound["n"], bound["u"])
    return (
        "yes"
        if {"<": lasting[0] < days, "<=": lasting[0] <= days, ">": lasting[0] > days, ">=": lasting[0] >= days}[sign]
        else "no"
    )


def _agreed(node: Node, readings: list[Patient]) -> Holds:
    """What holds under every unit that a bare number may have been given in."""
    found = {judge(node, who).holds for who in readings}
    return found.pop() if len(found) == 1 else "unknown"


def _rests_on(node: Node, mine: Sequence[Predicate], who: Patient) -> bool:
    """Whether the verdict stands on what was told, and not on a silence or on another leaf alone."""
    told = {k.words for leaf in mine for k in who.known if _about(leaf, k)}
    return bool(told & set(judge(node, who).facts))


def _tested(mine: Sequence[Predicate]) -> bool:
    return any(isinstance(leaf, Tested) for leaf in mine)


def _comparable(leaf: Predicate) -> bool:
    """A demand that a value, a time or a state could settle."""
    if isinstance(leaf, Measured | Classified):
        return isinstance(leaf, Measured) or leaf.lasting is not None
    if isinstance(leaf, Has):
        return bool(leaf.window or leaf.lasting or leaf.states or leaf.amounts)
    return isinstance(leaf, Underwent) and bool(leaf.window or leaf.amounts)


def _speaks(leaf: Predicate, who: Patient) -> bool:
    """Whether something told, with a value, a time or a state, is about what this leaf names."""
    return any(_about(leaf, k) for k in who.known)


def _about(leaf: Predicate, k: Known) -> bool:
    if k.concept is None or not _specific(k):
        return False
    if isinstance(leaf, Classified):
        return (
            leaf.lasting is not None
            and k.kind == "condition"
            and k.lasting is not None
            and bool(leaf.disease)
            and is_a(k.concept, leaf.disease or "")
        )
    if isinstance(leaf, Measured | Tested):
        return k.kind == "test" and (is_a(k.concept, leaf.concept)) and (k.test is not None)
    if not isinstance(leaf, Has | Underwent) or (isinstance(leaf, Has) and leaf.concept in ("disease",)):
        return False
    if k.kind == "test":
        return False
    if k.status == "absent" and _FOR_IT.search(leaf.phrase):
        return False
    return is_a(k.concept, leaf.concept) or (k.status in ("absent", "never") and k.concept == leaf.concept)


# "Anti-GVHD therapy" is no GVHD that could be absent.
_FOR_IT = re.compile(r"(?i)\banti-|\btherap|\btreat|\bprophyla|\bmedicat|\bvaccin")


def _specific(k: Known) -> bool:
    """Whether more is told than that it is there: a value, a result, a time, a state, an end."""
    if k.kind == "test":
        return k.test is not None and (k.test.value is not None or k.test.result is not None)
    return (
        k.days_ago is not None
        or k.lasting is not None
        or k.status in ("history", "absent", "never")
        or any(word in k.words for word, _ in _STATES)
        or k.outcome is not None
    ) and k.status not in ("family", "suspected", "planned")


# --- reading the question as a note -----------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _facts(text: str, mended: Mended) -> PatientFacts | None:
    """What the question tells, as facts; None when it tells nothing that could be compared."""
    for wrong, right in mended:
        text = text.replace(wrong, right)
    if not (
        _SAYS_MORE.search(text)
        or any(p.search(text) for _, p in _STATES)
        or re.search(r"(?i)\b(?:no|not|sin|without)\b|没|无", text)
    ):
        return None
    note = _THOUSANDS.sub(_in_full, text)
    note = _KIN.sub("The patient ", note) if about_a_relative(text) else note
    note = _NEW_CLAUSE.sub(". ", _FILLER.sub("", note))
    try:
        facts = read_note(note)
    except UnusableFacts:
        return None
    asked = [s for s in facts.sentences if _ASKED.search(s)]
    facts = _of_the_patient(facts, text)
    told = facts.model_copy(
        update={
            "conditions": tuple(_state(c, text) for c in facts.conditions if not _only_asked(c, asked)),
            "treatments": tuple(_dated(t, text) for t in facts.treatments if not _only_asked(t, asked)),
            "tests": tuple(_multiple(t, text) for t in facts.tests),
        }
    )
    return told if told.conditions or told.treatments or told.tests else None


def _of_the_patient(facts: PatientFacts, text: str) -> PatientFacts:
    """The facts without a relative's, and without an absence that the asker does not plainly state ("not sure if")."""
    named = vocabulary_concepts(text)

    def kept(fact: Condition | Treatment) -> bool:
        mine = [m for m in named if m.text.casefold() == fact.name.casefold()]
        if any(of_another(text, m) for m in mine):
            return False
        # A name the note reads longer or shorter than the vocabulary is left alone, unless it is said to be absent.
        return fact.status not in ("absent", "never") or any(denied(text, m, named) for m in mine)

    conditions, treatments = filter(kept, facts.conditions), filter(kept, facts.treatments)
    return facts.model_copy(update={"conditions": tuple(conditions), "treatments": tuple(treatments)})


_ASKED = re.compile(
    r"(?i)^\W*(?:is|are|was|were|do|does|can|could|would|will|should|what|which|how|if)\b(?![^?]*\b(?:i|he|she|my)\b[^?]*\b(?:had|have|has|stopped|finished|was|took)\b)[^?]*\?"
    r"|\b(?:allowed|permitted|accepted|excluded|an exclusion|ok)\s*\?"
)


def _only_asked(fact: Condition | Treatment, asked: Iterable[str]) -> bool:
    """A thing that stands only in a question about it ("prior pembrolizumab allowed?") is not told of a patient."""
    return fact.words in asked and not getattr(fact, "days_ago", None)


def _in_full(m: re.Match[str]) -> str:
    times = {"万": 10_000, "千": 1000}.get(m[2], 1000)
    return f"{float(m[1]) * times:.0f} "


def _region(name: str, text: str) -> str:
    """The words that can speak of the state of what is named: from the thing named before to the thing named after."""
    at = text.casefold().find(name.casefold())
    if at < 0:
        return ""
    start = max((m.end for m in _conditions(text) if m.end <= at), default=0)
    return text[max(start, at - 40) : at] + _after(name, text, at)


def _after(name: str, text: str, at: int) -> str:
    end = min((m.start for m in _conditions(text) if m.start >= at + len(name)), default=len(text))
    return text[at:end]


def _conditions(text: str) -> list[Mention]:
    return [m for m in mentions(text) if concepts()[m.concept].kind == "condition"]


def _state(condition: Condition, text: str) -> Condition:
    """The condition with its state in the words that the check reads, and with how long it has been there."""
    around = _region(condition.name, text).replace(condition.name, " ")
    found = [word for word, pattern in _STATES if pattern.search(around)]
    if "uncontrolled" in found:
        found = [w for w in found if w != "well-controlled"]
    if "inactive" in found:
        found = [w for w in found if w != "active"]
    ago = _ago(around) if condition.days_ago is None else condition.days_ago
    status = "history" if "cured" in found and condition.status == "active" else condition.status
    years = condition.years
    if years is None and ago is not None and status == "active":
        years = ago / 365.25  # what was found so long ago, and is still there, has lasted so long
    words = " ".join([condition.name, *found]) if found else condition.name
    return condition.model_copy(update={"words": words, "days_ago": ago, "status": status, "years": years})


def _dated(treatment: Treatment, text: str) -> Treatment:
    around = _region(treatment.name, text)
    ago = treatment.days_ago if treatment.days_ago is not None else _ago(around)
    over = re.search(
        r"(?i)\b(?:stopped|came off|quit|finished|completed|ended|last (?:dose|took)|off)\b|停了?|\bdej[eéó]\b", around
    )
    status = "past" if (over or ago is not None) and treatment.status in ("given", "current") else treatment.status
    return treatment.model_copy(update={"days_ago": ago, "status": status, "words": treatment.name})


def _ago(around: str) -> float | None:
    m = _AGO.search(around)
    if m is None:
        return None
    n, unit = (m["es"], m["eu"]) if m["es"] else (m["zh"], m["zu"]) if m["zh"] else (m["en"], m["u"])
    number = float(_WORD_NUMBERS.get(n.lower(), "1" if n.lower() in ("a", "an") else n))
    return number * (_DAYS.get(unit[:2].lower()) or _DAYS.get(unit[:1].lower()) or 1.0)


def _multiple(test: TestFact, text: str) -> TestFact:
    """ "AST 4x ULN" is four of the laboratory's upper limits, whatever that limit is."""
    at = text.casefold().find(test.name.casefold())
    m = (
        _ULN.match(
            re.sub(r"^[\s:=]*(?:is|was|at|of|about)?\s*", "", text[at + len(test.name) : at + len(test.name) + 40])
        )
        if at >= 0
        else None
    )
    if m is None:
        return test.model_copy(update={"words": test.name})
    return test.model_copy(update={"value": float(m[1]), "upper_limit": 1.0, "unit": "", "words": test.name})


def _units(facts: PatientFacts) -> list[PatientFacts]:
    """The facts under each unit in which a bare number is possible in a living person."""
    units: dict[str, list[str]] = {}
    for test in facts.tests:
        found = mentions(test.name)
        if (
            test.value is None
            or test.unit
            or test.upper_limit is not None
            or not found
            or concepts()[found[0].concept].kind != "measure"
        ):
            continue
        limits = measure(found[0].concept)
        if not limits.unit or limits.assume:
            continue
        given = [u for u in (limits.unit, *_OTHER_UNITS.get(limits.unit, ())) if _possible(test, u)]
        given = [u for u in given if _usual(test, u)] or given
        if given:
            units[test.name] = given
    readings = max((len(u) for u in units.values()), default=1)
    return [
        facts.model_copy(
            update={
                "tests": tuple(
                    t.model_copy(update={"unit": units[t.name][min(n, len(units[t.name]) - 1)]})
                    if t.name in units and not t.unit
                    else t
                    for t in facts.tests
                )
            }
        )
        for n in range(readings)
    ]


_OTHER_UNITS: dict[str, tuple[str, ...]] = {
    "10^9/L": ("1/uL",),
    "1/uL": ("10^9/L",),
    "g/dL": ("g/L", "mmol/L"),
    "g/L": ("g/dL", "mg/dL"),
    "mg/dL": ("umol/L", "mmol/L", "g/L"),
    "mmol/L": ("mg/dL",),
    "mg/L": ("mg/dL",),
    "ng/mL": ("ug/L", "pg/mL"),
    "U/L": (),
    "mL/min": (),
    "%": ("L",),
}


def _usual(test: TestFact, unit: str) -> bool:
    """Whether a value in this unit is what a sick or a healthy person may have: within eight times the usual range."""
    limits = measure(mentions(test.name)[0].concept)
    value = convert(test.value or 0.0, unit, limits.unit, limits.molar)
    return value is not None and (limits.low or 0.0) / 8 <= value <= (limits.high or float("inf")) * 8


def _possible(test: TestFact, unit: str) -> bool:
    limits = measure(mentions(test.name)[0].concept)
    known = test.value is not None and convert(test.value, unit, limits.unit, limits.molar) is not None
    return known and impossible(test.model_copy(update={"unit": unit})) is None


# --- the record's side ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _rules(record: TrialRecord) -> tuple[tuple[Criterion, Node], ...]:
    return tuple((one, _loosened(parse(one.slice.text, one.kind))) for one in _parts(record.criteria))


_ANCHORS = frozenset(
    """start planned first dose study drug administration screening baseline enrollment enrolment randomization randomisation visit
    treatment therapy initiation day entry infusion consent product time date prior before""".split()  # noqa: SIM905
)


def _loosened(node: Node) -> Node:
    """The tree without the words that only say from which day of the study a time is counted."""
    if isinstance(node, All | Either):
        return replace(node, parts=tuple(map(_loosened, node.parts)))
    if isinstance(node, Not):
        return replace(node, part=_loosened(node.part))
    if isinstance(node, Has | Underwent) and node.window is not None:
        node = replace(node, qualifiers=tuple(q for q in node.qualifiers if fold(q) not in _ANCHORS))
    if isinstance(node, Underwent) and node.window is not None and node.window.most is not None:
        # "Within 30 days of the planned start" looks back, whatever is planned.
        node = replace(node, when="ever")
    return node


def _parts(criteria: tuple[Criterion, ...]) -> Iterator[Criterion]:
    for one in criteria:
        if not one.parts:
            yield one
            continue
        head = one.slice.text[: max(0, one.parts[0].slice.span.start - one.slice.span.start)]
        if not _DENIES.search(head):
            yield from _parts(one.parts)


def _is_misspelt(mention: NamedConcept) -> bool:
    return mention.text.isascii() and not any(holds_name(mention.text, name) for name in every_name(mention.concept.id))


def _words(mine: Sequence[Predicate], who: Patient, text: str, mended: Mended) -> str:
    """The asker's own words for what was told, each clause once."""
    names = [_as_asked(k.name, mended) for k in who.known if any(_about(leaf, k) for leaf in mine)]
    spans = [span for name in dict.fromkeys(names) if (span := _clause(text, name))]
    if not spans:
        return ""
    start, end = min(a for a, _ in spans), max(b for _, b in spans)
    # One run of the asker's own words, so that they stand there as they were written.
    return _trimmed(text, *((start, end) if end - start <= _LONGEST else spans[0]))


def _as_asked(name: str, mended: Mended) -> str:
    for wrong, right in mended:
        name = name.replace(right, wrong)
    return name


def _clause(text: str, name: str) -> tuple[int, int] | None:
    """Where the words around a name stand, up to the next comma or conjunction; with the state that is told of it."""
    at = text.casefold().find(name.casefold())
    if at < 0:
        return None
    start = max((m.end() for m in _CUT.finditer(text, 0, at)), default=0)
    end = next((m.start() for m in _CUT.finditer(text, at + len(name))), len(text))
    # "... and it is cured": the state is told of it in the next clause.
    told = [m.end() for _, p in _STATES for m in p.finditer(text, end, at + len(_after(name, text, at)))]
    return start, max([end, *told])


def _trimmed(text: str, start: int, end: int) -> str:
    said = re.sub(r"[“”‘’\"]", "", text[start:end]).strip(" .-–:?？!")
    return re.sub(r"(?i)\s+(?:ok(?:ay)?|met|meets?|allowed|a problem|satisfied|enough)$", "", said)


__all__ = ["compared"]
