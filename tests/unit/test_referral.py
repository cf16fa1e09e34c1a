"""The page to print and the card for a clinical system."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files

from assistant.check import check, overrule
from assistant.facts import read_facts
from assistant.referral import Deciding, below_headline, cds_card, deciding, grouped, headline, referral_page, told
from ingest.sources import parse

TODAY = date(2026, 1, 15)
TEXT = files("ingest").joinpath("samples/NCT07095075.medpath.txt").read_text(encoding="utf-8")


def report(facts, text=TEXT):
    return check(parse(text, "record"), read_facts(facts), TODAY)


def test_the_page_names_the_record_its_digest_and_every_open_question():
    found = report({"age": 40, "sex": "female", "conditions": ["SLE"]})
    page = referral_page(found, TODAY)
    assert found.record.source.digest in page
    assert found.record.as_of in page
    for finding in found.findings:
        if finding.verdict == "open":
            assert finding.criterion.id in page
    assert "eligible" not in page.replace("eligibility", "").lower()


def test_words_from_outside_are_shown_as_text():
    found = report({"age": 40, "sex": "female", "conditions": [{"name": "SLE", "words": "<script>alert(1)</script>"}]})
    assert "<script" not in referral_page(found, TODAY)


def test_the_card_has_the_shape_of_cds_hooks():
    found = report({"age": 75, "sex": "female", "conditions": ["SLE"]})
    (card,) = cds_card(found)["cards"]
    assert len(card["summary"]) <= 140
    assert card["indicator"] == "warning"
    assert set(card) >= {"summary", "indicator", "source"}
    assert card["source"]["label"]
    json.dumps(card)


def test_the_headline_counts_and_never_promises():
    assert headline(report({"age": 75, "conditions": ["SLE"]})) == "Blocking criterion found"
    found = report({"age": 40, "conditions": ["SLE"]})
    assert headline(found) == f"No blocker found, {sum(f.verdict == 'open' for f in found.findings)} open"
    assert headline(report({"age": 40})) == "Undetermined"


def test_what_blocks_is_named_under_the_headline():
    assert "I2" in below_headline(report({"age": 75, "conditions": ["SLE"]}))


def test_every_finding_is_in_one_group_and_blockers_lead_each():
    found = report({"age": 75, "sex": "female", "pregnant": True, "conditions": ["SLE"]})
    groups = grouped(found)
    assert sorted(f.criterion.id for _, group in groups for f in group) == sorted(
        f.criterion.id for f in found.findings
    )
    assert [title for title, _ in groups] == [
        "Inclusion, common",
        "Inclusion, cohort “SLE”",
        "Exclusion",
        "Of another cohort",
    ]
    for _, group in groups:
        blocking = [f.verdict == "blocks" for f in group]
        assert blocking == sorted(blocking, reverse=True)
    assert groups[0][1][0].criterion.id == "I2"
    assert groups[2][1][0].verdict == "blocks"


def test_a_missing_fact_says_what_it_decides_for_this_criterion_only():
    found = report({"age": 40, "sex": "female", "conditions": ["SLE"]})
    consent = next(f for f in found.findings if "consent" in f.criterion.slice.text)
    assert deciding(found, consent) == (Deciding("informed consent", "clears", "blocks"),)
    assert told(deciding(found, consent)[0]) == "informed consent: if so, clears; if not, blocks"


def test_an_overruling_stands_on_the_page_with_its_reason_as_the_clinicians():
    found = overrule(
        report({"age": 75, "sex": "female", "conditions": ["SLE"]}), "I2", "yes", "the date was <mistyped>"
    )
    page = referral_page(found, TODAY)
    assert "Clinician:</span> the date was &lt;mistyped&gt;" in page


def test_a_limit_of_the_registry_is_called_what_it_is():
    study = {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT00000502", "briefTitle": "Invented"},
            "eligibilityModule": {"eligibilityCriteria": "Inclusion Criteria:\n\n* Gout\n", "maximumAge": "70 Years"},
        }
    }
    found = report({"age": 75}, json.dumps(study))
    assert "Registry field: maximum age" in below_headline(found)
