"""Read age limits: the registry's own field, or the words of a criterion."""

from __future__ import annotations

import re

from ingest.record import Age, AgeUnit, Criterion, Slice, sub_slice

_FIELD = re.compile(r"\s*(?P<value>\d+(?:\.\d+)?)\s*(?P<unit>year|month|week|day|hour|minute)s?\s*\Z", re.I)
_UNIT = r"(?P<unit>years?|yrs?|y/?o|months?|weeks?|days?)"
_RANGE = re.compile(
    rf"(?i)\bage[ds]?\b[^.;\n\d]{{0,40}}?(?P<low>\d{{1,3}})\s*(?:{_UNIT[:-1].replace('unit', 'unit_low')})(?:\s*old)?)?"
    rf"\s*(?:-|–|—|~|to|and|through)\s*(?:<|≤)?\s*(?P<high>\d{{1,3}})(?:\s*{_UNIT}(?:\s*(?:old|of\s+age))?)?"
)
_RANGE_OLD = re.compile(
    r"(?i)\b(?P<low>\d{1,3})\s*(?:years?\s*)?(?:-|–|—|~|to|and)\s*(?P<high>\d{1,3})\s*(?P<unit>years?|months?)"
    r"(?:\s+(?:old|of\s+age)|\s*\(?inclusive|,)"
)
_LOW = re.compile(
    rf"(?i)(?:\bage[ds]?\b[^.;\n\d]{{0,30}}?(?P<op>≥|>=|\\>=|>|\\>|at\s+least|over|older\s+than|above|from)\s*(?P<low>\d{{1,3}})"
    rf"(?:\s*{_UNIT}(?:\s*(?:old|of\s+age))?)?)"
    rf"|(?:(?P<op2>≥|>=|\\>=|at\s+least|over)\s*(?P<low2>\d{{1,3}})\s*years?\s*(?:old|of\s+age))"
    rf"|(?:\b(?P<low3>\d{{1,3}})\s*years?(?:\s*(?:old|of\s+age))?\s*(?:and|or)\s*(?:older|over|above))"
)


def age_limit(slice: Slice | None, *, inclusive: bool = True) -> Age | None:
    """Read a registry age such as "18 Years" or "6 Months"; None when it says no limit or cannot be read."""
    if slice is None or not (found := _FIELD.match(slice.text)):
        return None
    return Age(float(found["value"]), _unit(found["unit"]), inclusive, slice)


def ages_in_criteria(criteria: tuple[Criterion, ...]) -> tuple[Age | None, Age | None]:
    """Find the lower and upper age limit in the inclusion criteria that are for everyone."""
    for criterion in criteria:
        if criterion.kind != "inclusion" or criterion.cohort:
            continue
        text = criterion.slice.text
        if found := _RANGE.search(text) or _RANGE_OLD.search(text):
            low, high = float(found["low"]), float(found["high"])
            if low < high <= 120:
                words = sub_slice(criterion.slice, found.start(), found.end())
                unit = _unit(found["unit"] or "years")
                return Age(low, unit, True, words), Age(high, unit, True, words)
        if found := _LOW.search(text):
            low_text = found["low"] or found["low2"] or found["low3"]
            operator = (found["op"] or found["op2"] or "≥").lower()
            words = sub_slice(criterion.slice, found.start(), found.end())
            inclusive = operator.lstrip("\\") not in {">", "over", "older than", "above"}
            return Age(float(low_text), _unit(found["unit"] or "years"), inclusive, words), None
    return None, None


def _unit(word: str) -> AgeUnit:
    first = word.lower()
    units: tuple[AgeUnit, ...] = ("years", "months", "weeks", "days", "hours", "minutes")
    return next((unit for unit in units if first[:2] == unit[:2]), "years")
