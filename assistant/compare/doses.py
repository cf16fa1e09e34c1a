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
            bounds = _bounds(one.slice.text, _unit(given)) if named else []
            if not bounds:
                continue
            alike = any(fold(m.text) == fold(drug.text) for m in named)
            # One bound for some and another for others: only what all of them agree on.
            within = {bound.admits(number(given["v"])) for bound in bounds}
            settles = alike and len(within) == 1
            holds = by_clauses(within.pop(), one.slice.text) if settles else "unknown"
            yield Compared(one, one.slice, holds, said(asked.text, start, end))


def _given(text: str, drug: Mention) -> re.Match[str] | None:
    """The dose after a medicine's name, else the one before it."""
    return _DOSE.search(text, drug.end, drug.end + 40) or _DOSE.search(text, max(0, drug.start - 30), drug.start)


def _bounds(text: str, unit: str) -> list[Bound]:
    """The bounds of a criterion that are in this unit of dose; none where one is an exception or has no direction."""
    found = [b for b in _ASKED_FOR.finditer(text) if _unit_of(b) == unit]
    signs = [comparator_of(at["c"]) or (">" if "exceed" in text.lower() else None) for at in found]
    if any(TAKES_BACK.search(text[: at.start()]) for at in found):
        return []
    bounds = [Bound(sign, number(at["v"]), unit) for at, sign in zip(found, signs, strict=True) if sign]
    return bounds if len(bounds) == len(found) else []


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
