"""Bring two quantities to one unit, or say that it cannot be done."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

# The ways laboratories print units, brought to what the units library reads; the first that fits wins.
_SPELLINGS: tuple[tuple[str, str], ...] = (
    (r"(?:x|×|\*)?10(?:\^|\*|\*\*)?(?:e)?9(?:cells?)?/l", "giga/L"),
    (r"(?:x|×|\*)?10(?:\^|\*|\*\*)?(?:e)?6(?:cells?)?/l", "mega/L"),
    (r"(?:x|×|\*)?10(?:\^|\*|\*\*)?(?:e)?12(?:cells?)?/l", "tera/L"),
    (
        r"(?:x|×|\*)?10(?:\^|\*|\*\*)?3(?:cells?)?/(?:u|µ|μ|mic)l|k/(?:u|µ|μ|mc)l|(?:x|×)?10(?:\^|\*)?3/mm(?:\^)?3",
        "kilo/uL",
    ),
    (r"(?:cells?|leukocytes?|platelets?|neutrophils?)?/(?:mm(?:\^)?3|mm³|(?:u|µ|μ|mc)l|cu\.?mm)|1/ul", "1/uL"),
    (r"(?:i?u)/l|units?/l", "enzyme/L"),
    (r"(?:m|milli)(?:iu|u)/(?:l)|(?:u|µ|μ)(?:iu|u)/ml", "millienzyme/L"),
    (r"m(?:iu|u)/ml", "millienzyme/mL"),
    (r"i?u/ml", "enzyme/mL"),
    (r"mm\s*of\s*hg|mmhg", "mmHg"),
    (r"kg/m(?:\^)?(?:2|²|\*\*2)", "kg/m**2"),
    (r"m(?:ls?)/min(?:ute)?(?:/1\.73m(?:\^)?(?:2|²)?)?", "mL/min"),
    (r"%|percent|％", "percent"),
    (r"bpm|beats/min(?:ute)?|/min|1/min|次/分", "1/min"),
    (r"°?c|celsius|degreescelsius|degc|℃", "degC"),
    (r"°?f|fahrenheit|degreesfahrenheit|degf", "degF"),
    (r"m(?:illi)?s(?:ec(?:onds?)?)?", "ms"),
    (r"years?|yrs?|y|岁|年|años?", "year"),
    (r"months?|mos?|个月|月|meses|mes", "month"),
    (r"weeks?|wks?|w|周|semanas?", "week"),
    (r"days?|d|天|日|días?", "day"),
    (r"hours?|hrs?|h|小时|horas?", "hour"),
    (r"minutes?|mins?", "minute"),
    (r"mm/h(?:r|our)?", "mm/hour"),
    (r"kgs?|kilograms?|公斤", "kg"),
    (r"lbs?|pounds?", "lb"),
    (r"cms?|centimet(?:er|re)s?", "cm"),
)
# What a unit looks like in running text.
UNIT = (
    r"(?:(?:x|×|\*)\s*10\s*(?:\^|\*{1,2}|e)?\s*[369⁹³]\s*/?\s*(?:cells\s*)?/\s*(?:L|l|[uµμ]L|mm\^?3)|[kK]/[uµμ][lL]|"
    r"G/L|"
    r"(?:[munpµμ]|micro|milli)?(?:gm?|mol|eq|Eq|IU|U|L)\s*/\s*(?:[munpµμ])?(?:dL|dl|L|l|mL|ml|g|kg|mg|mmol|mol|day|d|"
    r"24\s?h|min(?:/1\.73\s?m[2²]?)?)(?:/1\.73\s?m[2²]?)?(?:/day)?(?![a-z])|"
    r"(?:cells\s*)?/\s*(?:cu\.?\s?mm|mm\^?3|mm³|[uµμ][lL]|hpf)|mm\s?(?:of\s?)?Hg|kg/m(?:\^)?[2²]|"
    r"m[lL]s?/min(?:ute)?(?:/1\.73\s?m(?:\^)?[2²]?)?|%|％|bpm|fL|fl\b|pg\b|m(?:illi)?s(?:ec(?:onds)?)?\b|"
    r"°\s?[CF]|degrees? (?:Celsius|Fahrenheit)|mm/h(?:r|our)?|kg\b|lbs?\b|cm\b|years?\b|months?\b|weeks?\b|days?\b|"
    r"pack[- ]years?|岁|公斤|个月)"
)
_SIMPLE = re.compile(
    r"(?:[munpkdµμ]|micro|milli|nano|pico)?(?:g|gm|mol|mole|eq|l|m|iu|u)(?:/(?:[munpkdµμ]|micro)?(?:l|g|kg|dl|mol|mmol|"
    r"day|d|24h|h))*"
)
_CACHE: dict[str, str | None] = {}


@cache
def _registry() -> Any:
    import pint

    registry: Any = pint.UnitRegistry(autoconvert_offset_to_baseunit=True)
    registry.define("enzyme = [activity]")
    return registry


def spelled(unit: str) -> str | None:
    """The unit as the units library reads it; "" for a bare number; None when it is not known."""
    if unit not in _CACHE:
        _CACHE[unit] = _spell(unit)
    return _CACHE[unit]


def _spell(unit: str) -> str | None:
    plain = (
        re.sub(r"\s+", "", unit.strip().rstrip(".")).replace("⁹", "^9").replace("³", "^3").replace("⁶", "^6").lower()
    )
    if not plain:
        return ""
    for pattern, name in _SPELLINGS:
        if name and re.fullmatch(pattern, plain):
            return name
    plain = plain.replace("µ", "u").replace("μ", "u").replace("micro", "u").replace("milli", "m").replace("gm", "g")
    plain = plain.replace("24h", "day").replace("/d/", "/day/").replace("mole", "mol")
    if not _SIMPLE.fullmatch(plain):
        return None
    return "/".join(_part(part) for part in plain.split("/"))


def _part(part: str) -> str:
    """One factor of a unit: litres in capitals, international units as enzyme activity, days and hours in full."""
    if re.fullmatch(r"[munpkd]?l", part):
        return part[:-1] + "L"
    if match := re.fullmatch(r"([munk]?)i?u", part):
        return {"": "", "m": "milli", "u": "micro", "n": "nano", "k": "kilo"}[match[1]] + "enzyme"
    return {"d": "day", "h": "hour"}.get(part, part)


def known(unit: str) -> bool:
    """Tell whether the unit can be converted at all."""
    return spelled(unit) is not None


def convert(value: float, unit: str, to: str, molar: float | None = None) -> float | None:
    """Convert a value; `molar` (grams per mole) bridges mass and amount of substance; None when it cannot be done."""
    a, b = spelled(unit), spelled(to)
    if a is None or b is None:
        return None
    if a == b:
        return value
    if not a or not b:
        return None
    registry = _registry()
    try:
        quantity = _quantity(registry, value, a)
        target, factor = _target(registry, b)
        if quantity.dimensionality != target.dimensionality and molar is not None:
            weight = registry.Quantity(molar, "g/mol")
            bridged = quantity * weight if "[substance]" in quantity.dimensionality else quantity / weight
            return float(bridged.to(target).magnitude) / factor
        return float(quantity.to(target).magnitude) / factor
    except Exception as error:
        if type(error).__module__.startswith("pint"):
            return None
        raise


_COUNTS = {"giga/L": (1e9, "1/L"), "mega/L": (1e6, "1/L"), "tera/L": (1e12, "1/L"), "kilo/uL": (1e3, "1/uL")}


def _quantity(registry: Any, value: float, unit: str) -> Any:
    factor, plain = _COUNTS.get(unit, (1.0, unit))
    return registry.Quantity(value * factor, plain)


def _target(registry: Any, unit: str) -> tuple[Any, float]:
    factor, plain = _COUNTS.get(unit, (1.0, unit))
    return registry.Unit(plain), factor
