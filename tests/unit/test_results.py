"""Results tables: parsed into exact slices, and answered from by slices and counts with no conclusion."""

import json

import pytest

from assistant.cite import supported
from assistant.compose import MOST_CITED, Draft
from assistant.topics import TOPICS, Resolution
from assistant.topics.adverse import event_asked
from assistant.understand import understand
from assistant.wording import say
from ingest.record import TrialRecord
from ingest.sources import parse


def figures(group_values: dict[str, str], key: str = "value") -> list[dict]:
    return [{"groupId": group, key: value} for group, value in group_values.items()]


def event(term: str, drug: tuple[int, int], tea: tuple[int, int]) -> dict:
    stats = [{"groupId": g, "numAffected": n, "numAtRisk": of} for g, (n, of) in (("EG000", drug), ("EG001", tea))]
    return {"term": term, "organSystem": "General disorders", "stats": stats}


RESULTS = {
    "participantFlowModule": {
        "groups": [{"id": "FG000", "title": "Leaf"}, {"id": "FG001", "title": "Plain tea"}],
        "periods": [
            {
                "title": "Overall Study",
                "milestones": [
                    {"type": "STARTED", "achievements": figures({"FG000": "21", "FG001": "19"}, "numSubjects")},
                    {"type": "COMPLETED", "achievements": figures({"FG000": "17", "FG001": "19"}, "numSubjects")},
                    {"type": "NOT COMPLETED", "achievements": figures({"FG000": "4", "FG001": "0"}, "numSubjects")},
                ],
                "dropWithdraws": [
                    {"type": "Death", "reasons": figures({"FG000": "1", "FG001": "0"}, "numSubjects")},
                    {"type": "Moved away", "reasons": figures({"FG000": "3", "FG001": "0"}, "numSubjects")},
                    {"type": "Protocol Violation", "reasons": figures({"FG000": "0", "FG001": "0"}, "numSubjects")},
                ],
            }
        ],
    },
    "baselineCharacteristicsModule": {
        "groups": [{"id": "BG000", "title": "Leaf"}, {"id": "BG002", "title": "Total"}],
        "denoms": [{"units": "Participants", "counts": figures({"BG000": "21", "BG002": "40"})}],
        "measures": [
            {
                "title": "Age, Continuous",
                "paramType": "MEAN",
                "dispersionType": "Standard Deviation",
                "unitOfMeasure": "years",
                "classes": [
                    {"categories": [{"measurements": [{"groupId": "BG002", "value": "47.3", "spread": "11.2"}]}]}
                ],
            },
            {
                "title": "Sex: Female, Male",
                "paramType": "COUNT_OF_PARTICIPANTS",
                "unitOfMeasure": "Participants",
                "classes": [
                    {"categories": [{"title": "Female", "measurements": figures({"BG000": "9", "BG002": "23"})}]}
                ],
            },
        ],
    },
    "outcomeMeasuresModule": {
        "outcomeMeasures": [
            {
                "type": "PRIMARY",
                "title": "Change in Cough Score",
                "reportingStatus": "POSTED",
                "paramType": "MEAN",
                "dispersionType": "Standard Deviation",
                "unitOfMeasure": "points",
                "timeFrame": "12 weeks",
                "groups": [{"id": "OG000", "title": "Leaf"}, {"id": "OG001", "title": "Plain tea"}],
                "denoms": [{"units": "Participants", "counts": figures({"OG000": "17", "OG001": "19"})}],
                "classes": [
                    {
                        "title": f"Week {week}",
                        "categories": [
                            {
                                "measurements": [
                                    {"groupId": "OG000", "value": leaf, "spread": "2.1"},
                                    {"groupId": "OG001", "value": tea, "spread": "2.4"},
                                ]
                            }
                        ],
                    }
                    for week, leaf, tea in ((6, "-3.4", "-1.0"), (12, "-5.25", "-1.5"))
                ],
                "analyses": [
                    {
                        "groupIds": ["OG000", "OG001"],
                        "pValue": "0.037",
                        "statisticalMethod": "ANCOVA",
                        "paramType": "Mean Difference (Final Values)",
                        "paramValue": "-3.75",
                        "ciPctValue": "95",
                        "ciLowerLimit": "-5.9",
                        "ciUpperLimit": "-1.6",
                    }
                ],
            },
            {
                "type": "SECONDARY",
                "title": "Nights Without Waking",
                "reportingStatus": "NOT_POSTED",
                "timeFrame": "4 weeks",
                "anticipatedPostingDate": "2031-02",
            },
        ]
    },
    "adverseEventsModule": {
        "frequencyThreshold": "5",
        "timeFrame": "13 weeks",
        "eventGroups": [
            {
                "id": "EG000",
                "title": "Leaf",
                "deathsNumAffected": 1,
                "deathsNumAtRisk": 21,
                "seriousNumAffected": 2,
                "seriousNumAtRisk": 21,
                "otherNumAffected": 8,
                "otherNumAtRisk": 21,
            },
            {
                "id": "EG001",
                "title": "Plain tea",
                "deathsNumAffected": 0,
                "deathsNumAtRisk": 19,
                "seriousNumAffected": 0,
                "seriousNumAtRisk": 19,
                "otherNumAffected": 5,
                "otherNumAtRisk": 19,
            },
        ],
        "seriousEvents": [event("Pneumonia", (2, 21), (0, 19))],
        "otherEvents": [
            event("Dizziness", (1, 21), (2, 19)),
            event("Nausea", (6, 21), (3, 19)),
            *(event(f"Finding {n}", (1, 21), (0, 19)) for n in range(9)),
        ],
    },
    "moreInfoModule": {
        "limitationsAndCaveats": {"description": "Few participants."},
        "certainAgreement": {"piSponsorEmployee": False, "restrictiveAgreement": True},
        "pointOfContact": {"title": "Dr. Invented", "organization": "Tea House", "phone": "555 0100"},
    },
}


