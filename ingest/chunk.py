"""Cut a record into chunks that never lose the section, the polarity or the cohort they stand under."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from ingest.record import (
    Age,
    Arm,
    Contact,
    Criterion,
    Intervention,
    Outcome,
    Reference,
    Site,
    Slice,
    TrialRecord,
    sub_slice,
)

CHUNKER = "1"
"""The version of the cut: raise it whenever the same record would give other chunks."""

WINDOW = 600
"""The most characters of prose in one chunk; about half of what a small sentence encoder reads (256 word pieces)."""

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of one record.

    `text` is what is embedded and searched: the plain words of the path, then the record's words. Only `slice`, and
    the slices in `also` (an outcome's time frame, the other conditions of a list), may be shown.
    """

    id: str
    trial: str
    path: Path
    text: str
    slice: Slice
    also: tuple[Slice, ...] = ()

    @property
    def section(self) -> str:
        """The path as a reader sees it: `Eligibility > Exclusion criteria > 6`."""
        return " > ".join(self.path)

    @property
    def slices(self) -> tuple[Slice, ...]:
        """Every slice the chunk stands on."""
        return (self.slice, *self.also)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A chunk before it has its number."""

    path: Path
    label: str
    slices: tuple[Slice, ...]


def chunk(record: TrialRecord) -> tuple[Chunk, ...]:
    """Cut the record; the same record always gives the same chunks in the same order."""
    return tuple(
        Chunk(
            id=f"{record.id}:{n}",
            trial=record.id,
            path=piece.path,
            text=f"{piece.label}: {' · '.join(_words(one.text) for one in piece.slices)}",
            slice=piece.slices[0],
            also=piece.slices[1:],
        )
        for n, piece in enumerate(_pieces(record))
    )


def windows(whole: Slice, limit: int = WINDOW) -> tuple[Slice, ...]:
    """Cut prose into windows of whole sentences, each at most `limit` characters unless one sentence is longer.

    A sentence of more than twice the limit is cut between words. Every window is an exact slice of the source.
    """
    edges = [0]
    start = 0
    for sentence in _sentence_ends(whole.text):
        if sentence - edges[-1] > limit and start > edges[-1]:
            edges.append(start)
        while sentence - edges[-1] > 2 * limit:
            space = whole.text.rfind(" ", edges[-1] + 1, edges[-1] + limit)
            edges.append(space if space > edges[-1] else edges[-1] + limit)
        start = sentence
    edges.append(len(whole.text))
    found = (sub_slice(whole, a, b) for a, b in pairwise(edges))
    return tuple(one for one in found if one.text)


# A sentence ends at its mark before a space, at a Chinese mark, or at the end of a line.
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=\S)|(?<=[。！？；])|\n+")


def _sentence_ends(text: str) -> Iterator[int]:
    yield from (found.end() for found in _SENTENCE.finditer(text))
    yield len(text)


def _words(text: str) -> str:
    """Write a registry's code (`NOT_YET_RECRUITING`, `false`) as words to search; other text only loses line ends."""
    if text in ("true", "false"):
        return "yes" if text == "true" else "no"
    if re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+", text):
        return text.replace("_", " ").lower()
    return " ".join(text.split())


def _pieces(record: TrialRecord) -> Iterator[_Piece]:
    yield from _fields(record)
    yield from _prose(record)
    yield from _eligibility(record)
    for n, arm in enumerate(record.arms, 1):
        yield from _arm(arm, n)
    for n, intervention in enumerate(record.interventions, 1):
        yield from _intervention(intervention, n)
    yield from _outcomes(record.outcomes)
    for n, site in enumerate(record.sites, 1):
        yield from _site(site, n)
    yield from _people(record)
    for date in record.dates:
        label = f"{date.kind.replace('_', ' ').capitalize()} date"
        yield _Piece(("Dates", label), label, _present(date.slice, date.type))
    yield from _references(record)


