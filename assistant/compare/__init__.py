"""Compare what a question tells of a patient (values, times, states, doses) with the criteria that name it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from assistant.compare.compared import Compared
from assistant.compare.counts import counted
from assistant.compare.doses import dosed
from assistant.compare.limits import limited
from assistant.compare.settled import settled
from assistant.compare.short_forms import labelled
from assistant.compare.since import since
from assistant.compare.told import only_told
from assistant.topics.said import asks_something_else, own_groups
from assistant.understand import Asked
from ingest.record import Span, TrialRecord

_MOST = 6


def compare(record: TrialRecord, asked: Asked, today: date) -> tuple[Compared, ...]:
    """The criteria that what the question tells settles or leaves open, each once; what is not told settles nothing.

    Besides bare values: how long ago, in which state (cured, controlled), of which dose. A relative counts as the
    patient only where the question asks for the relative; what is only asked about ("is HIV allowed?") is no fact.
    """
    if asks_something_else(asked.text):
        return ()
    asked = replace(asked, cohorts=own_groups(asked), text=only_told(asked.text))
    by_case = tuple(limited(record, asked))
    cased = {one.criterion.slice.span for one in by_case}
    found = [*settled(record, asked, today)]
    for way in (labelled, counted, since, dosed):
        found += way(record, asked)
    # Of a criterion with one bound for some and another for others, no bound is taken alone.
    found = [*by_case, *(one for one in found if one.criterion.slice.span not in cased)]
    found = [_for_some(one) for one in found]
    sure = {one.criterion.slice.span for one in found if one.holds != "unknown"}
    parts = {one.criterion.slice.span for one in found if one.quote.span != one.criterion.slice.span}
    decided = {
        one.criterion.slice.span for one in found if one.quote.span == one.criterion.slice.span and _decides(one)
    }
    said: dict[Span, Compared] = {}
    for one in found:
        whole = one.criterion.slice.span
        # A sure word stands before an open one, and what is said of its parts before a word on the whole.
        if one.holds == "unknown" and whole in sure:
            continue
        # What decides the whole stands alone: a part that holds would read as its opposite beside it.
        if one.quote.span != whole if whole in decided else whole in parts and one.quote.span == whole:
            continue
        before = said.setdefault(one.quote.span, one)
        if {before.holds, one.holds} == {"yes", "no"}:
            # The same words cannot hold and not hold: it is for a person to say.
            said[one.quote.span] = replace(before, holds="unknown", quote=before.criterion.slice)
    return tuple(said.values())[:_MOST]


def _decides(one: Compared) -> bool:
    """Whether the whole criterion fails (an inclusion) or is met (an exclusion) by what was told."""
    return one.holds == ("no" if one.criterion.kind == "inclusion" else "yes")


# "For subjects having had a transplant: ..." asks nothing of anybody else.
_FOR_SOME = re.compile(
    r"(?i)^\W*(?:for|in|if|among)\s+(?:all\s+|the\s+|those\s+)?(?:subjects|patients|participants|those|people|individuals|women|men|females|males|children)\b[^.;]{3,140}?[:,]"
)


def _for_some(one: Compared) -> Compared:
    """A criterion for some people is left open where it would be met or fail: the asker may be none of them."""
    against = "yes" if one.criterion.kind == "exclusion" else "no"
    if one.holds == against and _FOR_SOME.search(one.criterion.slice.text):
        return replace(one, holds="unknown")
    return one


__all__ = ["Compared", "compare"]
