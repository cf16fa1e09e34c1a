"""Read a FHIR R4 bundle into facts, and write a report as one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import yaml

from assistant.facts import PatientFacts, UnusableFacts, impossible, read_facts
from assistant.facts import Test as TestFact
from assistant.medicine import concepts, mentions
from assistant.units import known

if TYPE_CHECKING:
    from assistant.check import EligibilityReport

MOST_ENTRIES = 50_000
_A_PREGNANCY = 300
"""Days after which a pregnancy on file says nothing of today."""
_SYSTEMS = {"http://loinc.org": "loinc", "http://snomed.info/sct": "snomed"}
_READ = frozenset(
    ("Patient", "Condition", "Observation", "MedicationRequest", "MedicationStatement", "MedicationAdministration", "Medication", "Procedure", "AllergyIntolerance", "FamilyMemberHistory", "Immunization")
)  # fmt: skip
_ACTIVE = {"active", "recurrence", "relapse"}
_INTERPRETED = {"POS": "positive", "NEG": "negative", "DET": "positive", "ND": "negative", "N": "normal", "H": "high", "HH": "high", "L": "low", "LL": "low", "A": "abnormal", "AA": "abnormal"}  # fmt: skip
_NOT_THE_PATIENTS = re.compile(r"^\s*(?:family history|fh:)", re.IGNORECASE)
_PAST = re.compile(r"\b(?:past|previous|history|miscarriage|ectopic|not pregnant|postpartum)\b", re.IGNORECASE)
_ONLY_A_RISK = re.compile(
    r"\b(?:at risk|risk of|screening for|vaccination|immunization|suspected exposure|contact with)\b", re.IGNORECASE
)


def read_bundle(bundle: Any, today: date) -> PatientFacts:
    """Read the facts of the one patient a bundle is about.

    Raises:
        UnusableFacts: not a bundle, no patient or more than one, another FHIR version, a value that cannot be.
    """
    entries = list(_resources(bundle))
    patients = [one for _, one in entries if one.get("resourceType") == "Patient"]
    if not patients:
        raise UnusableFacts("The bundle holds no Patient: export the whole record of one patient.")
    if len({str(one.get("id")) for one in patients}) > 1 or len(patients) > 1:
        raise UnusableFacts(f"The bundle holds {len(patients)} patients: export the record of one patient alone.")
    read = [(i, _valid(i, one)) for i, one in entries if one.get("resourceType") in _READ]
    _same_patient(entries, patients[0])
    medications = {f"Medication/{one.id}": one for _, one in read if one.get_resource_type() == "Medication"}
    urls = dict(_by_url(bundle, read))
    rows: dict[str, Any] = {"conditions": [], "tests": {}, "treatments": [], "contradictions": []}
    for _, one in read:
        kind = one.get_resource_type()
        if kind == "Patient":
            _person(one, rows)
        elif kind == "Condition":
            _condition(one, rows, today)
        elif kind == "Observation":
            _observation(one, rows, today)
        elif kind.startswith("Medication") and kind != "Medication":
            _medication(one, {**medications, **urls}, rows)
        elif kind == "Procedure":
            _procedure(one, rows)
        elif kind == "AllergyIntolerance":
            _allergy(one, rows)
        elif kind == "FamilyMemberHistory":
            _family(one, rows)
        elif kind == "Immunization" and one.status == "completed":
            rows["treatments"].append(
                {
                    "name": "vaccine",
                    "status": "past",
                    "start": _day(one.occurrenceDateTime),
                    "words": _text(one.vaccineCode),
                }
            )
    rows["tests"] = [row for _, row in rows["tests"].values()]
    return read_facts({k: _plain(v) for k, v in rows.items()})


def _plain(rows: Any) -> Any:
    return (
        [{k: v for k, v in row.items() if v is not None} for row in rows]
        if isinstance(rows, list) and rows and isinstance(rows[0], dict)
        else rows
    )


def _resources(bundle: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
    if not isinstance(bundle, Mapping) or bundle.get("resourceType") != "Bundle":
        kind = bundle.get("resourceType") if isinstance(bundle, Mapping) else None
        raise UnusableFacts(f"{kind or 'This'} is not a FHIR Bundle: give a Bundle with the patient's resources.")
    entries = bundle.get("entry") or []
    if not isinstance(entries, list) or len(entries) > MOST_ENTRIES:
        raise UnusableFacts(f"The bundle's entries cannot be read: a list of up to {MOST_ENTRIES:,} is.")
    for profile in _profiles(bundle):
        if version := re.search(r"hl7\.org/fhir/(R?[35](?:\.\d)?|STU3|5\.0)/", profile):
            raise UnusableFacts(f"The bundle follows FHIR {version[1]}; R4 is read: export it as R4.")
    for i, entry in enumerate(entries):
        if isinstance(entry, Mapping) and isinstance(entry.get("resource"), Mapping):
            yield i, entry["resource"]


def _profiles(resource: Mapping[str, Any]) -> list[str]:
    meta = resource.get("meta")
    profiles = meta.get("profile") if isinstance(meta, Mapping) else None
    return [str(p) for p in profiles] if isinstance(profiles, list) else []


def _valid(i: int, resource: Mapping[str, Any]) -> Any:
    from fhir.resources.R4B import get_fhir_model_class

    name = str(resource.get("resourceType"))
    try:
        return get_fhir_model_class(name).model_validate(dict(resource))
    except ValueError as error:
        first: Any = getattr(error, "errors", list)()
        where = ".".join(str(p) for p in first[0]["loc"]) if first else ""
        raise UnusableFacts(
            f"Entry {i} ({name}) is not FHIR R4 ({where or 'its shape'}): export the bundle as R4, or "
            f"correct the entry."
        ) from None


def _same_patient(entries: list[tuple[int, Mapping[str, Any]]], patient: Mapping[str, Any]) -> None:
    """Every resource that names its patient must name this one."""
    mine = str(patient.get("id", ""))
    for i, one in entries:
        reference = one.get("subject") or one.get("patient")
        named = reference.get("reference") if isinstance(reference, Mapping) else None
        if (
            one.get("resourceType") in _READ
            and isinstance(named, str)
            and mine
            and not named.endswith(mine)
            and re.search(r"Patient/|urn:uuid:", named)
        ):
            raise UnusableFacts(
                f"Entry {i} ({one.get('resourceType')}) belongs to another patient: export one patient alone."
            )


def _by_url(bundle: Mapping[str, Any], read: list[tuple[int, Any]]) -> Iterator[tuple[str, Any]]:
    entries = bundle.get("entry") or []
    for i, one in read:
        if isinstance(entries[i], Mapping) and isinstance(entries[i].get("fullUrl"), str):
            yield entries[i]["fullUrl"], one


@cache
def _codes() -> Mapping[str, Mapping[str, str]]:
    text = resources.files("assistant.vocabulary").joinpath("codes.yaml").read_text(encoding="utf-8")
    return {
        system: {str(code): str(name) for code, name in table.items()} for system, table in yaml.safe_load(text).items()
    }


def _coded(concept: Any) -> tuple[str | None, str | None]:
    """The concept a code stands for, and the code, of the first coding we know; else of the first at all."""
    codings = list(concept.coding or ()) if concept is not None else []
    for coding in codings:
        system = _SYSTEMS.get(str(coding.system), "")
        if name := _codes().get(system, {}).get(str(coding.code)):
            return name, f"{coding.system}|{coding.code}"
    first = next((c for c in codings if c.code), None)
    return None, f"{first.system}|{first.code}" if first else None


def _text(concept: Any) -> str:
    """The bundle's own words for a concept."""
    if concept is None:
        return ""
    words = concept.text or next((c.display for c in concept.coding or () if c.display), "")
    return str(words)[:500]


