"""Lint the outcome measures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.lint.finding import LintFinding, sentence
from ingest.record import Outcome, Slice, TrialRecord

_SCORE = r"\s+(?:total\s+|overall\s+|\w+\s+)?(?:scores?|values?|numbers?|points?)"
_HIGH = rf"(?:higher|greater|larger|increas(?:ed|ing)|elevated){_SCORE}"
_LOW = rf"(?:lower|smaller|decreas(?:ed|ing)){_SCORE}"
_LEADS = (
    r"[^.;]{0,40}?\b(?:indicat\w+|represent\w+|mean\w*|reflect\w*|correspond\w*|denot\w+|signif\w+|suggest\w*|"
    r"impl\w+|show\w*|correlat\w+|are|is|=)\b[^.;]{0,15}?"
)
_BAD = r"severe|severity|serious|disab\w+|impair\w+|symptoms?|pain|disease|distress"
_WORSE = (
    r"\b(?:worse\w*|worst|poorer|(?:more|greater|higher|increased)\s+(?:\w+\s+){0,2}?"
    rf"(?:{_BAD}|significant degree|depressi\w+|anxiety|fatigue|dysfunction|intens\w+))"
)
_BETTER = (
    rf"\b(?:better|improve\w*|healthier|(?:less|lower|lesser|reduced)\s+(?:\w+\s+){{0,2}}?(?:{_BAD})|"
    r"(?:more|greater|higher)\s+(?:(?!impact|impair|loss|reduc|problem|disrupt|interfer|difficult|affect)\w+\s+){0,2}?"
    r"(?:function\w*|quality|satisf\w+|independence|well-?being|mobility|strength))"
)
_HIGH_IS_WORSE = re.compile(rf"(?i)\b(?:{_HIGH}{_LEADS}{_WORSE}|{_LOW}{_LEADS}{_BETTER})")
_HIGH_IS_BETTER = re.compile(rf"(?i)\b(?:{_HIGH}{_LEADS}{_BETTER}|{_LOW}{_LEADS}{_WORSE})")


def directions(record: TrialRecord) -> Iterator[LintFinding]:
    """On one scale a high score is bad and on another it is good."""
    worse, better = [], []
    for outcome in record.outcomes:
        bad, good = _sentence(outcome, _HIGH_IS_WORSE), _sentence(outcome, _HIGH_IS_BETTER)
        if bad and not good:
            worse.append(bad)
        elif good and not bad:
            better.append(good)
    if worse and better:
        text = "The scales run in opposite directions: on some a higher score is worse, on others a lower one."
        yield LintFinding("scales_opposite", text, (*worse, *better))


def _sentence(outcome: Outcome, pattern: re.Pattern[str]) -> Slice | None:
    for whole in (outcome.description, outcome.measure):
        if whole and (match := pattern.search(whole.text)):
            return sentence(whole, match.start())
    return None


def no_time_frame(record: TrialRecord) -> Iterator[LintFinding]:
    """An outcome that does not say when it is measured."""
    bare = tuple(o.measure for o in record.outcomes if o.time_frame is None)
    if bare:
        which = "one outcome measure" if len(bare) == 1 else f"{len(bare)} outcome measures"
        yield LintFinding("no_time_frame", f"No time frame is given for {which}.", bare)


RULES = (directions, no_time_frame)
