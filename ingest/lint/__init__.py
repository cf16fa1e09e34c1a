"""Say what is vague, inconsistent or missing in a record, each with its slices."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ingest.lint.criteria import RULES as CRITERIA
from ingest.lint.dates import RULES as DATES
from ingest.lint.design import RULES as DESIGN
from ingest.lint.eligibility import RULES as ELIGIBILITY
from ingest.lint.finding import LintFinding
from ingest.lint.outcomes import RULES as OUTCOMES
from ingest.lint.people import RULES as PEOPLE
from ingest.record import TrialRecord

__all__ = ["LintFinding", "lint"]

Rule = Callable[[TrialRecord], Iterator[LintFinding]]

RULES: tuple[Rule, ...] = (
    *DATES,
    *DESIGN,
    *PEOPLE,
    *ELIGIBILITY,
    *CRITERIA,
    *OUTCOMES,
)


def lint(record: TrialRecord) -> tuple[LintFinding, ...]:
    """Find what a careful reader would stumble over.

    Every rule works on any record. A rule speaks only where the record itself shows the oddity: dates are compared
    with the record's own dates, never with today's.
    """
    return tuple(finding for rule in RULES for finding in rule(record))
