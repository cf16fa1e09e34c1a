"""Make the sheet of questions for the study team: what the record leaves open, in words to ask it with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from assistant.answer import Answer
from assistant.topics import Resolution, label, ledger
from assistant.wording import aged
from ingest.record import Contact, TrialRecord

SheetLanguage = Literal["en", "zh", "es"]
LANGUAGES: tuple[SheetLanguage, ...] = ("en", "zh", "es")

MOST = 14
"""Questions on a page, so that each leaves room for its answer."""

LONGEST_OWN = 240
"""Characters of a person's own question that are printed."""

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class TeamQuestion:
    """A question to ask: the topic that is open, or the person's own words where they fit no topic."""

    topic: str
    own: str = ""

    def text(self, language: SheetLanguage) -> str:
        """The question in a language; a person's own words stay as they are."""
        if self.own:
            return words("own", language).format(question=self.own)
        if one := _read()["questions"].get(self.topic):
            return one[language]
        return words("about", language).format(label=label(self.topic, language))


@dataclass(frozen=True, slots=True)
class Sheet:
    """The questions for one trial, the most useful first; `left_out` counts those that had no room."""

    record: TrialRecord
    questions: tuple[TeamQuestion, ...]
    left_out: int = 0

    @property
    def contact(self) -> Contact | None:
        """The first contact that the record gives, the trial's own before a site's."""
        sites = (one for site in self.record.sites for one in site.contacts)
        return next(iter((*self.record.contacts, *sites)), None)

    def as_of(self, language: SheetLanguage) -> str:
        """How old the copy is, in a language."""
        return aged(self.record.as_of, language)

    def as_json(self) -> dict[str, Any]:
        """The public JSON of `trialogue questions` (schema 1)."""
        return {
            "schema": SCHEMA,
            "trial": self.record.id,
            "title": self.record.title.text,
            "as_of": self.record.as_of,
            "questions": [
                {
                    "topic": one.topic,
                    **({"own": one.own} if one.own else {}),
                    **{code: one.text(code) for code in LANGUAGES},
                }
                for one in self.questions
            ],
            "left_out": self.left_out,
        }


def words(key: str, language: SheetLanguage) -> str:
    """A fixed text of the sheet."""
    return _read()["words"][key][language]


@cache
def _read() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    read: dict[str, Any] = yaml.safe_load(files("assistant.questions").joinpath("questions.yaml").read_text("utf-8"))
    return {"questions": read["questions"], "words": read["words"]}


def usual(record: TrialRecord, ledger: Mapping[str, Resolution]) -> Sheet:
    """The questions that the record leaves open among those people usually have, most useful first."""
    missing = {topic for topic, one in ledger.items() if one.kind == "not_stated"}
    missing |= {part for one in ledger.values() for part in one.missing}
    if "contact" in missing or missing >= {"contact_phone", "contact_email"}:
        # The wider question asks for both.
        missing = missing - {"contact_phone", "contact_email"} | {"contact"}
    return sheet_of(record, [TeamQuestion(topic) for topic in _read()["questions"] if topic in missing & _USUAL])


_USUAL = frozenset(_read()["questions"]) - {"reason", "deaths", "enrolment_by_group"}
"""Questions that come up only where someone asked for them are left to those who did."""


def run_into(record: TrialRecord, answers: Iterable[tuple[str, Answer]]) -> Sheet:
    """The questions that answers left open, in the order in which they were asked.

    Args:
        record: the record that was asked; answers from another one leave no question for this team.
        answers: each question in the asker's words, and its answer.
    """
    return sheet_of(
        record, [one for asked, answer in answers if answer.trial == record.id for one in left_open(asked, answer)]
    )


def left_open(asked: str, answer: Answer) -> tuple[TeamQuestion, ...]:
    """What an answer left open: the topics the record is silent on, or the person's own words where no topic holds it."""
    own = " ".join(asked.split())
    own = own if len(own) <= LONGEST_OWN else f"{own[: LONGEST_OWN - 1]}…"
    mine = TeamQuestion("open_question", own)
    topics = [one.topic for one in answer.not_stated]
    if not topics and answer.kind == "partly_answered":
        return (mine,)  # "only the study team can say whether it does"
    return tuple(
        TeamQuestion(topic) if topic in ledger() and topic not in _OPEN else mine for topic in dict.fromkeys(topics)
    )


_OPEN = frozenset({"lookup", "definition", "reason", "unread"})
"""Topics whose label says nothing without the question."""


def sheet_of(record: TrialRecord, questions: Sequence[TeamQuestion]) -> Sheet:
    """The sheet with these questions, each once."""
    kept = tuple(dict.fromkeys(questions))
    return Sheet(record, kept[:MOST], len(kept) - len(kept[:MOST]))
