"""Draw a report's plots as SVG, to stand inside its HTML."""

from __future__ import annotations

import io
import itertools
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from eval.tally import Report

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, BAR, PALE = "#1f2933", "#2f6f8f", "#9fb3c8"


def plots(report: Report, trend: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Every plot of a report by its caption; a plot without data is left out."""
    drawn = {
        "Right answers by slice, with 95 % intervals": _draw(
            lambda axes: _bars(axes, report), 0.22 * len(report.slices) + 1
        ),
        "Risk against coverage: topics taken in from the surest on; those with errors are named": _draw(
            lambda axes: _risk(axes, report), 3
        ),
        "Seconds an answer took": _draw(lambda axes: _latency(axes, report), 2.4),
    }
    if len(trend) > 1:
        drawn["Accepted runs"] = _draw(lambda axes: _trend(axes, trend), 2.4)
    return drawn


def risk_coverage(report: Report) -> list[tuple[float, float, str]]:
    """(coverage, risk, topic): spoken replies taken in topic by topic, the surest topic first.

    Coverage is their share of all judged items, risk the share of them that is not right. The replies carry no
    confidence of their own; the topic (or route) they came by is what a maintainer can switch off.
    """
    topics: dict[str, list[bool]] = {}
    for row in report.judged:
        if row.reply and row.reply.spoken:
            topic = (*row.reply.topics, row.reply.route, row.reply.kind)[0] or row.reply.kind
            topics.setdefault(topic, []).append(row.score.verdict == "right")
    points, right, taken = [], 0, 0
    for topic, hits in sorted(topics.items(), key=lambda one: (-sum(one[1]) / len(one[1]), one[0])):
        right, taken = right + sum(hits), taken + len(hits)
        points.append((taken / len(report.judged), 1 - right / taken, topic))
    return points


def _draw(plot: Any, height: float) -> str:
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    # A fixed salt and no date: the same run gives the same file.
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "trialogue", "font.size": 9, "text.color": INK}):
        figure = Figure(figsize=(7, height), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.subplots()
        plot(axes)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None})
    text = out.getvalue()
    return text[text.index("<svg") :]


def _bars(axes: Axes, report: Report) -> None:
    rates = [(name, rate) for name, rate in reversed(report.slices.items()) if rate.value is not None and rate.interval]
    values = [rate.value or 0.0 for _, rate in rates]
    lows = [value - rate.interval[0] for value, (_, rate) in zip(values, rates, strict=True) if rate.interval]
    highs = [rate.interval[1] - value for value, (_, rate) in zip(values, rates, strict=True) if rate.interval]
    axes.barh([f"{name} ({rate.n})" for name, rate in rates], values, color=BAR, height=0.65)
    axes.errorbar(
        values,
        range(len(rates)),
        xerr=[[max(v, 0) for v in lows], [max(v, 0) for v in highs]],
        fmt="none",
        ecolor=INK,
        lw=1,
    )
    axes.set_xlim(0, 1)


def _risk(axes: Axes, report: Report) -> None:
    points = risk_coverage(report)
    axes.plot([one[0] for one in points], [one[1] for one in points], "o-", color=BAR)
    for (_, before, _), (coverage, risk, topic) in itertools.pairwise([(0.0, 0.0, ""), *points]):
        if risk > before:
            axes.annotate(topic, (coverage, risk), textcoords="offset points", xytext=(-4, 5), fontsize=7, ha="right")
    axes.set(xlabel="coverage", ylabel="risk", xlim=(0, 1), ylim=(0, max([0.1, *(1.2 * one[1] for one in points)])))


def _latency(axes: Axes, report: Report) -> None:
    # The first answer waits for the model and lasts a hundred times as long as the rest.
    taken = [max(row.score.seconds, 1e-4) for row in report.judged if row.score.seconds is not None]
    low, high = (math.log10(edge(taken, default=1e-3)) for edge in (min, max))
    edges = [10 ** (low + (high - low + 0.01) * i / 30) for i in range(31)]
    axes.hist(taken, bins=edges, color=PALE, edgecolor=INK)
    axes.set(xlabel="seconds", ylabel="items", xscale="log")


def _trend(axes: Axes, trend: Sequence[Mapping[str, Any]]) -> None:
    for name, marker in (("accuracy", "o"), ("precision", "s"), ("coverage", "^")):
        axes.plot([one["date"] for one in trend], [one[name] for one in trend], f"{marker}-", label=name)
    axes.set_ylim(0, 1.02)
    axes.legend(frameon=False, fontsize=8)
