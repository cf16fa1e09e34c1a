"""Explain each item that changed between two runs by what changed on its way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from eval.bless import Past
from eval.numbers import bare
from eval.reply import Reply

Cause = Literal[
    "record drift", "error", "guard", "routing", "retrieval", "citation", "resolver", "abstention", "wording", "none"
]


@dataclass(frozen=True, slots=True)
class Flip:
    """An item whose verdict or never-events changed."""

    id: str
    before: str
    after: str
    never: tuple[str, ...]
    cause: Cause
    detail: str

    @property
    def worse(self) -> bool:
        """Whether it was right and is not, or brings a new never-event."""
        return bool(self.never) or (self.before == "right" and self.after != "right")


def diff(before: Mapping[str, Past], after: Mapping[str, Past]) -> tuple[Flip, ...]:
    """Every item that both runs have and that changed, in the order of the second run."""
    flips = []
    for name, now in after.items():
        then = before.get(name)
        if then is None:
            continue
        new = tuple(code for code in now.never if code not in then.never)
        if then.verdict != now.verdict or new:
            cause, detail = explain(then, now)
            flips.append(Flip(name, then.verdict, now.verdict, new, cause, detail))
    return tuple(flips)


def explain(then: Past, now: Past) -> tuple[Cause, str]:
    """The first step on the way of an answer at which two replies part."""
    if "needs_review" in (then.verdict, now.verdict):
        return "record drift", "the record's words that this item rests on have changed"
    if then.reply is None or now.reply is None:
        return "error", "a reply is missing"
    return explain_replies(then.reply, now.reply, now.never)


def explain_replies(a: Reply, b: Reply, never: tuple[str, ...] = ()) -> tuple[Cause, str]:
    """As `explain`, for two replies to one question.

    - *guard*: one of them is a redirect or a refusal; *routing*: other topics or another route;
    - *citation*: a quote is no longer what stands at its span; *retrieval*: other passages, or other quotes of the
      same passages' route; *abstention*: the same topics, but silence on one side, or silence said otherwise;
    - *resolver*: the same topics, other slices or other numbers; *wording*: only the words.
    """
    kinds = f"{a.kind} → {b.kind}"
    if a.kind != b.kind and {a.kind, b.kind} & {"redirected", "declined"}:
        return "guard", kinds
    if a.topics != b.topics or a.route != b.route:
        return "routing", f"{', '.join(a.topics) or a.route or '–'} → {', '.join(b.topics) or b.route or '–'}"
    if "quote_not_in_source" in never:
        return "citation", "; ".join(str(c.span.start) for c in b.citations if c not in a.citations)
    if a.passages != b.passages:
        return "retrieval", f"{', '.join(a.passages[:3]) or '–'} → {', '.join(b.passages[:3]) or '–'}"
    silent = "not_in_record" in (a.kind, b.kind) or (a.not_stated and a.spans == b.spans)
    if silent and (a.kind, a.text, a.not_stated) != (b.kind, b.text, b.not_stated):
        return "abstention", kinds if a.kind != b.kind else "the silence is said otherwise"
    if a.spans != b.spans:
        quotes = [c.quote for c in b.citations if c.span not in a.spans] or ["nothing"]
        return "resolver", f"now cites {quotes[0][:80]!r}"
    if bare(a.text) != bare(b.text):
        return "resolver", f"numbers {sorted(bare(a.text) ^ bare(b.text))}"
    if a.kind != b.kind:
        return "abstention", kinds
    return ("wording", "the words changed") if a.text != b.text else ("none", "the same reply; the gold item changed")
