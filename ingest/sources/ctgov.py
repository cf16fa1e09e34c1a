"""Parse a ClinicalTrials.gov v2 study."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ingest.ages import age_limit, ages_in_criteria
from ingest.criteria import split_criteria
from ingest.doses import doses
from ingest.errors import UnreadableSource
from ingest.record import (
    Arm,
    Contact,
    Criterion,
    Date,
    DateKind,
    Design,
    Intervention,
    Outcome,
    OutcomeRank,
    Oversight,
    Reference,
    Section,
    Sharing,
    Site,
    Slice,
    Source,
    Span,
    TrialRecord,
)
from ingest.sources.ctgov_results import results
from ingest.sources.scalar import escape, scalar

_SECTIONS = {
    "identificationModule": "Identification",
    "statusModule": "Status and dates",
    "sponsorCollaboratorsModule": "Sponsor and collaborators",
    "oversightModule": "Oversight",
    "descriptionModule": "Description",
    "conditionsModule": "Conditions",
    "designModule": "Design",
    "armsInterventionsModule": "Arms and interventions",
    "outcomesModule": "Outcomes",
    "eligibilityModule": "Eligibility",
    "contactsLocationsModule": "Contacts and locations",
    "referencesModule": "References",
    "ipdSharingStatementModule": "Data sharing",
}
_DATES: tuple[tuple[DateKind, str], ...] = (
    ("start", "startDateStruct"),
    ("primary_completion", "primaryCompletionDateStruct"),
    ("completion", "completionDateStruct"),
    ("first_submitted", "studyFirstSubmitDate"),
    ("first_posted", "studyFirstPostDateStruct"),
    ("last_update_submitted", "lastUpdateSubmitDate"),
    ("last_update_posted", "lastUpdatePostDateStruct"),
    ("results_first_posted", "resultsFirstPostDateStruct"),
    ("verified", "statusVerifiedDate"),
)
_NCT = re.compile(r"NCT\d{8}")


def recognises(text: str) -> bool:
    """Tell whether the text is meant to be a v2 study: a JSON object."""
    return text.lstrip("\ufeff \t\r\n").startswith("{")


def parse(text: str, name: str) -> TrialRecord:
    """Parse a v2 study as the registry's API gives it.

    Raises:
        UnreadableSource: not JSON, not a v2 study, or without identifier or title.
    """
    try:
        study = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise UnreadableSource(
            f"{name} is not complete JSON ({_where(error)}): fetch or export the study again."
        ) from None
    if not isinstance(study, dict) or not isinstance(study.get("protocolSection"), dict):
        raise UnreadableSource(f"{name} is JSON but not a ClinicalTrials.gov v2 study: it has no protocolSection.")
    read = _Reader(Source("ctgov-v2", text, name, study))
    id_slice = read.at("identificationModule", "nctId")
    title = read.at("identificationModule", "briefTitle") or read.at("identificationModule", "officialTitle")
    if id_slice is None or not _NCT.fullmatch(id_slice.text):
        raise UnreadableSource(f"{name} has no registry identifier (NCT and eight digits): it cannot be cited.")
    if title is None:
        raise UnreadableSource(f"{name} has no title: it is not a complete study.")
    return _record(read, id_slice, title)


def _where(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}, column {error.colno}"
    return "nested too deeply" if isinstance(error, RecursionError) else "a number of thousands of digits"


class _Reader:
    """Finds slices of a study by module and key."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.protocol: dict[str, Any] = source.study["protocolSection"]

    def at(self, module: str, *path: str | int, section: str = "") -> Slice | None:
        """The scalar at a path inside a module; None when absent, empty or not a scalar."""
        value: Any = self.protocol.get(module)
        for part in path:
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                return None
        pointer = "/".join(["/protocolSection", module, *(escape(part) for part in path)])
        return scalar(value, pointer, section or _SECTIONS.get(module, module))

    def size(self, module: str, *path: str | int) -> int:
        """The length of the list at a path, 0 when there is none."""
        value: Any = self.protocol.get(module)
        for part in path:
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                return 0
        # Some converted records spell a word as a list of letters; there is nothing in it to quote.
        broken = isinstance(value, list) and len(value) > 1 and all(isinstance(v, str) and len(v) == 1 for v in value)
        return len(value) if isinstance(value, list) and not broken else 0

    def all(self, module: str, *path: str | int, section: str = "") -> tuple[Slice, ...]:
        """The scalars of a list, or the one scalar where the record has no list."""
        if (alone := self.at(module, *path, section=section)) is not None:
            return (alone,)
        found = (self.at(module, *path, i, section=section) for i in range(self.size(module, *path)))
        return tuple(one for one in found if one is not None)


