"""What is known about one patient, as given: nothing added, nothing guessed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from assistant.given import shape
from assistant.medicine import concepts, measure, named
from assistant.units import convert
from ingest.errors import TrialogueError

MOST_CHARACTERS = 100_000
_FIELDS = (
    "age, birth_date, sex, pregnant, breastfeeding, consent, conditions, tests, scores, treatments, classifications"
)

Sex = Literal["female", "male"]
ConditionStatus = Literal["active", "history", "suspected", "absent", "family"]
TestResult = Literal["positive", "negative", "normal", "abnormal", "high", "low"]
TreatmentStatus = Literal["current", "past", "given", "never", "planned"]
TreatmentOutcome = Literal["failed", "responded", "not tolerated"]


class UnusableFacts(TrialogueError):
    """The patient's facts cannot be read, or cannot be true of a living person."""


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, str_max_length=2000)


def _day(value: object) -> object:
    """Accept a year or a year and month where a full date is not known: the first day of it."""
    if isinstance(value, int) and not isinstance(value, bool) and 1900 <= value <= 2100:
        return date(value, 1, 1)
    if isinstance(value, str):
        if match := re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?", value.strip()):
            return date(int(match[1]), int(match[2] or 1), 1)
        return value.strip()[:10]
    return value


Day = Annotated[date, BeforeValidator(_day)]


class Condition(_Fact):
    """A disease or complaint; `years` is how long the patient has had it, `days_ago` when it happened."""

    name: str = Field(min_length=1)
    status: ConditionStatus = "active"
    onset: Day | None = None
    years: float | None = Field(default=None, ge=0, le=130)
    days_ago: float | None = Field(default=None, ge=0)
    code: str | None = None
    words: str = ""


class Test(_Fact):
    """A laboratory value, an antibody, a vital sign or a score, with its unit and its result where given.

    Of a range ("8–12") `value` is the lower end and `most` the upper.
    """

    name: str = Field(min_length=1)
    value: float | None = None
    most: float | None = None
    unit: str = ""
    comparator: Literal["<", "<=", ">", ">="] | None = None
    result: TestResult | None = None
    upper_limit: float | None = None
    date: Day | None = None
    code: str | None = None
    words: str = ""


class Treatment(_Fact):
    """A medicine, an operation or another procedure."""

    name: str = Field(min_length=1)
    status: TreatmentStatus = "given"
    outcome: TreatmentOutcome | None = None
    start: Day | None = None
    end: Day | None = None
    days_ago: float | None = Field(default=None, ge=0)
    code: str | None = None
    words: str = ""


class PatientFacts(_Fact):
    """One patient. `age` is in years; what is None or empty was not said.

    `contradictions` are pairs of the patient's own words that cannot both be true; `sentences` are the note's own
    words, kept for criteria whose terms have no code.
    """

    age: float | None = None
    age_words: str = ""
    birth_date: Day | None = None
    sex: Sex | None = None
    sex_words: str = ""
    pregnant: bool | None = None
    pregnant_words: str = ""
    breastfeeding: bool | None = None
    breastfeeding_words: str = ""
    consent: bool | None = None
    consent_words: str = ""
    complies: bool | None = None
    complies_words: str = ""
    conditions: tuple[Condition, ...] = Field(default=(), max_length=5000)
    tests: tuple[Test, ...] = Field(default=(), max_length=20000)
    treatments: tuple[Treatment, ...] = Field(default=(), max_length=5000)
    classifications: tuple[str, ...] = Field(default=(), max_length=100)
    sentences: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _read(cls, given: Any) -> Any:
        if not isinstance(given, Mapping):
            raise ValueError("the facts of a patient are a mapping such as {age: 34, sex: female}")
        read = shape(given)
        if isinstance(read.get("age"), str):
            read["age_words"] = read.get("age_words") or read["age"].strip()
            read["age"] = years_in(read["age"])
        return read

    @model_validator(mode="after")
    def _possible(self) -> PatientFacts:
        if self.age is not None and not 0 <= self.age <= 125:
            raise ValueError(f"age {self.age:g} is not the age of a living person (0 to 125 years)")
        for test in self.tests:
            problem = impossible(test)
            if problem:
                raise ValueError(problem)
        return self

    def age_on(self, today: date) -> float | None:
        """The age in years on a day: as stated, else counted from the birth date."""
        if self.age is not None or self.birth_date is None:
            return self.age
        years = (
            today.year
            - self.birth_date.year
            - ((today.month, today.day) < (self.birth_date.month, self.birth_date.day))
        )
        birthday = _shifted(self.birth_date, years)
        return years + (today - birthday).days / 365.25

    def conflicts_on(self, today: date) -> tuple[str, ...]:
        """What cannot be true at once: the note's contradictions, an age that does not go with the birth date."""
        found = list(self.contradictions)
        if self.birth_date and self.birth_date > today:
            found.append(f"age: born “{self.birth_date.isoformat()}”, which is in the future")
        elif self.age is not None and self.birth_date is not None:
            counted = self.model_copy(update={"age": None}).age_on(today) or 0.0
            if abs(counted - self.age) >= 1.05:
                found.append(
                    f"age: stated “{self.age_words or format(self.age, 'g')}”, born “{self.birth_date.isoformat()}”"
                )
        if self.sex == "male" and self.pregnant:
            found.append("pregnancy: sex male and pregnant")
        return tuple(found)


