"""Ask the model for claims, each with the words of the record it stands on; read them as they come."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Annotated, Any

from langchain_core.exceptions import OutputParserException
from langchain_core.output_parsers import PydanticOutputParser
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from assistant.claims import Claim
from assistant.mask import Mask
from assistant.model import Message, Model, ModelUnavailable, Reply
from ingest.record import Slice
from prompts import load

MOST_CLAIMS, MOST_QUOTES, LONGEST_CLAIM = 12, 8, 600
"""What is read of a reply: claims, quotes of one claim, characters of one claim."""

_LABEL = re.compile(r"\W*(P\d{1,4})\W*")
_LIST = re.compile(r'"claims"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")


def _listed(value: Any) -> Any:
    """A model that gives one quote often gives it without its list."""
    return value if isinstance(value, list | tuple) else () if value is None else (value,)


class Drafted(BaseModel):
    """A claim as the model writes it: a sentence, and labels of passages or words copied from them."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    text: str
    quotes: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()


class Draft(BaseModel):
    """A whole reply: the claims, and whether the question, or a part of it, is not answered by what was given."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    claims: tuple[Drafted, ...]
    not_stated: bool = False


def form(labels: Sequence[str]) -> dict[str, Any]:
    """The JSON Schema of a reply; a quote is one of these labels, since a weak model's copied words are rarely exact."""
    quotes = {"type": "array", "minItems": 1, "items": {"type": "string", "enum": list(labels)}}
    claim = {"text": {"type": "string"}, "quotes": quotes}
    claims = {"type": "array", "maxItems": MOST_CLAIMS, "items": _object(claim)}
    return _object({"claims": claims, "not_stated": {"type": "boolean"}})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


_ASKERS = frozenset({"question", "conversation", "statements"})
"""What a prompt is filled with that can hold the asker's words."""


@dataclass(slots=True)
class Spent:
    """What one answer has cost so far, how long it may still take, and what of the asker is hidden from a remote model."""

    model: Model
    end: float
    mask: Mask
    prompts: list[str] = field(default_factory=list)
    calls: int = 0
    tokens_in: int | None = None
    tokens_out: int | None = None
    seconds: float = 0.0

    @classmethod
    def on(cls, model: Model, public: str = "") -> Spent:
        """Begin to count; nothing that stands in `public`, the record, is hidden."""
        return cls(model, time.monotonic() + model.settings.seconds, Mask(public, remote=model.remote))

    def ask(
        self, prompt: str, values: Mapping[str, str], form: Mapping[str, Any] | None = None
    ) -> Generator[str, None, Reply]:
        """Fill a prompt and give the reply piece by piece, in this form where the model's server can hold to one.

        Raises:
            ModelUnavailable: there is none, or no time is left for one.
        """
        loaded = load(prompt)
        self.prompts.append(f"{loaded.name}@{loaded.version}:{loaded.digest[:12]}")
        self.calls += 1
        left = self.end - time.monotonic()
        if left <= 0:
            raise ModelUnavailable("late")
        begun = time.monotonic()
        shown = {name: self.mask.hide(text) if name in _ASKERS else text for name, text in values.items()}
        messages = [Message(role, text) for role, text in loaded.fill(shown)]
        try:
            reply = yield from self.model.stream(messages, left, form)
        finally:
            self.seconds += time.monotonic() - begun
        if reply.tokens_in is not None:
            self.tokens_in = (self.tokens_in or 0) + reply.tokens_in
            self.tokens_out = (self.tokens_out or 0) + (reply.tokens_out or 0)
        return reply


