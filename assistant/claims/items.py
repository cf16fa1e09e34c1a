"""Cut a criterion into its items, each with all that must be said where it is touched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.claims.match import class_of
from assistant.claims.measure import loosened
from assistant.claims.stands import Stand
from assistant.claims.terms import Term


def leaves_choice(stand: Stand) -> bool:
    """Whether a criterion leaves a choice; the "or" of a comparator leaves none."""
    words = {t.text.lower() for t in stand.terms.all}
    return (
        bool(words & {"or", "either", "any"})
        or re.search(r"[A-Za-z]\s*/\s*[A-Za-z]|\bone of\b", stand.text) is not None
    )


_SEPARATOR = re.compile(r"[;•\n]|,(?=\s|[A-Za-z])|\s(?:and/or|and|or)\s|\s*/\s*", re.IGNORECASE)
LEADS = re.compile(
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
    lead = next((m for m in LEADS.finditer(text) if not any(a <= m.start() < b for a, b in inside)), None)
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
    if len(bare) < 3 or any(len(piece) != 1 or not class_of(own[piece[0]]) for piece in bare[:-1]):
        return ()
    last = bare[-1]
    return tuple(last[1:]) if last and class_of(own[last[0]]) else ()


def _shared(pieces: Sequence[tuple[int, ...]], own: Sequence[Term], text: str) -> tuple[int, ...]:
    """What stands before the first item's own thing, and what narrows the last: each may hold for every item."""
    first = [i for i in pieces[0] if not own[i].neutral]
    thing = next((n for n, i in enumerate(first) if class_of(own[i])), len(first) - 1)
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
