"""Two formats, one record; every field an exact slice."""

import json

import pytest

from ingest.errors import UnknownSpan, UnreadableSource
from ingest.record import Span, TrialRecord
from ingest.sources import parse

STUDY = {
    "protocolSection": {
        "identificationModule": {
            "nctId": "NCT01234567",
            "briefTitle": "Tea for Colds",
            "orgStudyIdInfo": {"id": "TEA-1"},
        },
        "statusModule": {
            "overallStatus": "RECRUITING",
            "startDateStruct": {"date": "2025-03", "type": "ACTUAL"},
            "lastUpdatePostDateStruct": {"date": "2025-09-01", "type": "ACTUAL"},
        },
        "sponsorCollaboratorsModule": {"leadSponsor": {"name": "Tea Institute", "class": "OTHER"}},
        "conditionsModule": {"conditions": ["Common Cold"]},
        "designModule": {
            "studyType": "INTERVENTIONAL",
            "phases": ["PHASE1", "PHASE2"],
            "enrollmentInfo": {"count": 40, "type": "ESTIMATED"},
            "designInfo": {
                "allocation": "RANDOMIZED",
                "maskingInfo": {"masking": "DOUBLE", "whoMasked": ["PARTICIPANT"]},
            },
        },
        "armsInterventionsModule": {
            "armGroups": [
                {
                    "label": "Tea",
                    "type": "EXPERIMENTAL",
                    "description": "200 mL/day for 5 days",
                    "interventionNames": ["Other: Tea"],
                }
            ],
            "interventions": [{"type": "OTHER", "name": "Tea"}],
        },
        "outcomesModule": {"primaryOutcomes": [{"measure": "Days of fever", "timeFrame": "14 days"}]},
        "eligibilityModule": {
            "eligibilityCriteria": "Inclusion Criteria:\n\n* Cold of \\< 3 days\n\nExclusion Criteria:\n\n* Pregnant",
            "sex": "ALL",
            "minimumAge": "6 Months",
            "healthyVolunteers": False,
        },
        "contactsLocationsModule": {
            "locations": [{"facility": "Leaf Clinic", "city": "Lyon", "country": "France", "status": "RECRUITING"}],
            "centralContacts": [{"name": "A. Leaf", "role": "CONTACT", "phone": "+00 555 0100"}],
        },
    },
    "hasResults": False,
}


@pytest.fixture(scope="module")
def study() -> TrialRecord:
    return parse(json.dumps(STUDY), "NCT01234567.json")


def test_the_page_gives_what_the_issue_counts(bundled):
    kinds = [(c.kind, c.cohort) for c in bundled.criteria]
    assert kinds.count(("inclusion", None)) == 4
    assert {cohort: kinds.count(("inclusion", cohort)) for cohort in bundled.cohorts} == {
        "SLE": 3,
        "AAV": 3,
        "SSc": 3,
        "IIM": 3,
        "SjS": 3,
    }
    assert kinds.count(("exclusion", None)) == 6
    assert [d.level for arm in bundled.arms for d in arm.doses] == [1, 2, 3, 4]
    assert [o.rank for o in bundled.outcomes] == ["primary"] * 6 + ["secondary"] * 5
    assert all(o.time_frame and o.description for o in bundled.outcomes)
    assert [(s.city.text, s.state.text, s.country.text) for s in bundled.sites if s.city and s.state and s.country] == [
        ("Bengbu", "Anhui", "China"),
        ("Hefei", "Anhui", "China"),
        ("NanJing", "Jiangsu", "China"),
        ("Suzhou", "Jiangsu", "China"),
        ("Wenzhou", "Zhejiang", "China"),
    ]
    assert [(c.name.text, c.phone, c.email, c.role) for c in bundled.contacts if c.name] == [
        ("Hanwei Wang", None, None, None)
    ]
    assert bundled.dates == ()
    assert bundled.as_of == "undated copy, © 2025"


def test_the_page_s_boilerplate_is_not_record(bundled):
    said = " ".join(s.text for s in bundled.slices() if s.section != "Page footer")
    assert "MedPath" not in said
    assert "AI-powered" not in said


def test_every_slice_is_the_source_s_own_characters(bundled, study):
    for record in (bundled, study):
        slices = list(record.slices())
        assert len(slices) > 25
        assert all(record.quote(s.span) == s.text for s in slices)


def test_a_study_gives_typed_fields(study):
    assert study.id == "NCT01234567"
    assert [p.text for p in study.phases] == ["PHASE1", "PHASE2"]
    assert (study.minimum_age.value, study.minimum_age.unit, study.minimum_age.years) == (6, "months", 0.5)
    assert study.maximum_age is None
    assert (study.enrolment.text, study.healthy_volunteers.text, study.has_results.text) == ("40", "false", "false")
    assert study.healthy_volunteers.span == Span("/protocolSection/eligibilityModule/healthyVolunteers", 0, 5)
    assert [d.amount.text for d in study.arms[0].doses] == ["200 mL/day"]
    assert [c.slice.text for c in study.criteria] == ["Cold of \\< 3 days", "Pregnant"]
    assert study.as_of == "last updated 2025-09-01"
    assert study.sites[0].contacts == ()


def test_a_field_spelt_as_a_list_of_letters_is_left_out():
    broken = json.loads(json.dumps(STUDY))
    broken["protocolSection"]["designModule"]["phases"] = list("PHASE2")
    assert parse(json.dumps(broken), "x").phases == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("", "empty", id="empty"),
        pytest.param("Dear diary", "not a trial record", id="another format"),
        pytest.param('{"protocolSection": {"identificationModule"', "not complete JSON", id="truncated JSON"),
        pytest.param("{}", "protocolSection", id="other JSON"),
        pytest.param(
            '{"protocolSection": {"identificationModule": {"nctId": "12"}}}', "no registry identifier", id="no id"
        ),
        pytest.param(
            "MedPath\n\nA title\n\nRegistration Number\n\nBrief Summary\n\nx",
            "no registration number",
            id="truncated page",
        ),
    ],
)
def test_what_cannot_be_read_says_why_in_one_line(text, says):
    with pytest.raises(UnreadableSource) as error:
        parse(text, "file")
    assert says in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("span", [Span("", 0, 0), Span("", -1, 3), Span("", 5, 10**9), Span("/x", 0, 1)])
def test_a_span_outside_the_source_is_refused(bundled, span):
    with pytest.raises(UnknownSpan):
        bundled.quote(span)


@pytest.mark.parametrize(
    "pointer", ["/nowhere", "/protocolSection/statusModule/9", "/protocolSection/conditionsModule/conditions/7"]
)
def test_a_pointer_to_nothing_is_refused(study, pointer):
    with pytest.raises(UnknownSpan):
        study.quote(Span(pointer, 0, 1))