def _record(read: _Reader, id_slice: Slice, title: Slice) -> TrialRecord:
    arms_module, status = "armsInterventionsModule", "statusModule"
    conditions = read.all("conditionsModule", "conditions")
    text = read.at("eligibilityModule", "eligibilityCriteria")
    arms = tuple(_arms(read))
    criteria = _criteria(text, conditions, arms)
    minimum = age_limit(read.at("eligibilityModule", "minimumAge"))
    maximum = age_limit(read.at("eligibilityModule", "maximumAge"))
    if minimum is None and maximum is None:
        minimum, maximum = ages_in_criteria(criteria)
    interventions = tuple(_interventions(read, arms_module))
    return TrialRecord(
        source=read.source,
        id=id_slice.text,
        id_slice=id_slice,
        title=title,
        sections=tuple(_sections(read)),
        official_title=read.at("identificationModule", "officialTitle"),
        acronym=read.at("identificationModule", "acronym"),
        other_ids=tuple(_other_ids(read)),
        status=read.all(status, "overallStatus"),
        last_known_status=read.at(status, "lastKnownStatus"),
        why_stopped=read.at(status, "whyStopped"),
        expanded_access=read.at(status, "expandedAccessInfo", "hasExpandedAccess"),
        study_type=read.at("designModule", "studyType"),
        phases=read.all("designModule", "phases"),
        sponsor=read.at("sponsorCollaboratorsModule", "leadSponsor", "name"),
        sponsor_class=read.at("sponsorCollaboratorsModule", "leadSponsor", "class"),
        collaborators=tuple(_named(read, "sponsorCollaboratorsModule", "collaborators")),
        responsible_party=_responsible_party(read),
        enrolment=read.at("designModule", "enrollmentInfo", "count"),
        enrolment_type=read.at("designModule", "enrollmentInfo", "type"),
        sex=read.at("eligibilityModule", "sex"),
        gender_based=read.at("eligibilityModule", "genderBased"),
        gender_description=read.at("eligibilityModule", "genderDescription"),
        minimum_age=minimum,
        maximum_age=maximum,
        standard_ages=read.all("eligibilityModule", "stdAges"),
        healthy_volunteers=read.at("eligibilityModule", "healthyVolunteers"),
        conditions=conditions,
        keywords=read.all("conditionsModule", "keywords"),
        summary=read.at("descriptionModule", "briefSummary", section="Brief summary"),
        description=read.at("descriptionModule", "detailedDescription", section="Detailed description"),
        design=_design(read),
        arms=arms,
        interventions=interventions,
        outcomes=tuple(_outcomes(read)),
        sites=tuple(_sites(read)),
        contacts=tuple(_contacts(read, "Central contact", "centralContacts")),
        officials=tuple(_officials(read)),
        dates=tuple(_dates(read)),
        criteria=criteria,
        criteria_text=(text,) if text else (),
        oversight=Oversight(
            data_monitoring_committee=read.at("oversightModule", "oversightHasDmc"),
            fda_regulated_drug=read.at("oversightModule", "isFdaRegulatedDrug"),
            fda_regulated_device=read.at("oversightModule", "isFdaRegulatedDevice"),
            unapproved_device=read.at("oversightModule", "isUnapprovedDevice"),
            us_export=read.at("oversightModule", "isUsExport") or read.at("oversightModule", "isUSExport"),
        ),
        sharing=_sharing(read),
        references=tuple(_references(read)),
        links=tuple(_links(read)),
        has_results=_has_results(read.source),
        results=results(read.source.study),
    )


