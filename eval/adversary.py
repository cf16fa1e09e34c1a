"""Let a language model lie about records, and count what is kept off the screen and what of the truth is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.claims import Claim, Source, verify
from eval.auto import draw
from eval.falsehoods import Falsehood, Ground, falsehoods
from eval.liar import garbled, lied
from eval.tally import Rate
from eval.truths import Truth, truths
from ingest.record import TrialRecord


@dataclass(frozen=True, slots=True)
class Shown:
    """A false claim that passed."""

    trial: str
    way: str
    claim: Claim


@dataclass(frozen=True, slots=True)
class Lost:
    """A true claim that was dropped, and why."""

    trial: str
    kind: str
    claim: Claim
    reason: str


@dataclass(frozen=True, slots=True)
class Chain:
    """The same claims in a chat model's replies: false ones kept off, true ones kept, replies that are no draft survived."""

    false: Rate
    true: Rate
    garbage: Rate
    slipped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Adversary:
    """What became of the claims: false ones by the way they were made, true ones by what they are about."""

    false: dict[str, Rate]
    true: dict[str, Rate]
    shown: tuple[Shown, ...]
    lost: tuple[Lost, ...]
    chain: Chain

    @property
    def blocked(self) -> Rate:
        """False claims that were kept off the screen."""
        return Rate(sum(r.hits for r in self.false.values()), sum(r.n for r in self.false.values()))

    @property
    def kept(self) -> Rate:
        """True claims that were kept."""
        return Rate(sum(r.hits for r in self.true.values()), sum(r.n for r in self.true.values()))


def cases(
    records: Sequence[TrialRecord], seed: int, a_way: int = 2
) -> tuple[tuple[TrialRecord, Truth | Falsehood], ...]:
    """True and false claims about each record, the same for the same seed."""
    rng = draw(f"{seed}:adversary")
    told = {record.id: tuple(truths(record, draw(f"{seed}:{record.id}"))) for record in records}
    made: list[tuple[TrialRecord, Truth | Falsehood]] = []
    for record in records:
        foreign = tuple(t for id, ts in told.items() if id != record.id for t in ts)
        made += [(record, truth) for truth in told[record.id]]
        made += [(record, one) for one in falsehoods(Ground(record, told[record.id], foreign), rng, a_way)]
    return tuple(made)


def chain(record: TrialRecord, some: Sequence[Truth | Falsehood]) -> Chain:
    """Let a scripted model say the cases of a record, and then reply with what is no draft."""
    said = [
        one
        for language in ("en", "zh", "es")
        for one in lied(record, [case for case in some if case.language == language], language)
    ]
    broken = list(garbled(record, [case.claim for case in some if isinstance(case, Truth)][:4]))
    slipped = tuple(text for one in (*said, *broken) for text in one.slipped)
    false = sum(len(one.false) for one in said)
    return Chain(
        Rate(false - sum(len(one.slipped) for one in said), false),
        Rate(sum(one.kept for one in said), sum(len(one.true) for one in said)),
        Rate(sum(one.whole and not one.slipped for one in (*said, *broken)), len(said) + len(broken)),
        slipped,
    )


def adversary(records: Sequence[TrialRecord], seed: int, a_way: int = 2) -> Adversary:
    """Put every case to the verification, with the whole record as evidence: the hardest for it.

    Those of the first record also go through the whole chain, in a scripted model's replies.
    """
    good: Counter[str] = Counter()
    every: Counter[str] = Counter()
    false_good: Counter[str] = Counter()
    false_every: Counter[str] = Counter()
    shown: list[Shown] = []
    lost: list[Lost] = []
    made = cases(records, seed, a_way)
    for record, case in made:
        evidence = (Source("", tuple(record.slices())),)
        verdict = verify(case.claim, evidence, record, "", case.language)
        if isinstance(case, Truth):
            every[case.kind] += 1
            good[case.kind] += verdict.kept
            lost += [] if verdict.kept else [Lost(record.id, case.kind, case.claim, verdict.reason)]
        else:
            false_every[case.way] += 1
            false_good[case.way] += not verdict.kept
            shown += [Shown(record.id, case.way, case.claim)] if verdict.kept else []
    return Adversary(
        {way: Rate(false_good[way], n) for way, n in false_every.items()},
        {kind: Rate(good[kind], n) for kind, n in sorted(every.items())},
        tuple(shown),
        tuple(lost),
        chain(records[0], [case for record, case in made if record.id == records[0].id]),
    )


def as_dict(found: Adversary) -> dict[str, Any]:
    """The report as JSON."""

    def rate(one: Rate) -> dict[str, Any]:
        return {"value": one.value, "interval": one.interval, "hits": one.hits, "n": one.n}

    return {
        "schema": 1,
        "name": "adversary",
        "false_kept_off": rate(found.blocked),
        "true_kept": rate(found.kept),
        "by_way": {way: rate(one) for way, one in found.false.items()},
        "by_kind": {kind: rate(one) for kind, one in found.true.items()},
        "chain": {
            "false_kept_off": rate(found.chain.false),
            "true_kept": rate(found.chain.true),
            "replies_safe": rate(found.chain.garbage),
            "slipped": list(found.chain.slipped),
        },
        "shown": [{"trial": s.trial, "way": s.way, "text": s.claim.text[:300]} for s in found.shown],
    }


def told(found: Adversary) -> str:
    """The report in lines: what got through first."""
    lines = [f"false claims kept off the screen: {found.blocked}", f"true claims kept: {found.kept}"]
    lines += [
        f"through the chain: false claims kept off {found.chain.false}; true claims kept {found.chain.true}; "
        f"replies met safely {found.chain.garbage}",
        *(f"  SLIPPED {text[:200]!r}" for text in found.chain.slipped),
    ]
    lines += [f"  SHOWN {s.trial} {s.way}: {s.claim.text[:200]!r} on {s.claim.quotes}" for s in found.shown]
    lines += ["false claims, by the way they were made:", *(f"  {way:<36}{one}" for way, one in found.false.items())]
    lines += ["true claims, by what they are about:", *(f"  {kind:<36}{one}" for kind, one in found.true.items())]
    return "\n".join(lines)
