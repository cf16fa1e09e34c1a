"""Compare a value that is given under the record's own short form ("AEC 1400")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.compare.bound import MARKED, NUMBER, TAKES_BACK, UNIT, bound_in, holds_for, is_unit, plain
from assistant.compare.compared import Compared
from assistant.compare.criteria import mine
from assistant.rules.quantity import number
from assistant.understand import Asked
from ingest.record import TrialRecord

_LABEL = re.compile(r"(?<![\w/-])(?=[\w-]*[A-Z][\w-]*[A-Z]|[a-z][A-Z]|[A-Z][a-z]{4})[A-Za-z][\w-]{1,11}(?![\w/-])")
_MULTIPLE = re.compile(r"(?i)\s*(?:[x×*]|times|-?\s?fold)(?![a-z])")
_GIVEN = re.compile(rf"\s*(?:\([^)]*\)\s*)?(?:is|was|of|at|=|:|score|exactly|\s)*\s*(?P<v>{NUMBER})\s*(?P<u>{UNIT})?")
_ASKED_FOR = re.compile(
    rf"\)?(?P<gap>[^.;,<>≥≤\d/]{{0,40}}?)(?P<c>{MARKED})\s*(?P<v>{NUMBER})\s*(?P<u>{UNIT})?", re.IGNORECASE
)
# "ZVX / QVX" is a ratio, which the value of QVX is not.
_RATIO = re.compile(r"/\s*[\w\s()]*\(?\s*$")


def labelled(record: TrialRecord, asked: Asked) -> Iterator[Compared]:
    """What criteria ask of a value that the question gives under the record's own short form."""
    for label in _LABEL.finditer(asked.text):
        given = _GIVEN.match(asked.text, label.end())
        if given is None:
            continue
        name, value, unit = label[0], number(given["v"]), plain(given["u"] or "")
        fact = f"{name}{given[0]}".strip() if is_unit(unit) else f"{name} {given['v']}"
        for one in mine(record, asked):
            at = _bound_of(name, one.slice.text)
            bound = bound_in(at) if at else None
            if bound and (holds := holds_for(bound, value, unit if is_unit(unit) else "", one.slice.text)):
                yield Compared(one, one.slice, holds, fact)


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
            return None if taken_back or _MULTIPLE.match(text, at.end("v")) else at
        start = key.find(sought, end)
    return None
