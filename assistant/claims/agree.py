"""Tell whether one sentence says no more, and nothing else, than one place of the record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.claims.measure import agrees
from assistant.claims.stands import Stand, bounded
from assistant.claims.terms import INTENT, Term, Terms, terms

_LABEL = -1
"""The position of a term that the place carries and not the words."""

_PEOPLE = re.compile(
    r"people|persons?|patients?|participants?|subjects?|individuals?|volunteers?|adults?|women|woman|men|man|children|"
    r"child|personas?|pacientes?|participantes?|sujetos?|voluntarios?|adultos?|人|名|位|例|患者|受试者|参与者"
)
_MODES = ("mode:possible", "mode:condition", "mode:whether")
# Words of a criterion that a claim may leave out: they only say whom it is about.
_OMITTED = re.compile(r"(?:must|should|shall|will|would|be|were|was|had|did|reported|found|evidence|documented|known|presence|any|all|who|other|investigator|opinion|eligible|required|need|agree|signed|provide|ability|able|willing|voluntary|both|either|ages?|aged)$")  # fmt: skip


_POINTS_BACK = re.compile(
    r"(?:They|These|Those|Such|It|He|She|The (?:latter|former)|This (?:group|arm|cohort|dose|part|drug|treatment|device|phase|score|scale|period|level))\b"
)


@dataclass(frozen=True, slots=True)
class Match:
    """Which term of the claim stands where: `at[i]` is a position in the place's terms, or -1 for its label."""

    stand: Stand
    at: tuple[int, ...]

    @property
    def anchored(self) -> bool:
        """Whether any of the record's own words was used."""
        return any(position >= 0 for position in self.at)


def unsupported(claim: Terms, stand: Stand) -> tuple[Term, ...]:
    """The terms of a claim that a place does not carry."""
    return tuple(t for t in claim.telling if not _positions(t, claim, stand))


def agree(claim: Terms, stand: Stand) -> Match | str:
    """The match of a claim with one place, or why it does not agree.

    Every term must be carried, with the same force of negation, in an order that keeps numbers with their labels;
    what limits the record's words (a condition, a hedge, a plan, the group it holds for) must be said too.
    """
    telling = claim.telling
    options = [_positions(t, claim, stand) for t in telling]
    for term, positions in zip(telling, options, strict=True):
        if not positions:
            return f"not carried: {term.text}"
    wrong = _sign(claim, stand)
    if wrong:
        return wrong
    options = [
        [p for p in positions if p == _LABEL or _same_force(term, stand.terms.all[p], claim, stand)]
        for term, positions in zip(telling, options, strict=True)
    ]
    for term, positions in zip(telling, options, strict=True):
        if not positions:
            return f"negation differs at: {term.text}"
    path = _path(telling, options, stand)
    if path is None:
        return "its words are bound otherwise in the record"
    match = Match(stand, path)
    if not match.anchored:
        return "none of the record's words"
    return _left_out(claim, match) or match


def _positions(term: Term, claim: Terms, stand: Stand) -> list[int]:
    found = [i for i, other in enumerate(stand.terms.all) if _carries(other, term, claim, stand)]
    if found:
        return found
    return [_LABEL] if term.kind in ("word", "name", "mode", "measure", "relation") and _labelled(term, stand) else []


def _carries(other: Term, term: Term, claim: Terms, stand: Stand) -> bool:
    if term.measure is not None:
        if other.measure is None or not agrees(term.measure, bounded(stand, other.measure)):
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


def _counted(term: Term, claim: Terms) -> str | None:
    """What a plain number counts: "people", another noun's stem, or None where a unit or nothing follows it."""
    measure = term.measure
    if measure is None or measure.kind != "number" or measure.unit:
        return None
    for other in claim.all:
        if other.start > term.start and other.measure is not None:
            return None
        if other.start > term.start and other.part != term.part and not other.neutral:
            return None
        if other.start > term.start and _PEOPLE.fullmatch(other.text.lower()):
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
        if _PEOPLE.fullmatch(t.text.lower()):
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
    return bool(keys & stand.labels)


def _force(sign: int, term: Term) -> int:
    return -sign if term.denied else sign


def _claim_sign(claim: Terms) -> int:
    return -1 if claim.signs == {"out"} else 1


def _same_force(term: Term, other: Term, claim: Terms, stand: Stand) -> bool:
    if stand.kind == "criterion":
        return _force(_claim_sign(claim), term) == _force(stand.sign, other)
    return term.denied == other.denied


def _sign(claim: Terms, stand: Stand) -> str | None:
    """Why a claim's way of speaking of taking part does not fit the place."""
    if stand.kind == "criterion":
        if len(claim.signs) != 1:
            return "says not clearly whether it is asked for or keeps people out"
        own = stand.terms.signs | terms(stand.lead).signs
        if stand.sign < 0 and own:
            return "the exclusion speaks of being taken itself"
        if stand.sign > 0 and "out" in own:
            return "the inclusion speaks of being left out itself"
        if terms(stand.lead).denials:
            return "the words above the criterion deny it"
        return None
    if "out" in claim.signs and "out" not in stand.terms.signs:
        return "says that someone is kept out"
    if "in" in claim.signs and "in" not in stand.terms.signs:
        open_to_all = stand.kind == "age" or stand.label.startswith("sex") or "healthy" in stand.text
        return None if open_to_all else "says that something is asked for"
    if "out" in stand.terms.signs and "out" not in claim.signs:
        return "leaves out that someone is kept out"
    return None


