"""Topics answer for what was asked: a part of a list, a device's minutes a day, the role behind a name, the asked word."""

from __future__ import annotations

import json

import pytest

from assistant.compose import Draft
from assistant.topics import TOPICS, Resolution
from assistant.understand import understand
from ingest.record import TrialRecord
from ingest.sources import parse

CRITERIA = """Inclusion Criteria:

* Age 4 to 7 years
* Amblyopia due to strabismus, anisometropia, or both
* Amblyopic eye visual acuity 20/40 to 20/200
* Fellow eye visual acuity 20/32 or better
* Spectacle correction worn for at least 12 weeks
* Parent has a smartphone and a home with internet
* Life expectancy of at least 6 months
* ECOG performance status 0 or 1

Exclusion Criteria:

* HIV infection
* Seizures in the last year
* Treatment with atropine within 2 weeks
* Heterotropia greater than 5 dioptres
* Skin reaction to patch or bandage adhesives
* Severe developmental delay
* Prior eye surgery
"""


def study(**protocol: object) -> TrialRecord:
    """An invented registry study."""
    modules = {
        "identificationModule": {"nctId": "NCT99990002", "briefTitle": "Gleam Goggles for Lazy Eye"},
        "statusModule": {"overallStatus": "COMPLETED"},
        "sponsorCollaboratorsModule": {
            "leadSponsor": {"name": "Meadow University", "class": "OTHER"},
            "responsibleParty": {"type": "SPONSOR"},
        },
        "descriptionModule": {"briefSummary": "Goggles for lazy eye."},
        "conditionsModule": {"conditions": ["Amblyopia"]},
        "designModule": {"studyType": "INTERVENTIONAL"},
        "armsInterventionsModule": {
            "armGroups": [
                {"label": "Goggles", "type": "EXPERIMENTAL", "description": "Goggles worn 1 hour per day for 12 weeks"}
            ],
            "interventions": [{"type": "DEVICE", "name": "Gleam Goggles"}],
        },
        "outcomesModule": {
            "primaryOutcomes": [{"measure": "Visual acuity", "timeFrame": "12 weeks"}],
            "secondaryOutcomes": [
                {"measure": "Cmax of zorvex", "timeFrame": "Day 1"},
                {"measure": "AUC of zorvex", "timeFrame": "Day 1"},
                {"measure": "Quality of life (EQ-5D)", "timeFrame": "12 weeks"},
            ],
        },
        "eligibilityModule": {"eligibilityCriteria": CRITERIA, "sex": "ALL"},
        "contactsLocationsModule": {
            "locations": [
                {"facility": "Hill Hospital", "city": "Austin", "state": "Texas", "country": "United States"},
                {"facility": "Lake Clinic", "city": "Toledo", "state": "Ohio", "country": "United States"},
            ]
        },
        "ipdSharingStatementModule": {
            "ipdSharing": "YES",
            "infoTypes": ["STUDY_PROTOCOL"],
            "url": "https://example.org/data",
        },
        "oversightModule": {"isFdaRegulatedDrug": False, "isFdaRegulatedDevice": True, "isUsExport": True},
        **protocol,
    }
    return parse(json.dumps({"protocolSection": modules, "hasResults": False}), "study.json")


def resolve(topic: str, text: str) -> Resolution:
    record = study()
    return TOPICS[topic].resolve(record, understand(text, record))


def quoted(topic: str, text: str) -> list[str]:
    return [s.text for s in resolve(topic, text).slices()]


def test_life_expectancy_and_performance_status_are_answered_apart() -> None:
    assert quoted("performance_status", "¿qué esperanza de vida mínima piden?") == [
        "Life expectancy of at least 6 months"
    ]
    assert quoted("performance_status", "ECOG limit?") == ["ECOG performance status 0 or 1"]
    assert len(quoted("performance_status", "how fit must he be")) == 2


@pytest.mark.parametrize("topic", ["schedule", "treatment_duration"])
def test_what_is_worn_or_used_has_a_schedule_and_a_duration_as_a_medicine_has(topic: str) -> None:
    assert quoted(topic, "how long must he wear it each day") == ["Goggles worn 1 hour per day for 12 weeks"]


def test_a_responsible_party_that_is_a_role_is_named() -> None:
    assert quoted("responsible_party", "who is the responsible party") == ["SPONSOR", "Meadow University"]


def test_states_are_given_where_they_are_asked_for() -> None:
    assert {"Texas", "Ohio"} <= set(quoted("site_count", "how many sites and in which states"))
    assert "Texas" not in quoted("site_count", "how many sites are there")


def test_data_sharing_gives_what_is_shared_and_where() -> None:
    assert {"STUDY_PROTOCOL", "https://example.org/data"} <= set(quoted("data_sharing", "will data be shared"))


def test_to_be_regulated_is_not_to_be_approved() -> None:
    assert resolve("fda_regulated", "is it FDA approved").missing == ("approval",)
    assert resolve("fda_regulated", "is it regulated by the FDA").missing == ()
    assert any("export" in point.say for point in resolve("fda_regulated", "is it exported from the US").points)


def test_silence_names_the_word_that_was_asked_for() -> None:
    record = study()
    found = TOPICS["travel"].resolve(record, understand("is parking paid for?", record))
    assert (found.kind, found.named) == ("not_stated", "parking")
    draft = Draft(record, "en", "patient", said="is parking paid for?")
    draft.resolved("travel", found)
    assert "‘parking’" in draft.statements[0].text


def test_silence_gives_back_no_word_that_the_asker_did_not_write() -> None:
    record = study()
    found = TOPICS["travel"].resolve(record, understand("is parking paid for?", record))
    draft = Draft(record, "en", "patient", said="is parkng paid for?")
    draft.resolved("travel", found)
    assert "parking" not in draft.statements[0].text
