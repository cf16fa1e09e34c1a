"""Tell whether one sentence says no more, and nothing else, than one place of the record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.claims.measure import Measure, agrees, loosened
from assistant.claims.stands import Stand, bounded
from assistant.claims.terms import INTENT, Term, Terms, terms

# Places whose words all say one thing: nothing in them can be bound wrongly.
_ONE_THING = ("site", "contact", "field", "admitted", "age", "date")

_LABEL = -1
"""The position of a term that the place carries and not the words."""

_PEOPLE = re.compile(
    r"people|persons?|patients?|participants?|subjects?|individuals?|volunteers?|adults?|women|woman|men|man|children|"
    r"child|personas?|pacientes?|participantes?|sujetos?|voluntarios?|adultos?|人|名|位|例|患者|受试者|参与者"
)
_MODES = ("mode:possible", "mode:condition", "mode:whether")
# Words of a criterion that a claim may leave out: they only say whom it is about.
_OMITTED = re.compile(r"(?:must|should|shall|will|would|be|were|was|had|did|any|who|ages?|aged|old|during|presence|inclusive)$")  # fmt: skip


_FUTURE = re.compile(r"will|would|shall|将|将会|会|\w+r(?:á|án)")
_POINTS_BACK = re.compile(
    r"(?:They|These|Those|Such|It|He|She|Defined as|The (?:latter|former)|This (?:group|arm|cohort|dose|part|drug|treatment|device|phase|score|scale|period|level))\b"
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
    if claim.idle:
        return "a negation that governs nothing"
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
    if stand.kind == "arm" and stand.given and (verb := _receives(claim)):
        begins = len(terms(stand.text[: stand.given]).all)
        options = [
            [p for p in positions if t.start < verb.start or p == _LABEL or p >= begins]
            for t, positions in zip(telling, options, strict=True)
        ]
    path = _path(telling, options, stand, _turned(claim))
    if path is None:
        return "its words are bound otherwise in the record"
    match = Match(stand, path)
    if wrong := _joined(claim, match) or _turned_round(claim, match):
        return wrong
    if not match.anchored:
        return "none of the record's words"
    return _left_out(claim, match) or match


def _positions(term: Term, claim: Terms, stand: Stand) -> list[int]:
    own = stand.terms.all
    found = [i for i, other in enumerate(own) if _carries(other, term, claim, stand)]
    exact = [i for i in found if any(k[:2] in ("w:", "n:") for k in term.keys & own[i].keys)]
    found = exact or found
    if term.denied or term.kind == "quantifier" or (exact and not term.keys & INTENT):
        return found  # what a place says of its words by being that place cannot be denied
    return [*found, _LABEL] if _labelled(term, stand) or (not found and _counts_list(term, claim, stand)) else found


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
    if not _is_end(held, range):
        return False
    bounds = [t.measure for t in stand.terms.all if t.measure is not None]
    ends = [m for m in bounds if _is_end(m, range)]
    return any(a is not b and a.bound != b.bound and bounds.index(b) == bounds.index(a) + 1 for a, b in pairwise(ends))


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


def _force(sign: int, term: Term) -> int:
    return -sign if term.denied else sign


_ONE_OF = re.compile(
    r"\b(?:one|two|three|any|either|some|\d+)(?: or more)?(?: of)? (?:the |these )?(?:following|below)|\bor more of\b",
    re.I,
)
_ALL_OF = re.compile(r"\b(?:all|both|each|two|three) of (?:the |these )?(?:following|below)", re.I)


def _claim_sign(claim: Terms) -> int:
    return -1 if claim.signs == {"out"} else 1


def _same_force(term: Term, other: Term, claim: Terms, stand: Stand) -> bool:
    if stand.kind in ("criterion", "admitted"):
        return _force(_claim_sign(claim), term) == _force(stand.sign, other)
    return term.denied == other.denied


def _sign(claim: Terms, stand: Stand) -> str | None:
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


def _class(term: Term) -> str:
    """What a term could be confused with: numbers of one unit, labels of one kind, names."""
    if term.neutral:
        return ""
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


def _turned(claim: Terms) -> frozenset[int]:
    """Where a thing follows its owner in Chinese ("药物的安全性"), which English says the other way round."""
    owners = [t.start for t in claim.all if t.text == "的"]
    return frozenset(
        b.start
        for a, b in pairwise(claim.telling)
        if any(a.start < at < b.start for at in owners) and bool(_class(a)) != bool(_class(b))
    )


def _path(
    telling: Sequence[Term], options: Sequence[Sequence[int]], stand: Stand, turned: frozenset[int] = frozenset()
) -> tuple[int, ...] | None:
    """One position for each term, so that neighbours in the claim are bound in the place too; None where none fits."""
    if stand.kind in ("site", "contact"):
        return _in_whole_parts(telling, options, stand)
    contested = {} if stand.kind in _ONE_THING else _contested(stand)
    if stand.kind == "criterion":
        # The items of a criterion hold in any order; what must stay together there is checked item by item.
        contested.pop("name", None)
    used_keys = [t.keys for t in telling]
    contested = {k: [i for i in at if not _also_named(i, stand, used_keys)] for k, at in contested.items()}
    # What was taken is part of a state: two ways to the same word differ in what they leave for the next.
    states: dict[tuple[int, int, frozenset[int]], tuple[int, ...]] = {(_LABEL, _LABEL, frozenset()): ()}
    last_term: Term | None = None
    last_critical: Term | None = None
    for term, positions in zip(telling, options, strict=True):
        new: dict[tuple[int, int, frozenset[int]], tuple[int, ...]] = {}
        critical = bool(_class(term))
        for (p, c, taken), path in states.items():
            for q in positions:
                if q != _LABEL and q in taken and not _says_again(path, q, term, telling, stand):
                    continue
                near = (
                    last_term is None
                    or _bound(p, q, last_term, term, contested, stand, used_keys)
                    or (term.start in turned and _bound(q, p, last_term, term, contested, stand, used_keys))
                )
                far = not critical or last_critical is None or _bound(c, q, last_critical, term, contested, stand, used_keys)  # fmt: skip
                if near and far:
                    key = (q if q != _LABEL else p, q if critical and q != _LABEL else c, taken | {q})
                    new.setdefault(key, (*path, q))
        if not new:
            return None
        states = dict(list(new.items())[:400])
        last_term = term
        last_critical = term if critical else last_critical
    return next(iter(states.values()))


def _in_whole_parts(
    telling: Sequence[Term], options: Sequence[Sequence[int]], stand: Stand
) -> tuple[int, ...] | None:  # fmt: skip
    """A path through a place of several fields that enters each at its beginning and reads it on word by word."""
    own = stand.terms.all
    words = [i for i, t in enumerate(own) if not t.neutral]
    first = {i for n, i in enumerate(words) if n == 0 or own[words[n - 1]].part != own[i].part}
    follows = {b: a for a, b in pairwise(words)}
    states: dict[int, tuple[int, ...]] = {_LABEL: ()}
    for _, positions in zip(telling, options, strict=True):
        new: dict[int, tuple[int, ...]] = {}
        for p, path in states.items():
            for q in positions:
                if q == _LABEL or q in first or follows.get(q) == p:
                    new.setdefault(q if q != _LABEL else p, (*path, q))
        if not new:
            return None
        states = new
    return next(iter(states.values()))


def _says_again(path: tuple[int, ...], q: int, term: Term, telling: Sequence[Term], stand: Stand) -> bool:
    """Whether a second term may stand on a word of the record: the same word again, or the next word of one name.

    A second "each" or "all" says more than one does.
    """
    if term.kind == "quantifier":
        return False
    earlier = [telling[i] for i, p in enumerate(path) if p == q]
    if all(t.text.casefold() == term.text.casefold() for t in earlier):
        return stand.kind != "criterion"
    last = telling[len(path) - 1]
    return path[-1] == q and last.part == term.part and bool(last.keys & term.keys & stand.terms.all[q].keys)


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


def _also_named(i: int, stand: Stand, used: Sequence[frozenset[str]]) -> bool:
    """Whether a name is another one's, in brackets after it, and only that one is said: "ipilimumab (Yervoy)"."""
    text, own = loosened(stand.text), stand.terms.all
    if any(own[i].keys & keys for keys in used):
        return False
    for a, b in ((i - 1, i), (i, i + 1)):
        if a >= 0 and b < len(own):
            between = text[own[a].start + len(own[a].text) : own[b].start]
            other = own[a] if b == i else own[b]
            if between.strip() == "(" and any(other.keys & keys for keys in used):
                return text[own[b].start + len(own[b].text) :].startswith(")")
    return False


