"""A trial record: typed fields, every one an exact slice of the source it came from."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from ingest.errors import UnknownSpan

Format = Literal["medpath-page", "ctgov-v2"]
CriterionKind = Literal["inclusion", "exclusion"]
OutcomeRank = Literal["primary", "secondary", "other"]
AgeUnit = Literal["years", "months", "weeks", "days", "hours", "minutes"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Character offsets into the source; for JSON, into the value at an RFC 6901 pointer."""

    pointer: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Slice:
    """Words of the source, the place they stand in, and the section a reader finds them under."""

    text: str
    span: Span
    section: str


@dataclass(frozen=True, slots=True)
class Source:
    """A source exactly as it was ingested."""

    format: Format
    text: str
    name: str
    study: Any = field(default=None, repr=False, compare=False)

    @property
    def digest(self) -> str:
        """The SHA-256 of the source's characters in UTF-8, in hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def value(self, pointer: str) -> str:
        """Return the characters at an RFC 6901 pointer; numbers and booleans as JSON writes them.

        Raises:
            UnknownSpan: nothing stands at the pointer.
        """
        if self.format == "medpath-page":
            if pointer:
                raise UnknownSpan(f"{self.name} is plain text and has no pointer {pointer!r}: use start and end only.")
            return self.text
        here = self.study
        for part in pointer.split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            try:
                here = here[int(key)] if isinstance(here, list) else here[key]
            except (KeyError, IndexError, ValueError, TypeError):
                raise UnknownSpan(f"{self.name} has no value at {pointer!r}: check the pointer.") from None
        return here if isinstance(here, str) else json.dumps(here, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Age:
    """An age limit; `inclusive` tells whether someone of exactly this age is within it."""

    value: float
    unit: AgeUnit
    inclusive: bool
    slice: Slice

    @property
    def years(self) -> float:
        """The limit in years (365.25 days, 12 months)."""
        per_year = {"years": 1, "months": 12, "weeks": 365.25 / 7, "days": 365.25, "hours": 8766, "minutes": 525960}
        return self.value / per_year[self.unit]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One eligibility criterion: a bullet with its sub-bullets.

    `cohort` is the group the criterion is for (None: everyone), `heading` the words above it that are not a
    cohort, `number` its place under its heading as a reader counts.
    """

    id: str
    kind: CriterionKind
    cohort: str | None
    heading: str | None
    number: str
    slice: Slice
    parts: tuple[Criterion, ...] = ()


@dataclass(frozen=True, slots=True)
class Dose:
    """A dose of an arm: its level where the record numbers them, and the amount with its unit."""

    level: int | None
    slice: Slice
    amount: Slice


@dataclass(frozen=True, slots=True)
class Intervention:
    """What is given or done."""

    name: Slice
    kind: Slice | None = None
    description: Slice | None = None
    other_names: tuple[Slice, ...] = ()


