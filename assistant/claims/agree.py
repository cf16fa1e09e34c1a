"""Tell whether one sentence says no more, and nothing else, than one place of the record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.claims.measure import agrees, loosened
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
_OMITTED = re.compile(r"(?:must|should|shall|will|would|be|were|was|had|did|any|who|ages?|aged|old|during|presence)$")  # fmt: skip


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
    if stand.given and (verb := _receives(claim)):
        begins = len(terms(stand.text[: stand.given]).all)
        options = [
            [p for p in positions if t.start < verb.start or p == _LABEL or p >= begins]
            for t, positions in zip(telling, options, strict=True)
        ]
    path = _path(telling, options, stand)
    if path is None:
        return "its words are bound otherwise in the record"
    match = Match(stand, path)
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
    return [*found, _LABEL] if _labelled(term, stand) else found


def _carries(other: Term, term: Term, claim: Terms, stand: Stand) -> bool:
    if term.measure is not None:
        if other.measure is None or not agrees(
            term.measure, bounded(stand, other.measure), roughly=stand.mood == "plan"
        ):
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


def _path(telling: Sequence[Term], options: Sequence[Sequence[int]], stand: Stand) -> tuple[int, ...] | None:
    """One position for each term, so that neighbours in the claim are bound in the place too; None where none fits."""
    if stand.kind in ("site", "contact"):
        return _in_whole_parts(telling, options, stand)
    contested = {} if stand.kind in _ONE_THING else _contested(stand)
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
                if q != _LABEL and q in path and not _says_again(path, q, term, telling, stand):
                    continue
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
    """Whether a second term may stand on a word of the record: the same word again, or the next word of one name."""
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
    planned = stand.mood == "plan" or any("mode:plan" in t.keys for t in own)
    if planned and "mode:plan" not in said and not future:
        return "says as done or certain what is planned"
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
    if any("quantifier:only" in t.keys for t in own[low : high + 1]) and "quantifier:only" not in said:
        return "leaves out: only"
    return None


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
        return _not_whole(claim, match, said, numbers)
    wanted = {i for own, whole in items(match.stand) if touched & set(own) for i in whole}
    return _not_whole(claim, match, said, sorted(wanted))


def _not_whole(claim: Terms, match: Match, said: set[str], wanted: Sequence[int]) -> str | None:
    """A term of the place that had to be said and was not."""
    stand, own = match.stand, match.stand.terms.all
    for i in wanted:
        term = own[i]
        if term.neutral or _OMITTED.match(term.text.lower()):
            continue
        if term.measure is not None:
            if any(t.measure is not None and agrees(t.measure, bounded(stand, term.measure)) for t in claim.all):
                continue
        elif _is_said(i, wanted, claim, match, said):
            continue
        return f"leaves out a part of the record's words: {term.text}"
    return None


def _is_said(i: int, wanted: Sequence[int], claim: Terms, match: Match, said: set[str]) -> bool:
    own = match.stand.terms.all
    if "s:history" in own[i].keys and "mode:past" in said:
        return True
    return (_in_own_words(own[i], said) and not _fewer(i, wanted, claim, match)) or _by_another_name(i, own, said)


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


_SEPARATOR = re.compile(r"[;•\n]|,(?=\s)|\s(?:and/or|and|or)\s|\s*/\s*", re.IGNORECASE)
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
    head: tuple[int, ...] = ()
    for piece in pieces:
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
    return [m for m in first if _begins_item(text, m.end())] + after


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
    r"\bas (?:described|defined|specified|outlined|stated) (?:in|by|per) the (?:study )?protocol|\((?:e\.?g\.?|such as|for example|i\.?e\.?|including|like)[^()]*\)|\([A-Z][A-Za-z0-9-]{1,9}\)"
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
