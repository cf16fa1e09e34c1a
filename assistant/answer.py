"""An answer: statements, each standing on numbered citations that are slices of the record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from assistant.question import Audience, Language
from ingest.record import Slice

Kind = Literal["answered", "partly_answered", "not_in_record", "redirected", "declined"]
SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered slice of one trial's record."""

    n: int
    trial: str
    slice: Slice


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that is shown, with the numbers of the citations it stands on."""

    text: str
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NotStated:
    """A topic on which the record is silent, and the sections that were searched."""

    topic: str
    searched: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drafting:
    """What a language model did for an answer: which one, by which prompts, at what cost, and what was dropped.

    `prompts` are `name@version:digest`; `dropped` pairs a claim with the reason; `why` says why nothing of the model's is
    shown, and is empty when something is.
    """

    model: str
    prompts: tuple[str, ...] = ()
    calls: int = 0
    tokens_in: int | None = None
    tokens_out: int | None = None
    seconds: float = 0.0
    kept: int = 0
    dropped: tuple[tuple[str, str], ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """How the answer came about: for the eval and for diagnosis, never for the asker."""

    topics: tuple[str, ...] = ()
    route: str = ""
    passages: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    drafting: Drafting | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole reply to one question."""

    trial: str | None
    audience: Audience
    language: Language
    kind: Kind
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    not_stated: tuple[NotStated, ...] = ()
    next_steps: tuple[str, ...] = ()
    as_of: str = ""
    seconds: float = 0.0
    trace: Trace = field(default_factory=Trace)

    @property
    def by(self) -> Literal["default", "model"]:
        """Whether any sentence was drafted by a language model."""
        return "model" if self.trace.drafting and self.trace.drafting.kept else "default"

    @property
    def text(self) -> str:
        """The whole reply as plain text: the statements, then the next steps."""
        return "\n".join([*(s.text for s in self.statements), *self.next_steps])

    def as_json(self, id: str | None = None) -> dict[str, Any]:
        """The public JSON of `trialogue ask` (schema 1)."""
        return {
            "schema": SCHEMA,
            **({"id": id} if id is not None else {}),
            "trial": self.trial,
            "audience": self.audience,
            "language": self.language,
            "kind": self.kind,
            "text": self.text,
            "statements": [{"text": s.text, "citations": list(s.citations)} for s in self.statements],
            "citations": [
                {
                    "n": c.n,
                    "trial": c.trial,
                    "section": c.slice.section,
                    "quote": c.slice.text,
                    "pointer": c.slice.span.pointer,
                    "start": c.slice.span.start,
                    "end": c.slice.span.end,
                }
                for c in self.citations
            ],
            "not_stated": [{"topic": n.topic, "searched": list(n.searched)} for n in self.not_stated],
            "next_steps": list(self.next_steps),
            "as_of": self.as_of,
            "seconds": round(self.seconds, 4),
            "by": self.by,
        }