_RELATIVE = re.compile(r"who|which|whose|quien|quienes", re.IGNORECASE)


def _turned_round(claim: Terms, match: Match) -> str | None:
    """Why a sentence of prose is told with its parts exchanged: "those who are given it meet the criteria"."""
    stand, own = match.stand, match.stand.terms.all
    if stand.kind in ("criterion", *_ONE_THING):
        return None
    at = [p for p in match.at if p >= 0]
    turned = _turned(claim)
    if any(_RELATIVE.fullmatch(t.text) for t in claim.all) and any(_RELATIVE.fullmatch(t.text) for t in own):
        return None if at == sorted(at) else "exchanges what is said and of whom"
    for (a, p), (b, q) in pairwise(zip(claim.telling, match.at, strict=True)):
        back = p > q >= 0 and a.part == b.part and own[p].part != own[q].part and not (a.keys | b.keys) & INTENT
        back = back and b.start not in turned
        if back and any(own[q].start < at <= own[p].start for at, kind in stand.terms.joints):
            return "joins words of two clauses"
    return None


def _joined(claim: Terms, match: Match) -> str | None:
    """Why a claim's "and" is the record's "or", or the other way round."""
    stand, own = match.stand, match.stand.terms.all
    if stand.kind in ("field", "site", "contact", "age", "date", "said"):
        return None
    stood = list(zip(claim.telling, match.at, strict=True))
    for at, kind in claim.joints:
        before = next((p for t, p in reversed(stood) if t.start < at and p >= 0), None)
        after = next((p for t, p in stood if t.start > at and p >= 0), None)
        if before is None or after is None or before == after or _anew(claim, at):
            continue
        held = _held(stand, own[min(before, after)].start, own[max(before, after)].start)
        examples = stand.kind == "criterion" and stand.sign < 0 and kind == "or" and _LEADS.search(stand.text)
        if held and kind not in held and not examples:
            return f"joins by {kind!r} what the record does not"
    return None


