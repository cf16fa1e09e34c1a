"""A reply as the public JSON carries it, read without any help of the code that wrote it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from assistant.answer import Answer
from ingest.record import Span

SPOKEN = ("answered", "partly_answered")


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation: the quote that is shown and the place it is said to come from."""

    n: int
    trial: str
    section: str
    quote: str
    span: Span


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the reply with the numbers of its citations."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a language model did for a reply: `dropped` pairs a claim with the reason, `why` says why nothing is shown."""

    model: str
    prompts: tuple[str, ...]
    calls: int
    tokens_in: int | None
    tokens_out: int | None
    seconds: float
    kept: int
    dropped: tuple[tuple[str, str], ...]
    why: str


@dataclass(frozen=True, slots=True)
class Reply:
    """The JSON of `trialogue ask`, with the trace of how it came about."""

    trial: str | None
    kind: str
    language: str
    text: str
    statements: tuple[Said, ...]
    citations: tuple[Cited, ...]
    not_stated: tuple[tuple[str, tuple[str, ...]], ...]
    next_steps: tuple[str, ...]
    as_of: str
    seconds: float
    topics: tuple[str, ...] = ()
    route: str = ""
    passages: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    drafted: Drafted | None = None

    @property
    def spoken(self) -> bool:
        """Whether it says something of the record."""
        return self.kind in SPOKEN

    @property
    def spans(self) -> tuple[Span, ...]:
        """The cited spans, in order."""
        return tuple(sorted(one.span for one in self.citations))


def as_dict(answer: Answer) -> dict[str, Any]:
    """The public JSON of an answer plus its trace: what a run keeps."""
    trace = answer.trace
    kept: dict[str, Any] = {name: list(getattr(trace, name)) for name in ("topics", "passages", "dropped")}
    kept["route"] = trace.route
    if trace.drafting is not None:
        kept["drafting"] = asdict(trace.drafting)
    return {**answer.as_json(), "trace": kept}


def read(data: Mapping[str, Any]) -> Reply:
    """Read what `as_dict` wrote, or a line of `trialogue ask --batch` (which has no trace)."""
    trace = data.get("trace", {})
    return Reply(
        trial=data["trial"],
        kind=data["kind"],
        language=data["language"],
        text=data["text"],
        statements=tuple(Said(one["text"], tuple(one["citations"])) for one in data["statements"]),
        citations=tuple(
            Cited(c["n"], c["trial"], c["section"], c["quote"], Span(c["pointer"], c["start"], c["end"]))
            for c in data["citations"]
        ),
        not_stated=tuple((one["topic"], tuple(one["searched"])) for one in data["not_stated"]),
        next_steps=tuple(data["next_steps"]),
        as_of=data["as_of"],
        seconds=data["seconds"],
        topics=tuple(trace.get("topics", ())),
        route=trace.get("route", ""),
        passages=tuple(trace.get("passages", ())),
        dropped=tuple(trace.get("dropped", ())),
        drafted=_drafted(trace.get("drafting")),
    )


def _drafted(data: Mapping[str, Any] | None) -> Drafted | None:
    if data is None:
        return None
    dropped = tuple((claim, reason) for claim, reason in data["dropped"])
    return Drafted(**{**data, "prompts": tuple(data["prompts"]), "dropped": dropped})


def plain(text: str) -> str:
    """Casefolded NFKC text with single blanks and straight quotation marks: the form in which words are compared."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("\u2010", "-")
    return re.sub(r"\s+", " ", folded).strip()


def says(text: str, words: str) -> bool:
    """Whether a text holds these words, not as a part of a longer number or Latin word's beginning.

    `70` is not said by `170` or `70.5`; `exclu` is said by `excluded`.
    """
    wanted = plain(words)
    before = (
        r"(?<![\d.,])"
        if wanted[0].isdigit()
        else r"(?<![a-z0-9])"
        if wanted[0].isascii() and wanted[0].isalnum()
        else ""
    )
    after = r"(?!\d|[.,]\d)" if wanted[-1].isdigit() else ""
    return re.search(before + re.escape(wanted) + after, plain(text)) is not None


def outside_quotes(text: str, quotes: tuple[str, ...]) -> str:
    """The text without the quotes it shows and without citation marks such as `[1]`."""
    text = re.sub(r"\s+", " ", text)
    for quote in sorted((re.sub(r"\s+", " ", quote) for quote in quotes), key=len, reverse=True):
        edges = (r"(?<!\w)" if quote[:1].isalnum() else "", r"(?!\w)" if quote[-1:].isalnum() else "")
        text = re.sub(edges[0] + re.escape(quote) + edges[1], " ", text)
    return re.sub(r"\[\d+(?:\s*[,–-]\s*\d+)*\]", " ", text)


def quoted(text: str) -> Iterator[str]:
    """What stands between double quotation marks in a text."""
    for pattern in (r"“([^“”]+)”", r"«([^«»]+)»", r"「([^「」]+)」"):
        yield from re.findall(pattern, text)
    # A quote of the record may hold straight marks of its own: inches, seconds, an unclosed one.
    yield from re.findall(r'"([^"\n]+)"', re.sub(r"“[^“”]*”", " ", text))


def asked(text: str) -> Iterator[str]:
    """What stands between single quotation marks, outside of double ones, in a text: words of the asker."""
    yield from re.findall(r"‘([^‘’]+)’", re.sub(r"“[^“”]*”", " ", text))
