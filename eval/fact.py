"""A fact that a question can be made from: what a record states or leaves out, and what a right answer shows of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.answer import Kind
from eval.items import SliceName
from ingest.record import Slice

STATED: tuple[Kind, ...] = ("answered", "partly_answered")
SILENT: tuple[Kind, ...] = ("not_in_record",)
SILENT_OR_PARTLY: tuple[Kind, ...] = ("not_in_record", "partly_answered")
ANY: tuple[Kind, ...] = ("answered", "partly_answered", "not_in_record")
Group = tuple[Slice, ...]
"""Slices any one of which is enough."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a record states or leaves out, with what a right answer shows of it."""

    topic: str
    slice: SliceName
    kind: tuple[Kind, ...]
    cite: tuple[Group, ...] = ()
    say: tuple[tuple[str, ...], ...] = ()
    not_say: tuple[str, ...] = ()
    slots: Mapping[str, str] = field(default_factory=dict)
    phrasing: str = ""
    also: tuple[SliceName, ...] = ()

    @property
    def questions(self) -> str:
        """The entry of phrasings.yaml to ask it with."""
        return self.phrasing or self.topic

    @property
    def slices(self) -> tuple[SliceName, ...]:
        """The slices of the report it counts in."""
        silent: tuple[SliceName, ...] = ("not_stated",) if self.kind[0] == "not_in_record" else ()
        return tuple(dict.fromkeys((self.slice, *silent, *self.also)))