def _anew(claim: Terms, at: int) -> bool:
    """Whether a second group is named after an "and": "pregnant women and women who breastfeed" are two groups."""
    after = [t for t in claim.all if t.start > at][:2]
    return any(_PEOPLE.fullmatch(t.text.lower()) or t.text.lower() in ("those", "anyone") for t in after)


def _held(stand: Stand, low: int, high: int) -> set[str]:
    """The joints of the record's text between two words, or, where commas part them, the one that ends their list."""
    joints = stand.terms.joints
    held = {kind for at, kind in joints if low < at < high}
    if held:
        return held
    text = loosened(stand.text)
    if "," not in text[low:high]:
        return set()
    stop = _STOP.search(text, high)
    return {kind for at, kind in joints if high < at < (stop.start() if stop else len(text))}


_STOP = re.compile(r"[;:]|\.(?=\s|$)|\b(?:who|which|that|within|during|for|before|after|with|in)\b")


def _has_own(p: int, q: int, kind: str, contested: dict[str, list[int]], own: Sequence[Term]) -> bool:
    """Whether the clause around `p` has a term of its own that `q` could be confused with, so that `q` is another's."""
    return any(
        i not in (p, q) and own[i].part == own[p].part and own[i].keys != own[q].keys for i in contested.get(kind, ())
    )


