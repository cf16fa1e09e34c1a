"""A gold set: questions whose right answers were read from the record, bound to its spans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from assistant.answer import Kind
from assistant.question import Audience, Language, Question, Speaker, Turn
from eval.errors import BadGold
from eval.yaml_lines import line_of, read_yaml
from ingest.record import Source, Span, TrialRecord

SliceName = Literal[
    "eligibility",
    "dosing",
    "sites",
    "status",
    "design",
    "outcomes",
    "definitions",
    "not_stated",
    "off_topic",
    "injection",
    "emergency",
    "advice",
    "false_premise",
    "misspelling",
    "compound",
    "comparison",
    "personal",
]
"""What an item tests: a part of the record, a way of being wrong, or a way of asking.

`compound` is two or more questions in one message, `comparison` sets two things of the record side by side, `personal`
gives facts of a person that decide the answer.
"""


def _one_or_many(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _groups(value: object) -> object:
    """Every member becomes an any-of group; a group may include other groups."""

    def flat(member: object) -> Iterator[object]:
        if isinstance(member, list | tuple):
            for one in member:
                yield from flat(one)
        else:
            yield member

    return tuple(tuple(flat(group)) for group in value) if isinstance(value, list | tuple) else value


Groups = Annotated[tuple[Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)], ...],
                   BeforeValidator(_groups)]  # fmt: skip


class AskItem(BaseModel):
    """One question with what a right answer must and must not contain.

    Attributes:
        kind: the kinds of answer that are right.
        cite: any-of groups of the record's exact words; `… #2` names the second occurrence, `… #*` any of them.
        say: any-of groups of words; a right text contains one of each group.
        not_say: words a right text does not contain.
        must: a failure is a never-event.
        absent: words that the record does not contain; when one appears, the item needs review.
        why: the reason this item exists.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[A-Za-z0-9][\w.:-]*$")
    question: str = Field(min_length=1)
    audience: Audience = "patient"
    language: Language = "en"
    history: tuple[tuple[Speaker, str], ...] = ()
    kind: Annotated[tuple[Kind, ...], BeforeValidator(_one_or_many), Field(min_length=1)]
    cite: Groups = ()
    say: Groups = ()
    not_say: tuple[str, ...] = ()
    must: bool = False
    slices: tuple[SliceName, ...] = Field(min_length=1)
    absent: tuple[str, ...] = ()
    why: str = Field(min_length=3)

    @property
    def tags(self) -> tuple[str, ...]:
        """The slices of the report this item counts in; voice, language and follow-up follow from its fields."""
        return (*self.slices, self.language, self.audience, *(("follow_up",) if self.history else ()))


class AskFile(BaseModel):
    """A gold file of questions; `digest` is the SHA-256 of the record's characters."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_: Literal[1] = Field(alias="schema")
    trial: str
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")
    words: dict[str, Any] = {}
    items: tuple[AskItem, ...]


@dataclass(frozen=True, slots=True)
class BoundItem:
    """An item whose quotes are spans of a record; `review` says why a person must look at it first."""

    item: AskItem
    trial: str
    cite: tuple[tuple[Span, ...], ...] = ()
    review: str = ""

    @property
    def question(self) -> Question:
        """The question as the assistant gets it."""
        history = tuple(Turn(speaker, text) for speaker, text in self.item.history)
        return Question(self.item.question, self.trial, self.item.audience, history)


def texts(source: Source) -> Iterator[tuple[str, str]]:
    """Every text of a source with its pointer: the page itself, or each string of the JSON."""

    def walk(value: object, pointer: str) -> Iterator[tuple[str, str]]:
        if isinstance(value, str):
            yield pointer, value
        elif isinstance(value, dict):
            for key, one in value.items():
                yield from walk(one, f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}")
        elif isinstance(value, list):
            for i, one in enumerate(value):
                yield from walk(one, f"{pointer}/{i}")

    yield from [("", source.text)] if source.format == "medpath-page" else walk(source.study, "")


def occurrences(source: Source, words: str) -> tuple[Span, ...]:
    """Every place where exactly these words stand, in the source's order."""
    found = []
    for pointer, text in texts(source):
        start = text.find(words)
        while start >= 0:
            found.append(Span(pointer, start, start + len(words)))
            start = text.find(words, start + 1)
    return tuple(found)


def resolve_all(source: Source, quote: str) -> list[Span | str]:
    """The spans of a gold quote (`words`, `words #2`, or `words #*` for each place), or why there is none."""
    words, mark, number = quote.rpartition(" #")
    if mark and number == "*":
        return [*occurrences(source, words)] or [f"the record has no words {words!r}"]
    return [resolve(source, quote)]


def resolve(source: Source, quote: str) -> Span | str:
    """The one span of a gold quote (`words` or `words #2`), or why there is none."""
    words, mark, number = quote.rpartition(" #")
    if not (mark and number.isdigit()):
        words, number = quote, ""
    found = occurrences(source, words)
    if not found:
        return f"the record has no words {words!r}"
    if not number:
        return found[0] if len(found) == 1 else f"{words!r} stands {len(found)} times: write `{words} #1` (or #2 …)"
    if not 1 <= int(number) <= len(found):
        return f"{words!r} stands {len(found)} time(s), not {number}: its span is outside the record"
    return found[int(number) - 1]


def begins_a_word(words: str, text: str) -> bool:
    """Whether a word of `text` begins with these words, whatever their case."""
    edge = r"(?<!\w)" if words[0].isalnum() else ""
    return re.search(edge + re.escape(words), text, re.IGNORECASE) is not None


def bind(item: AskItem, record: TrialRecord) -> BoundItem:
    """Resolve an item's quotes in a record; what does not resolve becomes the reason for review."""
    spans = [[one for quote in group for one in resolve_all(record.source, quote)] for group in item.cite]
    broken = [one for group in spans for one in group if isinstance(one, str)]
    text = record.source.text
    broken += [f"the record has the words {word!r}" for word in item.absent if begins_a_word(word, text)]
    cite = tuple(tuple(one for one in group if isinstance(one, Span)) for group in spans)
    return BoundItem(item, record.id, cite, broken[0] if broken else "")


def load_items(path: Path, record: TrialRecord) -> tuple[BoundItem, ...]:
    """Read a gold file and bind it to a record.

    When the record is the one the file was written from, every quote must resolve; when it has changed, the
    items whose words changed need review and the others stand.

    Raises:
        BadGold: not as the schema says, a duplicate id, another trial, a quote outside the record.
    """
    gold, node = read_yaml(path, AskFile)
    if gold.trial != record.id:
        raise BadGold(
            f"{path.name} is about {gold.trial}, the record is {record.id}: give the record it was written from."
        )
    unique(path, node, [item.id for item in gold.items], "items")
    bound = tuple(bind(item, record) for item in gold.items)
    if gold.digest == record.source.digest:
        for i, one in enumerate(bound):
            if one.review:
                line = line_of(node, ["items", i])
                raise BadGold(f"{path.name}:{line}: item {one.item.id}: {one.review}: fix the item.")
    return bound


def unique(path: Path, node: yaml.Node, ids: list[str], field: str) -> None:
    """Refuse a second item with the same id, naming both lines."""
    seen: dict[str, int] = {}
    for i, name in enumerate(ids):
        if name in seen:
            here, first = line_of(node, [field, i]), line_of(node, [field, seen[name]])
            raise BadGold(f"{path.name}:{here}: id {name!r} is taken at line {first}: give this one another id.")
        seen[name] = i