def _code(concept: Any) -> str | None:
    return next((str(c.code) for c in concept.coding or () if c.code), None) if concept is not None else None


def _day(value: Any) -> date | None:
    if value is None:
        return None
    return (
        value.date() if hasattr(value, "date") and callable(value.date) else value if isinstance(value, date) else None
    )


def _person(one: Any, rows: dict[str, Any]) -> None:
    if one.gender in ("female", "male"):
        rows["sex"], rows["sex_words"] = one.gender, one.gender
    if (born := _day(one.birthDate)) is not None:
        rows["birth_date"] = born
    if one.deceasedDateTime is not None or one.deceasedBoolean:
        rows["contradictions"].append("life: the bundle records this patient as deceased")


def _condition(one: Any, rows: dict[str, Any], today: date) -> None:
    verified = _code(one.verificationStatus)
    if verified == "entered-in-error":
        return
    name, code = _coded(one.code)
    words = _text(one.code)
    if not words or _ONLY_A_RISK.search(words):
        return
    clinical = _code(one.clinicalStatus)
    status = "active" if clinical is None or clinical in _ACTIVE else "history"
    if verified == "refuted":
        status = "absent"
    elif verified in ("unconfirmed", "provisional", "differential") or re.match(
        r"\s*suspected\b", words, re.IGNORECASE
    ):
        status = "suspected"
    if _NOT_THE_PATIENTS.match(words):
        status = "family"
    onset = _day(one.onsetDateTime) or (_day(one.onsetPeriod.start) if one.onsetPeriod else None)
    if (
        status == "active"
        and re.search(r"\bpregnan(?:t|cy)\b(?!.*\bhistory)", words, re.IGNORECASE)
        and not _PAST.search(words)
    ):
        rows["pregnant"], rows["pregnant_words"] = True, words
    rows["conditions"].append(
        {
            "name": name or words,
            "status": status,
            "onset": onset,
            "code": code,
            "words": _joined(words, clinical, onset),
        }
    )


