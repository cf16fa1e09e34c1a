"""Compare a number with a bound that stands in a criterion's words, where no table knows what is measured."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.judge import Holds
from assistant.rules.predicate import Comparator
from assistant.rules.quantity import COMPARATOR, comparator, number

NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
MARKED = rf"\\?(?:{COMPARATOR}|(?:higher|greater|more|above|lower|less|below) or equal (?:to|than))"
UNIT = r"%|(?:[a-zA-Zµμ]+|10\^?9)(?:\s?/\s?[a-zA-Zµμ0-9.]+){0,2}|/\s?[a-zA-Zµμ]+"
_SEVERAL_MORE = re.compile(r"(?i)\bbut\b|\band\b(?!/)|\bwith\b|\bwho\b|\bunless\b|\bexcept\b")
_OTHERWISE = re.compile(
    r"(?i)\bor\b(?! (?:equal|equivalent|greater|less|more|higher|lower|fewer|below|above|its|older|younger))|/or\b|或"
)
TAKES_BACK = re.compile(r"(?i)\b(?:except|other than|unless|excluding|not including|aside from)\b[^.;]{0,40}$")
_IS_UNIT = re.compile(
    r"%|/?(?:[munpkd]?(?:g|l|mol|iu|u|eq)|cells|mm|mmhg|ml|min|ms|points?|weeks?|days?|months?|years?)(?:/.*)?|/.*"
)
_NEAR = 12
"""How many times larger or smaller a number without a unit may be than the bound and still be taken in its unit."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A comparator with its number and unit; with `most`, the range from `value` to it."""

    sign: Comparator
    value: float
    unit: str
    most: float | None = None

    def admits(self, value: float) -> bool:
        """Tell whether a value in the bound's unit is within it."""
        if self.most is not None:
            return self.value <= value <= self.most
        return {
            ">": value > self.value,
            ">=": value >= self.value,
            "<": value < self.value,
            "<=": value <= self.value,
        }[self.sign]


def comparator_of(words: str | None) -> Comparator | None:
    """The comparator some words of a record stand for, with the signs that its editor has escaped."""
    if words is None:
        return None
    plain = words.strip().lstrip("\\")
    if m := re.fullmatch(r"(?i)(higher|greater|more|above|lower|less|below) or equal (?:to|than)", plain):
        return ">=" if m[1].lower() in ("higher", "greater", "more", "above") else "<="
    return comparator(plain)


def bound_in(m: re.Match[str]) -> Bound | None:
    """The bound of a match whose groups `c`, `v` and, where there is one, `u` are a comparator, a number and a unit."""
    sign = comparator_of(m["c"])
    return Bound(sign, number(m["v"]), plain(m.groupdict().get("u") or "")) if sign else None


def holds_for(bound: Bound, value: float, unit: str, text: str) -> Holds | None:
    """What a value says of a criterion's bound; None where their units differ, or may differ."""
    own = bound.unit if is_unit(bound.unit) else ""
    if unit and own and unit != own:
        return None
    if not unit and own and not (bound.value / _NEAR <= value <= bound.value * _NEAR):
        return None
    return by_clauses(bound.admits(value), text)


def by_clauses(admits: bool, text: str) -> Holds:
    """What one comparison settles of a criterion that may ask for more, or for something instead."""
    more, otherwise = _SEVERAL_MORE.search(text), _OTHERWISE.search(text)
    if admits:
        # "A with B, or C": what stands before the choice asks for more.
        return "unknown" if more and (otherwise is None or more.start() < otherwise.start()) else "yes"
    return "unknown" if otherwise else "no"


def plain(unit: str) -> str:
    """A unit without spaces, brackets and case, its micro sign as a letter."""
    return re.sub(r"[\s()]", "", unit.lower().replace("μ", "u").replace("µ", "u").replace("micro", "u"))


def is_unit(unit: str) -> bool:
    """Tell whether a plain word after a number is a unit, and not the next word of the sentence."""
    return bool(_IS_UNIT.fullmatch(unit))
