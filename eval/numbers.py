"""Find the numbers, phones and e-mail addresses of a text, and the counts a record allows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from ingest.record import TrialRecord

_AMOUNT = re.compile(r"(\d+(?:[.,]\d+)*)\s*(\D+)")
_TIMES = re.compile(r"(\d+(?:\.\d+)?)\s*(?:times\b|veces\b|倍)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAMED = re.compile(r"[A-Za-z]+[-‐]?\d[\w.-]*|\d+[A-Za-z][\w-]*")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w/.])\+?\(?\d[\d ()–-]{5,}\d(?![\w/])")
UNIT = re.compile(
    r"\s*-?(?:%|percent|years?|months?|weeks?|days?|hours?|minutes?|mg|g|kg|ml|l|µg|mcg|mm|cm|points?|millions?|cells?|/"
    r"|岁|年|个月|月|周|天|日|小时|万|亿|毫克|años?|meses|mes|semanas?|días?|horas?)(?![A-Za-z])",
    re.IGNORECASE,
)
MONTHS = {
    name: i
    for i, names in enumerate(
        ("january enero", "february febrero", "march marzo", "april abril", "may mayo", "june junio", "july julio",
         "august agosto", "september septiembre", "october octubre", "november noviembre", "december diciembre"), 1)
    for name in names.split()
}  # fmt: skip


def canonical(number: str) -> str:
    """A number without thousands commas and leading zeros: `1,000` is `1000`, `07` is `7`, `5.0` stays `5.0`."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", number):
        number = number.replace(",", "")
    return re.sub(r"^0+(?=\d)", "", number)


def numbers(text: str) -> Iterator[tuple[str, bool]]:
    """Every number in canonical form with whether a unit follows; dates give their parts."""
    text = unicodedata.normalize("NFKC", text)
    for found in _NUMBER.finditer(text):
        yield canonical(found.group()), UNIT.match(text, found.end()) is not None


def bare(text: str) -> set[str]:
    """The numbers of a text without their units."""
    return {number for number, _ in numbers(text)} | {
        str(MONTHS[w]) for w in re.findall(r"[a-z]+", text.casefold()) if w in MONTHS
    }


def times(text: str, quotes: Iterable[str]) -> set[str]:
    """The numbers of `N times` in a text that are one cited amount over another in the same unit.

    An amount is a whole quote: a number and its unit, such as `600 mg`. The quotient may be rounded as it is written.
    """
    amounts = [(float(canonical(one[1]).replace(",", "")), " ".join(one[2].casefold().split()))
               for quote in quotes if (one := _AMOUNT.fullmatch(quote.strip()))]  # fmt: skip
    found = set()
    for written in _TIMES.findall(unicodedata.normalize("NFKC", text)):
        places = len(written.partition(".")[2])
        if any(a and unit == other and f"{b / a:.{places}f}" == written for a, unit in amounts for b, other in amounts):
            found.add(canonical(written))
    return found


def without_names(text: str, known: str) -> str:
    """The text without words that carry digits as a part of a name (`CD19`) that `known` holds too."""
    known = known.casefold()
    return _NAMED.sub(lambda found: " " if found.group().casefold().rstrip(".") in known else found.group(), text)


def counts(record: TrialRecord) -> set[str]:
    """How many sections, sites, arms, criteria … the record has: numbers that a reader can recount."""
    outcomes = [len([o for o in record.outcomes if o.rank == rank]) for rank in ("primary", "secondary", "other")]
    sizes = [len(getattr(record, name)) for name in
             ("sections", "sites", "arms", "interventions", "criteria", "contacts", "officials", "conditions", "phases",
              "collaborators", "outcomes", "references", "keywords", "cohorts")]  # fmt: skip
    sizes += outcomes + [sum(outcomes[1:])] + [len(arm.doses) for arm in record.arms]
    for kind in ("inclusion", "exclusion"):
        of_kind = [c for c in record.criteria if c.kind == kind]
        sizes += [
            len(of_kind),
            *(len([c for c in of_kind if c.cohort == cohort]) for cohort in (None, *record.cohorts)),
        ]
    for place in ("city", "state", "country", "status"):
        values = [found.text.casefold() for site in record.sites if (found := getattr(site, place))]
        sizes += [len(set(values)), *(values.count(value) for value in set(values))]
    return {str(size) for size in sizes}
