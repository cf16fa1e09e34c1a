"""What is odd in a record: one sentence for a reader and the slices it stands on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.record import Criterion, Slice, TrialRecord, sub_slice


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One oddity. `slices` is empty where the finding is that something is missing: there is nothing to quote."""

    code: str
    text: str
    slices: tuple[Slice, ...] = ()


def found(pattern: re.Pattern[str], whole: Slice) -> Iterator[Slice]:
    """Yield the slices of `whole` that a pattern matches: its first group, or all of it without one."""
    for match in pattern.finditer(whole.text):
        yield sub_slice(whole, *match.span(1 if pattern.groups else 0))


def first(pattern: re.Pattern[str], wholes: Iterable[Slice]) -> Slice | None:
    """Return the first slice that a pattern matches in any of these."""
    return next((one for whole in wholes for one in found(pattern, whole)), None)


def present(*slices: Slice | None) -> tuple[Slice, ...]:
    """Leave out what the record does not have."""
    return tuple(one for one in slices if one is not None)


def is_status(record: TrialRecord, *words: str) -> bool:
    """Tell whether the record states one of these statuses, however it is spelled."""
    return any(spelled(one.text) in words for one in record.status)


def spelled(text: str) -> str:
    """Fold the two spellings of a registry's words: NOT_YET_RECRUITING and "Not yet recruiting"."""
    return re.sub(r"[\W_]+", " ", text).strip().casefold()


def sentence(whole: Slice, start: int) -> Slice:
    """Return the sentence of `whole` around an offset."""
    text = whole.text
    begin = max((m.end() for m in re.finditer(r"(?:[.;]\s+|\n)", text[:start])), default=0)
    end = next((m.start() + 1 for m in re.compile(r"[.;](?=\s|\Z)|\n").finditer(text, start)), len(text))
    return sub_slice(whole, begin, end)


def titles(record: TrialRecord) -> tuple[Slice, ...]:
    """The brief and the official title."""
    return present(record.title, record.official_title)


def prose(record: TrialRecord) -> Iterator[Slice]:
    """Every text that people wrote about the trial, its criteria apart."""
    yield from titles(record)
    yield from present(record.summary, record.description, record.design.model_description)
    for arm in record.arms:
        yield from present(arm.label, arm.description)
    for intervention in record.interventions:
        yield from present(intervention.name, intervention.description)
    for outcome in record.outcomes:
        yield from present(outcome.measure, outcome.description, outcome.time_frame)


def all_criteria(criteria: Iterable[Criterion]) -> Iterator[Criterion]:
    """Yield each criterion and its parts, depth first."""
    for criterion in criteria:
        yield criterion
        yield from all_criteria(criterion.parts)


def counted(n: int, one: str, many: str) -> str:
    """Say a count with its noun."""
    return f"{n} {one if n == 1 else many}"
