"""Lint the sites, the contacts and the number of participants."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.lint.finding import LintFinding, counted, is_status, present, spelled
from ingest.record import Site, Slice, Span, TrialRecord

_GENERIC = re.compile(
    r"(?i)\b(?:research (?:site|facility|center|centre)|investigati(?:onal|ve) site|study site|"
    r"clinical (?:trial )?site|local institution|site[\s#:-]*\d*|(?:many|multiple) locations|for information)\b|"
    r"\d{3,}"
)
_SPLIT = re.compile(r"(?i)\bn\s*=\s*\d+|\b\d+ (?:patients|participants|subjects|healthy|volunteers)\b")
_OPEN_SITE = ("recruiting", "not yet recruiting", "enrolling by invitation", "available")


def enrolment_zero(record: TrialRecord) -> Iterator[LintFinding]:
    """Nobody enrolled in a trial that was not withdrawn, or somebody in one that was."""
    if record.enrolment is None or not record.enrolment.text.isdigit():
        return
    nobody, withdrawn = int(record.enrolment.text) == 0, is_status(record, "withdrawn")
    if nobody and record.status and not withdrawn:
        text = "The number of participants is zero, though the trial is not given as withdrawn."
        yield LintFinding("enrolment_zero", text, (record.enrolment, *record.status))
    actual = not record.enrolment_type or spelled(record.enrolment_type.text) == "actual"
    if withdrawn and not nobody and actual:
        text = "The trial is given as withdrawn before anyone took part, yet a number of participants is given."
        yield LintFinding("withdrawn_enrolled", text, (record.enrolment, *record.status))


def enrolment_shared(record: TrialRecord) -> Iterator[LintFinding]:
    """One number for groups that a reader would want apart."""
    levels = tuple(dose.slice for arm in record.arms for dose in arm.doses if dose.level is not None)
    groups = [
        *(["groups of participants"] if len(record.cohorts) > 1 else []),
        *(["dose levels"] if len(levels) > 1 else []),
    ]
    texts = (arm.description for arm in record.arms)
    split = any(_SPLIT.search(one.text) for one in present(record.description, record.summary, *texts))
    if record.enrolment and groups and not split:
        text = f"The number of participants is one total for all {' and '.join(groups)}; it is not split among them."
        yield LintFinding("enrolment_shared", text, (record.enrolment,))


def enrolment_estimated(record: TrialRecord) -> Iterator[LintFinding]:
    """Completed, but the number is still the planned one."""
    kind = record.enrolment_type
    if record.enrolment and kind and spelled(kind.text) == "estimated" and is_status(record, "completed", "terminated"):
        text = "The trial has ended, but the number of participants is still the planned one."
        yield LintFinding("enrolment_estimated", text, (record.enrolment, kind, *record.status))


def no_sites(record: TrialRecord) -> Iterator[LintFinding]:
    """Recruiting, but nowhere."""
    if is_status(record, "recruiting") and not record.sites:
        text = f"The trial is given as recruiting, but no site is listed; searched: {_searched(record)}."
        yield LintFinding("no_sites", text)


def no_contact(record: TrialRecord) -> Iterator[LintFinding]:
    """Open or about to open, but nobody to ask, or nobody who can be reached."""
    contacts = [*record.contacts, *(c for site in record.sites for c in site.contacts)]
    if not contacts:
        if is_status(record, "recruiting", "not yet recruiting"):
            text = f"The trial is open or about to open, but no contact is given; searched: {_searched(record)}."
            yield LintFinding("no_contact", text)
        return
    if any(c.phone or c.email for c in contacts):
        return
    missing = "phone number or e-mail" if any(c.role for c in contacts) else "phone number, e-mail or role"
    text = f"{counted(len(contacts), 'contact is', 'contacts are')} named, without any {missing}."
    yield LintFinding("contact_unreachable", text, present(*(c.name for c in contacts)))


def _searched(record: TrialRecord) -> str:
    return "; ".join(section.name for section in record.sections)


def site_repeated(record: TrialRecord) -> Iterator[LintFinding]:
    """The same place printed or listed twice."""
    seen: dict[tuple[str, ...], list[Slice]] = {}
    for site in record.sites:
        if site.facility and not _GENERIC.search(site.facility.text):
            seen.setdefault(_place(site), []).append(site.facility)
            seen[_place(site)] += _printed_again(record, site)
    repeated = tuple(one for slices in seen.values() if len(slices) > 1 for one in slices)
    places = sum(len(slices) > 1 for slices in seen.values())
    if repeated:
        which = "A site is" if places == 1 else f"{places} sites are"
        yield LintFinding("site_repeated", f"{which} printed more than once, and counted once here.", repeated)


def _place(site: Site) -> tuple[str, ...]:
    parts = (site.facility, site.city, site.state, site.country, site.zip, *(c.name for c in site.contacts))
    return tuple(" ".join(part.text.casefold().split()) if part else "" for part in parts)


def _printed_again(record: TrialRecord, site: Site) -> Iterator[Slice]:
    """A page can print a site a second time, with its contact; the parser counts it once."""
    if site.facility is None or record.source.format != "medpath-page":
        return
    name, text = site.facility.text, record.source.text
    # Only on a line of its own: one hospital's name can be the beginning of another's.
    for match in re.finditer(rf"(?m)^[^\S\n]*({re.escape(name)})[^\S\n]*$", text):
        if match.start(1) != site.facility.span.start:
            yield Slice(name, Span("", *match.span(1)), site.facility.section)


def sites_differ(record: TrialRecord) -> Iterator[LintFinding]:
    """Recruiting as a whole, but every site has a status and none is open."""
    stated = [site.status for site in record.sites if site.status]
    if is_status(record, "recruiting") and stated and len(stated) == len(record.sites):
        if not any(spelled(one.text) in _OPEN_SITE for one in stated):
            text = "The trial is given as recruiting, but none of its sites is."
            yield LintFinding("sites_differ", text, (*record.status, *stated))
        return


def names_missing(record: TrialRecord) -> Iterator[LintFinding]:
    """No one is named as the one who answers for the trial."""
    if record.sponsor is None:
        yield LintFinding("no_sponsor", f"No sponsor is named; searched: {_searched(record)}.")


RULES = (
    enrolment_zero,
    enrolment_shared,
    enrolment_estimated,
    no_sites,
    no_contact,
    site_repeated,
    sites_differ,
    names_missing,
)
