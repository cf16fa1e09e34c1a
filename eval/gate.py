"""Is this run worse than the accepted one? Paired tests, never-events first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.bless import Baseline, Past, past_of
from eval.diff import Flip, diff
from eval.tally import Report

ALPHA = 0.05
RESAMPLES = 2000
SCORES = ("span_recall", "span_precision", "exact_quotes", "right_language")


@dataclass(frozen=True, slots=True)
class Paired:
    """Right/not right on the same items: how many were lost, won, and the exact two-sided McNemar p."""

    name: str
    n: int
    lost: int
    won: int
    p: float
    p_holm: float | None = None

    @property
    def drop(self) -> bool:
        """A significant loss, after Holm where several slices were tested."""
        return self.lost > self.won and (self.p if self.p_holm is None else self.p_holm) < ALPHA


@dataclass(frozen=True, slots=True)
class Interval:
    """The mean paired change of a score with its 95 % interval, resampled by source section."""

    name: str
    n: int
    change: float
    low: float
    high: float

    @property
    def drop(self) -> bool:
        """The whole interval lies below zero."""
        return self.high < 0


@dataclass(frozen=True, slots=True)
class Gate:
    """The verdict with its reasons; `reasons` is empty when the run passes.

    `new_items` are those the accepted run does not have: nothing to compare, so no test counts them, and `new_right` of
    them are right. They still have to be free of errors, never-events and failures of what must be right.
    """

    reasons: tuple[str, ...]
    overall: Paired
    slices: tuple[Paired, ...]
    scores: tuple[Interval, ...]
    flips: tuple[Flip, ...]
    smallest: int | None
    new_items: tuple[str, ...]
    new_right: int

    @property
    def passed(self) -> bool:
        """Whether nothing speaks against the run."""
        return not self.reasons


def gate(report: Report, baseline: Baseline, also: Sequence[str] = ()) -> Gate:
    """Compare a run with the accepted one; `also` are reasons that were found elsewhere.

    Fails on any never-event, any failure of a `must` item, any error, an item of the baseline that is gone, and a
    significant drop: overall, in a slice (Holm), or in a score.
    """
    now = past_of(report)
    rows = {row.bound.item.id: row for row in report.judged}
    shared = [name for name in rows if name in baseline.items and baseline.items[name].verdict != "needs_review"]
    overall = mcnemar("all", shared, baseline.items, now)
    tags = sorted({tag for name in shared for tag in rows[name].bound.item.tags})
    slices = holm(
        [mcnemar(tag, [n for n in shared if tag in rows[n].bound.item.tags], baseline.items, now) for tag in tags]
    )
    clusters = {name: rows[name].cluster for name in shared}
    scores = tuple(one for score in SCORES if (one := bootstrap(score, clusters, baseline.items, now)))
    reasons = [*also]
    reasons += [f"never-event {code} in {name}: {words!r}" for name, code, words in report.never]
    reasons += [f"{row.bound.item.id} must be right and is {row.score.verdict}: {'; '.join(row.score.because)}"
                for row in report.must_failures if row.score.verdict != "error"]  # fmt: skip
    reasons += [
        f"error in {row.bound.item.id}: {row.score.because[0]}" for row in report.judged if row.score.verdict == "error"
    ]
    reasons += [f"{name} was in the accepted run and is gone" for name in baseline.items if name not in now]
    reasons += [
        f"significant drop in {one.name}: {one.lost} lost, {one.won} won" for one in (overall, *slices) if one.drop
    ]
    reasons += [
        f"significant drop in {one.name}: {one.change:+.3f} [{one.low:+.3f}, {one.high:+.3f}]"
        for one in scores
        if one.drop
    ]
    flips = diff(baseline.items, now)
    new = tuple(name for name in now if name not in baseline.items)
    new_right = sum(now[name].verdict == "right" for name in new)
    return Gate(tuple(reasons), overall, slices, scores, flips, smallest_drop(len(shared)), new, new_right)


def mcnemar(name: str, ids: Sequence[str], before: Mapping[str, Past], after: Mapping[str, Past]) -> Paired:
    """The exact McNemar test (statsmodels) on right/not right."""
    from statsmodels.stats.contingency_tables import mcnemar as test  # type: ignore[import-untyped]

    pairs = [(before[one].verdict == "right", after[one].verdict == "right") for one in ids]
    lost, won = pairs.count((True, False)), pairs.count((False, True))
    table = [[pairs.count((True, True)), lost], [won, pairs.count((False, False))]]
    return Paired(name, len(pairs), lost, won, float(test(table, exact=True).pvalue) if lost + won else 1.0)


def holm(tests: Sequence[Paired]) -> tuple[Paired, ...]:
    """Holm's correction over the slices (statsmodels)."""
    if not tests:
        return ()
    from statsmodels.stats.multitest import multipletests  # type: ignore[import-untyped]

    corrected = multipletests([one.p for one in tests], alpha=ALPHA, method="holm")[1]
    return tuple(
        Paired(one.name, one.n, one.lost, one.won, one.p, float(p)) for one, p in zip(tests, corrected, strict=True)
    )