def tea(results: dict | None = RESULTS) -> TrialRecord:
    protocol = {
        "identificationModule": {"nctId": "NCT01234567", "briefTitle": "Tea for Colds"},
        "statusModule": {"resultsFirstPostDateStruct": {"date": "2030-01-02"}},
    }
    study = {"protocolSection": protocol, "hasResults": True}
    return parse(json.dumps({**study, "resultsSection": results} if results is not None else study), "study")


def resolve(topic: str, question: str, record: TrialRecord) -> Resolution:
    return TOPICS[topic].resolve(record, understand(question, record))


def text(resolution: Resolution, language="en") -> str:
    return "\n".join(say(point, language, "patient") for point in resolution.points)


def test_every_slice_of_the_results_stands_in_the_source():
    record = tea()
    assert record.results is not None
    found = [one for one in record.slices() if one.span.pointer.startswith("/resultsSection")]
    assert len(found) > 100
    assert all(record.quote(one.span) == one.text for one in found)


def test_a_study_without_tables_has_no_results_and_says_what_it_said_before():
    record = tea(None)
    assert record.results is None
    assert "2030-01-02" in text(resolve("results", "any results?", record))
    for topic in ("deaths", "serious_events", "participant_flow", "baseline", "outcome_results"):
        assert resolve(topic, "how many?", record).kind == "not_stated"


@pytest.mark.parametrize("broken", [{}, [], "x", 3, None])
def test_a_results_section_of_another_shape_is_no_results(broken):
    protocol = {"identificationModule": {"nctId": "NCT01234567", "briefTitle": "Tea"}}
    assert parse(json.dumps({"protocolSection": protocol, "resultsSection": broken}), "study").results is None


@pytest.mark.parametrize("broken", [None, [], [None], "x", 7, {"groups": 3}, [{"title": 4}], {"id": "a"}])
def test_a_table_of_another_shape_costs_no_more_than_that_table(broken):
    for module in RESULTS:
        record = tea({**RESULTS, module: broken})
        for topic in ("results", "outcome_results", "deaths", "serious_events", "side_effects", "baseline"):
            assert resolve(topic, "how many people?", record).kind in {"stated", "partly", "not_stated"}


def test_a_number_is_said_beside_the_number_it_was_counted_among():
    said = text(resolve("serious_events", "how many had a serious adverse event?", tea()))
    assert "“Leaf”: “2” of “21”" in said
    assert "“Plain tea”: “0” of “19”" in said
    assert "“Pneumonia”: “Leaf”: “2” of “21”; “Plain tea”: “0” of “19”" in said


def test_deaths_are_given_by_group_with_those_at_risk_and_as_reasons_for_leaving():
    found = resolve("deaths", "how many people died?", tea())
    assert "“Leaf”: “1” of “21”" in text(found)
    assert "“Death”: “Leaf”: “1” of “21”" in text(found)
    assert found.kind == "stated"


def test_a_table_without_a_count_of_deaths_leaves_the_number_open():
    groups = [{"id": "EG000", "title": "Leaf", "seriousNumAffected": 2, "seriousNumAtRisk": 21}]
    adverse = {**RESULTS["adverseEventsModule"], "eventGroups": groups}
    found = resolve("deaths", "did anyone die?", tea({**RESULTS, "adverseEventsModule": adverse}))
    assert found.missing == ("deaths",)
    assert "from any cause" not in text(found)


def test_who_left_and_why_is_given_by_group_without_the_reasons_nobody_had():
    said = text(resolve("participant_flow", "how many dropped out and why", tea()))
    assert "“Leaf”: “21” began; “17” finished; “4” did not finish" in said
    assert "“Moved away”: “Leaf”: “3” of “21”" in said
    assert "Protocol Violation" not in said


def test_an_outcome_is_given_with_spread_unit_time_frame_and_its_analysis():
    said = text(resolve("outcome_results", "what was the p value of the primary outcome?", tea()))
    assert "time frame “12 weeks”" in said
    assert "unit “points”" in said
    assert "“-5.25” (“Standard Deviation” “2.1”), among “17” (“Participants”)" in said
    assert "“95” % confidence interval “-5.9” to “-1.6”; p-value “0.037”; method “ANCOVA”" in said


