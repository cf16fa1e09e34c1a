"""Score patient–criterion pairs against physicians' labels, strictly and with what is presumed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Published accuracy of GPT-4 at the criterion level (Jin 2024, Nature Communications, TrialGPT).
PUBLISHED = 0.873

_LABEL: Mapping[tuple[str, str], str] = {
    ("inclusion", "yes"): "included",
    ("inclusion", "no"): "not included",
    ("exclusion", "yes"): "excluded",
    ("exclusion", "no"): "not excluded",
}


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
    gold: list[str] = []
    strict: list[str] = []
    presumed: list[str] = []
    wrong: list[tuple[Any, str, str]] = []
    for item in items:
        finding = judge(item)
        gold.append(str(item["label"]))
        strict.append(label(str(item["kind"]), finding["holds"]))
        presumed.append(label(str(item["kind"]), finding["holds"], finding["presumed"]))
        if presumed[-1] != gold[-1]:
            wrong.append((item.get("id"), gold[-1], presumed[-1]))
    most = Counter(gold).most_common(1)
    return PairsReport(
        _score(gold, strict), _score(gold, presumed), most[0][1] / len(gold) if most else None, tuple(wrong)
    )


def _score(gold: list[str], found: list[str]) -> PairScore:
    names = sorted({*gold, *found})
    classes = {
        name: (sum(g == f == name for g, f in zip(gold, found, strict=True)), found.count(name), gold.count(name))
        for name in names
    }
    return PairScore(len(gold), sum(g == f for g, f in zip(gold, found, strict=True)), classes)


def render(report: PairsReport) -> str:
    """The report as lines of text."""
    lines = [
        f"{report.strict.n} pairs; majority class {_percent(report.majority)}; published (GPT-4) {_percent(PUBLISHED)}"
    ]
    for name, score in (("strict", report.strict), ("with presumed", report.presumed)):
        lines.append(f"{name}: {_percent(score.accuracy)}")
        lines += [f"  {cls:<24} right {r:>4} of {g:>4}, said {p:>4} times" for cls, (r, p, g) in score.classes.items()]
    return "\n".join(lines)


def _percent(value: float | None) -> str:
    return "none" if value is None else f"{100 * value:.1f} %"


def read_pairs(path: Path) -> list[dict[str, Any]]:
    """The pairs of a file, one JSON object a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