def _class(term: Term) -> str:
    """What a term could be confused with: numbers of one unit, labels of one kind, names."""
    if term.measure is not None:
        kind = term.measure.kind
        return f"{kind} {term.measure.values[0].split(':')[0] if kind == 'label' else term.measure.unit}"
    if term.kind == "name" or any(k.startswith(("p:", "c:")) for k in term.keys):
        return "name"
    return ""


def _contested(stand: Stand) -> dict[str, list[int]]:
    """The classes of terms of which the place has more than one, with their positions."""
    found: dict[str, list[int]] = {}
    for i, term in enumerate(stand.terms.all):
        if kind := _class(term):
            found.setdefault(kind, []).append(i)
    return {k: at for k, at in found.items() if len({frozenset(stand.terms.all[i].keys) for i in at}) > 1}


def _path(telling: Sequence[Term], options: Sequence[Sequence[int]], stand: Stand) -> tuple[int, ...] | None:
    """One position for each term, so that neighbours in the claim are bound in the place too; None where none fits."""
    contested = _contested(stand)
    if stand.kind == "criterion":
        # The items of a criterion hold in any order; what must stay together there is checked item by item.
        contested.pop("name", None)
    used_keys = [t.keys for t in telling]
    states: dict[tuple[int, int], tuple[int, ...]] = {(_LABEL, _LABEL): ()}
    last_term: Term | None = None
    last_critical: Term | None = None
    for term, positions in zip(telling, options, strict=True):
        new: dict[tuple[int, int], tuple[int, ...]] = {}
        critical = bool(_class(term))
        for (p, c), path in states.items():
            for q in positions:
                near = last_term is None or _bound(p, q, last_term, term, contested, stand, used_keys)
                far = not critical or last_critical is None or _bound(c, q, last_critical, term, contested, stand, used_keys)  # fmt: skip
                if near and far:
                    key = (q if q != _LABEL else p, q if critical and q != _LABEL else c)
                    new.setdefault(key, (*path, q))
        if not new:
            return None
        states = dict(list(new.items())[:400])
        last_term = term
        last_critical = term if critical else last_critical
    return next(iter(states.values()))


def _bound(
    p: int, q: int, before: Term, after: Term, contested: dict[str, list[int]], stand: Stand, used: Sequence[frozenset[str]]
) -> bool:  # fmt: skip
    if _LABEL in (p, q) or p == q:
        return True
    own = stand.terms.all
    kinds = {k for i in (p, q) if (k := _class(own[i])) in contested}
    if not kinds:
        return True
    low, high = min(p, q), max(p, q)
    for kind in kinds:
        for i in contested[kind]:
            if low < i < high and not any(own[i].keys & keys for keys in used):
                return False
    a, b = _class(own[p]), _class(own[q])
    crosses = before.part == after.part and own[p].part != own[q].part
    if crosses and (_has_own(p, q, b, contested, own) or _has_own(q, p, a, contested, own)):
        return False
    if a == b:
        return q > p
    if a in contested and b in contested and before.part == after.part:
        order = sorted(contested[a] + contested[b])
        in_turn = [_class(own[i]) for i in order]
        if any(x == y for x, y in pairwise(in_turn)):
            return q > p
        return order.index(p) // 2 == order.index(q) // 2
    return q > p or own[p].part == own[q].part


def _has_own(p: int, q: int, kind: str, contested: dict[str, list[int]], own: Sequence[Term]) -> bool:
    """Whether the clause around `p` has a term of its own that `q` could be confused with, so that `q` is another's."""
    return any(
        i not in (p, q) and own[i].part == own[p].part and own[i].keys != own[q].keys for i in contested.get(kind, ())
    )