def test_no_results_answer_concludes_anything():
    record = tea()
    for topic in ("results", "outcome_results", "success_rate", "side_effects", "serious_events", "deaths", "benefit"):
        said = text(resolve(topic, "did it work and is it safe?", record)).lower()
        for word in ("works", "better than", "safe ", "effective", "eligible", "recommend"):
            assert word not in said, (topic, word)


def test_rows_that_the_question_names_are_shown_alone_and_said_to_be_a_part():
    said = text(resolve("outcome_results", "cough score at week 6?", tea()))
    assert "“-3.4”" in said
    assert "“-5.25”" not in said
    assert "2 of the 4 figures" in said


def test_a_measure_without_figures_is_said_to_have_none():
    said = text(resolve("outcome_results", "what about nights without waking?", tea()))
    assert "no figures for the secondary outcome “Nights Without Waking”" in said
    assert "“2031-02”" in said


def test_a_p_value_that_is_not_reported_is_said_not_to_be():
    measures = [
        {k: v for k, v in m.items() if k != "analyses"} for m in RESULTS["outcomeMeasuresModule"]["outcomeMeasures"]
    ]
    record = tea({**RESULTS, "outcomeMeasuresModule": {"outcomeMeasures": measures}})
    assert "no statistical analysis of: “Change in Cough Score”" in text(
        resolve("outcome_results", "what was the p value of the primary outcome?", record)
    )


@pytest.mark.parametrize(
    "question", ["was nausea seen?", "how many were feeling sick?", "有多少人恶心", "¿hubo náuseas?"]
)
def test_an_event_is_found_by_its_own_and_by_its_everyday_names(question):
    found = resolve("side_effects", question, tea())
    assert "“Nausea”: “Leaf”: “6” of “21”; “Plain tea”: “3” of “19”" in text(found)
    assert "Dizziness" not in text(found)


@pytest.mark.parametrize("question", ["有没有人出现严重的副作用？", "有人发生什么情况吗？", "¿Hubo algo grave?"])
def test_how_grave_something_was_is_no_event(question):
    assert event_asked(understand(question, tea())) is None


def test_an_event_that_is_not_listed_is_never_a_no():
    found = resolve("side_effects", "was hair loss seen?", tea())
    assert found.kind == "partly"
    assert "does not list ‘hair loss’" in text(found)
    assert "“5” %" in text(found)
    assert "does not mean that nobody had it" in text(found)


def test_the_events_most_people_had_come_first_and_the_list_is_said_to_be_a_part():
    said = text(resolve("side_effects", "what side effects were seen?", tea()))
    assert said.index("“Nausea”") < said.index("“Dizziness”")
    assert "8 of the 11 listed" in said
    assert "“Leaf”: “8” of “21”" in said


def test_who_took_part_is_given_for_all_where_the_table_adds_the_groups_up():
    said = text(resolve("baseline", "what was the average age and how many were women?", tea()))
    assert "“47.3” (“Standard Deviation” “11.2”), among “40” (“Participants”)" in said
    assert "“Female”; “Total”: “23” of “40” (“Participants”)" in said
    assert "“9”" not in said


def test_limits_and_contact_are_quoted():
    assert "“Few participants.”" in text(resolve("results_limits", "any limitations?", tea()))
    assert "“555 0100”" in text(resolve("results_contact", "who do i ask about the results?", tea()))
    assert "“555 0100”" in text(resolve("contact", "who can i call?", tea()))


@pytest.mark.parametrize("language", ["en", "zh", "es"])
@pytest.mark.parametrize(
    "topic",
    ["results", "outcome_results", "participant_flow", "deaths", "serious_events", "side_effects", "baseline", "risks"],
)
def test_every_results_answer_is_worded_in_three_languages(topic, language):
    found = resolve(topic, "how many?", tea())
    assert found.points
    assert all(say(point, language, who) for point in found.points for who in ("patient", "clinician"))


def test_every_number_that_is_said_is_cited_and_a_long_table_is_said_in_part():
    terms = [event(f"Event {n}", (n, 21), (n, 19)) for n in range(1, 19)]
    groups = [{"id": f"EG{n:03}", "title": f"Group {n}"} for n in range(12)]
    stats = [{"groupId": g["id"], "numAffected": 100 + i, "numAtRisk": 300 + i} for i, g in enumerate(groups)]
    wide = [{**one, "stats": stats} for one in terms]
    adverse = {**RESULTS["adverseEventsModule"], "eventGroups": groups, "otherEvents": wide, "seriousEvents": terms}
    for record in (tea(), tea({**RESULTS, "adverseEventsModule": adverse})):
        for topic in ("results", "outcome_results", "side_effects", "serious_events", "deaths", "baseline", "risks"):
            draft = Draft(record, "en", "patient")
            draft.resolved(topic, resolve(topic, "what were the results?", record))
            cited = tuple(draft.citations.values())
            for one in draft.statements:
                assert supported(record, one, cited, "", draft.computed), one.text
                assert len(one.citations) <= MOST_CITED
