"""Tell whether one sentence says no more, and nothing else, than one place of the record."""

from __future__ import annotations

from assistant.claims.arms import receives
from assistant.claims.carried import carried_at
from assistant.claims.joints import joined_otherwise
from assistant.claims.left_out import left_out
from assistant.claims.match import AT_LABEL, Match
from assistant.claims.order import bound_path, turned_at, turned_round
from assistant.claims.polarity import same_force, wrong_sign
from assistant.claims.stands import Stand
from assistant.claims.terms import Term, Terms, terms


def unsupported(claim: Terms, stand: Stand) -> tuple[Term, ...]:
    """The terms of a claim that a place does not carry."""
    return tuple(t for t in claim.telling if not carried_at(t, claim, stand))


def agree(claim: Terms, stand: Stand) -> Match | str:
    """The match of a claim with one place, or why it does not agree.

    Every term must be carried, with the same force of negation, in an order that keeps numbers with their labels;
    what limits the record's words (a condition, a hedge, a plan, the group it holds for) must be said too.
    """
    if claim.idle:
        return "a negation that governs nothing"
    telling = claim.telling
    options = [carried_at(t, claim, stand) for t in telling]
    for term, positions in zip(telling, options, strict=True):
        if not positions:
            return f"not carried: {term.text}"
    wrong = wrong_sign(claim, stand)
    if wrong:
        return wrong
    options = [
        [p for p in positions if p == AT_LABEL or same_force(term, stand.terms.all[p], claim, stand)]
        for term, positions in zip(telling, options, strict=True)
    ]
    for term, positions in zip(telling, options, strict=True):
        if not positions:
            return f"negation differs at: {term.text}"
    if stand.kind == "arm" and stand.given and (verb := receives(claim)):
        begins = len(terms(stand.text[: stand.given]).all)
        options = [
            [p for p in positions if t.start < verb.start or p == AT_LABEL or p >= begins]
            for t, positions in zip(telling, options, strict=True)
        ]
    path = bound_path(telling, options, stand, turned_at(claim))
    if path is None:
        return "its words are bound otherwise in the record"
    match = Match(stand, path)
    if wrong := joined_otherwise(claim, match) or turned_round(claim, match):
        return wrong
    if not match.anchored:
        return "none of the record's words"
    return left_out(claim, match) or match