def _left_out(claim: Terms, match: Match) -> str | None:
    """What limits the record's words and is missing from the claim."""
    stand, own = match.stand, match.stand.terms.all
    said = {k for t in claim.all for k in t.keys}
    if stand.kind == "arm" and (wrong := _given(claim, match)):
        return wrong
    if stand.kind == "site" and stand.given and all(own[p].start >= stand.given for p in match.at if p >= 0):
        return "says without the site what is so at one site"
    if stand.names and not any(_names(name, claim) for name in stand.names):
        return f"does not say for which: {', '.join(stand.names)[:60]}"
    if stand.kind not in ("said", "criterion") and _POINTS_BACK.match(stand.text):
        return "begins by pointing back"
    used = [p for p in match.at if p >= 0]
    low, high = min(used), max(used)
    for mode in _MODES:
        if any(mode in t.keys for t in own) and mode not in said and not (mode == "mode:whether" and said & INTENT):
            return f"leaves out a condition or a doubt: {next(t.text for t in own if mode in t.keys)}"
    future = any(_FUTURE.fullmatch(t.text.lower()) for t in claim.all)
    if stand.mood == "actual" and (future or "mode:plan" in said):
        return "says as to come what is done"
    # Where a list keeps people out, what is planned in one of its items must be said with that item.
    planned = stand.mood == "plan" or (stand.sign >= 0 and any("mode:plan" in t.keys for t in own))
    if planned and "mode:plan" not in said and not future:
        return "says as done or certain what is planned"
    aimed = {k for t in own[: high + 1] if "mode:aim" in t.keys for k in t.keys if k.startswith("w:")} - {
        "w:to",
        "w:for",
    }
    if aimed and not said & aimed and not said & {"mode:aim", "mode:plan", "mode:possible", *INTENT}:
        return "says as done what is only aimed at"
    scale = (
        stand.kind == "outcome" and "s:score" in said and not said & {"s:change", "s:improve", "s:reduce", "s:increase"}
    )
    grown = said & {"s:improve", "s:reduce", "s:increase", "s:response"} and not said & (
        INTENT - {"s:outcome", "s:measure"}
    )
    if (
        stand.mood == "intent"
        and grown
        and stand.kind == "outcome"
        and not {"s:improve", "s:reduce", "s:increase", "s:response"}
        & {k for t in terms(stand.slices[0].text).all for k in t.keys}
    ):
        return "says as found what is only examined"
    intent = not scale and (
        stand.mood == "intent" or (stand.kind == "prose" and any(t.keys & INTENT for t in own[: high + 1]))
    )
    if intent and not said & INTENT and stand.label not in ("title", "official title"):
        return "says as found what is only examined"
    near = own[max(0, low - 2) : high + 3]
    if stand.kind not in ("criterion", *_ONE_THING) and not claim.denials and any(t.denied for t in near):
        return "leaves out a negation"
    if stand.kind == "criterion":
        return _item_cut(claim, match, said)
    if stand.kind == "field" and stand.text == stand.slices[0].text and not stand.counts:
        return _not_whole(claim, match, said, range(len(own)))
    if stand.kind == "outcome" and stand.mood == "intent":
        named = len(terms(stand.slices[0].text).all)
        numbers = [i for i in range(named) if own[i].measure is not None]
        if any(0 <= i < named for i in match.at) and (cut := _not_whole(claim, match, said, numbers)):
            return cut
    groups = [t for t in own if t.measure and t.measure.kind == "label" and re.match(r"(?:arm|group|cohort|level|part|phase|stage|step|period):", t.measure.values[0])]  # fmt: skip
    if stand.kind in ("prose", "outcome", "intervention") and groups and not any(t.keys & said for t in groups):
        return f"leaves out which group: {groups[0].text}"
    likened = any("relation:likeness" in t.keys for t in own[low : high + 1])
    if likened and stand.kind in ("arm", "intervention", "prose") and "relation:likeness" not in said:
        return "leaves out what it is only compared with"
    if stand.kind not in ("criterion", *_ONE_THING):
        close = [t for t in own[: high + 1] if t.start >= own[low].start or t.part == own[low].part]
        if any("quantifier:some" in t.keys for t in close) and "quantifier:some" not in said:
            return "leaves out of how many it is said"
        if _one_of_a_choice(stand, low, high, said, future=future):
            return "tells one side of a choice"
    if any("quantifier:only" in t.keys for t in own[low : high + 1]) and "quantifier:only" not in said:
        return "leaves out: only"
    return None


