"""What a topic is, and what its resolver says of a record: stated, partly stated or not stated."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from assistant.understand import Asked
from ingest.record import Slice, TrialRecord

Row = tuple[Slice, ...]


class Computed(str):
    """Words that were computed from slices, such as counts by country; their numbers stand in no slice."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to say: the name of its sentence in `assistant/wording`, what fills it, and the slices it stands on.

    A slice that fills a place is quoted and cited, a row of slices on a line of its own; a point or `Lines` of points
    that fill a place are said there; `cites` adds slices that support the sentence without filling it.
    """

    say: str
    slots: Mapping[str, Value] = field(default_factory=dict)
    cites: tuple[Slice, ...] = ()

    def slices(self) -> tuple[Slice, ...]:
        """The slices it quotes, each once, then those that only support it."""
        found = (one for value in (*self.slots.values(), self.cites) for one in leaves(value))
        return tuple({one.span: one for one in found if isinstance(one, Slice)}.values())


@dataclass(frozen=True, slots=True)
class Lines:
    """Points said one after another in a place of a sentence: each on a line of its own, or in one line."""

    points: tuple[Point, ...]
    inline: bool = False


Value = Slice | tuple[Slice, ...] | tuple[Row, ...] | Point | Lines | str | int


def leaves(value: Value) -> Iterator[Slice | str | int]:
    """What a value holds in the end, in the order in which it is said."""
    if isinstance(value, Point):
        for slot in (*value.slots.values(), value.cites):
            yield from leaves(slot)
    elif isinstance(value, Lines):
        for point in value.points:
            yield from leaves(point)
    elif isinstance(value, tuple):
        for one in value:
            yield from (one,) if isinstance(one, Slice) else one
    else:
        yield value


@dataclass(frozen=True, slots=True)
class Resolution:
    """What the record says on a topic.

    `missing` names what was asked of it and is not there; `unnamed` are the asker's words that no criterion mentions;
    `glosses` names sentences of ours that explain a term the record does not; `named` is the asker's own word for what
    the record is silent on ("parking", where the topic is help with travel).
    """

    points: tuple[Point, ...] = ()
    missing: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()
    unnamed: tuple[str, ...] = ()
    glosses: tuple[str, ...] = ()
    named: str = ""

    @property
    def kind(self) -> Literal["stated", "partly", "not_stated"]:
        """Whether the record answers."""
        if not self.points:
            return "not_stated"
        return "partly" if self.missing else "stated"

    def slices(self) -> tuple[Slice, ...]:
        """Every slice the points stand on, each once."""
        return tuple({s.span: s for point in self.points for s in point.slices()}.values())


Resolver = Callable[[TrialRecord, Asked], Resolution]


@dataclass(frozen=True, slots=True)
class Topic:
    """A standard question of a registry record; its words for routing and labels stand in `ledger.yaml`."""

    id: str
    resolve: Resolver


def stated(*points: Point | None) -> Resolution:
    """The record says this."""
    return Resolution(tuple(p for p in points if p))


def partly(*points: Point | None, missing: str, record: TrialRecord) -> Resolution:
    """The record says this, and is silent on a part of what was asked."""
    return Resolution(tuple(p for p in points if p), (missing,), searched(record))


def not_stated(record: TrialRecord, named: str = "") -> Resolution:
    """The record is silent; every section was searched."""
    return Resolution(searched=searched(record), named=named)


def searched(record: TrialRecord) -> tuple[str, ...]:
    """The names of the record's sections."""
    return tuple(section.name for section in record.sections)


def field_topic(say: str, *read: Callable[[TrialRecord], Slice | tuple[Slice, ...] | None]) -> Resolver:
    """A resolver for plain fields: quote the first that is present, or say that none is."""

    def resolve(record: TrialRecord, asked: Asked) -> Resolution:
        for get in read:
            if value := get(record):
                return stated(Point(say, {"value": value}))
        return not_stated(record)

    return resolve