def bootstrap(
    score: str, clusters: Mapping[str, str], before: Mapping[str, Past], after: Mapping[str, Past]
) -> Interval | None:
    """The mean change of a score on the items that have it in both runs, whole clusters resampled (scipy).

    None when fewer than two clusters have the score: nothing can be resampled.
    """
    changes: dict[str, list[float]] = defaultdict(list)
    for name, cluster in clusters.items():
        old, new = before[name].scores.get(score), after[name].scores.get(score)
        if old is not None and new is not None:
            changes[cluster].append(new - old)
    if len(changes) < 2:
        return None
    import numpy as np
    from scipy.stats import bootstrap as resample  # type: ignore[import-untyped]

    sums = np.array([sum(values) for values in changes.values()])
    sizes = np.array([len(values) for values in changes.values()])
    mean = float(sums.sum() / sizes.sum())
    if not sums.any():
        return Interval(score, int(sizes.sum()), 0.0, 0.0, 0.0)
    found = resample((sums, sizes), lambda s, n, axis=-1: s.sum(axis=axis) / n.sum(axis=axis), paired=True,
                     n_resamples=RESAMPLES, method="percentile", rng=np.random.default_rng(0))  # fmt: skip
    low, high = found.confidence_interval
    return Interval(score, int(sizes.sum()), mean, float(low), float(high))


def smallest_drop(n: int) -> int | None:
    """The fewest items that, all lost and none won, make the exact McNemar test significant; None if n are too few."""
    from scipy.stats import binomtest

    return next((lost for lost in range(1, n + 1) if binomtest(0, lost).pvalue < ALPHA), None)


def told(result: Gate) -> str:
    """The gate's verdict as plain lines."""
    n, least = result.overall.n, result.smallest
    lines = [f"GATE {'PASSED' if result.passed else 'FAILED'}: {n} paired items, {result.overall.lost} lost, "
             f"{result.overall.won} won, exact McNemar p = {result.overall.p:.3g}"]  # fmt: skip
    lines += [
        f"  smallest drop this set can see: {least} items ({least / n:.1%})"
        if least
        else "  too few items to see any drop"
    ]
    lines += [f"  ✗ {reason}" for reason in result.reasons]
    lines += [
        f"  {'▼' if one.worse else '▲'} {one.id}: {one.before} → {one.after}, {one.cause}: {one.detail}"
        for one in result.flips
    ]
    lines += [
        f"  ~ {one.name}: {one.change:+.4f} [{one.low:+.4f}, {one.high:+.4f}] n {one.n}"
        for one in result.scores
        if one.low or one.high
    ]
    if result.new_items:
        lines.append(f"  + new: {len(result.new_items)}, {result.new_right} right: {', '.join(result.new_items)}")
    return "\n".join(lines)
