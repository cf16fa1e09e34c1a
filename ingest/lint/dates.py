"""Lint the status and the dates, against the record's own dates only."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, datetime

from ingest.lint.finding import LintFinding, is_status, present, spelled
from ingest.record import Date, TrialRecord

_FORMATS = ("%Y-%m-%d", "%B %d, %Y", "%b %d, %Y", "%d %B %Y")
_MONTHS = ("%Y-%m", "%B %Y", "%b %Y")
_ONGOING = ("recruiting", "not yet recruiting", "enrolling by invitation", "available")
_LONG = 730  # days: the registry itself calls a status unknown after two years without verification


def days_of(printed: str) -> tuple[date, date] | None:
    """Return the earliest and the latest day that a printed date can mean; None when it is no date."""
    text = re.sub(r"\s+", " ", printed.strip())
    for form in _FORMATS:
        try:
            day = datetime.strptime(text, form).date()
        except ValueError:
            continue
        return day, day
    for form in _MONTHS:
        try:
            day = datetime.strptime(text, form).date()
        except ValueError:
            continue
        return day, day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return None


def _before(one: Date | None, other: Date | None, days: int = 0) -> bool:
    """Tell whether one date is surely more than `days` before another, whatever day of the month is meant."""
    first, second = (days_of(d.slice.text) if d else None for d in (one, other))
    return first is not None and second is not None and (second[0] - first[1]).days > days


def _updated(record: TrialRecord) -> Date | None:
    return record.date("last_update_submitted") or record.date("last_update_posted") or record.date("verified")


def undated(record: TrialRecord) -> Iterator[LintFinding]:
    """The copy says nowhere how old it is."""
    if not record.dates:
        text = "This copy carries no date of its own, so how old its status, sites and contacts are cannot be told."
        yield LintFinding("undated_copy", text, present(record.copyright))


def status_spellings(record: TrialRecord) -> Iterator[LintFinding]:
    """The status is printed more than once."""
    if len(record.status) < 2:
        return
    if len({spelled(one.text) for one in record.status}) == 1:
        yield LintFinding("status_twice", "The status is printed twice, in two spellings of the same.", record.status)
    else:
        yield LintFinding("status_differs", "The record gives different statuses in different places.", record.status)


def status_unknown(record: TrialRecord) -> Iterator[LintFinding]:
    """The registry no longer knows."""
    if is_status(record, "unknown", "unknown status"):
        last = ", and shows the last one it knew" if record.last_known_status else ""
        text = f"The registry gives the status as unknown{last}: only the study team can say whether the trial runs."
        yield LintFinding("status_unknown", text, (*record.status, *present(record.last_known_status)))


def start_passed(record: TrialRecord) -> Iterator[LintFinding]:
    """Not yet recruiting, though the start had come when the record was last updated."""
    start, updated = record.date("start"), _updated(record)
    if start and updated and is_status(record, "not yet recruiting") and _before(start, updated):
        text = "The start date had already passed when the record was last updated, yet it says not yet recruiting."
        yield LintFinding("start_passed", text, (*record.status, start.slice, updated.slice))


def completion_passed(record: TrialRecord) -> Iterator[LintFinding]:
    """Still recruiting, though the completion had come when the record was last updated."""
    completion, updated = record.date("completion"), _updated(record)
    if completion and updated and is_status(record, *_ONGOING) and _before(completion, updated):
        text = "The completion date had already passed when the record was last updated, yet its status is still open."
        yield LintFinding("completion_passed", text, (*record.status, completion.slice, updated.slice))


def order(record: TrialRecord) -> Iterator[LintFinding]:
    """Dates that cannot follow each other."""
    start, primary, last = (record.date(kind) for kind in ("start", "primary_completion", "completion"))
    for one, other, text in (
        (primary, start, "The primary completion is dated before the start."),
        (last, start, "The completion is dated before the start."),
        (last, primary, "The completion is dated before the primary completion."),
    ):
        if one and other and _before(one, other):
            yield LintFinding("dates_out_of_order", text, (one.slice, other.slice))


def unverified(record: TrialRecord) -> Iterator[LintFinding]:
    """An open status that was verified long before the record's own later dates."""
    verified, updated = record.date("verified"), record.date("last_update_posted")
    if verified and updated and is_status(record, *_ONGOING) and _before(verified, updated, days=_LONG):
        text = "The status was last verified more than two years before the record's last update."
        yield LintFinding("unverified", text, (*record.status, verified.slice, updated.slice))


def results(record: TrialRecord) -> Iterator[LintFinding]:
    """The results' flag and the results' date disagree, or the results are not in this copy."""
    flag, posted = record.has_results, record.date("results_first_posted")
    if flag and flag.text == "false" and posted:
        text = "The record gives a date on which results were posted, but says that it has none."
        yield LintFinding("results_flag", text, (flag, posted.slice))
    study = record.source.study
    if flag and flag.text == "true" and isinstance(study, dict) and "resultsSection" not in study:
        text = "The registry holds results of this trial, but this copy of the record does not carry them."
        yield LintFinding("results_not_in_copy", text, (flag,))


RULES = (
    undated,
    status_spellings,
    status_unknown,
    start_passed,
    completion_passed,
    order,
    unverified,
    results,
)
