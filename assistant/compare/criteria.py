"""Read the criteria of a record as trees of what they ask, and whom they are for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from assistant.medicine import concepts, fold, mentions
from assistant.rules import Node, parse
from assistant.rules.predicate import All, Either, Has, Not, Underwent
from assistant.understand import Asked
from ingest.record import Criterion, TrialRecord

# A head that takes its parts back: what stands under it is no demand of its own.
_DENIES = re.compile(r"(?i)\b(?:no|not|none|without|absence|free of|except|unless|other than)\b")
_ANCHORS = frozenset(
    """start planned first dose study drug administration screening baseline enrollment enrolment randomization randomisation visit
    treatment therapy initiation day entry infusion consent product time date prior before stopped quit ceased ended last""".split()  # noqa: SIM905
)


@lru_cache(maxsize=64)
def rules(record: TrialRecord) -> tuple[tuple[Criterion, Node], ...]:
    """Each criterion, down to its parts, with its tree; a part of what is denied is left out."""
    return tuple((one, _loosened(parse(one.slice.text, one.kind))) for one in _parts(record.criteria))


@lru_cache(maxsize=64)
def studied(record: TrialRecord) -> frozenset[str]:
    """The diseases the trial is about: "other diseases" are other than these."""
    words = (*record.cohorts, *(one.text for one in record.conditions))
    return frozenset(m.concept for text in words for m in mentions(text) if concepts()[m.concept].kind == "condition")


def mine(record: TrialRecord, asked: Asked) -> Iterator[Criterion]:
    """The criteria that stand for themselves and are for everyone, or for a group that is asked about."""
    for one in _whole(record):
        if for_the_asker(one, asked):
            yield one


@lru_cache(maxsize=64)
def _whole(record: TrialRecord) -> tuple[Criterion, ...]:
    return tuple(_parts(record.criteria))


def for_the_asker(criterion: Criterion, asked: Asked) -> bool:
    """Tell whether a criterion is for everyone, or for a group that is asked about, or no group is."""
    return criterion.cohort is None or not asked.cohorts or criterion.cohort in asked.cohorts


def _loosened(node: Node) -> Node:
    """The tree without the words that only say from which day a time is counted: of the study, or since the end."""
    if isinstance(node, All | Either):
        return replace(node, parts=tuple(map(_loosened, node.parts)))
    if isinstance(node, Not):
        return replace(node, part=_loosened(node.part))
    if isinstance(node, Has | Underwent) and node.window is not None:
        node = replace(node, qualifiers=tuple(q for q in node.qualifiers if fold(q) not in _ANCHORS))
    if isinstance(node, Underwent) and node.window is not None and node.window.most is not None:
        # "Within 30 days of the planned start" looks back, whatever is planned.
        node = replace(node, when="ever")
    return node


def _parts(criteria: tuple[Criterion, ...]) -> Iterator[Criterion]:
    for one in criteria:
        if not one.parts:
            yield one
            continue
        head = one.slice.text[: max(0, one.parts[0].slice.span.start - one.slice.span.start)]
        if not _DENIES.search(head):
            yield from _parts(one.parts)
