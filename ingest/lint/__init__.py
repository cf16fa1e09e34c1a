"""Say what is vague, inconsistent or missing in a record, each with its slices."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ingest.lint import criteria, dates, design, eligibility, outcomes, people
from ingest.lint.finding import LintFinding
from ingest.record import TrialRecord

__all__ = ["LintFinding", "lint"]

Rule = Callable[[TrialRecord], Iterator[LintFinding]]

RULES: tuple[Rule, ...] = (
    *dates.RULES,
    *design.RULES,
    *people.RULES,
    *eligibility.RULES,
    *criteria.RULES,
    *outcomes.RULES,
)


def lint(record: TrialRecord) -> tuple[LintFinding, ...]:
    """Find what a careful reader would stumble over.

    Every rule works on any record. A rule speaks only where the record itself shows the oddity: dates are compared
    with the record's own dates, never with today's.
    """
    return tuple(finding for rule in RULES for finding in rule(record))
