"""What is told of a patient beside the criterion that names it, and whether the criterion's words then hold."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.judge import Holds
from assistant.topics import Point
from ingest.record import Criterion, Slice


@dataclass(frozen=True, slots=True)
class Compared:
    """A criterion, or the part of it, that something told settles or leaves open; `fact` are the asker's own words."""

    criterion: Criterion
    quote: Slice
    holds: Holds
    fact: str

    def point(self) -> Point:
        """The sentence that says so: of this criterion alone, never of the whole."""
        group = {"cohort": self.criterion.cohort} if self.criterion.cohort else {}
        say = f"compared.{self.criterion.kind}.{self.holds}{'.cohort' if group else ''}"
        return Point(say, {"term": self.fact, "quotes": (self.quote,), **group})
