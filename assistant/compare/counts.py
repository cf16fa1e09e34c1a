"""Compare a count of things in a time ("three episodes last year")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.compare.bound import MARKED, NUMBER, Bound, bound_in, by_clauses
from assistant.compare.compared import Compared
from assistant.compare.criteria import mine
from assistant.rules.quantity import number
from assistant.tokens import tokens
from assistant.understand import Asked
from ingest.record import TrialRecord

_TIME = re.compile(r"(?i)\b(days?|weeks?|months?|years?|hours?)\b")
# A multiple of a limit ("4 times the upper limit") counts nothing.
_GIVEN = re.compile(
    r"(?i)(?<![\w.,-])(?P<v>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten)\s+(?!times?\b|-?fold\b|x\b)(?P<w>[a-z][a-z\s-]{3,50})"
)
_ASKED_FOR = re.compile(
    rf"(?:(?P<c>{MARKED})\s*)?(?P<v>{NUMBER})(?:\s*(?:-|–|to)\s*(?P<most>\d+))?\s+(?!times?\b|-?fold\b|[x×]\b)(?P<w>[a-zA-Z][a-zA-Z\s-]{{3,50}})"
)


def counted(record: TrialRecord, asked: Asked) -> Iterator[Compared]:
    """What criteria ask of a count that the question gives."""
    for given in _GIVEN.finditer(asked.text):
        things, time = _things(given["w"]), _time(given["w"])
        for one in mine(record, asked):
            for at in _ASKED_FOR.finditer(one.slice.text):
                if not (at["c"] or at["most"]) or len(things & _things(at["w"])) < 2 or _time(at["w"]) != time:
                    continue
                bound = Bound("<=", number(at["v"]), "", number(at["most"])) if at["most"] else bound_in(at)
                if bound:
                    yield Compared(
                        one, one.slice, by_clauses(bound.admits(number(given["v"])), one.slice.text), given[0].strip()
                    )
                    break


def _things(words: str) -> set[str]:
    return set(tokens(_TIME.sub(" ", words)))


def _time(words: str) -> str:
    m = _TIME.search(words)
    return m[1].lower().rstrip("s") if m else ""
