"""Compare a value that is given under the record's own short form ("AEC 1400")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.compare.bound import (
    MARKED,
    NUMBER,
    TAKES_BACK,
    UNIT,
    Bound,
    bound_in,
    comparator_of,
    holds_for,
    is_unit,
    plain,
)
from assistant.compare.compared import Compared
from assistant.compare.criteria import mine
from assistant.rules.quantity import number
from assistant.understand import Asked
from ingest.record import TrialRecord

_LABEL = re.compile(r"(?<![\w/-])(?=[\w-]*[A-Z][\w-]*[A-Z]|[a-z][A-Z]|[A-Z][a-z]{4})[A-Za-z][\w-]{1,11}(?![\w/-])")
_MULTIPLE = re.compile(r"(?i)\s*(?:[x×*]|times|-?\s?fold)(?![a-z])")
_GIVEN = re.compile(
    rf"\s*(?:\([^)]*\)\s*)?(?:is|was|of|at|=|:|score|exactly|\s)*\s*(?P<v>{NUMBER})\s*(?:(?P<k>[kK万])(?!\w)|(?P<u>{UNIT}))?"
)
_ASKED_FOR = re.compile(
    rf"\)?(?P<gap>[^.;,<>≥≤\d/]{{0,40}}?)"
    rf"(?:(?P<c>{MARKED})\s*(?P<v>{NUMBER})\s*(?P<u>{UNIT})?(?:\s*(?:and|,|to)\s*(?P<c3>{MARKED})\s*(?P<v3>{NUMBER})\s*(?:{UNIT})?)?"
    rf"|(?P<v2>{NUMBER})\s*(?P<u2>{UNIT})?\s*(?:or|and) (?P<side>above|more|higher|greater|over|below|less|lower|fewer|under)\b)",
    re.IGNORECASE,
)
_UPWARD = re.compile(r"(?i)above|more|higher|greater|over")
# "Less than 30 IU/mL or greater than 700": the first bound alone is not what is asked.
_SECOND = re.compile(rf"(?:\s*(?:{UNIT}))?\s*,?\s*\b(?:or|and/or)\b\s*(?:if\s+)?{MARKED}\s*(?:{NUMBER})", re.IGNORECASE)
# "ZVX / QVX" is a ratio, which the value of QVX is not.
_RATIO = re.compile(r"/\s*[\w\s()]*\(?\s*$")


def labelled(record: TrialRecord, asked: Asked) -> Iterator[Compared]:
    """What criteria ask of a value that the question gives under the record's own short form."""
    for label in _LABEL.finditer(asked.text):
        given = _GIVEN.match(asked.text, label.end())
        if given is None:
            continue
        name, value, unit = label[0], number(given["v"]) * _times(given["k"]), plain(given["u"] or "")
        fact = f"{name}{given[0]}".strip() if is_unit(unit) else f"{name} {given['v']}{given['k'] or ''}"
        for one in mine(record, asked):
            at = _bound_of(name, one.slice.text)
            bound = _whole_bound(at) if at else None
            # What the bound itself says ("30 and 400", "20 or above") is no further demand.
            rest = f"{one.slice.text[: at.start()]} {one.slice.text[_end(at) :]}" if at else ""
            if bound and (holds := holds_for(bound, value, unit if is_unit(unit) else "", rest)):
                yield Compared(one, one.slice, holds, fact)


def _end(at: re.Match[str]) -> int:
    """Where the numbers of a bound end: the word behind them may be no unit."""
    return at.end("side") if at["v2"] else at.end("v3") if at["c3"] else at.end("v")


def _times(word: str | None) -> float:
    return {"k": 1000.0, "万": 10_000.0}.get((word or "").lower(), 1.0)


def _whole_bound(at: re.Match[str]) -> Bound | None:
    """The bound that was found; with a second one behind it, the range between them."""
    if at["v2"]:
        return Bound(">=" if _UPWARD.match(at["side"]) else "<=", number(at["v2"]), plain(at["u2"] or ""))
    if _SECOND.match(at.string, _end(at)):
        return None
    first = bound_in(at)
    if first and at["c3"] and first.sign == ">=" and comparator_of(at["c3"]) == "<=":
        return Bound("<=", first.value, first.unit, number(at["v3"]))
    return None if at["c3"] else first


def _bound_of(name: str, text: str) -> re.Match[str] | None:
    """The bound that stands after a short form in a criterion; none for a ratio, an exception or a multiple."""
    key, sought = (text.casefold(), name.casefold()) if len(name) > 4 else (text, name)
    start = key.find(sought)
    while start >= 0:
        end = start + len(name)
        whole = not re.match(r"[\w-]", text[end : end + 1]) and not re.search(r"[\w/-]$", text[:start])
        if whole and (at := _ASKED_FOR.match(text, end)):
            taken_back = _RATIO.search(text[:start]) or TAKES_BACK.search(text[:start])
            # So many times a limit, or a power of ten, is no plain number.
            return None if taken_back or _MULTIPLE.match(text, at.end("v2") if at["v2"] else at.end("v")) else at
        start = key.find(sought, end)
    return None