def _shifted(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # born on 29 February
        return day.replace(year=day.year + years, day=28)


def impossible(test: Test) -> str | None:
    """Say why a value cannot be measured in a living person; None when it can, or when we cannot tell."""
    name = named(test.name)
    if test.value is None or name is None or concepts()[name].kind != "measure":
        return None
    if test.most is not None:
        upper = test.model_copy(update={"value": test.most, "most": None})
        return impossible(test.model_copy(update={"most": None})) or impossible(upper)
    limits = measure(name)
    value = test.value if not test.unit else convert(test.value, test.unit, limits.unit, limits.molar)
    if value is None or limits.least is None or limits.most is None or (not test.unit and not limits.assume):
        return f"{test.name} {test.value:g} is below zero" if test.value < 0 and name != "temperature" else None
    if not limits.least <= value <= limits.most:
        return f"{test.name} {test.value:g} {test.unit}".rstrip() + " is not possible in a living person"
    return None


_YEARS = re.compile(
    r"\s*(\d{1,4}(?:\.\d+)?)\s*(y(?:ea)?rs?|y|years? old|岁|años?|m(?:onth)?s?|mo|个月|w(?:ee)?ks?|w|d(?:ay)?s?)?"
    r"(?:\s*(?:and|,)?\s*(\d{1,2})\s*(?:m(?:onth)?s?|mo|个月))?(?:\s*old)?\s*",
    re.IGNORECASE,
)


def years_in(text: str) -> float:
    """Read an age such as "34", "70 y 3 m", "18 months"; in years.

    Raises:
        ValueError: the words are no age.
    """
    match = _YEARS.fullmatch(text)
    if not match:
        raise ValueError(f"age {text[:40]!r} is not an age such as 34, 70 years 3 months or 18 months")
    unit = (match[2] or "y").lower()
    per_year = 1.0 if unit[0] in "y岁a" else 12.0 if unit[0] in "m个" else 365.25 / 7 if unit[0] == "w" else 365.25
    return float(match[1]) / per_year + float(match[3] or 0) / 12


def read_facts(given: object) -> PatientFacts:
    """Read facts from plain data.

    Raises:
        UnusableFacts: a field is unknown, or a value cannot be true; one line naming it.
    """
    try:
        return PatientFacts.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the patient"
        message = first["msg"].removeprefix("Value error, ")
        if first["type"] == "extra_forbidden":
            message = f"no such field (there are {_FIELDS})"
        raise UnusableFacts(
            f"The patient's facts cannot be used: {where}: {message}. Correct it and check again."
        ) from None
    except (TypeError, ValueError) as error:
        raise UnusableFacts(f"The patient's facts cannot be used: {error}. Correct it and check again.") from None


def parse_facts(text: str) -> PatientFacts:
    """Read facts from YAML or JSON text.

    Raises:
        UnusableFacts: the text is too long, is neither, or its facts cannot be used.
    """
    if len(text) > MOST_CHARACTERS:
        raise UnusableFacts(
            f"The patient file has {len(text):,} characters; up to {MOST_CHARACTERS:,} are read: shorten it."
        )
    try:
        given = json.loads(text) if text.lstrip()[:1] == "{" else yaml.safe_load(text)
    except (json.JSONDecodeError, yaml.YAMLError, RecursionError) as error:
        line = str(error).split("\n")[0]
        raise UnusableFacts(f"The patient file is neither YAML nor JSON ({line}): check its punctuation.") from None
    return read_facts(given)


def written_facts(facts: PatientFacts) -> str:
    """The facts as YAML that `parse_facts` reads back; what was not said is left out."""
    rows = facts.model_dump(mode="json", exclude_defaults=True, exclude={"sentences"})
    return yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=100)