# (field of the record, path, what a reader would call it). Several slices of one field make one chunk.
_FIELDS: tuple[tuple[str, Path, str], ...] = (
    ("id_slice", ("Identification", "Registration number"), "Registration number of the trial"),
    ("title", ("Identification", "Title"), "Title of the trial"),
    ("official_title", ("Identification", "Official title"), "Official title of the trial"),
    ("acronym", ("Identification", "Acronym"), "Short name (acronym) of the trial"),
    ("other_ids", ("Identification", "Other identifiers"), "Other identifiers of the trial"),
    ("status", ("Status", "Recruitment status"), "Recruitment status, whether the trial is open and taking people"),
    ("last_known_status", ("Status", "Last known status"), "Last known recruitment status"),
    ("why_stopped", ("Status", "Why stopped"), "Why the trial was stopped"),
    ("expanded_access", ("Status", "Expanded access"), "Expanded access, treatment outside the trial"),
    ("study_type", ("Design", "Study type"), "Study type"),
    ("phases", ("Design", "Phase"), "Phase of the trial"),
    ("sponsor", ("Sponsor", "Lead sponsor"), "Lead sponsor, who runs and pays for the trial"),
    ("sponsor_class", ("Sponsor", "Kind of sponsor"), "Kind of sponsor"),
    ("collaborators", ("Sponsor", "Collaborators"), "Collaborators"),
    ("enrolment", ("Design", "Enrolment"), "Enrolment, how many people will take part"),
    ("enrolment_type", ("Design", "Enrolment type"), "Enrolment is actual or estimated"),
    ("sex", ("Eligibility", "Sex"), "Sex, whether men or women can take part"),
    ("gender_based", ("Eligibility", "Gender"), "Eligibility depends on gender"),
    ("gender_description", ("Eligibility", "Gender"), "Eligibility by gender"),
    ("minimum_age", ("Eligibility", "Minimum age"), "Minimum age, the youngest who can take part"),
    ("maximum_age", ("Eligibility", "Maximum age"), "Maximum age, the oldest who can take part"),
    ("standard_ages", ("Eligibility", "Age groups"), "Age groups"),
    ("healthy_volunteers", ("Eligibility", "Healthy volunteers"), "Healthy volunteers are accepted"),
    ("conditions", ("Conditions",), "Conditions, the diseases studied"),
    ("keywords", ("Conditions", "Keywords"), "Keywords"),
    ("design.model", ("Design", "Model"), "Design of the study, how groups are arranged"),
    (
        "design.allocation",
        ("Design", "Allocation"),
        "Allocation, how people are assigned to groups (randomised or not)",
    ),
    ("design.purpose", ("Design", "Purpose"), "Primary purpose of the study"),
    ("design.masking", ("Design", "Masking"), "Masking (blinding), who knows which treatment is given"),
    ("design.who_masked", ("Design", "Who is masked"), "Who is masked (blinded)"),
    ("design.observational_model", ("Design", "Observational model"), "Observational model"),
    ("design.time_perspective", ("Design", "Time perspective"), "Time perspective"),
    ("design.target_duration", ("Design", "Target duration"), "Duration of the follow-up of each person"),
    ("design.patient_registry", ("Design", "Patient registry"), "The study is a patient registry"),
    ("design.sampling_method", ("Design", "Sampling method"), "Sampling method"),
    ("design.biospecimen_retention", ("Design", "Biospecimens"), "Samples (blood, tissue) are kept"),
    (
        "oversight.data_monitoring_committee",
        ("Oversight", "Data monitoring committee"),
        "Has a data monitoring committee",
    ),
    ("oversight.fda_regulated_drug", ("Oversight", "FDA-regulated drug"), "Studies a drug regulated by the FDA"),
    ("oversight.fda_regulated_device", ("Oversight", "FDA-regulated device"), "Studies a device regulated by the FDA"),
    ("oversight.unapproved_device", ("Oversight", "Unapproved device"), "Studies a device not yet approved"),
    ("oversight.us_export", ("Oversight", "Export from the US"), "Product is exported from the United States"),
    ("sharing.plan", ("Data sharing", "Plan"), "Plan to share individual participant data (IPD)"),
    ("sharing.info_types", ("Data sharing", "Documents"), "Documents shared with the data"),
    ("sharing.url", ("Data sharing", "Address"), "Where shared data are found"),
    ("has_results", ("Results", "Results posted"), "Results are posted"),
    ("copyright", ("Source", "Copyright"), "Copyright of this copy of the record"),
)

