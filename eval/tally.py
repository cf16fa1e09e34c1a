"""Fold the scores of a run into a report: counts, rates with intervals, slices, never-events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from eval.drafts import Drafts, drafts
from eval.items import BoundItem
from eval.plain import Found
from eval.reply import SPOKEN, Reply
from eval.run import Run
from eval.score import ItemScore, score
from ingest.record import TrialRecord

JUDGED = ("right", "partly", "wrong", "silent", "error")
SILENCES = ("not_in_record", "redirected", "declined")


@dataclass(frozen=True, slots=True)
class Judged:
    """An item with its reply and scores: a row of the report."""

    bound: BoundItem
    reply: Reply | None
    score: ItemScore

    @property
    def cluster(self) -> str:
        """The source section (or topic slice) an item hangs on: items of one cluster fail together."""
        spans = [span for group in self.bound.cite for span in group]
        if not spans:
            return self.bound.item.slices[0]
        first = min(spans)
        return first.pointer or f"{self.bound.item.slices[0]}:{first.start // 500}"


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its size and its 95 % Wilson interval; `value` is None when there is nothing to share."""

    hits: int
    n: int

    @property
    def value(self) -> float | None:
        """hits / n."""
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % Wilson score interval (statsmodels)."""
        if not self.n:
            return None
        from statsmodels.stats.proportion import proportion_confint  # type: ignore[import-untyped]

        low, high = proportion_confint(self.hits, self.n, method="wilson")
        return float(low), float(high)

    def __str__(self) -> str:
        if self.value is None or self.interval is None:
            return "– (n 0)"
        return f"{self.value:.1%} [{self.interval[0]:.0%}–{self.interval[1]:.0%}] n {self.n}"


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over the items that have the score; `left_out` had nothing to score."""

    value: float | None
    n: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a run showed."""

    name: str
    rows: tuple[Judged, ...]
    fingerprints: Mapping[str, str]
    plain: Mapping[str, Found] | None = None

    @property
    def judged(self) -> tuple[Judged, ...]:
        """The rows that count: all but those that need review."""
        return tuple(row for row in self.rows if row.score.verdict in JUDGED)

    @property
    def verdicts(self) -> Counter[str]:
        """How many items are right, partly, wrong, silent, error, needs_review."""
        return Counter(row.score.verdict for row in self.rows)

    @property
    def accuracy(self) -> Rate:
        """Right over all judged items."""
        return self.rate(self.judged)

    @property
    def precision(self) -> Rate:
        """Right over the judged items that were answered (or partly)."""
        return self.rate([row for row in self.judged if row.reply and row.reply.spoken])

    @property
    def coverage(self) -> Rate:
        """Answered over the judged items for which only an answer is right."""
        due = [row for row in self.judged if all(kind in SPOKEN for kind in row.bound.item.kind)]
        return Rate(len([row for row in due if row.reply and row.reply.spoken]), len(due))

    @property
    def abstention(self) -> dict[str, tuple[Rate, Rate]]:
        """By class of silence: (precision, recall).

        Precision: of the replies of this kind, those for which it is allowed. Recall: of the items for which it is
        the first kind named, those whose reply has an allowed kind that is a silence (or is right).
        """
        found = {}
        for kind in SILENCES:
            given = [row for row in self.judged if row.reply and row.reply.kind == kind]
            due = [row for row in self.judged if row.bound.item.kind[0] == kind]
            allowed = [row for row in given if kind in row.bound.item.kind]
            met = [row for row in due if row.reply and row.reply.kind in row.bound.item.kind]
            found[kind] = (Rate(len(allowed), len(given)), Rate(len(met), len(due)))
        return found

    @property
    def slices(self) -> dict[str, Rate]:
        """Accuracy in each slice."""
        names = dict.fromkeys(tag for row in self.judged for tag in row.bound.item.tags)
        return {name: self.rate([row for row in self.judged if name in row.bound.item.tags]) for name in sorted(names)}

    @property
    def beside_plain(self) -> dict[str, tuple[Rate, Rate, Rate]]:
        """By slice: right of ours; the plain pipeline's first passage, and its first four, hold what must be quoted.

        Empty where the plain pipeline was not run. A plain passage is never an absence: where the right answer is a
        silence, the plain pipeline has no right one to give.
        """
        if self.plain is None:
            return {}
        citable = [row for row in self.judged if row.bound.item.cite]
        groups = {"all": list(self.judged), "all that have a quote to find": citable}
        groups |= {name: [row for row in self.judged if name in row.bound.item.tags] for name in self.slices}
        return {name: (self.rate(rows), *self._plain(rows)) for name, rows in groups.items()}

    def _plain(self, rows: Sequence[Judged]) -> tuple[Rate, Rate]:
        found = [self.plain[row.bound.item.id] for row in rows] if self.plain is not None else []
        return Rate(sum(one.first for one in found), len(rows)), Rate(sum(one.top for one in found), len(rows))

    @property
    def never(self) -> tuple[tuple[str, str, str], ...]:
        """Every never-event: (item, code, words)."""
        return tuple((row.bound.item.id, one.code, one.words) for row in self.rows for one in row.score.never)

    @property
    def must_failures(self) -> tuple[Judged, ...]:
        """Items whose failure is a never-event and that are not right."""
        return tuple(row for row in self.judged if row.bound.item.must and row.score.verdict != "right")

    @property
    def drafts(self) -> Drafts | None:
        """What a language model did for the replies; None where none was configured."""
        return drafts(row.reply for row in self.rows)

    @property
    def means(self) -> dict[str, Mean]:
        """Means of the item scores, with what was left out."""
        fields: dict[str, Callable[[ItemScore], float | int | bool | None]] = {
            "citation recall (characters)": lambda s: s.span_recall,
            "citation precision (characters)": lambda s: s.span_precision,
            "quotes equal to the source": lambda s: s.exact_quotes,
            "numbers without a quote": lambda s: s.unquoted_numbers,
            "reading grade (patient, English)": lambda s: s.reading_grade,
            "reply in the asker's language": lambda s: s.right_language,
        }
        return {name: self.mean(get) for name, get in fields.items()}

    def mean(self, get: Callable[[ItemScore], float | int | bool | None]) -> Mean:
        """The mean of one score over the judged items."""
        values = [value for row in self.judged if (value := get(row.score)) is not None]
        return Mean(fmean(values) if values else None, len(values), len(self.judged) - len(values))

    def latency(self, share: float) -> float | None:
        """A quantile of the seconds an answer took."""
        values = sorted(row.score.seconds for row in self.judged if row.score.seconds is not None)
        return values[min(int(share * len(values)), len(values) - 1)] if values else None

    @staticmethod
    def rate(rows: Sequence[Judged]) -> Rate:
        """Right over these rows."""
        return Rate(len([row for row in rows if row.score.verdict == "right"]), len(rows))


def tally(
    name: str,
    items: Sequence[BoundItem],
    run: Run,
    records: Mapping[str, TrialRecord],
    plain: Mapping[str, Found] | None = None,
) -> Report:
    """Score every outcome of a run against its item; `plain` is what a plain pipeline found for the same items."""
    outcomes = {one.id: one for one in run.outcomes}
    rows = []
    for bound in items:
        outcome = outcomes.get(bound.item.id)
        reply = outcome.reply if outcome else None
        error = outcome.error if outcome else "not run"
        rows.append(Judged(bound, reply, score(bound, reply, records[bound.trial], error)))
    return Report(name, tuple(rows), run.fingerprints, plain)
