"""Place each citation's number behind the words it cites."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.answer import Citation, Statement

_QUOTATION = (("“", "”"), ('"', '"'), ("«", "»"), ("「", "」"))


def footnoted(statement: Statement, citations: Iterable[Citation]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Cut a statement into pieces of text, each with the numbers that follow it.

    A number stands behind the quotation it belongs to; one whose words are not quoted in the statement, in the order
    of its numbers, stands at the end. The pieces' text joined is the statement's.
    """
    by_number = {c.n: c for c in citations}
    pieces: list[tuple[str, tuple[int, ...]]] = []
    rest: list[int] = []
    text, at = statement.text, 0
    for n in dict.fromkeys(statement.citations):
        if n not in by_number:
            continue
        end = _quoted(text, by_number[n].slice.text, at)
        if end is None:
            rest.append(n)
        else:
            pieces.append((text[at:end], (n,)))
            at = end
    if text[at:] or rest or not pieces:
        pieces.append((text[at:], tuple(rest)))
    return tuple(pieces)


def _quoted(text: str, words: str, at: int) -> int | None:
    """Where the next quotation of exactly these words ends, from a place on."""
    ends = [
        found + len(opened + words + closed)
        for opened, closed in _QUOTATION
        if (found := text.find(opened + words + closed, at)) >= 0
    ]
    return min(ends, default=None)