# Fields of running text: cut in windows when long.
_PROSE: tuple[tuple[str, Path, str], ...] = (
    ("summary", ("Brief summary",), "Brief summary"),
    ("description", ("Detailed description",), "Detailed description"),
    ("design.model_description", ("Design", "Model description"), "How the groups are arranged"),
    ("design.masking_description", ("Design", "Masking description"), "How masking (blinding) is done"),
    ("design.study_population", ("Design", "Study population"), "Study population, who is studied"),
    ("design.biospecimen_description", ("Design", "Biospecimens"), "Samples (blood, tissue) that are kept"),
    ("sharing.description", ("Data sharing", "Description"), "How participant data are shared"),
    ("sharing.time_frame", ("Data sharing", "Time frame"), "When participant data are shared"),
    ("sharing.access_criteria", ("Data sharing", "Access"), "Who gets access to participant data"),
)


def _fields(record: TrialRecord) -> Iterator[_Piece]:
    for name, path, label in _FIELDS:
        value = attrgetter(name)(record)
        slices = value if isinstance(value, tuple) else (value.slice,) if isinstance(value, Age) else _present(value)
        for group in _groups(slices):
            yield _Piece(path, label, group)


def _prose(record: TrialRecord) -> Iterator[_Piece]:
    for name, path, label in _PROSE:
        for one in _present(attrgetter(name)(record)):
            yield from _windowed(path, label, one)


def _eligibility(record: TrialRecord) -> Iterator[_Piece]:
    for criterion in record.criteria:
        yield from _criterion(criterion)
    if not record.criteria:
        for whole in record.criteria_text:
            yield from _windowed(("Eligibility", "Criteria"), "Eligibility criteria", whole)


_POLARITY = {
    "inclusion": ("Inclusion criteria", "Inclusion criterion, needed to take part"),
    "exclusion": ("Exclusion criteria", "Exclusion criterion, a reason not to take part"),
}


def _criterion(criterion: Criterion, above: Path = ()) -> Iterator[_Piece]:
    """One chunk for a criterion with its sub-bullets; when that is long, its windows or its sub-bullets instead."""
    heading, label = _POLARITY[criterion.kind]
    under = above or _present_words("Eligibility", heading, criterion.cohort, criterion.heading)
    path = (*under, criterion.number)
    inherited = ", ".join((label, *_present_words(criterion.cohort and f"for {criterion.cohort}", criterion.heading)))
    if len(criterion.slice.text) <= WINDOW:
        yield _Piece(path, inherited, (criterion.slice,))
    elif not criterion.parts:
        yield from _windowed(path, inherited, criterion.slice)
    else:
        # The words before the first sub-bullet say what the sub-bullets are about: "any of the following".
        lead = sub_slice(criterion.slice, 0, max(0, criterion.parts[0].slice.span.start - criterion.slice.span.start))
        if lead.text:
            yield from _windowed(path, inherited, lead)
        for part in criterion.parts:
            yield from _criterion(part, path)


def _arm(arm: Arm, n: int) -> Iterator[_Piece]:
    path = ("Arms and interventions", f"Arm {n}")
    yield _Piece(path, "Arm, a group of participants", _present(arm.label, arm.kind, *arm.interventions))
    if arm.description:
        yield from _windowed(path, "What this group of participants receives", arm.description)
    for dose in arm.doses:
        level = "Dose" if dose.level is None else f"Dose level {dose.level}"
        yield _Piece((*path, level), f"{level}, how much is given", (dose.slice,))