def _left_out(claim: Terms, match: Match) -> str | None:
    """What limits the record's words and is missing from the claim."""
    stand, own = match.stand, match.stand.terms.all
    said = {k for t in claim.all for k in t.keys}
    if stand.names and not any(_names(name, claim) for name in stand.names):
        return f"does not say for which: {', '.join(stand.names)[:60]}"
    if stand.kind not in ("said", "criterion") and _POINTS_BACK.match(stand.text):
        return "begins by pointing back"
    used = [p for p in match.at if p >= 0]
    low, high = min(used), max(used)
    for mode in _MODES:
        if any(mode in t.keys for t in own) and mode not in said and not (mode == "mode:whether" and said & INTENT):
            return f"leaves out a condition or a doubt: {next(t.text for t in own if mode in t.keys)}"
    if any("mode:plan" in t.keys for t in own) or stand.mood == "plan":
        future = "mode:plan" in said or re.search(r"\b(?:will|would)\b|将|[áa](?:n)?\b", " ".join(t.text.lower() for t in claim.all))  # fmt: skip
        if not future:
            return "says as done or certain what is planned"
    scale = (
        stand.kind == "outcome" and "s:score" in said and not said & {"s:change", "s:improve", "s:reduce", "s:increase"}
    )
    intent = not scale and (
        stand.mood == "intent" or (stand.kind == "prose" and any(t.keys & INTENT for t in own[: high + 1]))
    )
    if intent and not said & INTENT and stand.label not in ("title", "official title"):
        return "says as found what is only examined"
    near = own[max(0, low - 2) : high + 3]
    if stand.kind != "criterion" and not claim.denials and any(t.denied for t in near):
        return "leaves out a negation"
    if stand.kind == "criterion":
        return _item_cut(claim, match, said)
    groups = [t for t in own if t.measure and t.measure.kind == "label" and re.match(r"(?:arm|group|cohort|level|part|phase|stage|step|period):", t.measure.values[0])]  # fmt: skip
    if stand.kind in ("prose", "outcome", "intervention") and groups and not any(t.keys & said for t in groups):
        return f"leaves out which group: {groups[0].text}"
    if any("quantifier:only" in t.keys for t in own[low : high + 1]) and "quantifier:only" not in said:
        return "leaves out: only"
    return None


def _names(name: str, claim: Terms) -> bool:
    return all(any(t.keys & other.keys for other in claim.all) for t in terms(name).telling)


def _item_cut(claim: Terms, match: Match, said: set[str]) -> str | None:
    """A criterion's item that the claim touches and does not say whole."""
    stand = match.stand
    touched = {p for p in match.at if p >= 0}
    for own, whole in items(stand):
        if not touched & set(own):
            continue
        for i in whole:
            term = stand.terms.all[i]
            if term.neutral or i in touched or term.keys & said or _OMITTED.match(term.text.lower()):
                continue
            if term.measure is not None and any(
                t.measure is not None and agrees(t.measure, bounded(stand, term.measure)) for t in claim.all
            ):
                continue
            return f"leaves out a part of the criterion: {term.text}"
    return None


_SEPARATOR = re.compile(r"[;•\n]|,(?=\s)|\s(?:and/or|and|or)\s|\s*/\s*", re.IGNORECASE)
_LEADS = re.compile(
    r"\b(?:such as|including|e\.g\.|for example|i\.e\.|any of the following|one of the following|following|:)", re.I
)


def items(stand: Stand) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The positions of each item of a criterion, and of all that must be said where the item is touched.

    "A or B" keeps out each alone, "A and B" asks for each alone; the other way round they belong together. What comes
    before "such as" holds for every example after it.
    """
    from assistant.claims.measure import loosened

    text = loosened(stand.text)
    joins = " or " if stand.sign > 0 else " and "
    lead = _LEADS.search(text)
    every = list(_SEPARATOR.finditer(text))
    cuts = [m for m in every if m.group().lower() != joins and m.group().strip() != "/"]
    if stand.sign > 0:
        # In a list of alternatives the commas part alternatives too.
        cuts = [m for m in cuts if not re.search(r"\bor\b|/", text, re.IGNORECASE)]
    else:
        conjoined = re.search(r"\band\b", text, re.IGNORECASE) and not re.search(
            r"\bor\b|such as|including|e\.g\.", text, re.I
        )
        cuts = [] if conjoined else [m for m in cuts if _begins_item(text, m.end())]
    if lead is not None and stand.sign < 0:
        # Examples of what keeps people out stand for themselves, however they are joined.
        cuts = [m for m in cuts if m.start() < lead.start()] + [m for m in every if m.start() > lead.end()]
    edges = [0, *(m.end() for m in cuts), len(text) + 1]
    head: tuple[int, ...] = ()
    for a, b in pairwise(edges):
        here = tuple(i for i, t in enumerate(stand.terms.all) if a <= t.start < b)
        if lead and a <= lead.start() < b:
            head = tuple(i for i in here if stand.terms.all[i].start < lead.start())
            yield head, head
        own = tuple(i for i in here if i not in head)
        yield own, (*head, *own)


_NARROWS = re.compile(
    r"who|which|that|with|without|within|in|if|unless|except|as|on|at|for|by|before|after|during|requiring|defined|treated|"
    r"based|confirmed|determined|resulting|not|but|and|or|to|of|from|when|where|whose|due|is|are|was|were"
)


def _begins_item(text: str, at: int) -> bool:
    """Whether a new item begins here, and not words that narrow the one before ("diabetes, requiring insulin")."""
    rest = text[at:].lstrip()
    word = re.match(r"[\w-]+", rest)
    if word is None:
        return False
    low = word.group().lower()
    if _NARROWS.fullmatch(low):
        return False
    more = rest[word.end() :].lstrip(" ")
    return not (low.endswith(("ing", "ed")) and more[:1].isalpha())
