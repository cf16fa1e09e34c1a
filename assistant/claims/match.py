"""Say where the terms of a claim stand in one place of the record."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.claims.stands import Stand
from assistant.claims.terms import Term

# Places whose words all say one thing: nothing in them can be bound wrongly.
ONE_THING = ("site", "contact", "field", "admitted", "age", "date")

AT_LABEL = -1
"""The position of a term that the place carries and not the words."""


@dataclass(frozen=True, slots=True)
class Match:
    """Which term of the claim stands where: `at[i]` is a position in the place's terms, or `AT_LABEL`."""

    stand: Stand
    at: tuple[int, ...]

    @property
    def anchored(self) -> bool:
        """Whether any of the record's own words was used."""
        return any(position >= 0 for position in self.at)


def class_of(term: Term) -> str:
    """What a term could be confused with: numbers of one unit, labels of one kind, names."""
    if term.neutral:
        return ""
    if term.measure is not None:
        kind = term.measure.kind
        return f"{kind} {term.measure.values[0].split(':')[0] if kind == 'label' else term.measure.unit}"
    if term.kind == "name" or any(k.startswith(("p:", "c:")) for k in term.keys):
        return "name"
    return ""
