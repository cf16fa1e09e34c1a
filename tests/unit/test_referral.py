"""The page to print and the card for a clinical system."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files

from assistant.check import check
from assistant.facts import read_facts
from assistant.referral import cds_card, headline, referral_page
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
    assert headline(report({"age": 75, "conditions": ["SLE"]})).startswith("A blocking criterion was found: I2")
    assert headline(report({"age": 40, "conditions": ["SLE"]})).startswith("No blocker found,")
    assert headline(report({"age": 40})).startswith("Undetermined")
