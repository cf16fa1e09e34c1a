"""A gold set for the eligibility check: invented patients, and what each criterion should say of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from assistant.claims.forbidden import promises
from eval.errors import BadGold
from eval.items import resolve, unique
from eval.yaml_lines import line_of, read_yaml
from ingest.record import Span, TrialRecord

Holds = Literal["yes", "no", "unknown", "not_applicable"]
Unknown = Literal["patient_data", "record_underspecified", "record_inconsistent", "judgement"]
Outcome = Literal["blocked", "open", "undetermined"]


def _many(value: object) -> object:
    """One value or several; YAML reads a bare yes and no as true and false."""
    many = value if isinstance(value, list | tuple) else (value,)
    return tuple({True: "yes", False: "no"}[one] if isinstance(one, bool) else one for one in many)


class Expected(BaseModel):
    """What the check should say of one criterion, which is named by its exact words (`… #2`: the second such).

    Attributes:
        holds: the answers that are right to *does this statement hold for this patient?*
        unknown: the right reasons where it is unknown; empty allows any.
        must: a failure is a never-event.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    criterion: str = Field(min_length=3)
    holds: Annotated[tuple[Holds, ...], BeforeValidator(_many), Field(min_length=1)]
    unknown: Annotated[tuple[Unknown, ...], BeforeValidator(_many)] = ()
    must: bool = False
    why: str = ""


class CheckItem(BaseModel):
    """One invented patient, as facts, a note or a FHIR bundle, with the findings that are right.

    Attributes:
        outcome: the outcomes of the whole report that are right.
        missing: any-of groups of words; the list of missing facts must name one of each group.
        conflicts: the criteria (by their words) that a conflict must show together.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[A-Za-z0-9][\w.:-]*$")
    patient: dict[str, Any] | None = None
    note: str | None = None
    fhir: dict[str, Any] | None = None
    outcome: Annotated[tuple[Outcome, ...], BeforeValidator(_many), Field(min_length=1)]
    findings: tuple[Expected, ...] = Field(min_length=1)
    missing: tuple[tuple[str, ...], ...] = ()
    conflicts: tuple[str, ...] = ()
    must: bool = False
    why: str = Field(min_length=3)

    @model_validator(mode="after")
    def _one_form(self) -> CheckItem:
        if sum(form is not None for form in (self.patient, self.note, self.fhir)) != 1:
            raise ValueError("give exactly one of patient, note, fhir")
        return self


class CheckFile(BaseModel):
    """A gold file for the check; `digest` is the SHA-256 of the record's characters."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_: Literal[1] = Field(alias="schema")
    trial: str
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")
    words: dict[str, Any] = {}
    items: tuple[CheckItem, ...]


@dataclass(frozen=True, slots=True)
class BoundCheck:
    """A patient whose expected findings are spans of a record; `review` says what changed under them."""

    item: CheckItem
    trial: str
    spans: tuple[Span | None, ...]
    review: str = ""


def load_checks(path: Path, record: TrialRecord) -> tuple[BoundCheck, ...]:
    """Read a gold file of the check and bind it to a record.

    Raises:
        BadGold: not as the schema says, a duplicate id, another trial, a criterion outside the record.
    """
    gold, node = read_yaml(path, CheckFile)
    if gold.trial != record.id:
        raise BadGold(f"{path.name} is about {gold.trial}, the record is {record.id}: give its own record.")
    unique(path, node, [item.id for item in gold.items], "items")
    bound = []
    for i, item in enumerate(gold.items):
        found = [resolve(record.source, one.criterion) for one in item.findings]
        for k, one in enumerate(found):
            if isinstance(one, str) and gold.digest == record.source.digest:
                line = line_of(node, ["items", i, "findings", k])
                raise BadGold(f"{path.name}:{line}: item {item.id}: {one}: fix the criterion.")
        review = next((one for one in found if isinstance(one, str)), "")
        bound.append(
            BoundCheck(item, record.id, tuple(one if isinstance(one, Span) else None for one in found), review)
        )
    return tuple(bound)


@dataclass(frozen=True, slots=True)
class CheckScore:
    """How many expected findings are right of all, and what is not; `never` are the failures that must not be."""

    id: str
    right: int
    n: int
    because: tuple[str, ...]
    never: tuple[str, ...]


