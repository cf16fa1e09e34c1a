"""Lint who may take part: the structured ages and sex against the words of the criteria."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.lint.finding import LintFinding, found, spelled
from ingest.record import Criterion, Slice, TrialRecord, sub_slice

_RANGE = re.compile(
    r"(?i)\b(?:ages?d?|between)\b[^.;\d]{0,25}?\b(?P<low>\d{1,3})(?:\s*(?:years?|yrs?|y))?(?:\s*(?:old|of age))?"
    r"\s*(?:-|–|—|to|and|through)\s*(?P<high>\d{1,3})\s*(?:years?|yrs?|y/?o|y\b)"
)
_AT_LEAST = re.compile(
    r"(?i)(?:(?:≥|>=|=>|at least)\s*(?P<a>\d{1,3})\s*(?:years?|yrs?|y/?o)\b|"
    r"\b(?P<b>\d{1,3})\s*(?:years?|yrs?|y/?o)\s*(?:of age\s*)?(?:or|and|&)\s*(?:older|above|over)\b)"
)
_SUBSET = re.compile(
    r"(?i)\b(?:wom[ae]n|female|m[ae]n|male|if|child(?:ren|bearing)?|controls?|groups?|cohorts?|parents?|caregivers?|"
    r"partners?|donors?|part|arm|stud(?:y|ies)|phase|months?|weeks?|days?|diagnos\w+|onset|except|siblings?|stratum|"
    r"prior|before|history|since|healthy|mothers?|infants?|adolescents?|providers?|staff|spouse|dyads?|teachers?|"
    r"physicians?|clinicians?|country|countries|japan|korea|taiwan|unless|mean|average|legal)\b"
)
_BOTH_SEXES = re.compile(
    r"(?i)\A\W*(?:(?:sex|gender)\W+)?((?:males?|m[ae]n) (?:and|or|&) (?:females?|wom[ae]n)|"
    r"(?:females?|wom[ae]n) (?:and|or|&) (?:males?|m[ae]n)|"
    r"both (?:sexes|genders)|either (?:sex|gender)|male/female|(?:any|all) (?:sex|gender)(?:es|s)?)\b"
)
_ONE_SEX = re.compile(
    r"(?i)\A\W*(?:(?:sex|gender)\s*[:：]?\s*)?"
    r"((?P<f>females?|wom[ae]n)|(?P<m>males?|m[ae]n))(?: only| sex| gender)?\W*\Z"
)
_HEALTHY = re.compile(
    r"(?i)\A\W*(?:normal,? )?healthy,?\s+(?:\w+\s+){0,2}"
    r"(?:volunteers?|subjects|adults|participants|individuals|m[ae]n|wom[ae]n|males?|females?|controls?)\b"
)
_CUT = re.compile(r"(?:\.{3}|…|\b(?:and|or|the|of|with|in|to|for|by|a|an|than|from)|\()\s*\Z")


@dataclass(frozen=True, slots=True)
class _Ages:
    low: int | None
    high: int | None
    slice: Slice


def _stated_ages(criterion: Criterion) -> _Ages | None:
    """The age limits of a criterion that speaks of the ages of everyone and of nothing else."""
    text = criterion.slice.text
    if criterion.cohort or criterion.heading or criterion.parts or len(text.split()) > 20 or _SUBSET.search(text):
        return None
    if (match := _RANGE.search(text)) and (low := int(match["low"])) < (high := int(match["high"])):
        return _Ages(low, high, sub_slice(criterion.slice, *match.span()))
    if re.search(r"(?i)\bage", text) and (match := _AT_LEAST.search(text)) and not re.search(r"[<≤]", text):
        return _Ages(int(match["a"] or match["b"]), None, sub_slice(criterion.slice, *match.span()))
    return None


def ages_differ(record: TrialRecord) -> Iterator[LintFinding]:
    """The ages in the criteria are not the structured ones."""
    stated = [ages for c in record.criteria if c.kind == "inclusion" and (ages := _stated_ages(c))]
    if len(stated) != 1:
        return
    ages = stated[0]
    for limit, age, which in ((ages.low, record.minimum_age, "lower"), (ages.high, record.maximum_age, "upper")):
        if limit is None or age is None or age.slice.span.pointer == ages.slice.span.pointer:
            continue
        if age.unit == "years" and age.value != limit:
            text = f"The {which} age limit in the criteria is not the one in the age field."
            yield LintFinding("ages_differ", text, (ages.slice, age.slice))


def ages_reversed(record: TrialRecord) -> Iterator[LintFinding]:
    """The lower limit lies above the upper one."""
    low, high = record.minimum_age, record.maximum_age
    if low and high and low.years > high.years:
        yield LintFinding("ages_reversed", "The lower age limit is above the upper one.", (low.slice, high.slice))


def sex_differs(record: TrialRecord) -> Iterator[LintFinding]:
    """The criteria admit another sex than the field."""
    if record.sex is None:
        return
    field = spelled(record.sex.text)
    for criterion in record.criteria:
        if criterion.kind != "inclusion" or criterion.cohort or criterion.heading:
            continue
        both, one = next(found(_BOTH_SEXES, criterion.slice), None), _ONE_SEX.match(criterion.slice.text)
        named = ("female" if one["f"] else "male") if one else None
        words = both if field in ("female", "male") and both else criterion.slice if named and named != field else None
        if words:
            text = "The criteria and the sex field disagree on who may take part."
            yield LintFinding("sex_differs", text, (words, record.sex))
            return


def healthy_differs(record: TrialRecord) -> Iterator[LintFinding]:
    """The criteria admit healthy people and the field does not."""
    field = record.healthy_volunteers
    if field is None or spelled(field.text) not in ("false", "no"):
        return
    admitted = (c.slice for c in record.criteria if c.kind == "inclusion" and _HEALTHY.search(c.slice.text))
    if words := next(admitted, None):
        text = (
            "The criteria speak of healthy participants, but the field says that healthy volunteers are not accepted."
        )
        yield LintFinding("healthy_differs", text, (words, field))


def criteria_missing(record: TrialRecord) -> Iterator[LintFinding]:
    """No criteria at all."""
    searched = "; ".join(section.name for section in record.sections)
    if not record.criteria_text:
        yield LintFinding("criteria_missing", f"No eligibility criteria are given; searched: {searched}.")


def criteria_cut(record: TrialRecord) -> Iterator[LintFinding]:
    """The eligibility text breaks off."""
    for whole in record.criteria_text[-1:]:
        if match := _CUT.search(whole.text):
            start = whole.text.rfind("\n", 0, match.start()) + 1
            text = "The eligibility text seems to break off in the middle of a sentence."
            yield LintFinding("criteria_cut", text, (sub_slice(whole, start, len(whole.text)),))


RULES = (ages_differ, ages_reversed, sex_differs, healthy_differs, criteria_missing, criteria_cut)