def _joined(*parts: object) -> str:
    return ", ".join(str(part) for part in parts if part not in (None, ""))


def _observation(one: Any, rows: dict[str, Any], today: date) -> None:
    if one.status in ("entered-in-error", "cancelled"):
        return
    when = (
        _day(one.effectiveDateTime)
        or (_day(one.effectivePeriod.start) if one.effectivePeriod else None)
        or _day(one.effectiveInstant)
    )
    for part in (one, *(one.component or ())):
        name, code = _coded(part.code)
        words = _text(part.code)
        if not words:
            continue
        if re.search(r"^pregnancy status", words, re.IGNORECASE):
            said = _text(part.valueCodeableConcept)
            if said and "unknown" not in said.lower() and when and (today - when).days < _A_PREGNANCY:
                rows["pregnant"], rows["pregnant_words"] = not re.search(r"\bnot\b", said, re.IGNORECASE), said
            continue
        if re.search(r"tobacco smoking status", words, re.IGNORECASE):
            _smoking(part, when, rows)
            continue
        row = _value(part, name or words, words, code, when)
        if row is None:
            continue
        key, day = str(row["name"]).lower(), when or date.min
        if key not in rows["tests"] or rows["tests"][key][0] <= day:
            rows["tests"][key] = (day, row)


def _value(part: Any, name: str, words: str, code: str | None, when: date | None) -> dict[str, Any] | None:
    row: dict[str, Any] = {"name": name, "code": code, "date": when}
    interpretation = next((_code(i) for i in part.interpretation or ()), None)
    if interpretation in _INTERPRETED:
        row["result"] = _INTERPRETED[interpretation]
    if part.valueQuantity is not None and part.valueQuantity.value is not None:
        quantity = part.valueQuantity
        unit = next((u for u in (quantity.unit, quantity.code) if u and known(_ucum(str(u)))), quantity.unit or "")
        row |= {"value": float(quantity.value), "unit": _ucum(str(unit))}
        if quantity.comparator in ("<", "<=", ">", ">="):
            row["comparator"] = quantity.comparator
        high = next(
            (
                r.high
                for r in part.referenceRange or ()
                if r.high and r.high.value is not None and r.high.unit in (None, quantity.unit)
            ),
            None,
        )
        if high is not None:
            row["upper_limit"] = float(high.value)
        said = f"{float(quantity.value):g} {quantity.unit or ''}".strip()
        if impossible(TestFact(name=name, value=row["value"], unit=row["unit"] if known(row["unit"]) else "")):
            raise UnusableFacts(f"{words} {said} is not possible in a living person: correct the bundle's Observation.")
        if not known(row["unit"]):
            row["unit"] = row["unit"] or ""
    else:
        said = (
            _text(part.valueCodeableConcept) if part.valueCodeableConcept is not None else str(part.valueString or "")
        )
        if not said and "result" not in row:
            return None
        low = said.lower()
        for result, pattern in (
            ("negative", r"neg|not detected|non-?reactive|absent"),
            ("positive", r"pos|detected|reactive|present"),
            ("abnormal", r"abnormal"),
            ("normal", r"normal"),
        ):
            if re.search(pattern, low):
                row.setdefault("result", result)
                break
    row["words"] = _joined(words, said[:200], when)
    return row


def _ucum(unit: str) -> str:
    """The unit as laboratories print it: UCUM's brackets and stars away."""
    plain = (
        unit.replace("mm[Hg]", "mmHg")
        .replace("10*3/uL", "K/uL")
        .replace("10*9/L", "10^9/L")
        .replace("[iU]", "IU")
        .replace("{score}", "")
        .replace("{INR}", "")
    )
    return "degC" if plain == "Cel" else "1/min" if plain == "/min" else plain


def _smoking(part: Any, when: date | None, rows: dict[str, Any]) -> None:
    words = _text(part.valueCodeableConcept) if part.valueCodeableConcept is not None else ""
    status = (
        "absent"
        if re.search(r"never", words, re.IGNORECASE)
        else "history"
        if re.search(r"ex-|former", words, re.IGNORECASE)
        else "active"
        if words
        else None
    )
    if status:
        rows["conditions"] = [row for row in rows["conditions"] if row["name"] != "smoking"]
        rows["conditions"].append({"name": "smoking", "status": status, "words": _joined(words, when)})