@dataclass(frozen=True, slots=True)
class Arm:
    """A group of participants and what it receives."""

    label: Slice
    kind: Slice | None = None
    description: Slice | None = None
    interventions: tuple[Slice, ...] = ()
    doses: tuple[Dose, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """An outcome measure with its time frame."""

    rank: OutcomeRank
    measure: Slice
    time_frame: Slice | None = None
    description: Slice | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """A person or office named in the record; every part but the name may be missing."""

    name: Slice | None
    role: Slice | None = None
    phone: Slice | None = None
    email: Slice | None = None
    affiliation: Slice | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A place where the trial runs; `slice` covers its printed place (or its facility)."""

    facility: Slice | None
    city: Slice | None
    state: Slice | None
    country: Slice | None
    zip: Slice | None = None
    status: Slice | None = None
    contacts: tuple[Contact, ...] = ()


DateKind = Literal[
    "start",
    "primary_completion",
    "completion",
    "first_submitted",
    "first_posted",
    "last_update_submitted",
    "last_update_posted",
    "results_first_posted",
    "verified",
]


@dataclass(frozen=True, slots=True)
class Date:
    """A date of the record, as printed; `type` says actual or estimated where the record does."""

    kind: DateKind
    slice: Slice
    type: Slice | None = None


@dataclass(frozen=True, slots=True)
class Design:
    """How the study is built."""

    model: Slice | None = None
    model_description: Slice | None = None
    allocation: Slice | None = None
    purpose: Slice | None = None
    masking: Slice | None = None
    masking_description: Slice | None = None
    who_masked: tuple[Slice, ...] = ()
    observational_model: Slice | None = None
    time_perspective: Slice | None = None
    target_duration: Slice | None = None
    patient_registry: Slice | None = None
    sampling_method: Slice | None = None
    study_population: Slice | None = None
    biospecimen_retention: Slice | None = None
    biospecimen_description: Slice | None = None


@dataclass(frozen=True, slots=True)
class Oversight:
    """Who watches over the study."""

    data_monitoring_committee: Slice | None = None
    fda_regulated_drug: Slice | None = None
    fda_regulated_device: Slice | None = None
    unapproved_device: Slice | None = None
    us_export: Slice | None = None


@dataclass(frozen=True, slots=True)
class Sharing:
    """What the record says of sharing individual participant data (IPD)."""

    plan: Slice | None = None
    description: Slice | None = None
    info_types: tuple[Slice, ...] = ()
    time_frame: Slice | None = None
    access_criteria: Slice | None = None
    url: Slice | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A publication or a link the record gives."""

    citation: Slice
    pmid: Slice | None = None
    type: Slice | None = None
    url: Slice | None = None


@dataclass(frozen=True, slots=True)
class ResultGroup:
    """A group of a results table; `id` is the registry's code for it, its title the record's name."""

    id: str
    title: Slice
    description: Slice | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a results table, as printed, with the group it is of and what qualifies it.

    `spread` is one number (a standard deviation); `lower` and `upper` are two (an interval, a range); which of them it
    is, the table's `dispersion` says. `total` is the number of those it was counted among, where the table gives it.
    """

    group: str
    value: Slice
    spread: Slice | None = None
    lower: Slice | None = None
    upper: Slice | None = None
    total: Slice | None = None
    comment: Slice | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """A line of counts under a name: a milestone, a reason for leaving, an adverse event."""

    name: Slice
    figures: tuple[Figure, ...] = ()
    organ_system: Slice | None = None


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A line of a measure's table: the names of its class and category, and a figure for each group."""

    names: tuple[Slice, ...]
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """A statistical analysis of an outcome measure, as reported; nothing is computed from it."""

    groups: tuple[str, ...] = ()
    description: Slice | None = None
    kind: Slice | None = None
    p_value: Slice | None = None
    p_comment: Slice | None = None
    method: Slice | None = None
    parameter: Slice | None = None
    estimate: Slice | None = None
    percent: Slice | None = None
    lower: Slice | None = None
    upper: Slice | None = None
    comment: Slice | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure with its table: an outcome measure as reported, or a baseline characteristic (without rank or time)."""

    title: Slice
    rank: Slice | None = None
    description: Slice | None = None
    time_frame: Slice | None = None
    status: Slice | None = None
    expected: Slice | None = None
    population: Slice | None = None
    parameter: Slice | None = None
    dispersion: Slice | None = None
    unit: Slice | None = None
    counted: Slice | None = None
    groups: tuple[ResultGroup, ...] = ()
    rows: tuple[ResultRow, ...] = ()
    totals: tuple[Figure, ...] = ()
    analyses: tuple[Analysis, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """A period of the study: how many began and ended it, and why the others did not."""

    title: Slice | None
    milestones: tuple[Counted, ...] = ()
    reasons: tuple[Counted, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """How the participants went through the study."""

    groups: tuple[ResultGroup, ...] = ()
    periods: tuple[Period, ...] = ()
    recruitment: Slice | None = None
    before: Slice | None = None


@dataclass(frozen=True, slots=True)
class Baseline:
    """Who took part: the measures taken at the start, by group."""

    groups: tuple[ResultGroup, ...] = ()
    totals: tuple[Figure, ...] = ()
    counted: Slice | None = None
    population: Slice | None = None
    measures: tuple[Measured, ...] = ()


@dataclass(frozen=True, slots=True)
class AdverseEvents:
    """What happened to the participants: totals of deaths, serious and other events by group, and each event by name.

    Other events that fewer than `threshold` per cent of a group had may be left out of the table by its makers.
    """

    groups: tuple[ResultGroup, ...] = ()
    time_frame: Slice | None = None
    description: Slice | None = None
    threshold: Slice | None = None
    deaths: tuple[Figure, ...] = ()
    serious_totals: tuple[Figure, ...] = ()
    other_totals: tuple[Figure, ...] = ()
    serious: tuple[Counted, ...] = ()
    other: tuple[Counted, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the investigators may publish, as the record says."""

    employee: Slice | None = None
    restrictive: Slice | None = None
    restriction: Slice | None = None
    details: Slice | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """The results as posted in the record's tables."""

    flow: Flow = Flow()
    baseline: Baseline = Baseline()
    measures: tuple[Measured, ...] = ()
    adverse: AdverseEvents = AdverseEvents()
    limitations: Slice | None = None
    agreement: Agreement = Agreement()
    contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the record under its own name."""

    name: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class TrialRecord:
    """Everything a registry record says, typed; what it does not say is None or empty."""

    source: Source
    id: str
    id_slice: Slice
    title: Slice
    sections: tuple[Section, ...]
    official_title: Slice | None = None
    acronym: Slice | None = None
    other_ids: tuple[Slice, ...] = ()
    status: tuple[Slice, ...] = ()
    last_known_status: Slice | None = None
    why_stopped: Slice | None = None
    expanded_access: Slice | None = None
    study_type: Slice | None = None
    phases: tuple[Slice, ...] = ()
    sponsor: Slice | None = None
    sponsor_class: Slice | None = None
    collaborators: tuple[Slice, ...] = ()
    responsible_party: Contact | None = None
    enrolment: Slice | None = None
    enrolment_type: Slice | None = None
    sex: Slice | None = None
    gender_based: Slice | None = None
    gender_description: Slice | None = None
    minimum_age: Age | None = None
    maximum_age: Age | None = None
    standard_ages: tuple[Slice, ...] = ()
    healthy_volunteers: Slice | None = None
    conditions: tuple[Slice, ...] = ()
    keywords: tuple[Slice, ...] = ()
    summary: Slice | None = None
    description: Slice | None = None
    design: Design = Design()
    arms: tuple[Arm, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    sites: tuple[Site, ...] = ()
    contacts: tuple[Contact, ...] = ()
    officials: tuple[Contact, ...] = ()
    dates: tuple[Date, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    criteria_text: tuple[Slice, ...] = ()
    oversight: Oversight = Oversight()
    sharing: Sharing = Sharing()
    references: tuple[Reference, ...] = ()
    links: tuple[Reference, ...] = ()
    has_results: Slice | None = None
    results: Results | None = None
    copyright: Slice | None = None

    def __hash__(self) -> int:
        """Hash by identity of the source: hashing every slice would cost milliseconds for a large record."""
        return hash((self.id, self.source.text))

    @property
    def cohorts(self) -> tuple[str, ...]:
        """The cohorts the criteria are written for, in the record's order."""
        return tuple(dict.fromkeys(c.cohort for c in self.criteria if c.cohort))

    @property
    def as_of(self) -> str:
        """How old this copy is, in the record's own dates, or that it carries none."""
        for kind, words in (
            ("last_update_posted", "last updated"),
            ("last_update_submitted", "last updated"),
            ("verified", "verified"),
        ):
            if found := self.date(kind):
                return f"{words} {found.slice.text}"
        return f"undated copy, {self.copyright.text}" if self.copyright else "undated copy"

    def date(self, kind: str) -> Date | None:
        """The date of this kind, if the record gives one."""
        return next((d for d in self.dates if d.kind == kind), None)

    def quote(self, span: Span) -> str:
        """Return exactly the source's characters in `span`.

        Raises:
            UnknownSpan: the span does not lie inside the source.
        """
        value = self.source.value(span.pointer)
        if not 0 <= span.start < span.end <= len(value):
            raise UnknownSpan(
                f"{self.id} has no characters {span.start}–{span.end} at {span.pointer or 'its text'} "
                f"(length {len(value)}): check the span."
            )
        return value[span.start : span.end]

    def slices(self) -> Iterator[Slice]:
        """Every slice of every field, in the order of the fields."""
        for one in dataclasses.fields(self):
            if one.name != "source":
                yield from _slices(getattr(self, one.name))


def _slices(value: object) -> Iterator[Slice]:
    if isinstance(value, Slice):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _slices(one)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for one in dataclasses.fields(value):
            yield from _slices(getattr(value, one.name))


def sub_slice(whole: Slice, start: int, end: int, section: str | None = None) -> Slice:
    """Cut a slice out of a slice; offsets count from the whole's first character; blank edges are dropped."""
    text = whole.text[start:end]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    base = whole.span.start + start
    return Slice(text, Span(whole.span.pointer, base, base + len(text)), section or whole.section)
