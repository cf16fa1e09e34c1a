"""Read what a question tells of a patient as facts: values, times, states; what is only asked about is told of nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.compare.ago import ago
from assistant.compare.limits import MULTIPLE
from assistant.compare.spoken import STATES, region, states
from assistant.facts import Condition, PatientFacts, Treatment, UnusableFacts
from assistant.facts import Test as TestFact
from assistant.note import read_note
from assistant.rules.quantity import days_of
from assistant.topics.named import every_name, holds_name
from assistant.topics.said import SPOKEN_OF, about_a_relative, denied, of_another
from assistant.understand import Asked
from assistant.vocabulary import Mention
from assistant.vocabulary import concepts as vocabulary_concepts

Mended = tuple[tuple[str, str], ...]
"""Misspelt names of the question, each with the name of what is meant."""

# A question for the limit gives no value, though a number may stand in it ("is the minimum 10?").
_ASKS_FOR_LIMIT = re.compile(
    r"(?i)\b(?:what|which|how (?:high|low|much|many))\b.*\b(?:need(?:ed|s)?|requir\w+|must|have to|minimum|maximum|cut-?\s?off|threshold|limit)\b"
    r"|\b(?:is|are|was) (?:the|there an?|it an?) (?:\w+ ){0,3}(?:cut-?\s?off|threshold|minimum|maximum|limit|required)\b"
    r"|\b(?:do|does|must|should) (?:i|he|she|they|we|you|the|an?|my|patients?|pts?|people|participants?|subjects?)\b(?: \w+){0,2} (?:have to|need|require)\b|\bmust (?:i|he|she|they|we|patients?|it)\b"
    r"|\b(?:cu[aá]l|qu[eé])\b.*\b(?:m[ií]nim\w*|m[aá]xim\w*|l[ií]mite|necesit\w+|exig\w+)|\b(?:tengo|tiene|hay) que\b|\bhace falta\b"
    r"|(?:最低|最高|至少|上限|下限|要求).*(?:多少|吗|是)|(?:多少|什么).*(?:才能|要求)|(?:必须|需要).*吗"
)
_PIECE = re.compile(r"(?:[^,;.?!，；。？！\n]|[.,](?=\d))+[?？]?")
# A clause of its own that begins after a comma: what is denied before it is not denied in it.
_NEW_CLAUSE = re.compile(
    r"(?i),\s*(?=(?:but\s+|and\s+)?(?:i|he|she|they|it|we)\b\s*(?:have|has|had|am|is|was|do|take)|(?:but|pero|sino)\b)|\s+(?:but|pero|sino|just|only)\s+(?=(?:i |s[ií] |tengo |has |have |he |she ))"
    r"|[，,]\s*(?=(?:但|只|有|我有|他有|她有))"
)
_FILLER = re.compile(
    r"(?i)\b(?:exactly|precisely|currently|right now|roughly|almost|nearly)\s+(?=\d)|(?<=\d)\s*(?=k\b)"
)
_THOUSANDS = re.compile(r"(?i)(?<![\d.,])(\d{1,4}(?:\.\d)?)\s*(k\b|thousand\b|万|千)")
_KIN = re.compile(rf"(?:{SPOKEN_OF.pattern.removeprefix('(?i)')})(?:['’]s)?(?:\s+(?:he|she)\b)?", re.IGNORECASE)
_SAYS_MORE = re.compile(
    r"(?i)\d|\b(?:ago|since|for|neg|pos|negative|positive|years?|months?|weeks?|days?|past|previously|used to|once|never)\b|阳性|阴性|前|\bhace\b|\bnunca\b"
)
_OVER = re.compile(
    r"(?i)\b(?:stopped|came off|quit|gave up|finished|completed|ended|last (?:dose|took)|off)\b|[停戒]了?|\bdej[eéó]\b"
)
# "SLE 3y": how long, right after the name.
_LASTING = re.compile(
    r"(?i)\s*(?:[x×,]|for|since|desde hace|有)?\s*(?P<n>\d{1,2})\s*(?P<u>years?|yrs?|y|months?|mos?|weeks?|wks?|年|个月|周)(?!\w|\s*(?:ago|old|back|of age|前))"
)


def only_told(text: str) -> str:
    """The question with blanks, as long as it was, where it asks for a limit."""
    return _PIECE.sub(lambda m: " " * len(m[0]) if _ASKS_FOR_LIMIT.search(m[0]) else m[0], text)


def misspelt(asked: Asked) -> Mended:
    """The names of the question that the tables hold only with other letters, each with the right one."""
    return tuple(dict.fromkeys((m.text, m.concept.id) for m in asked.concepts if _is_misspelt(m)))


def told(text: str, mended: Mended) -> PatientFacts | None:
    """What the question tells, as facts; None when it tells nothing that could be compared."""
    for wrong, right in mended:
        text = text.replace(wrong, right)
    if not (
        _SAYS_MORE.search(text)
        or any(p.search(text) for _, p in STATES)
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
    asked_of = [*asked, *(s for s in facts.sentences if _ASKED_OF.search(s))]
    facts = _of_the_patient(facts, text)
    kept = facts.model_copy(
        update={
            "conditions": tuple(_state(c, text) for c in facts.conditions if not _only_asked(c, asked_of)),
            "treatments": tuple(_dated(t, text) for t in facts.treatments if not _only_asked(t, asked_of)),
            "tests": tuple(_multiple(t, text) for t in facts.tests if not _only_asked(t, asked)),
        }
    )
    return kept if kept.conditions or kept.treatments or kept.tests else None


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
)
# Of a disease or a medicine alone; a result ("CD19+, ok?") is told though it is asked about.
_ASKED_OF = re.compile(r"(?i)\b(?:allowed|permitted|accepted|excluded|an exclusion|ok)\s*\?")


def _only_asked(fact: Condition | Treatment | TestFact, asked: Iterable[str]) -> bool:
    """A thing that stands only in a question about it ("prior pembrolizumab allowed?") is not told of a patient."""
    return fact.words in asked and not getattr(fact, "days_ago", None) and getattr(fact, "value", None) is None


def _in_full(m: re.Match[str]) -> str:
    times = {"万": 10_000, "千": 1000}.get(m[2], 1000)
    return f"{float(m[1]) * times:.0f} "


def _state(condition: Condition, text: str) -> Condition:
    """The condition with its state in the words that the check reads, and with how long it has been there."""
    around = region(condition.name, text).replace(condition.name, " ")
    found = states(around)
    days = _days(around) if condition.days_ago is None else condition.days_ago
    over = "cured" in found or (days is not None and _OVER.search(around))
    status = "history" if over and condition.status == "active" else condition.status
    years = condition.years
    if years is None and days is not None and status == "active":
        years = days / 365.25  # what was found so long ago, and is still there, has lasted so long
    if years is None and status == "active" and (lasting := _LASTING.match(text, _end(condition.name, text))):
        years = days_of(lasting["n"], lasting["u"]) / 365.25
    words = " ".join([condition.name, *found]) if found else condition.name
    return condition.model_copy(update={"words": words, "days_ago": days, "status": status, "years": years})


def _end(name: str, text: str) -> int:
    at = text.casefold().find(name.casefold())
    return at + len(name) if at >= 0 else len(text)


def _dated(treatment: Treatment, text: str) -> Treatment:
    around = region(treatment.name, text)
    days = treatment.days_ago if treatment.days_ago is not None else _days(around)
    over = _OVER.search(around)
    status = "past" if (over or days is not None) and treatment.status in ("given", "current") else treatment.status
    return treatment.model_copy(update={"days_ago": days, "status": status, "words": treatment.name})


def _days(words: str) -> float | None:
    found = ago(words)
    return found.days if found else None


def _multiple(test: TestFact, text: str) -> TestFact:
    """ "AST 4x ULN" is four of the laboratory's upper limits, whatever that limit is."""
    at = text.casefold().find(test.name.casefold())
    m = MULTIPLE.match(text, at + len(test.name)) if at >= 0 else None
    if m is None:
        return test.model_copy(update={"words": test.name})
    return test.model_copy(update={"value": float(m["v"]), "upper_limit": 1.0, "unit": "", "words": test.name})


def _is_misspelt(mention: Mention) -> bool:
    return mention.text.isascii() and not any(holds_name(mention.text, name) for name in every_name(mention.concept.id))
