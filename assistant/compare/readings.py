"""Read a bare number in every unit in which it is possible in a living person."""

from __future__ import annotations

from assistant.facts import PatientFacts, impossible
from assistant.facts import Test as TestFact
from assistant.medicine import concepts, measure, mentions
from assistant.units import convert

_OTHER_UNITS: dict[str, tuple[str, ...]] = {
    "10^9/L": ("1/uL",),
    "1/uL": ("10^9/L",),
    "g/dL": ("g/L", "mmol/L"),
    "g/L": ("g/dL", "mg/dL"),
    "mg/dL": ("umol/L", "mmol/L", "g/L"),
    "mmol/L": ("mg/dL",),
    "mg/L": ("mg/dL",),
    "ng/mL": ("ug/L", "pg/mL"),
    "U/L": (),
    "mL/min": (),
    "%": ("L",),
}


def readings(facts: PatientFacts) -> list[PatientFacts]:
    """The facts under each unit in which a bare number is possible in a living person."""
    units: dict[str, list[str]] = {}
    for test in facts.tests:
        found = mentions(test.name)
        if (
            test.value is None
            or test.unit
            or test.upper_limit is not None
            or not found
            or concepts()[found[0].concept].kind != "measure"
        ):
            continue
        limits = measure(found[0].concept)
        if not limits.unit or limits.assume:
            continue
        given = [u for u in (limits.unit, *_OTHER_UNITS.get(limits.unit, ())) if _possible(test, u)]
        given = [u for u in given if _usual(test, u)] or given
        if given:
            units[test.name] = given
    most = max((len(u) for u in units.values()), default=1)
    return [
        facts.model_copy(
            update={
                "tests": tuple(
                    t.model_copy(update={"unit": units[t.name][min(n, len(units[t.name]) - 1)]})
                    if t.name in units and not t.unit
                    else t
                    for t in facts.tests
                )
            }
        )
        for n in range(most)
    ]


def _usual(test: TestFact, unit: str) -> bool:
    """Whether a value in this unit is what a sick or a healthy person may have: within eight times the usual range."""
    limits = measure(mentions(test.name)[0].concept)
    value = convert(test.value or 0.0, unit, limits.unit, limits.molar)
    return value is not None and (limits.low or 0.0) / 8 <= value <= (limits.high or float("inf")) * 8


def _possible(test: TestFact, unit: str) -> bool:
    limits = measure(mentions(test.name)[0].concept)
    known = test.value is not None and convert(test.value, unit, limits.unit, limits.molar) is not None
    return known and impossible(test.model_copy(update={"unit": unit})) is None
