"""Score patient–criterion pairs against physicians' labels, strictly and with what is presumed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.errors import BadGold

# Published accuracy of GPT-4 at the criterion level (Jin 2024, Nature Communications, TrialGPT).
PUBLISHED = 0.873

_LABEL: Mapping[tuple[str, str], str] = {
    ("inclusion", "yes"): "included",
    ("inclusion", "no"): "not included",
    ("exclusion", "yes"): "excluded",
    ("exclusion", "no"): "not excluded",
}
_FIELDS = ("kind", "criterion", "note", "label")


@dataclass(frozen=True, slots=True)
class PairScore:
    """How many labels were met; `classes` maps a label to (right, predicted, in the gold)."""

    n: int
    right: int
    classes: Mapping[str, tuple[int, int, int]]

    @property
    def accuracy(self) -> float | None:
        """Right over all; None when there was nothing to score."""
        return self.right / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class PairsReport:
    """Both readings of silence beside the majority class (overall, and by kind of criterion)."""

    strict: PairScore
    presumed: PairScore
    majority: float | None
    majority_by_kind: float | None
    wrong: tuple[tuple[Any, str, str], ...]


def label(kind: str, holds: str, presumed: str | None = None) -> str:
    """The label a finding stands for; `presumed` counts where the note is silent."""
    if holds == "not_applicable":
        return "not applicable"
    return _LABEL.get((kind, holds if holds != "unknown" else presumed or "unknown"), "not enough information")


def score_pairs(
    items: Iterable[Mapping[str, Any]], judge: Callable[[Mapping[str, Any]], Mapping[str, Any]]
) -> PairsReport:
    """Judge and score every item; an item carries `kind`, `criterion`, `note` and `label`."""
    kinds: list[str] = []
    gold: list[str] = []
    strict: list[str] = []
    presumed: list[str] = []
    wrong: list[tuple[Any, str, str]] = []
    for item in items:
        finding = judge(item)
        kinds.append(str(item["kind"]))
        gold.append(str(item["label"]))
        strict.append(label(str(item["kind"]), finding["holds"]))
        presumed.append(label(str(item["kind"]), finding["holds"], finding["presumed"]))
        if presumed[-1] != gold[-1]:
            wrong.append((item.get("id"), gold[-1], presumed[-1]))
    labels = list(zip(kinds, gold, strict=True))
    overall, by_kind = _majority([("", one) for one in gold]), _majority(labels)
    return PairsReport(_score(gold, strict), _score(gold, presumed), overall, by_kind, tuple(wrong))


def _majority(labels: list[tuple[str, str]]) -> float | None:
    """What always giving the commonest label of each kind would score; None without labels."""
    most = [max(Counter(one for kind, one in labels if kind == each).values()) for each in {kind for kind, _ in labels}]
    return sum(most) / len(labels) if labels else None


def _score(gold: list[str], found: list[str]) -> PairScore:
    names = sorted({*gold, *found})
    classes = {
        name: (sum(g == f == name for g, f in zip(gold, found, strict=True)), found.count(name), gold.count(name))
        for name in names
    }
    return PairScore(len(gold), sum(g == f for g, f in zip(gold, found, strict=True)), classes)


def told(report: PairsReport) -> str:
    """The report as lines of text."""
    lines = [
        f"pairs: {report.strict.n}; majority class {_percent(report.majority)}, by kind of criterion "
        f"{_percent(report.majority_by_kind)}; published (GPT-4) {_percent(PUBLISHED)}"
    ]
    for name, score in (("strict", report.strict), ("with presumed", report.presumed)):
        lines.append(f"{name}: {_percent(score.accuracy)} ({score.right} of {score.n})")
        lines += [f"  {cls:<24} right {r:>4} of {g:>4}, said {p:>4} times" for cls, (r, p, g) in score.classes.items()]
    return "\n".join(lines)


def as_dict(report: PairsReport) -> dict[str, Any]:
    """The report as JSON (schema 1)."""
    return {
        "schema": 1,
        "name": "pairs",
        "n": report.strict.n,
        "majority": report.majority,
        "majority_by_kind": report.majority_by_kind,
        "published": PUBLISHED,
        "strict": _score_dict(report.strict),
        "presumed": _score_dict(report.presumed),
        "wrong": [{"id": id, "label": gold, "given": given} for id, gold, given in report.wrong],
    }


def _score_dict(score: PairScore) -> dict[str, Any]:
    classes = {name: {"right": r, "given": p, "gold": g} for name, (r, p, g) in score.classes.items()}
    return {"accuracy": score.accuracy, "right": score.right, "classes": classes}


def _percent(value: float | None) -> str:
    return "none" if value is None else f"{100 * value:.1f} %"


def read_pairs(path: Path) -> tuple[dict[str, Any], ...]:
    """The pairs of a file, one JSON object a line.

    Raises:
        BadGold: absent, no text, a line that is no pair, or no pair at all.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadGold(f"{path} cannot be read ({error}): give a JSON-lines file of pairs.") from None
    pairs = tuple(_pair(path, number, line) for number, line in enumerate(lines, 1) if line.strip())
    if not pairs:
        raise BadGold(f"{path} holds no pair: give one JSON object a line.")
    return pairs


def _pair(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        pair: dict[str, Any] = json.loads(line)
    except (ValueError, RecursionError):
        raise BadGold(f"{path}:{number} is not JSON: give one object a line.") from None
    lacks = [name for name in _FIELDS if not isinstance(pair, dict) or not isinstance(pair.get(name), str)]
    if lacks or pair["kind"] not in ("inclusion", "exclusion"):
        named = ", ".join(lacks) or "a kind that is inclusion or exclusion"
        raise BadGold(f"{path}:{number} is no pair, it lacks {named}: give {', '.join(_FIELDS)}.")
    return pair