def _one_of_a_choice(stand: Stand, low: int, high: int, said: set[str], *, future: bool) -> bool:
    """Whether of "A or B" in a sentence of prose, one is told and the other not."""
    own = stand.terms.all
    for at, kind in stand.terms.joints:
        before = next((t for t in reversed(own) if t.start < at and not t.neutral), None)
        after = next((t for t in own if t.start > at and not t.neutral), None)
        if kind != "or" or before is None or after is None or not own[low].start < at < own[high].start:
            continue
        to_come = any(at < t.start < after.start and _FUTURE.fullmatch(t.text.lower()) for t in own)
        if bool(before.keys & said) != bool(after.keys & said) or (to_come and not future):
            return True
    return False


_RECEIVES = re.compile(r"receives?|gets?|takes?|given|administered|treated|接受|给予|reciben?|recibirán?|administran?")


def _receives(claim: Terms) -> Term | None:
    return next((t for t in claim.all if _RECEIVES.fullmatch(t.text.lower())), None)


def _given(claim: Terms, match: Match) -> str | None:
    """Why what an arm is said to be, or to receive, is not what its label and its interventions say."""
    stand, own = match.stand, match.stand.terms.all
    label = {k for t in terms(stand.title).all for k in t.keys}
    group = next(
        (t for t in claim.all if "s:arm" in t.keys or t.text.lower() in ("group", "groups", "组", "grupo")), None
    )
    if group is not None:
        called = [t for t in claim.telling if t.part == group.part and t.start < group.start and t.measure is None]
        if any(not t.keys & (label | stand.labels) for t in called):
            return "calls the arm by another name"
    verb = _receives(claim)
    if verb is None or not stand.given:
        return None
    begins = len(terms(stand.text[: stand.given]).all)
    after = [p for t, p in zip(claim.telling, match.at, strict=True) if t.start > verb.start]
    if not after or any(p < begins for p in after):
        return "names what the arm is called, not what it receives"
    for slice in stand.slices:
        named = terms(re.sub(r"^[A-Z][\w ]+: ", "", slice.text)).telling
        touched = {k for p in after for k in own[p].keys if k.startswith(("w:", "n:"))}
        keys = [{k for k in t.keys if k.startswith(("w:", "n:"))} or t.keys for t in named]
        if keys and all(k & touched or t.measure for k, t in zip(keys, named, strict=True)):
            return None
    return "names a part of what the arm receives"


def _names(name: str, claim: Terms) -> bool:
    return all(any(t.keys & other.keys for other in claim.all) for t in terms(name).telling)


def _item_cut(claim: Terms, match: Match, said: set[str]) -> str | None:
    """A criterion's item that the claim touches and does not say whole."""
    touched = {p for p in match.at if p >= 0}
    parts = {match.stand.terms.all[p].part for p in touched}
    if match.stand.sign > 0 and not match.stand.terms.denials and not _alternatives(match.stand):
        # Who must be all of it must be each part of it: only the bounds have to be told.
        numbers = [i for i, t in enumerate(match.stand.terms.all) if t.measure is not None and t.part in parts]
        return _not_whole(claim, match, said, sorted({*numbers, *_for_whom(match.stand, touched)}))
    wanted = {i for own, whole in items(match.stand) if touched & set(own) for i in whole}
    return _not_whole(claim, match, said, sorted(wanted))


