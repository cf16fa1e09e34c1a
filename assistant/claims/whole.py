"""Find a part of the record's words that a claim had to say and does not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.claims.carried import is_end
from assistant.claims.items import items, leaves_choice
from assistant.claims.match import Match
from assistant.claims.measure import Measure, agrees, loosened
from assistant.claims.stands import Stand, bounded
from assistant.claims.terms import Term, Terms

# Words of a criterion that a claim may leave out: they only say whom it is about.
_OMITTED = re.compile(r"(?:must|should|shall|will|would|be|were|was|had|did|any|who|ages?|aged|old|during|presence|inclusive)$")  # fmt: skip


def item_cut(claim: Terms, match: Match, said: set[str]) -> str | None:
    """A criterion's item that the claim touches and does not say whole."""
    touched = {p for p in match.at if p >= 0}
    parts = {match.stand.terms.all[p].part for p in touched}
    if match.stand.sign > 0 and not match.stand.terms.denials and not leaves_choice(match.stand):
        # Who must be all of it must be each part of it: only the bounds have to be told.
        numbers = [i for i, t in enumerate(match.stand.terms.all) if t.measure is not None and t.part in parts]
        return not_whole(claim, match, said, sorted({*numbers, *_for_whom(match.stand, touched)}))
    wanted = {i for own, whole in items(match.stand) if touched & set(own) for i in whole}
    return not_whole(claim, match, said, sorted(wanted))


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
        if agrees(t.measure, measure) or is_end(measure, t.measure):
            return True
    return False


def not_whole(claim: Terms, match: Match, said: set[str], wanted: Sequence[int]) -> str | None:
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
