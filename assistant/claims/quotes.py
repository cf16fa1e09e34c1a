"""Find a claim's quotes in the evidence, character by character, and the whole sentence or criterion each stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.claims.stands import Stand, sentences, stands
from ingest.record import Slice, Span, TrialRecord, sub_slice

SHORTEST = 2
"""Characters of the shortest quote that is not one whole value of a field."""

LONGEST = 700
"""Characters up to which the whole criterion around a quote is shown; of a longer one, the sentences it touches."""

_MARKS = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‐": "-", "‑": "-"})


def find(quote: str, evidence: Sequence[Slice]) -> tuple[Slice, ...]:
    """Where a quote stands in the evidence, word for word but for blanks and the shape of quotation marks.

    A quote that begins or ends within a word or a number stands nowhere.
    """
    wanted, _ = _plain(quote.strip().strip("\"“”"))  # fmt: skip
    if not any(c.isalnum() for c in wanted):
        return ()
    found: list[Slice] = []
    for slice in evidence:
        text, at = _plain(slice.text)
        if len(wanted) < SHORTEST and wanted != text:
            continue
        start = text.find(wanted)
        while start >= 0:
            end = start + len(wanted)
            if _whole(text, start, end):
                found.append(sub_slice(slice, at[start], at[end - 1] + 1))
            start = text.find(wanted, start + 1)
    return tuple(found)


@lru_cache(maxsize=1024)
def _plain(text: str) -> tuple[str, tuple[int, ...]]:
    """The text with single blanks and straight marks, and where each of its characters stands in the original."""
    out: list[str] = []
    at: list[int] = []
    for i, char in enumerate(text.translate(_MARKS)):
        if char.isspace():
            if out and out[-1] != " ":
                out.append(" ")
                at.append(i)
            continue
        out.append(char)
        at.append(i)
    while out and out[-1] == " ":
        out.pop()
        at.pop()
    return "".join(out), tuple(at)


def _whole(text: str, start: int, end: int) -> bool:
    before, after = text[:start][-2:], text[end:][:2]
    if _latin(text[start]) and before and _latin(before[-1]):
        return False
    if _latin(text[end - 1]) and after and _latin(after[0]):
        return False
    first, last = text[start], text[end - 1]
    cuts_before = first.isdigit() and re.search(r"\d[.,]$", before) is not None
    cuts_after = last.isdigit() and re.match(r"[.,]\d", after) is not None
    return not (cuts_before or cuts_after)


def _latin(char: str) -> bool:
    return char.isalnum() and not "\u3400" <= char <= "\u9fff"


def around(record: TrialRecord, place: Slice) -> tuple[Stand, ...]:
    """What a found quote belongs to: the smallest pieces of the record that it touches."""
    touched = [one for one in stands(record) if any(_touch(s.span, place.span) for s in one.slices)]
    if not touched:
        return tuple(_loose(place))
    return tuple(touched)


def _loose(place: Slice) -> Sequence[Stand]:
    from assistant.claims.stands import said

    return [said(place.text, (place,))]


def _touch(a: Span, b: Span) -> bool:
    return a.pointer == b.pointer and a.start < b.end and b.start < a.end


def shown(stand: Stand, place: Slice, evidence: Sequence[Slice]) -> tuple[Slice, ...]:
    """The slices to show for a quote: what was given whole, else its sentence, criterion or value: nothing is cut off."""
    if any(place.span == one.span for one in evidence):
        return (place,)
    for slice in stand.slices:
        if _touch(slice.span, place.span):
            if len(slice.text) <= LONGEST:
                return (slice,)
            return tuple(s for s in sentences(slice) if _touch(s.span, place.span)) or (place,)
    return (place,)
