"""A sentence that a language model drafted, what it was given to draft from, and whether it may be shown."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.record import Slice


@dataclass(frozen=True, slots=True)
class Claim:
    """What a model says, and the words of the record that it says it on."""

    text: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Evidence that a model was given: a verified sentence of the default answer, or "", with its slices."""

    text: str
    slices: tuple[Slice, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a claim may be shown; `slices` are the record's words it stands on, `text` what is shown."""

    kept: bool
    reason: str
    slices: tuple[Slice, ...] = ()
    text: str = ""
