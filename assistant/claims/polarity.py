"""Compare what a claim and a place ask for, keep out and deny."""

from __future__ import annotations

import re

from assistant.claims.stands import Stand
from assistant.claims.terms import Term, Terms, terms


def _force(sign: int, term: Term) -> int:
    return -sign if term.denied else sign


_ONE_OF = re.compile(
    r"\b(?:one|two|three|any|either|some|\d+)(?: or more)?(?: of)? (?:the |these )?(?:following|below)|\bor more of\b",
    re.I,
)
_ALL_OF = re.compile(r"\b(?:all|both|each|two|three) of (?:the |these )?(?:following|below)", re.I)


def _claim_sign(claim: Terms) -> int:
    return -1 if claim.signs == {"out"} else 1


def same_force(term: Term, other: Term, claim: Terms, stand: Stand) -> bool:
    """Whether two terms are both affirmed or both denied; keeping people out denies what is named."""
    if stand.kind in ("criterion", "admitted"):
        return _force(_claim_sign(claim), term) == _force(stand.sign, other)
    return term.denied == other.denied


def wrong_sign(claim: Terms, stand: Stand) -> str | None:
    """Why a claim's way of speaking of taking part does not fit the place."""
    if stand.kind == "admitted" and stand.sign > 0 and claim.must:
        return "says that what is allowed is needed"
    if stand.kind in ("criterion", "admitted"):
        if len(claim.signs) != 1:
            return "says not clearly whether it is asked for or keeps people out"
        own, above = stand.terms.signs, terms(stand.lead).signs
        if stand.sign < 0 and (own or "in" in above):
            return "the exclusion speaks of being taken itself"
        if (_ALL_OF if stand.sign < 0 else _ONE_OF).search(f"{stand.lead} {stand.text}"):
            return "one of several that belong together"
        if stand.sign > 0 and "out" in own | above:
            return "the inclusion speaks of being left out itself"
        if terms(stand.lead).denials:
            return "the words above the criterion deny it"
        return None
    if stand.kind == "prose" and "out" in stand.terms.signs | claim.signs:
        return "speaks of being left out, away from the criteria"
    if "out" in claim.signs and "out" not in stand.terms.signs:
        return "says that someone is kept out"
    if "in" in claim.signs and "in" not in stand.terms.signs:
        open_to_all = stand.kind == "age" or (
            stand.label.startswith("sex") and not (claim.must and "all" in stand.text)
        )
        return None if open_to_all else "says that something is asked for"
    if "out" in stand.terms.signs and "out" not in claim.signs:
        return "leaves out that someone is kept out"
    return None
