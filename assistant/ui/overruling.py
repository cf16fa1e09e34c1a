"""Keep what a clinician put in the place of findings, so that each can be taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from assistant.check import EligibilityReport, check, overrule
from assistant.facts import PatientFacts
from assistant.judge import Holds
from ingest.record import TrialRecord


@dataclass(frozen=True, slots=True)
class Overruling:
    """A clinician's judgement of one criterion, and why."""

    criterion: str
    holds: Holds
    reason: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A check as it was made, whether the facts name the patient's cohort, and the overrulings since."""

    first: EligibilityReport
    placed: bool
    overruled: tuple[Overruling, ...] = ()

    @property
    def report(self) -> EligibilityReport:
        """The report with every overruling folded in; none of them says which cohort is the patient's."""
        found = self.first
        for one in self.overruled:
            found = overrule(found, one.criterion, one.holds, one.reason)
        return found if self.placed or found.outcome != "open" else replace(found, outcome="undetermined")

    def with_(self, one: Overruling) -> Checked:
        """Overrule a finding, in the place of an earlier overruling of the same.

        Raises:
            UnusableFacts: no such criterion, or no reason.
        """
        overrule(self.first, one.criterion, one.holds, one.reason)
        return replace(self.without(one.criterion), overruled=(*self.without(one.criterion).overruled, one))

    def without(self, criterion: str) -> Checked:
        """Take an overruling back."""
        return replace(self, overruled=tuple(one for one in self.overruled if one.criterion != criterion))


def checked(record: TrialRecord, facts: PatientFacts, today: date) -> Checked:
    """Check a patient, with nothing overruled yet."""
    return Checked(check(record, facts, today), _placed(record, facts, today))


def _placed(record: TrialRecord, facts: PatientFacts, today: date) -> bool:
    """Whether a cohort is known to be the patient's: judged on the cohorts' criteria alone, something follows."""
    cohorts = tuple(one for one in record.criteria if one.cohort)
    if not cohorts:
        return True
    alone = replace(record, criteria=cohorts, minimum_age=None, maximum_age=None, sex=None)
    return check(alone, facts, today).outcome != "undetermined"