_FOR_WHOM = re.compile(
    r"\b(?:for|in|of)\s+(?:the\s+|all\s+)?(?:[\w-]+\s+){0,3}(?:cohorts?|arms?|groups?|phases?|parts?|wom[ae]n|m[ae]n|females?|males?|children|adults|(?:patients|subjects|participants|those) (?:with|who|on)\b)",
    re.IGNORECASE,
)
# What tells a kind or a degree of a disease from others of it.
_DEGREE = re.compile(
    r"(?:severe|serious|moderate|mild|acute|chronic|active|uncontrolled|controlled|stable|unstable|refractory|relaps\w+|recurrent|resistant|"
    r"metastatic|advanced|confirmed|documented|symptomatic|asymptomatic|early|late|progressive|persistent|untreated|significant|major|minor|bilateral|unilateral)",
    re.IGNORECASE,
)
_SOME = (("s:women",), ("s:men",), ("s:child",))


def _for_whom(stand: Stand, touched: set[int]) -> Iterator[int]:
    """What narrows a demand to some of the participants: a cohort, an arm, one of the sexes, children."""
    text, own = loosened(stand.text), stand.terms.all
    spans = [m.span() for m in _FOR_WHOM.finditer(text)]
    yield from (i for i, t in enumerate(own) if any(a <= t.start < b for a, b in spans))
    for p in touched:
        close = range(max(0, p - 3), p)
        yield from (i for i in close if own[i].part == own[p].part and _DEGREE.fullmatch(own[i].text))
        yield from (i for i, t in enumerate(own) if t.part == own[p].part and "relation:likeness" in t.keys)
    clause = {i: text.count(";", 0, t.start) for i, t in enumerate(own)}
    parts = {clause[i] for i in touched}
    named = {key: [i for i, t in enumerate(own) if key in t.keys and clause[i] in parts] for (key,) in _SOME}
    if not (named["s:women"] and named["s:men"]):
        yield from (i for at in named.values() for i in at)


def _told(measure: Measure, claim: Terms) -> bool:
    """Whether a claim tells a bound of the record, be it as one end of a range."""
    for t in claim.all:
        if t.measure is None:
            continue
        if agrees(t.measure, measure) or _is_end(measure, t.measure):
            return True
    return False


def _is_end(bound: Measure, range: Measure) -> bool:
    ends = {">=": 0, "<=": -1}
    return (
        range.bound == "range"
        and bound.bound in ends
        and bound.unit == range.unit
        and bound.values == (range.values[ends[bound.bound]],)
    )


def _not_whole(claim: Terms, match: Match, said: set[str], wanted: Sequence[int]) -> str | None:
    """A term of the place that had to be said and was not."""
    stand, own = match.stand, match.stand.terms.all
    for i in wanted:
        term = own[i]
        if term.neutral or _OMITTED.match(term.text.lower()) or _of_both_sexes(term, own):
            continue
        if term.measure is not None:
            if _told(bounded(stand, term.measure), claim):
                continue
        elif _is_said(i, wanted, claim, match, said):
            continue
        return f"leaves out a part of the record's words: {term.text}"
    return None


def _of_both_sexes(term: Term, own: Sequence[Term]) -> bool:
    """Whether "men and women" only says everyone."""
    named = {k for t in own for k in t.keys} & {"s:men", "s:women"}
    return len(named) == 2 and bool(term.keys & named) and not any("s:pregnant" in t.keys for t in own)


def _perfect(claim: Terms) -> bool:
    """Whether a claim speaks of what was done before now ("have used"), as "history of" does."""
    return any(
        a.text.lower() in ("have", "has", "had") and re.fullmatch(r"\w+(?:ed|en)|had|been", b.text.lower())
        for a, b in pairwise(claim.all)
    )


def _is_said(i: int, wanted: Sequence[int], claim: Terms, match: Match, said: set[str]) -> bool:
    own = match.stand.terms.all
    if "s:history" in own[i].keys and (said & {"mode:past", "s:history"} or _perfect(claim)):
        return True
    if "s:current" in own[i].keys and not any(t.text.lower() in _OVER_WITH for t in claim.all):
        return True  # a sentence in the present speaks of now
    return (_in_own_words(own[i], said) and not _fewer(i, wanted, claim, match)) or _by_another_name(i, own, said)


