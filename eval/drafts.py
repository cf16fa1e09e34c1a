"""Fold what a language model did in a run: by route, what it worded, what was dropped and why, and what that cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from eval.reply import Drafted, Reply

EXAMPLES = 3
"""Dropped claims of one reason that are shown."""


@dataclass(frozen=True, slots=True)
class Route:
    """Answers of one route: all, those a model was asked for, those of which it worded a sentence; claims kept, dropped."""

    n: int
    asked: int
    worded: int
    kept: int
    dropped: int


@dataclass(frozen=True, slots=True)
class Drafts:
    """What a model did for the answers of a run.

    `reasons` counts the dropped claims of a reason, with examples; `why` counts the answers that are the default one by
    why. Tokens are means over the answers the model was asked for and whose provider counts them; seconds are medians
    over the answers it was asked for: the whole answer, and the same without the time the model took.
    """

    models: tuple[str, ...]
    prompts: tuple[str, ...]
    routes: Mapping[str, Route]
    reasons: Mapping[str, tuple[int, tuple[str, ...]]]
    why: Mapping[str, int]
    tokens_in: float | None
    tokens_out: float | None
    seconds_with: float | None
    seconds_without: float | None

    def as_dict(self) -> dict[str, Any]:
        """As JSON."""
        reasons = {reason: {"n": n, "examples": list(shown)} for reason, (n, shown) in self.reasons.items()}
        return {**asdict(self), "reasons": reasons}

    def told(self) -> str:
        """As plain lines."""
        lines = [f"drafted by {', '.join(self.models)}: answers · asked · worded · claims kept/dropped"]
        lines += [
            f"  {name:<28}{one.n} · {one.asked} · {one.worded} · {one.kept}/{one.dropped}"
            for name, one in self.routes.items()
        ]
        lines += [f"  default answer kept: {reason:<20}{n}" for reason, n in self.why.items()]
        for reason, (n, examples) in self.reasons.items():
            lines += [f"  dropped {n}: {reason}", *(f"      {one!r}" for one in examples)]
        lines.append(
            f"  tokens an answer: {_number(self.tokens_in, 0)} in, {_number(self.tokens_out, 0)} out; seconds p50 "
            f"{_number(self.seconds_with, 2)} with the model, {_number(self.seconds_without, 2)} without"
        )
        return "\n".join(lines)


def drafts(replies: Iterable[Reply | None]) -> Drafts | None:
    """What a model did for these replies; None where none was configured."""
    made = [(one, one.drafted) for one in replies if one is not None and one.drafted is not None]
    if not made:
        return None
    routes: dict[str, list[Drafted]] = {}
    for reply, drafted in made:
        routes.setdefault(_route(reply), []).append(drafted)
    asked = [(reply, drafted) for reply, drafted in made if drafted.calls]
    tokens = [(one.tokens_in, one.tokens_out or 0) for _, one in asked if one.tokens_in is not None]
    with_model = [reply.seconds for reply, _ in asked]
    without = [max(0.0, reply.seconds - one.seconds) for reply, one in asked]
    return Drafts(
        tuple(dict.fromkeys(one.model for _, one in made)),
        tuple(sorted({prompt for _, one in made for prompt in one.prompts})),
        {name: _counted(routes[name]) for name in sorted(routes)},
        _reasons(claim for _, one in made for claim in one.dropped),
        dict(Counter(one.why for _, one in made if one.why).most_common()),
        sum(a for a, _ in tokens) / len(tokens) if tokens else None,
        sum(b for _, b in tokens) / len(tokens) if tokens else None,
        median(with_model) if with_model else None,
        median(without) if without else None,
    )


def _route(reply: Reply) -> str:
    """How the answer came about; a silence that stayed one is told apart."""
    route = reply.route or "none"
    return f"{route}, nothing found" if reply.kind == "not_in_record" else route


def _counted(drafted: Iterable[Drafted]) -> Route:
    every = tuple(drafted)
    return Route(
        len(every),
        sum(one.calls > 0 for one in every),
        sum(one.kept > 0 for one in every),
        sum(one.kept for one in every),
        sum(len(one.dropped) for one in every),
    )


def _reasons(dropped: Iterable[tuple[str, str]]) -> dict[str, tuple[int, tuple[str, ...]]]:
    """The reasons, the commonest first; what stands after a colon belongs to one claim."""
    found: dict[str, list[str]] = {}
    for claim, reason in dropped:
        kind, _, detail = reason.partition(":")
        found.setdefault(kind, []).append(f"{claim} ({detail.strip()})" if detail.strip() else claim)
    order = sorted(found.items(), key=lambda one: -len(one[1]))
    return {reason: (len(claims), tuple(dict.fromkeys(claims))[:EXAMPLES]) for reason, claims in order}


def _number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"
