"""Compare the dose of a medicine ("prednisone 15 mg daily")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.compare.bound import MARKED, NUMBER, TAKES_BACK, Bound, by_clauses, comparator_of
from assistant.compare.compared import Compared
from assistant.compare.criteria import mine
from assistant.compare.spoken import said
from assistant.rules.quantity import number
from assistant.understand import Asked, fold
from assistant.vocabulary import Mention, broader, concepts
from ingest.record import TrialRecord

_DOSE = re.compile(
    r"(?i)(?P<v>\d+(?:\.\d+)?)\s*(?P<u>mg|g|mcg|µg|μg|ug|units?|IU|U)\b(?P<kg>\s*(?:/|per|for every|por|每)\s*(?:kg|kilo\w*|公斤))?(?P<m2>\s*/\s*m2)?"
)
_ASKED_FOR = re.compile(
    rf"(?P<c>{MARKED}|equivalent of|equivalent to)\s*(?:the equivalent of\s*)?(?P<v>{NUMBER})\s*(?P<rest>[^.;]{{0,14}})"
)


def dosed(record: TrialRecord, asked: Asked) -> Iterator[Compared]:
    """What criteria ask of the dose of a medicine that the question gives.

    Another medicine of its class has another dose for the same effect: that is left open.
    """
    for drug in (m for m in asked.concepts if m.concept.kind == "drugs"):
        given = _given(asked.text, drug)
        if given is None:
            continue
        start, end = min(drug.start, given.start()), max(drug.end, given.end())
        for one in mine(record, asked):
            named = [m for m in concepts(one.slice.text) if m.concept.kind == "drugs" and _same_kind(m, drug)]
            bound = _bound(one.slice.text, _unit(given)) if named else None
            if bound is None:
                continue
            alike = any(fold(m.text) == fold(drug.text) for m in named)
            holds = by_clauses(bound.admits(number(given["v"])), one.slice.text) if alike else "unknown"
            yield Compared(one, one.slice, holds, said(asked.text, start, end))


def _given(text: str, drug: Mention) -> re.Match[str] | None:
    """The dose after a medicine's name, else the one before it."""
    return _DOSE.search(text, drug.end, drug.end + 40) or _DOSE.search(text, max(0, drug.start - 30), drug.start)


def _bound(text: str, unit: str) -> Bound | None:
    """The bound of a criterion that is in this unit of dose."""
    at = next((b for b in _ASKED_FOR.finditer(text) if _unit_of(b) == unit), None)
    if at is None or TAKES_BACK.search(text[: at.start()]):
        return None
    sign = comparator_of(at["c"]) or (">" if "exceed" in text.lower() else None)
    return Bound(sign, number(at["v"]), unit) if sign else None


def _same_kind(named: Mention, drug: Mention) -> bool:
    classes = {b.id for b in broader(drug.concept)} - {"medication"}
    kin = classes & {b.id for b in broader(named.concept)}
    return named.concept.id == drug.concept.id or named.concept.id in classes or bool(kin)


def _unit(m: re.Match[str]) -> str:
    unit = {"µg": "mcg", "μg": "mcg", "ug": "mcg", "iu": "u", "unit": "u", "units": "u"}.get(
        m["u"].lower(), m["u"].lower()
    )
    return f"{unit}{'/kg' if m['kg'] else ''}{'/m2' if m['m2'] else ''}"


def _unit_of(b: re.Match[str]) -> str:
    m = _DOSE.match(f"{b['v'].replace(',', '')} {b['rest']}")
    return _unit(m) if m else ""
