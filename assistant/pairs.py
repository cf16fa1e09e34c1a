"""Judge one free-standing criterion against one note."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from assistant.facts import PatientFacts, UnusableFacts
from assistant.judge import Judged, Presumed, judge, patient, verdict
from assistant.medicine import concepts, mentions
from assistant.note import read_note
from assistant.rules import parse
from assistant.rules.predicate import Judgement, Node, Practical, Text, Underwent, leaves
from ingest.record import CriterionKind

SCHEMA = 1
_LONGEST = 20_000


def judge_pair(item: Mapping[str, Any], today: date | None = None) -> dict[str, Any]:
    """Judge `{"id", "kind", "criterion", "note", "title"?}`; the finding fields of the eligibility check.

    Raises:
        UnusableFacts: a field is missing, or the note cannot be read.
    """
    criterion, note, kind = (item.get(key) for key in ("criterion", "note", "kind"))
    if not isinstance(criterion, str) or not criterion.strip() or len(criterion) > _LONGEST:
        raise UnusableFacts(f'A pair needs "criterion": its words, up to {_LONGEST:,} characters.')
    if kind not in ("inclusion", "exclusion"):
        raise UnusableFacts('A pair needs "kind": "inclusion" or "exclusion".')
    if not isinstance(note, str):
        raise UnusableFacts('A pair needs "note": the words about the patient.')
    title = item.get("title")
    target = {m.concept for m in mentions(title)} if isinstance(title, str) else set()
    tree = parse(criterion, kind)
    judged = judge(tree, patient(_read(note), today or date.today(), target))
    return {
        "schema": SCHEMA,
        **({"id": item["id"]} if "id" in item else {}),
        # The criterion stands alone: it has no place in a record, and its words are the whole of its source.
        "criterion": None,
        "kind": kind,
        "cohort": None,
        "quote": criterion,
        "pointer": "",
        "start": 0,
        "end": len(criterion),
        "holds": judged.holds,
        "presumed": presumption(tree, kind, judged),
        "verdict": verdict(kind, judged.holds),
        "unknown": judged.unknown if judged.holds == "unknown" else None,
        "because": judged.because,
        "facts": list(judged.facts),
        "by": "rule",
    }


@lru_cache(maxsize=64)
def _read(note: str) -> PatientFacts:
    return read_note(note)


def presumption(tree: Node, kind: CriterionKind, judged: Judged) -> Presumed | None:
    """What a complete note would imply where this one is silent, as far as it may be presumed under this heading.

    Not having a disease is presumed; having the very disease a trial is about is never presumed away (a referral
    would say, or the work-up is open). That an operation is planned, or dialysis given, would be said, so its absence is presumed.
    """
    if judged.holds != "unknown" or judged.presumed is None:
        return None
    found = list(leaves(tree))
    if kind == "exclusion":
        # Words nobody understood are never presumed to exclude.
        return "no" if all(isinstance(p, Practical | Judgement | Text) for p in found) else judged.presumed
    if judged.presumed == "no":
        planned = all(
            isinstance(p, Underwent) and p.when != "ever" and concepts()[p.concept].kind == "procedure" for p in found
        )
        return "no" if planned and not judged.facts else None
    if any(isinstance(p, Practical | Judgement | Text) for p in found):
        return None
    return "yes"
