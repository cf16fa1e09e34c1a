"""Hold the order of a claim's terms to the order that binds them in the record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.claims.match import AT_LABEL, ONE_THING, Match, class_of
from assistant.claims.measure import loosened
from assistant.claims.stands import Stand
from assistant.claims.terms import INTENT, Term, Terms


def _contested(stand: Stand) -> dict[str, list[int]]:
    """The classes of terms of which the place has more than one, with their positions."""
    found: dict[str, list[int]] = {}
    for i, term in enumerate(stand.terms.all):
        if kind := class_of(term):
            found.setdefault(kind, []).append(i)
    return {k: at for k, at in found.items() if len({frozenset(stand.terms.all[i].keys) for i in at}) > 1}


def turned_at(claim: Terms) -> frozenset[int]:
    """Where a thing follows its owner in Chinese ("药物的安全性"), which English says the other way round."""
    owners = [t.start for t in claim.all if t.text == "的"]
    return frozenset(
        b.start
        for a, b in pairwise(claim.telling)
        if any(a.start < at < b.start for at in owners) and bool(class_of(a)) != bool(class_of(b))
    )


def bound_path(
    telling: Sequence[Term], options: Sequence[Sequence[int]], stand: Stand, turned: frozenset[int] = frozenset()
) -> tuple[int, ...] | None:
    """One position for each term, so that neighbours in the claim are bound in the place too; None where none fits."""
    if stand.kind in ("site", "contact"):
        return _in_whole_parts(telling, options, stand)
    contested = {} if stand.kind in ONE_THING else _contested(stand)
    if stand.kind == "criterion":
        # The items of a criterion hold in any order; what must stay together there is checked item by item.
        contested.pop("name", None)
    used_keys = [t.keys for t in telling]
    contested = {k: [i for i in at if not _also_named(i, stand, used_keys)] for k, at in contested.items()}
    # What was taken is part of a state: two ways to the same word differ in what they leave for the next.
    states: dict[tuple[int, int, frozenset[int]], tuple[int, ...]] = {(AT_LABEL, AT_LABEL, frozenset()): ()}
    last_term: Term | None = None
    last_critical: Term | None = None
    for term, positions in zip(telling, options, strict=True):
        new: dict[tuple[int, int, frozenset[int]], tuple[int, ...]] = {}
        critical = bool(class_of(term))
        for (p, c, taken), path in states.items():
            for q in positions:
                if q != AT_LABEL and q in taken and not _says_again(path, q, term, telling, stand):
                    continue
                near = (
                    last_term is None
                    or _bound(p, q, last_term, term, contested, stand, used_keys)
                    or (term.start in turned and _bound(q, p, last_term, term, contested, stand, used_keys))
                )
                far = not critical or last_critical is None or _bound(c, q, last_critical, term, contested, stand, used_keys)  # fmt: skip
                if near and far:
                    key = (q if q != AT_LABEL else p, q if critical and q != AT_LABEL else c, taken | {q})
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
    states: dict[int, tuple[int, ...]] = {AT_LABEL: ()}
    for _, positions in zip(telling, options, strict=True):
        new: dict[int, tuple[int, ...]] = {}
        for p, path in states.items():
            for q in positions:
                if q == AT_LABEL or q in first or follows.get(q) == p:
                    new.setdefault(q if q != AT_LABEL else p, (*path, q))
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
    if AT_LABEL in (p, q) or p == q:
        return True
    own = stand.terms.all
    kinds = {k for i in (p, q) if (k := class_of(own[i])) in contested}
    if not kinds:
        return True
    low, high = min(p, q), max(p, q)
    for kind in kinds:
        for i in contested[kind]:
            if low < i < high and not any(own[i].keys & keys for keys in used):
                return False
    a, b = class_of(own[p]), class_of(own[q])
    crosses = before.part == after.part and own[p].part != own[q].part
    if crosses and (_has_own(p, q, b, contested, own) or _has_own(q, p, a, contested, own)):
        return False
    if a == b:
        return q > p
    if a in contested and b in contested and before.part == after.part:
        order = sorted(contested[a] + contested[b])
        in_turn = [class_of(own[i]) for i in order]
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


def _has_own(p: int, q: int, kind: str, contested: dict[str, list[int]], own: Sequence[Term]) -> bool:
    """Whether the clause around `p` has a term of its own that `q` could be confused with, so that `q` is another's."""
    return any(
        i not in (p, q) and own[i].part == own[p].part and own[i].keys != own[q].keys for i in contested.get(kind, ())
    )


_RELATIVE = re.compile(r"who|which|whose|quien|quienes", re.IGNORECASE)


def turned_round(claim: Terms, match: Match) -> str | None:
    """Why a sentence of prose is told with its parts exchanged: "those who are given it meet the criteria"."""
    stand, own = match.stand, match.stand.terms.all
    if stand.kind in ("criterion", *ONE_THING):
        return None
    at = [p for p in match.at if p >= 0]
    turned = turned_at(claim)
    if any(_RELATIVE.fullmatch(t.text) for t in claim.all) and any(_RELATIVE.fullmatch(t.text) for t in own):
        return None if at == sorted(at) else "exchanges what is said and of whom"
    for (a, p), (b, q) in pairwise(zip(claim.telling, match.at, strict=True)):
        back = p > q >= 0 and a.part == b.part and own[p].part != own[q].part and not (a.keys | b.keys) & INTENT
        back = back and b.start not in turned
        if back and any(own[q].start < at <= own[p].start for at, kind in stand.terms.joints):
            return "joins words of two clauses"
    return None