@dataclass(frozen=True, slots=True)
class Passages:
    """Slices of the record under the labels that a model knows them by."""

    labelled: tuple[tuple[str, Slice], ...]

    @classmethod
    def of(cls, slices: Sequence[Slice], characters: int) -> Passages:
        """Label these slices, as many as fit into so many characters."""
        kept: list[tuple[str, Slice]] = []
        for slice in dict.fromkeys(slices):
            characters -= len(slice.text) + len(slice.section) + 10
            if characters >= 0:
                kept.append((f"P{len(kept) + 1}", slice))
        return cls(tuple(kept))

    def __str__(self) -> str:
        """The passages as a model reads them: label, place in the record, words."""
        return "\n".join(self.line(label, slice) for label, slice in self.labelled)

    @staticmethod
    def line(label: str, slice: Slice) -> str:
        """One passage as a model reads it."""
        return f"{label} ({slice.section}): {slice.text}"

    def claim(self, drafted: Drafted) -> Claim:
        """The claim with the words that its labels stand for."""
        by_label = {label: slice.text for label, slice in self.labelled}
        quotes = (
            by_label.get(label[1], quote) if (label := _LABEL.fullmatch(quote)) else quote for quote in drafted.quotes
        )
        return Claim(drafted.text, tuple(dict.fromkeys(quotes)))


def draft(
    spent: Spent, prompt: str, values: Mapping[str, str], labels: Sequence[str] = ()
) -> Generator[Drafted, None, bool]:
    """Give each claim as soon as it is complete; the value tells whether a part of the question is not answered.

    `labels` are those of the passages in `values`: a server that can holds the reply to them and to its form.

    A reply that holds no claims in the form asked for is sent back once to be put into it.

    Raises:
        ModelUnavailable: there is no reply, or none that can be read.
    """
    found = 0
    try:
        reply, found = yield from _read(spent, prompt, values, labels)
        return _rest(reply, found)
    except OutputParserException:
        if found:
            return True
    problem = "it is not JSON" if "{" not in reply else "the JSON is broken, or has other names or kinds of value"
    reply, found = yield from _read(spent, "repair", {"reply": reply[:4000], "problem": problem}, labels)
    try:
        return _rest(reply, found)
    except OutputParserException:
        if found:
            return True
        raise ModelUnavailable("failed", "no claims in the reply") from None


def _rest(reply: str, found: int) -> bool:
    try:
        parsed = PydanticOutputParser(pydantic_object=Draft).parse(reply)
    except RecursionError:
        raise OutputParserException("The reply is nested too deep to be read.") from None
    if len(parsed.claims) > found and not found:
        raise OutputParserException("The reply holds claims that could not be read one by one.")
    return parsed.not_stated


def _read(
    spent: Spent, prompt: str, values: Mapping[str, str], labels: Sequence[str]
) -> Generator[Drafted, None, tuple[str, int]]:
    """The claims of a reply while it comes; the value is the whole reply and how many there were."""
    with closing(spent.ask(prompt, values, form(labels) if labels else None)) as pieces:
        return (yield from _claims(pieces, spent.mask))


def _claims(pieces: Generator[str, None, Reply], mask: Mask) -> Generator[Drafted, None, tuple[str, int]]:
    text, at, found = "", None, 0
    while True:
        try:
            piece = next(pieces)
        except StopIteration as end:
            return end.value.text, found
        text += piece
        if at is None and (begun := _LIST.search(text)):
            at = begun.end()
        if at is None or "}" not in piece:
            continue
        for one, end_at in _complete(text, at):
            at = end_at
            if found < MOST_CLAIMS and (claim := _claim(one)) is not None:
                found += 1
                yield Drafted(text=mask.put_back(claim.text), quotes=claim.quotes)


def _complete(text: str, at: int) -> Iterator[tuple[Any, int]]:
    """The objects of a JSON list that are complete, each with where it ends."""
    decoder = json.JSONDecoder()
    while True:
        start = _between(text, at)
        if not text.startswith("{", start):
            return
        try:
            value, at = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            return
        yield value, at


def _between(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


def _claim(value: Any) -> Drafted | None:
    try:
        claim = Drafted.model_validate(value)
    except ValidationError:
        return None
    words = " ".join(claim.text.split())
    if not words or len(words) > LONGEST_CLAIM:
        return None
    return Drafted(text=words, quotes=claim.quotes[:MOST_QUOTES])
