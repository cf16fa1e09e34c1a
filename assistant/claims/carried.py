"""Find the words of a place that carry a term of a claim."""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.claims.match import AT_LABEL
from assistant.claims.measure import Measure, agrees, loosened
from assistant.claims.stands import Stand, bounded
from assistant.claims.terms import INTENT, Term, Terms, terms

PEOPLE = re.compile(
    r"people|persons?|patients?|participants?|subjects?|individuals?|volunteers?|adults?|women|woman|men|man|children|"
    r"child|personas?|pacientes?|participantes?|sujetos?|voluntarios?|adultos?|人|名|位|例|患者|受试者|参与者"
)


def carried_at(term: Term, claim: Terms, stand: Stand) -> list[int]:
    """Where in a place a term of a claim is carried; `AT_LABEL` where the place says it by being that place."""
    own = stand.terms.all
    found = [i for i, other in enumerate(own) if _carries(other, term, claim, stand)]
    exact = [i for i in found if any(k[:2] in ("w:", "n:") for k in term.keys & own[i].keys)]
    found = exact or found
    if term.denied or term.kind == "quantifier" or (exact and not term.keys & INTENT):
        return found  # what a place says of its words by being that place cannot be denied
    return [*found, AT_LABEL] if _labelled(term, stand) or (not found and _counts_list(term, claim, stand)) else found


_LISTED = re.compile(r"(\w+)\s*:\s*([^:;.]+)")
_BRACKETED = re.compile(r"\([^()]*\)|\S*\)")


def _counts_list(term: Term, claim: Terms, stand: Stand) -> bool:
    """Whether a number is how many the record lists after the word that is counted: "stages: A, B and C" are three."""
    measure = term.measure
    if measure is None or measure.kind != "number" or measure.unit or measure.bound or measure.about:
        return False
    noun = next((t for t in claim.telling if t.start > term.start and t.part == term.part), None)
    if noun is None or stand.kind == "criterion":
        return False
    for m in _LISTED.finditer(loosened(stand.text)):
        listed = _BRACKETED.sub(" ", m[2])
        items = [one for one in re.split(r",|\s(?:and|or)\s", listed) if one.strip()]
        if len(items) > 1 and noun.keys & {k for t in terms(m[1]).all for k in t.keys}:
            return str(len(items)) == measure.values[0]
    return False


def _carries(other: Term, term: Term, claim: Terms, stand: Stand) -> bool:
    if term.measure is not None:
        if other.measure is None:
            return False
        held = bounded(stand, other.measure)
        if not agrees(term.measure, held, roughly=stand.mood == "plan") and not _both_ends(term.measure, held, stand):
            return False
        return _counted(term, claim) in (None, *_counted_of(other, stand))
    if other.measure is not None:
        return False
    if other.kind in ("relation", "quantifier", "mode") or term.kind in ("relation", "quantifier", "mode"):
        marks = {k for k in term.keys & other.keys if not k.startswith("w:") or term.kind == other.kind}
        if marks:
            return True
        if term.kind == "mode" and "mode:past" in term.keys:
            return "s:history" in other.keys
        return bool(term.keys & other.keys)
    if term.keys & other.keys:
        return not (other.neutral and other.kind == "word" and not term.neutral and len(other.text) < 3)
    return bool(term.keys & INTENT and other.keys & INTENT)


def _both_ends(range: Measure, held: Measure, stand: Stand) -> bool:
    """Whether a record gives a range as two bounds, one after the other: "≥ 1 year and ≤ 65 years"."""
    if not is_end(held, range):
        return False
    bounds = [t.measure for t in stand.terms.all if t.measure is not None]
    ends = [m for m in bounds if is_end(m, range)]
    return any(a is not b and a.bound != b.bound and bounds.index(b) == bounds.index(a) + 1 for a, b in pairwise(ends))


def is_end(bound: Measure, range: Measure) -> bool:
    """Whether a bound ("at least 18 years") is one end of a range ("18 to 65 years")."""
    ends = {">=": 0, "<=": -1}
    return (
        range.bound == "range"
        and bound.bound in ends
        and bound.unit == range.unit
        and bound.values == (range.values[ends[bound.bound]],)
    )


def _counted(term: Term, claim: Terms) -> str | None:
    """What a plain number counts: "people", another noun's stem, or None where a unit or nothing follows it."""
    measure = term.measure
    if measure is None or measure.kind != "number" or measure.unit:
        return None
    for other in claim.all:
        if other.start > term.start and (other.measure is not None or other.text == "的"):
            return None
        if other.start > term.start and other.part != term.part and not other.neutral:
            return None
        if other.start > term.start and PEOPLE.fullmatch(other.text.lower()):
            return "people"
        if other.start > term.start and not other.neutral:
            return None
    return None


def _counted_of(other: Term, stand: Stand) -> tuple[str, ...]:
    if stand.counts:
        return ("people",)
    near = [t for t in stand.terms.all if t.start > other.start][:5]
    for t in near:
        if t.measure is not None:
            break
        if PEOPLE.fullmatch(t.text.lower()):
            return ("people",)
    return ()


def _labelled(term: Term, stand: Stand) -> bool:
    if term.kind == "mode":
        if "mode:plan" in term.keys:
            return stand.mood == "plan"
        if "mode:actual" in term.keys or "mode:past" in term.keys:
            return stand.mood == "actual"
        return bool(term.keys & {"mode:whether"}) and stand.mood == "intent"
    if term.keys & INTENT and (stand.mood == "intent" or stand.labels & INTENT):
        return True
    keys = {k for k in term.keys if not k.startswith("mode:")}
    return bool(keys & stand.labels) and not _of_another(term, stand)


_SEVERAL = re.compile(
    r"\s(?:plus|and|with|or|in combination with|followed by|versus|vs\.?)\s|\s*[+/,&;]\s*", re.IGNORECASE
)


def _of_another(term: Term, stand: Stand) -> bool:
    """Whether a place named after several things ("A plus B") speaks of another of them than the term does."""
    if stand.kind not in ("arm", "intervention", "outcome"):
        return False
    things = [{k for t in terms(one).telling for k in t.keys} for one in _SEVERAL.split(stand.label)]
    own = {k for t in stand.terms.telling for k in t.keys if not k.startswith("k:")}
    mine = [keys for keys in things if keys & term.keys]
    shared = set().union(*mine) if mine else set()
    return bool(mine) and not shared & own and any((keys - shared) & own for keys in things if keys not in mine)
