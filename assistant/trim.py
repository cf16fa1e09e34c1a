"""Trim what topics found to what is still to be said: one reading, once, beside what was compared."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from assistant.compare import Compared
from assistant.route import Routed
from assistant.topics import Point, Resolution
from assistant.topics.results import FINDINGS
from ingest.record import Slice, TrialRecord

NOT_RETRIEVED = FINDINGS | {"why_stopped", "dose"}
"""Topics on findings: background literature that a record cites must never pass for the trial's own result."""


def readable(resolutions: list[tuple[str, Resolution]], routed: Iterable[Routed]) -> list[tuple[str, Resolution]]:
    """Of several readings those that the record answers, each by its first point, and its silence on the likeliest."""
    if not any(r.reading for r in routed):
        return resolutions
    stated = [(topic, Resolution(one.points[:1])) for topic, one in resolutions if one.points]
    return stated if resolutions[0][1].points else [resolutions[0], *stated]


_LISTS = frozenset({"inclusion_criteria", "exclusion_criteria", "cohort_criteria"})


def once(resolutions: list[tuple[str, Resolution]]) -> list[tuple[str, Resolution]]:
    """Without what criteria say of a thing where every one of them stands in a list of criteria shown beside it."""
    listed = {s.span for topic, one in resolutions if topic in _LISTS for s in one.slices()}

    def beside(topic: str) -> bool:
        answers = (one for other, one in resolutions if other != topic and other not in _LISTS)
        return any(point.say not in _LETS_IN for one in answers for point in one.points)

    def told(topic: str, one: Resolution) -> bool:
        spans = {s.span for s in one.slices()}
        return topic == "lookup" and bool(spans) and not one.missing and spans <= listed

    left = [(topic, one) for topic, one in resolutions if not told(topic, one)]
    return [(t, _in_short(one) if t == "lookup" and beside(t) else one) for t, one in left]


_LETS_IN = frozenset({"age.within", "age.within_no_upper", "sex.all"})
"""What settles nothing against joining: beside it the disease that is studied is still worth saying."""


def _in_short(resolution: Resolution) -> Resolution:
    """With one line, and last, on the disease that the trial studies: another thing was asked about, and is answered."""
    studied = [p for p in resolution.points if p.say == "criterion.studied"]
    short = [
        replace(p, slots={**p.slots, "quotes": quotes[:1]})
        for p in studied
        if isinstance(quotes := p.slots["quotes"], tuple)
    ]
    return replace(resolution, points=(*(p for p in resolution.points if p not in studied), *short))


FOR_A_LIST = re.compile(
    r"(?i)\b(?:criteria|requirements?|exclusions|inclusions|list|all)\b|条件|标准|要求|列出|\b(?:criterios|requisitos)\b"
)
"""Asks for criteria as a list, and not only for what comes of a value that is told."""


_ASKS_BESIDE = re.compile(
    r"(?i)\b(?:what|which|when|how|where|who|whom|why|is there|are there)\b|什么|哪|多少|几|怎么|\b(?:qu[eé]|cu[aá]l(?:es)?|cu[aá]ndo|c[oó]mo|d[oó]nde|qui[eé]n|hay)\b"
)
_ASIDE = ("outcome", "outcomes", "schedule", "route", "safety", "adverse", "dose")
"""Sentences on the treatment and on what is measured: beside what is told of a patient only where they are asked for."""


def left_to_say(resolution: Resolution, compared: Iterable[Compared], text: str) -> Resolution | None:
    """What is left to say beside the criteria that a given value has settled; None for a silence nobody asked about."""
    wants_list, asks_beside = FOR_A_LIST.search(text), _ASKS_BESIDE.search(text)
    said = [one.criterion.slice.span for one in compared]
    facts = " ".join(one.fact for one in compared).casefold()
    if not said:
        return resolution
    if resolution.kind == "not_stated" and not resolution.unnamed and not asks_beside:
        return None
    points = []
    for point in resolution.points:
        quotes = point.slots.get("quotes")
        if point.say.startswith(("inclusion.list", "exclusion.list")) and not wants_list:
            continue  # what is told has been compared with the criteria that name it
        if point.say.split(".")[0] in _ASIDE and not asks_beside:
            continue
        if point.say.startswith("criterion."):
            left = (
                tuple(q for q in quotes if isinstance(q, Slice) and q.span not in said)
                if isinstance(quotes, tuple)
                else ()
            )
            if not left:
                continue
            point = replace(point, slots={**point.slots, "quotes": left})
        points.append(point)
    unnamed = tuple(name for name in resolution.unnamed if name.casefold() not in facts)
    missing = resolution.missing if unnamed or "lookup" not in resolution.missing else ()
    return Resolution(tuple(points), missing, resolution.searched, unnamed)


def unread(record: TrialRecord, topic: str, resolution: Resolution) -> Resolution:
    """Where results are posted but not in this copy, silence about findings is the copy's: say so."""
    posted = record.has_results
    if (
        resolution.kind == "not_stated"
        and record.results is None
        and topic in NOT_RETRIEVED - {"dose", "why_stopped"}
        and posted
        and posted.text == "true"
    ):
        return Resolution((Point("results.unread", {"value": posted}),), ("unread",), resolution.searched)
    return resolution