def _criteria(text: Slice | None, conditions: tuple[Slice, ...], arms: tuple[Arm, ...]) -> tuple[Criterion, ...]:
    if text is None:
        return ()
    return split_criteria(text, [*(c.text for c in conditions), *(a.label.text for a in arms)])


def _sections(read: _Reader) -> Iterator[Section]:
    for module in read.protocol:
        if module in _SECTIONS:
            pointer = f"/protocolSection/{module}"
            if length := len(read.source.value(pointer)):
                yield Section(_SECTIONS[module], (Span(pointer, 0, length),))


def _has_results(source: Source) -> Slice | None:
    value = source.study.get("hasResults")
    if not isinstance(value, bool):
        return None
    shown = json.dumps(value)
    return Slice(shown, Span("/hasResults", 0, len(shown)), "Results")


def _named(read: _Reader, module: str, key: str) -> Iterator[Slice]:
    for i in range(read.size(module, key)):
        if name := read.at(module, key, i, "name"):
            yield name


def _other_ids(read: _Reader) -> Iterator[Slice]:
    module = "identificationModule"
    if own := read.at(module, "orgStudyIdInfo", "id"):
        yield own
    for i in range(read.size(module, "secondaryIdInfos")):
        if other := read.at(module, "secondaryIdInfos", i, "id"):
            yield other
    yield from read.all(module, "nctIdAliases")


def _responsible_party(read: _Reader) -> Contact | None:
    def part(key: str) -> Slice | None:
        return read.at("sponsorCollaboratorsModule", "responsibleParty", key)

    name, role = part("investigatorFullName") or part("oldNameTitle"), part("type")
    if name is None and role is None:
        return None
    return Contact(name, role, affiliation=part("investigatorAffiliation") or part("oldOrganization"))


def _design(read: _Reader) -> Design:
    def info(*path: str) -> Slice | None:
        return read.at("designModule", "designInfo", *path)

    eligibility = "eligibilityModule"
    return Design(
        model=info("interventionModel"),
        model_description=info("interventionModelDescription"),
        allocation=info("allocation"),
        purpose=info("primaryPurpose"),
        masking=info("maskingInfo", "masking"),
        masking_description=info("maskingInfo", "maskingDescription"),
        who_masked=read.all("designModule", "designInfo", "maskingInfo", "whoMasked"),
        observational_model=_word(info("observationalModel")),
        time_perspective=_word(info("timePerspective")),
        target_duration=read.at("designModule", "targetDuration"),
        patient_registry=read.at("designModule", "patientRegistry"),
        sampling_method=read.at(eligibility, "samplingMethod"),
        study_population=read.at(eligibility, "studyPopulation"),
        biospecimen_retention=read.at("designModule", "bioSpec", "retention"),
        biospecimen_description=read.at("designModule", "bioSpec", "description"),
    )


def _word(slice: Slice | None) -> Slice | None:
    """Leave out a value cut down to one letter, as some converted records carry it."""
    return slice if slice and len(slice.text) > 1 else None


def _arms(read: _Reader) -> Iterator[Arm]:
    module = "armsInterventionsModule"
    for i in range(read.size(module, "armGroups")):
        section = f"Arms and interventions > Arm {i + 1}"
        label = read.at(module, "armGroups", i, "label", section=section)
        if label is None:
            continue
        description = read.at(module, "armGroups", i, "description", section=section)
        yield Arm(
            label,
            read.at(module, "armGroups", i, "type", section=section),
            description,
            read.all(module, "armGroups", i, "interventionNames", section=section),
            doses(description) or doses(label),
        )