def _intervention(intervention: Intervention, n: int) -> Iterator[_Piece]:
    path = ("Arms and interventions", f"Intervention {n}")
    named = _present(intervention.name, intervention.kind)
    yield _Piece(path, "Intervention, the treatment that is given", named)
    if intervention.description:
        yield from _windowed(path, f"Treatment {_words(intervention.name.text)[:120]}", intervention.description)
    for group in _groups(intervention.other_names):
        yield _Piece((*path, "Other names"), "Other names of the treatment", group)


def _outcomes(outcomes: Sequence[Outcome]) -> Iterator[_Piece]:
    counts: dict[str, int] = {}
    for outcome in outcomes:
        counts[outcome.rank] = counts.get(outcome.rank, 0) + 1
        path = ("Outcome measures", f"{outcome.rank.capitalize()} outcomes", str(counts[outcome.rank]))
        label = f"{outcome.rank.capitalize()} outcome, what is measured"
        whole = _present(outcome.measure, outcome.time_frame, outcome.description)
        if sum(len(one.text) for one in whole) <= 2 * WINDOW:
            yield _Piece(path, label, whole)
            continue
        yield _Piece(path, label, _present(outcome.measure, outcome.time_frame))
        for long in _present(outcome.description):
            yield from _windowed(path, f"{label} ({_words(outcome.measure.text)[:120]})", long)


def _site(site: Site, n: int) -> Iterator[_Piece]:
    place = _distinct(_present(site.facility, site.city, site.state, site.zip, site.country, site.status))
    path = ("Sites", str(n))
    if place:
        yield _Piece(path, "Site, a hospital or place where the trial runs", place)
    for contact in site.contacts:
        yield from _contact(contact, (*path, "Contact"), "Contact at a site")


def _people(record: TrialRecord) -> Iterator[_Piece]:
    for contact in record.contacts:
        yield from _contact(contact, ("Contacts",), "Contact, whom to call or write to about the trial")
    for official in record.officials:
        yield from _contact(official, ("Contacts", "Officials"), "Study official, investigator in charge")
    if record.responsible_party:
        yield from _contact(record.responsible_party, ("Sponsor", "Responsible party"), "Responsible party")


def _contact(contact: Contact, path: Path, label: str) -> Iterator[_Piece]:
    parts = _distinct(_present(contact.name, contact.role, contact.phone, contact.email, contact.affiliation))
    if parts:
        yield _Piece(path, label, parts)


def _references(record: TrialRecord) -> Iterator[_Piece]:
    for path, label, references in (
        (("References",), "Publication about the trial", record.references),
        (("Links",), "Link about the trial", record.links),
    ):
        yield from (_Piece(path, label, _reference(one)) for one in references)


def _reference(reference: Reference) -> tuple[Slice, ...]:
    return _distinct(_present(reference.citation, reference.pmid, reference.type, reference.url))


def _windowed(path: Path, label: str, whole: Slice) -> Iterator[_Piece]:
    yield from (_Piece(path, label, (one,)) for one in windows(whole))


def _groups(slices: Sequence[Slice]) -> Iterator[tuple[Slice, ...]]:
    """Put a list's short entries together until a chunk is full."""
    group: list[Slice] = []
    for one in slices:
        if group and sum(len(s.text) for s in group) + len(one.text) > WINDOW:
            yield tuple(group)
            group = []
        group.append(one)
    if group:
        yield tuple(group)


def _present(*slices: Slice | None) -> tuple[Slice, ...]:
    return tuple(one for one in slices if one and one.text)


def _present_words(*words: str | None) -> Path:
    return tuple(word for word in words if word)


def _distinct(slices: Iterable[Slice]) -> tuple[Slice, ...]:
    """Drop a slice that covers the same place as one before it (a page may print a whole address as one)."""
    return tuple({one.span: one for one in slices}.values())
