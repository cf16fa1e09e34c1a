"""The adversary's suite: claims that are true or false by the way they are made, and what becomes of them."""

from pathlib import Path

import pytest

from assistant.claims import Claim
from eval.adversary import adversary, as_dict, cases, chain, told
from eval.auto import draw
from eval.falsehoods import WAYS, Falsehood, Ground, falsehoods
from eval.liar import garbage
from eval.truths import Truth, truths
from ingest.sources import parse

BUNDLED = Path(__file__).parents[2] / "ingest" / "samples" / "NCT07095075.medpath.txt"
GOLD_RECORDS = Path(__file__).parents[2] / "eval" / "gold" / "records"


@pytest.fixture(scope="module")
def records():
    files = [BUNDLED, *sorted(GOLD_RECORDS.glob("*.json"))]
    return tuple(parse(file.read_text("utf-8"), file.name) for file in files)


@pytest.fixture(scope="module")
def found(records):
    return adversary(records, 0, a_way=3)


def test_no_false_claim_of_several_hundred_is_shown(found):
    assert found.shown == ()
    assert found.blocked.n >= 300


def test_most_true_claims_are_kept(found):
    assert found.kept.n >= 60
    assert found.kept.value >= 0.85, [(lost.claim.text, lost.reason) for lost in found.lost]


def test_the_whole_chain_shows_no_false_claim_and_survives_replies_that_are_no_draft(found):
    assert found.chain.slipped == ()
    assert found.chain.false.n >= 60
    assert found.chain.garbage.hits == found.chain.garbage.n
    assert found.chain.true.hits > 0


def test_the_same_seed_makes_the_same_claims_and_another_makes_others(records):
    assert cases(records[:2], 1) == cases(records[:2], 1)
    assert cases(records[:2], 1) != cases(records[:2], 2)


def test_a_false_claim_is_never_one_of_the_true_ones(records):
    for record in records:
        told_ones = tuple(truths(record, draw("x")))
        known = {truth.claim.text for truth in told_ones}
        made = [f.claim for f in falsehoods(Ground(record, told_ones, ()), draw("x"), 3) if f.claim.quotes]
        assert not known & {claim.text for claim in made if all(q in record.source.text for q in claim.quotes)}


def test_every_way_of_lying_makes_something_of_some_record(records):
    made = {case.way for _, case in cases(records, 0, 3) if isinstance(case, Falsehood)}
    assert len(WAYS) - len(made) <= 4, set(WAYS) - made


def test_a_shown_false_claim_is_reported_first_and_in_the_json(records, monkeypatch):
    from assistant.claims import Verdict

    monkeypatch.setattr("eval.adversary.verify", lambda claim, *rest: Verdict(True, "", (), claim.text))
    report = adversary(records[:1], 0, a_way=1)
    assert report.blocked.hits == 0
    assert "SHOWN" in told(report)
    assert as_dict(report)["shown"]


def test_a_chain_that_shows_everything_is_seen_to_slip(records, monkeypatch):
    from assistant.claims import Verdict

    record = records[0]
    slices = tuple(record.slices())
    monkeypatch.setattr(
        "eval.liar.verify",
        lambda claim, *rest: Verdict(True, "", tuple(s for s in slices if s.text in claim.quotes)[:1], claim.text),
    )
    true = next(iter(truths(record, draw("x"))))
    false = Falsehood("by hand", Claim("The lead sponsor is a hospital.", true.claim.quotes))
    assert chain(record, (true, false)).slipped


def test_garbage_holds_a_megabyte_nothing_markup_and_deep_nesting():
    replies = list(garbage([Claim("a", ("b",))]))
    assert "" in replies
    assert any(len(one) >= 1_000_000 for one in replies)
    assert any("<html>" in one for one in replies)
    assert any(one.startswith("[[[[") for one in replies)


def test_true_claims_are_made_in_three_languages(records):
    spoken = {t.language for record in records for t in truths(record, draw("x")) if isinstance(t, Truth)}
    assert spoken == {"en", "zh", "es"}