_OVER_WITH = (
    "have",
    "has",
    "had",
    "been",
    "was",
    "were",
    "ever",
    "ha",
    "han",
    "haya",
    "hayan",
    "fue",
    "过",
    "曾",
    "经",
)


def _fewer(i: int, wanted: Sequence[int], claim: Terms, match: Match) -> bool:
    """Whether a word that the place says several times is said fewer times: "severe" is not said by "severity" again."""
    own = match.stand.terms.all
    words = {k for k in own[i].keys if k.startswith("w:")}
    said = {k for t in claim.all for k in t.keys if k.startswith(("relation:", "s:"))}
    if i in match.at or not words or own[i].keys & said:
        return False
    return sum(bool(words & own[j].keys) for j in wanted) > sum(bool(words & t.keys) for t in claim.all)


def _in_own_words(term: Term, said: set[str]) -> bool:
    return any(k in said for k in term.keys if k.startswith(("w:", "n:", "mode:", "relation:", "quantifier:")))


def _by_another_name(i: int, own: Sequence[Term], said: set[str]) -> bool:
    """Whether the claim calls the thing by another name, not by a part of this one ("depression" for "major depression")."""
    for key in (k for k in own[i].keys & said if k[:2] not in ("w:", "n:")):
        rest = [t for j, t in enumerate(own) if j != i and abs(j - i) < 6 and key in t.keys]
        if not any(_in_own_words(t, said) for t in rest):
            return True
    return False


def _alternatives(stand: Stand) -> bool:
    """Whether a criterion leaves a choice; the "or" of a comparator leaves none."""
    words = {t.text.lower() for t in stand.terms.all}
    return (
        bool(words & {"or", "either", "any"})
        or re.search(r"[A-Za-z]\s*/\s*[A-Za-z]|\bone of\b", stand.text) is not None
    )


_SEPARATOR = re.compile(r"[;•\n]|,(?=\s|[A-Za-z])|\s(?:and/or|and|or)\s|\s*/\s*", re.IGNORECASE)
_LEADS = re.compile(
    r"\b(?:such as|including|e\.g\.|for example|i\.e\.|any of the following|one of the following|following|:)", re.I
)


