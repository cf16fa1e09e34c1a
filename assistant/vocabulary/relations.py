"""Tell what speaks of a disease without its name: its tests and values, its treatments; and what shuts it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from assistant.vocabulary import broader


@dataclass(frozen=True, slots=True)
class _Relations:
    speaks_of: Mapping[str, frozenset[str]]
    contrary: frozenset[frozenset[str]]


def related(id: str) -> frozenset[str]:
    """The concepts that are one thing with this one to a criterion: a disease, its tests, its treatments; both ways."""
    return _relations().speaks_of.get(id, frozenset())


def contrary(a: str, b: str) -> bool:
    """Tell whether two kinds of one thing shut each other out, by themselves or by what they are kinds of."""
    wide_a, wide_b = {a, *broader_ids(a)}, {b, *broader_ids(b)}
    return any(
        pair <= wide_a | wide_b and len(pair & wide_a) == 1 == len(pair & wide_b) for pair in _relations().contrary
    )


@cache
def broader_ids(id: str) -> tuple[str, ...]:
    """The identifiers of everything wider, nearest first; none for an identifier that the tables lack."""
    from assistant.vocabulary import concept

    found = concept(id)
    return tuple(b.id for b in broader(found)) if found else ()


@cache
def _relations() -> _Relations:
    read = yaml.safe_load(resources.files(__package__).joinpath("relations.yaml").read_text("utf-8"))
    both: dict[str, set[str]] = {}
    for table in ("shown_by", "treated_by"):
        for owner, others in read[table].items():
            for other in others:
                both.setdefault(owner, set()).add(other)
                both.setdefault(other, set()).add(owner)
    return _Relations(
        {id: frozenset(others) for id, others in both.items()}, frozenset(frozenset(pair) for pair in read["contrary"])
    )