def _medication(one: Any, medications: Mapping[str, Any], rows: dict[str, Any]) -> None:
    status = {"active": "current", "on-hold": "past", "completed": "past", "stopped": "past", "in-progress": "current", "intended": "planned", "not-taken": "never", "not-done": "never", "unknown": "given"}.get(str(one.status))  # fmt: skip
    if status is None:
        return
    concept = getattr(one, "medicationCodeableConcept", None)
    reference = getattr(one, "medicationReference", None)
    if concept is None and reference is not None and reference.reference in medications:
        concept = medications[reference.reference].code
    words = _text(concept) or (str(reference.display) if reference is not None and reference.display else "")
    if not words:
        return
    when = next(
        (
            _day(getattr(one, f))
            for f in ("authoredOn", "effectiveDateTime", "dateAsserted")
            if getattr(one, f, None) is not None
        ),
        None,
    )
    rows["treatments"].append(
        {
            "name": words,
            "status": status,
            "start": when,
            "code": _coded(concept)[1],
            "words": _joined(words, one.status, when),
        }
    )


def _procedure(one: Any, rows: dict[str, Any]) -> None:
    status = {"completed": "past", "in-progress": "current", "not-done": "never", "preparation": "planned", "on-hold": "planned", "stopped": "past", "unknown": "given"}.get(str(one.status))  # fmt: skip
    words = _text(one.code)
    if status is None or not words:
        return
    name, code = _coded(one.code)
    when = _day(one.performedDateTime) or (_day(one.performedPeriod.start) if one.performedPeriod else None)
    if name is None and not any(concepts()[m.concept].kind in ("procedure", "drug") for m in mentions(words)):
        return
    rows["treatments"].append(
        {
            "name": name or words,
            "status": status,
            "start": when,
            "code": code,
            "words": _joined(words, one.status, when),
        }
    )


def _allergy(one: Any, rows: dict[str, Any]) -> None:
    words = _text(one.code)
    if words and _code(one.verificationStatus) != "entered-in-error":
        status = (
            "absent"
            if _code(one.verificationStatus) == "refuted" or re.search(r"\bno known\b", words, re.IGNORECASE)
            else "active"
        )
        rows["conditions"].append(
            {"name": "allergy", "status": status, "code": _coded(one.code)[1], "words": f"Allergy: {words}"}
        )


def _family(one: Any, rows: dict[str, Any]) -> None:
    for condition in one.condition or ():
        words = _text(condition.code)
        if words:
            rows["conditions"].append(
                {"name": words, "status": "family", "words": f"{_text(one.relationship)}: {words}"}
            )


def write_bundle(report: EligibilityReport, today: date) -> dict[str, Any]:
    """The report as a FHIR R4 bundle: the study, the patient without identity, one Observation for each finding.

    Raises:
        ValueError: the bundle does not validate, which would be a defect of ours.
    """
    from fhir.resources.R4B.bundle import Bundle

    study, patient = "urn:uuid:00000000-0000-4000-8000-000000000001", "urn:uuid:00000000-0000-4000-8000-000000000002"
    person: dict[str, Any] = {"resourceType": "Patient"}
    if report.facts.sex:
        person["gender"] = report.facts.sex
    resources_: list[tuple[str, dict[str, Any]]] = [
        (
            study,
            {
                "resourceType": "ResearchStudy",
                "status": "active",
                "identifier": [{"system": "https://clinicaltrials.gov", "value": report.record.id}],
                "title": report.record.title.text,
                "note": [{"text": f"Record digest (SHA-256) {report.record.source.digest}; {report.record.as_of}"}],
            },
        ),
        (patient, person),
    ]
    for i, finding in enumerate(report.findings):
        resources_.append(
            (
                f"urn:uuid:00000000-0000-4000-8000-{i + 3:012d}",
                {
                    "resourceType": "Observation",
                    "status": "preliminary",
                    "category": [
                        {
                            "coding": [
                                {
                                    "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                                    "code": "survey",
                                }
                            ]
                        }
                    ],
                    "code": {
                        "text": f"{finding.criterion.kind} criterion {finding.criterion.id}: {finding.criterion.slice.text}"
                    },
                    "subject": {"reference": patient},
                    "focus": [{"reference": study}],
                    "effectiveDateTime": today.isoformat(),
                    "valueCodeableConcept": {"text": f"holds: {finding.holds}; {finding.verdict}"},
                    "note": [{"text": finding.because}],
                },
            )
        )
    raw = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": url, "resource": one} for url, one in resources_],
    }
    written: dict[str, Any] = Bundle.model_validate(raw).model_dump(mode="json", exclude_none=True)
    return written
