"""Read the physician's short form: a line is a fact, an empty field is not known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from assistant.facts import PatientFacts, UnusableFacts, read_facts
from assistant.medicine import named
from assistant.note import read_note

_NOT = re.compile(r"(?:no|not|never|without|denies|none)\b[\s:,-]*", re.IGNORECASE)
_STATUS = re.compile(r"current|ongoing|taking|stopped|past|previous|never|planned|given", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NO_TRANSPLANT = ("organ transplantation", "stem cell transplantation")
_STATUS_OF = {"ongoing": "current", "taking": "current", "stopped": "past", "previous": "past"}


@dataclass(frozen=True, slots=True)
class Form:
    """The fields as typed; the last seven hold one fact a line, and "" everywhere means that nothing is known."""

    age: str = ""
    sex: str = ""
    pregnant: str = ""
    breastfeeding: str = ""
    consent: str = ""
    conditions: str = ""
    absent: str = ""
    tests: str = ""
    scores: str = ""
    treatments: str = ""
    transplants: str = ""
    never: str = ""


def form_facts(form: Form) -> PatientFacts:
    """The facts of a form.

    Raises:
        UnusableFacts: a value cannot be read, or cannot be true; one line naming it.
    """
    given: dict[str, Any] = {
        "age": form.age.strip() or None,
        "sex": form.sex or None,
        "pregnant": form.pregnant or None,
        "breastfeeding": form.breastfeeding or None,
        "consent": form.consent or None,
        "conditions": [
            *(row for line in _lines(form.conditions) for row in _conditions(line)),
            *({"name": line, "status": "absent", "words": f"not present: {line}"} for line in _lines(form.absent)),
        ],
        "tests": [*_lines(form.tests), *_lines(form.scores)],
        "treatments": [
            *(_treatment(line) for line in _lines(form.treatments)),
            *(row for line in _lines(form.transplants, nothing=True) for row in _transplants(line)),
            *({"name": line, "status": "never", "words": f"never given: {line}"} for line in _lines(form.never)),
        ],
    }
    return read_facts({name: value for name, value in given.items() if value})


def _lines(typed: str, nothing: bool = False) -> list[str]:
    """The lines without their bullets; "none" is an answer only where `nothing` can be meant in one way."""
    lines = [bare for line in typed.splitlines() if (bare := line.strip(" \t-*•·;,."))]
    for line in lines:
        if not nothing and line.lower() in ("none", "no", "nil"):
            raise UnusableFacts(
                f"“{line}” says too much in one word: name what is absent, one a line, or leave it empty."
            )
    return lines


def _conditions(line: str) -> list[dict[str, Any]]:
    """What the reader of notes makes of the line; a name it does not know stands as it was typed."""
    found = read_note(line).conditions
    # A bare "disease" of an unknown name would lose the name.
    if found and all(named(one.name) != "disease" for one in found):
        return [{**one.model_dump(exclude_defaults=True), "words": line} for one in found]
    if match := _NOT.match(line):
        return [{"name": line[match.end() :] or line, "status": "absent", "words": line}]
    return [{"name": line, "words": line}]


def _treatment(line: str) -> dict[str, Any]:
    """Read "name", "name: failed", "name: stopped 2020", "no name"."""
    if match := _NOT.match(line):
        return {"name": line[match.end() :] or line, "status": "never", "words": line}
    name, _, said = line.partition(":")
    row: dict[str, Any] = {"name": name.strip() or line, "words": line}
    if said.strip():
        row["outcome"] = said.strip()
    if match := _STATUS.search(said):
        row["status"] = _STATUS_OF.get(match[0].lower(), match[0].lower())
    return row


def _transplants(line: str) -> list[dict[str, Any]]:
    if line.lower() in ("none", "no", "nil"):
        return [{"name": name, "status": "never", "words": f"no {name}"} for name in _NO_TRANSPLANT]
    row = _treatment(line)
    years = _YEAR.findall(line)
    return [{**row, "start": years[0]} if len(years) == 1 and "status" not in row else row]
