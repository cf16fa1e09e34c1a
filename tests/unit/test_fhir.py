"""A FHIR R4 bundle: one patient's facts in, a report out."""

from __future__ import annotations

import copy
from datetime import date
from importlib.resources import files

import pytest

from assistant.check import check
from assistant.facts import UnusableFacts
from assistant.fhir import read_bundle, write_bundle
from ingest.sources import parse

TODAY = date(2026, 1, 15)
ME = {"reference": "urn:uuid:p1"}


def coded(system, code, words):
    return {"coding": [{"system": system, "code": code, "display": words}]}


def status(name, code):
    return {"coding": [{"system": f"http://terminology.hl7.org/CodeSystem/{name}", "code": code}]}


BUNDLE = {
    "resourceType": "Bundle",
    "type": "collection",
    "entry": [
        {"fullUrl": "urn:uuid:p1", "resource": {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1990-02-01"}},
        {"resource": {"resourceType": "Condition", "subject": ME, "clinicalStatus": status("condition-clinical", "active"), "code": coded("http://snomed.info/sct", "55464009", "SLE"), "onsetDateTime": "2020-01-01"}},
        {"resource": {"resourceType": "Condition", "subject": ME, "verificationStatus": status("condition-ver-status", "refuted"), "code": {"text": "Tuberculosis"}}},
        {"resource": {"resourceType": "Condition", "subject": ME, "verificationStatus": status("condition-ver-status", "entered-in-error"), "code": {"text": "Breast cancer"}}},
        {"resource": {"resourceType": "Observation", "status": "final", "subject": ME, "code": coded("http://loinc.org", "8061-4", "Nuclear Ab"), "valueString": "Positive", "effectiveDateTime": "2025-12-01"}},
        {"resource": {"resourceType": "Observation", "status": "final", "subject": ME, "code": coded("http://loinc.org", "718-7", "Hemoglobin"), "valueQuantity": {"value": 9.1, "unit": "g/dL"}, "effectiveDateTime": "2025-12-01"}},
        {"resource": {"resourceType": "Observation", "status": "final", "subject": ME, "code": coded("http://loinc.org", "718-7", "Hemoglobin"), "valueQuantity": {"value": 13.0, "unit": "g/dL"}, "effectiveDateTime": "2019-12-01"}},
        {"resource": {"resourceType": "MedicationRequest", "status": "active", "intent": "order", "subject": ME, "medicationCodeableConcept": {"text": "Hydroxychloroquine 200 MG"}}},
        {"resource": {"resourceType": "Procedure", "status": "completed", "subject": ME, "code": {"text": "Transplant of kidney"}, "performedDateTime": "2016"}},
        {"resource": {"resourceType": "Procedure", "status": "completed", "subject": ME, "code": {"text": "Kidney transplant"}, "performedDateTime": "2016-05-01"}},
    ],
}  # fmt: skip


def changed(change):
    bundle = copy.deepcopy(BUNDLE)
    change(bundle)
    return bundle


def test_the_facts_of_a_bundle_are_read():
    facts = read_bundle(BUNDLE, TODAY)
    assert (facts.sex, str(facts.birth_date)) == ("female", "1990-02-01")
    assert [(c.name, c.status) for c in facts.conditions] == [
        ("systemic lupus erythematosus", "active"),
        ("Tuberculosis", "absent"),
    ]
    assert {t.name: (t.value, t.result) for t in facts.tests} == {
        "anti-nuclear antibody": (None, "positive"),
        "hemoglobin": (9.1, None),
    }
    assert ("Kidney transplant", "past") in [(t.name, t.status) for t in facts.treatments]


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (lambda b: b["entry"].append({"resource": {"resourceType": "Patient", "id": "p2"}}), "2 patients"),
        (lambda b: b["entry"].pop(0), "no Patient"),
        (lambda b: b["entry"][1]["resource"].update(subject={"reference": "Patient/somebody"}), "another patient"),
        (lambda b: b["entry"][7]["resource"].update(medication={"concept": {"text": "x"}}), "not FHIR R4"),
        (lambda b: b.update(meta={"profile": ["http://hl7.org/fhir/5.0/StructureDefinition/Bundle"]}), "R4 is read"),
        (lambda b: b.update(resourceType="Patient"), "not a FHIR Bundle"),
        (lambda b: b["entry"][5]["resource"]["valueQuantity"].update(value=910), "not possible"),
        (lambda b: b.update(entry="x"), "entries"),
    ],
)
def test_a_bundle_that_cannot_be_read_is_one_line(change, wanted):
    with pytest.raises(UnusableFacts, match=wanted) as caught:
        read_bundle(changed(change), TODAY)
    assert "\n" not in str(caught.value)


def test_an_unknown_unit_abstains_instead_of_guessing():
    bundle = changed(lambda b: b["entry"][5]["resource"]["valueQuantity"].update(unit="spoons"))
    assert next(t for t in read_bundle(bundle, TODAY).tests if t.name == "hemoglobin").unit == "spoons"


def test_a_report_is_written_as_a_valid_bundle_without_identity():
    record = parse(files("ingest").joinpath("samples/NCT07095075.medpath.txt").read_text(encoding="utf-8"), "record")
    written = write_bundle(check(record, read_bundle(BUNDLE, TODAY), TODAY), TODAY)
    kinds = [entry["resource"]["resourceType"] for entry in written["entry"]]
    assert kinds[:2] == ["ResearchStudy", "Patient"]
    assert kinds.count("Observation") == len(record.criteria)
    assert "birthDate" not in written["entry"][1]["resource"]