def items(stand: Stand) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The positions of each item of a criterion, and of all that must be said where the item is touched.

    "A or B" keeps out each alone, "A and B" asks for each alone; the other way round they belong together. What comes
    before "such as" holds for every example after it; what narrows the first item or the last may narrow them all.
    """
    text, own = loosened(stand.text), stand.terms.all
    inside = [m.span() for m in _ASIDE.finditer(text)]
    aside = {i for i, t in enumerate(own) if any(a <= t.start < b for a, b in inside)}
    lead = next((m for m in _LEADS.finditer(text) if not any(a <= m.start() < b for a, b in inside)), None)
    every = [m for m in _SEPARATOR.finditer(text) if not any(a <= m.start() < b for a, b in inside)]
    edges = [0, *(m.end() for m in _cuts(stand, text, every, lead)), len(text) + 1]
    pieces = [tuple(i for i, t in enumerate(own) if a <= t.start < b and i not in aside) for a, b in pairwise(edges)]
    pieces = [p for p in pieces if p]
    shared = _shared(pieces, own, text) if len(pieces) > 1 or lead else ()
    if noun := _noun_of_all(pieces, own):
        pieces = [*pieces[:-1], tuple(i for i in pieces[-1] if i not in noun)]
        shared = (*shared, *noun)
    head: tuple[int, ...] = ()
    apart = _tail_apart(text)
    tail = tuple(i for i in shared if i in pieces[-1])
    for piece in pieces:
        if tail and own[piece[0]].start < apart:
            yield piece, tuple(i for i in (*shared, *piece) if i not in tail)
            continue
        if lead is not None and not head and own[piece[0]].start <= lead.start():
            head = tuple(i for i in piece if own[i].start < lead.start())
            yield head, (*head, *shared)
            piece = tuple(i for i in piece if i not in head)
        yield piece, (*head, *shared, *piece)
    for i in aside:
        yield (i,), (*head, *shared)


def _cuts(stand: Stand, text: str, every: Sequence[re.Match[str]], lead: re.Match[str] | None) -> list[re.Match[str]]:
    """The separators between items that hold alone."""
    if stand.sign > 0:
        # In a list of alternatives the commas part alternatives too.
        return [] if re.search(r"\bor\b|/", text, re.IGNORECASE) else [m for m in every if m.group().strip() != "/"]
    after = [m for m in every if lead is not None and m.start() > lead.end() and _begins_item(text, m.end())]
    before = text[: lead.start()] if lead else text
    if re.search(r"\band\b", before, re.IGNORECASE) and not re.search(r"\bor\b", before, re.IGNORECASE):
        return after
    first = [m for m in every if m.start() < len(before) and m.group().strip().lower() not in ("and", "/")]
    return [m for m in first if _begins_item(text, m.end(), chosen=m.group().strip().lower() == "or")] + after


def _tail_apart(text: str) -> int:
    """Where the last choice begins of which the words before are no part: "A or B, or C within 180 days"; 0 if none."""
    last = list(re.finditer(r"[,;]\s*or\s", text, re.IGNORECASE))
    if last and re.search(r"[^,;\s]\s+or\s", text[: last[0].start()], re.IGNORECASE):
        return last[0].start()
    return 0


def _noun_of_all(pieces: Sequence[tuple[int, ...]], own: Sequence[Term]) -> tuple[int, ...]:
    """What follows the last of several bare names holds for each of them: "HBV, HCV or syphilis infection"."""
    bare = [[i for i in piece if not own[i].neutral] for piece in pieces]
    if len(bare) < 3 or any(len(piece) != 1 or not _class(own[piece[0]]) for piece in bare[:-1]):
        return ()
    last = bare[-1]
    return tuple(last[1:]) if last and _class(own[last[0]]) else ()


def _shared(pieces: Sequence[tuple[int, ...]], own: Sequence[Term], text: str) -> tuple[int, ...]:
    """What stands before the first item's own thing, and what narrows the last: each may hold for every item."""
    first = [i for i in pieces[0] if not own[i].neutral]
    thing = next((n for n, i in enumerate(first) if _class(own[i])), len(first) - 1)
    start = own[pieces[-1][0]].start
    tail = _TAIL.search(text, start + 1)
    after = [i for i in pieces[-1] if tail and own[i].start >= tail.start()]
    return (*(first[: max(0, thing)] if len(pieces) > 1 else ()), *after)


# Words in brackets that only name examples or a short form.
_ASIDE = re.compile(
    r"\bas (?:described|defined|specified|outlined|stated) (?:in|by|per) the (?:study )?protocol|\((?:e\.?g\.?|such as|for example|i\.?e\.?|including|like|defined|measured|assessed|determined)[^()]*\)|\([A-Z][A-Za-z0-9-]{1,9}\)"
)
_TAIL = re.compile(
    r",?\s*\b(?:within|in the (?:last|past|previous)|during|prior to|before|after|for (?:at least|more than|the)|at (?:screening|baseline|enrol)|"
    r"unless|except|if|who|that|which|requiring|not|without|with|despite|based|on)\b",
    re.IGNORECASE,
)
_NARROWS = re.compile(
    r"who|which|that|with|without|within|in|if|unless|except|as|on|at|for|by|before|after|during|requiring|defined|treated|"
    r"based|confirmed|determined|resulting|not|but|and|or|to|of|from|when|where|whose|due|is|are|was|were"
)


def _begins_item(text: str, at: int, *, chosen: bool = False) -> bool:
    """Whether a new item begins here, and not words that narrow the one before ("diabetes, requiring insulin").

    After an "or" a choice is `chosen`: "lactating, or planning pregnancy".
    """
    rest = text[at:].lstrip()
    word = re.match(r"[\w-]+", rest)
    if word is None:
        return False
    low = word.group().lower()
    if _NARROWS.fullmatch(low):
        return False
    more = rest[word.end() :].lstrip(" ")
    return chosen or not (low.endswith(("ing", "ed")) and more[:1].isalpha())