def _interventions(read: _Reader, module: str) -> Iterator[Intervention]:
    for i in range(read.size(module, "interventions")):
        section = f"Arms and interventions > Intervention {i + 1}"
        if name := read.at(module, "interventions", i, "name", section=section):
            yield Intervention(
                name,
                read.at(module, "interventions", i, "type", section=section),
                read.at(module, "interventions", i, "description", section=section),
                read.all(module, "interventions", i, "otherNames", section=section),
            )


def _outcomes(read: _Reader) -> Iterator[Outcome]:
    ranks: tuple[tuple[OutcomeRank, str], ...] = (
        ("primary", "primaryOutcomes"),
        ("secondary", "secondaryOutcomes"),
        ("other", "otherOutcomes"),
    )
    for rank, key in ranks:
        for i in range(read.size("outcomesModule", key)):
            section = f"{rank.capitalize()} outcomes > {i + 1}"
            if measure := read.at("outcomesModule", key, i, "measure", section=section):
                yield Outcome(
                    rank,
                    measure,
                    read.at("outcomesModule", key, i, "timeFrame", section=section),
                    read.at("outcomesModule", key, i, "description", section=section),
                )


def _sites(read: _Reader) -> Iterator[Site]:
    module = "contactsLocationsModule"
    for i in range(read.size(module, "locations")):
        section = f"Locations > {i + 1}"

        def part(key: str, i: int = i, section: str = section) -> Slice | None:
            return read.at(module, "locations", i, key, section=section)

        site = Site(
            part("facility"),
            part("city"),
            part("state"),
            part("country"),
            part("zip"),
            part("status"),
            tuple(_contacts(read, section, "locations", i, "contacts")),
        )
        if site.facility or site.city or site.country:
            yield site


def _contacts(read: _Reader, section: str, *path: str | int) -> Iterator[Contact]:
    module = "contactsLocationsModule"
    for i in range(read.size(module, *path)):
        contact = Contact(
            read.at(module, *path, i, "name", section=section),
            read.at(module, *path, i, "role", section=section),
            read.at(module, *path, i, "phone", section=section),
            read.at(module, *path, i, "email", section=section),
        )
        if contact.name or contact.phone or contact.email:
            yield contact


def _officials(read: _Reader) -> Iterator[Contact]:
    module = "contactsLocationsModule"
    for i in range(read.size(module, "overallOfficials")):
        section = "Study officials"
        if name := read.at(module, "overallOfficials", i, "name", section=section):
            yield Contact(
                name,
                read.at(module, "overallOfficials", i, "role", section=section),
                affiliation=read.at(module, "overallOfficials", i, "affiliation", section=section),
            )


def _dates(read: _Reader) -> Iterator[Date]:
    for kind, key in _DATES:
        if plain := read.at("statusModule", key):
            yield Date(kind, plain)
        elif dated := read.at("statusModule", key, "date"):
            yield Date(kind, dated, read.at("statusModule", key, "type"))


def _sharing(read: _Reader) -> Sharing:
    def part(*keys: str) -> Slice | None:
        found = (read.at("ipdSharingStatementModule", key) for key in keys)
        return next((one for one in found if one), None)

    return Sharing(
        part("ipdSharing"),
        part("description"),
        read.all("ipdSharingStatementModule", "infoTypes"),
        part("timeFrame", "iPDSharingTimeFrame"),
        part("accessCriteria", "iPDSharingAccessCriteria"),
        part("url", "iPDSharingURL"),
    )


def _references(read: _Reader) -> Iterator[Reference]:
    module = "referencesModule"
    for i in range(read.size(module, "references")):
        citation = read.at(module, "references", i, "citation") or read.at(module, "references", i, "pmid")
        if citation:
            yield Reference(
                citation, read.at(module, "references", i, "pmid"), read.at(module, "references", i, "type")
            )


def _links(read: _Reader) -> Iterator[Reference]:
    module = "referencesModule"
    for i in range(read.size(module, "seeAlsoLinks")):
        url = read.at(module, "seeAlsoLinks", i, "url")
        if label := read.at(module, "seeAlsoLinks", i, "label") or url:
            yield Reference(label, url=url)
