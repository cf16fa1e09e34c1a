"""Which sites lie in a place that somebody names: the same spelling in another country is another place."""

from __future__ import annotations

import json

import pytest

from assistant.topics.sites import lies_in
from assistant.understand import understand
from ingest.sources import parse


def study(*locations):
    return parse(
        json.dumps(
            {
                "protocolSection": {
                    "identificationModule": {"nctId": "NCT90000009", "briefTitle": "A study of sleep"},
                    "contactsLocationsModule": {"locations": list(locations)},
                }
            }
        ),
        "study.json",
    )


OHIO = {"facility": "A Clinic", "city": "Canton", "state": "Ohio", "country": "United States"}
CHINA = {"facility": "A Hospital", "city": "Guangzhou", "state": "Guangdong", "country": "China"}


@pytest.mark.parametrize(
    ("question", "location", "there"),
    [
        ("is there a site in Canton?", OHIO, True),
        ("is there a site in Canton?", CHINA, True),
        ("is there a site in Guangzhou?", OHIO, False),
        ("广州有医院吗", OHIO, False),
        ("广州有医院吗", CHINA, True),
    ],
)
def test_another_spelling_of_a_city_counts_only_in_its_country(question, location, there):
    record = study(location)
    assert any(lies_in(record.sites[0], place) for place in understand(question, record).places) is there


def test_a_city_of_ohio_is_not_called_by_the_name_of_a_chinese_one():
    record = study(OHIO)
    names = [
        place.name
        for place in understand("is there a site in Canton?", record).places
        if lies_in(record.sites[0], place)
    ]
    assert names == ["Canton"]