def score_check(bound: BoundCheck, report: Mapping[str, Any]) -> CheckScore:
    """Compare the JSON of `trialogue check` with a gold patient.

    A finding is the expected one when its span meets the expected criterion's. Never to be: any failure of a `must`,
    a criterion that blocks and is said to clear (`false_clear`), and a report that calls a patient eligible.
    """
    because: list[str] = []
    never: list[str] = []
    item, right = bound.item, 0
    for expected, span in zip(item.findings, bound.spans, strict=True):
        if span is None:
            continue
        found = [
            f
            for f in report["findings"]
            if f["start"] < span.end and span.start < f["end"] and f.get("pointer", "") == span.pointer
        ]
        given = [(f["holds"], f["unknown"]) for f in found]
        ok = any(
            h in expected.holds and (h != "unknown" or not expected.unknown or u in expected.unknown) for h, u in given
        )
        right += ok
        if not ok:
            due = " ".join(("|".join(expected.holds), "|".join(expected.unknown))).strip()
            told = f"{expected.criterion!r}: {given or 'no finding'}, expected {due}"
            (never if expected.must else because).append(told)
        if _false_clear(expected, found):
            never.append(f"false_clear: {expected.criterion!r} blocks and is said to clear")
    never += [f"eligible: {words!r}" for words in _eligible(report)]
    if report["outcome"] not in item.outcome:
        (never if item.must else because).append(f"outcome {report['outcome']}, expected {'|'.join(item.outcome)}")
    named = " ".join(str(one.get("fact", "")) for one in report["missing"]).casefold()
    because += [
        f"not named as missing: {'|'.join(g)}" for g in item.missing if not any(w.casefold() in named for w in g)
    ]
    shown = [" ".join(one["quotes"]) for one in report["conflicts"]]
    if item.conflicts and not any(all(words in quotes for words in item.conflicts) for quotes in shown):
        because.append(f"no conflict shows {' and '.join(map(repr, item.conflicts))}")
    return CheckScore(item.id, right, sum(span is not None for span in bound.spans), tuple(because), tuple(never))


_BLOCKS = {"inclusion": "no", "exclusion": "yes"}


def _false_clear(expected: Expected, found: Sequence[Mapping[str, Any]]) -> bool:
    """Whether only a blocking answer is right, and a finding clears where none blocks."""
    verdicts = {f["verdict"] for f in found}
    due = any(set(expected.holds) == {_BLOCKS[f["kind"]]} for f in found)
    return due and "clears" in verdicts and "blocks" not in verdicts


_ELIGIBLE = re.compile(r"(?i)\beligible\b|\belegibles?\b|\bqualif(?:y|ies)\b|符合(?:入组)?条件")


def _eligible(report: Mapping[str, Any]) -> list[str]:
    """Our own words, outside quotes of the record and of the patient, that say somebody may take part."""
    ours = [re.sub(r"“[^“”]*”|‘[^‘’]*’", " ", words) for words in _words(report)]
    return [hit for words in ours for hit in [*_ELIGIBLE.findall(words), *promises(words)]]


def _words(value: object) -> Iterator[str]:
    """Every text of a report but those that are the record's or the patient's."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            if key not in ("quote", "quotes", "facts", "cohort", "fact", "pointer"):
                yield from _words(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _words(one)
    elif isinstance(value, str):
        yield value


Check = Callable[[TrialRecord, Mapping[str, Any]], Mapping[str, Any]]
"""The check as `trialogue check` runs it: a record and an item of its input give the JSON of a report."""


def run_checks(items: Sequence[BoundCheck], record: TrialRecord, check: Check) -> tuple[CheckScore, ...]:
    """Check every gold patient; one that fails is a never-event of its own, and the rest go on."""
    scores = []
    for bound in items:
        form = bound.item.model_dump(include={"patient", "note", "fhir"}, exclude_none=True)
        try:
            report = check(record, {"id": bound.item.id, **form})
        except Exception as error:
            told = f"{type(error).__name__}: {error}"[:300]
            scores.append(CheckScore(bound.item.id, 0, len(bound.item.findings), (), (told,)))
        else:
            scores.append(score_check(bound, report))
    return tuple(scores)


def told(scores: Sequence[CheckScore]) -> str:
    """The scores as plain lines: findings right of all, and what is not."""
    right, n = sum(one.right for one in scores), sum(one.n for one in scores)
    whole = sum(not one.because and not one.never for one in scores)
    lines = [f"check: {right} of {n} findings right, {whole} of {len(scores)} patients wholly right"]
    for one in scores:
        lines += [f"  ✗ {one.id}: never: {words}" for words in one.never]
        lines += [f"  - {one.id}: {words}" for words in one.because]
    return "\n".join(lines)
