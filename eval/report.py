"""Show a report: one self-contained HTML file, JSON, and a table for the terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval.gate import Gate, told
from eval.plots import plots, risk_coverage
from eval.tally import Judged, Rate, Report

_ORDER = ("error", "wrong", "silent", "partly", "needs_review", "right")


def worst(report: Report, k: int = 5) -> tuple[Judged, ...]:
    """The items to look at first: never-events, then must failures, then by verdict."""
    bad = [row for row in report.rows if row.score.never or row.score.verdict not in ("right", "needs_review")]
    order = sorted(
        bad,
        key=lambda row: (-len(row.score.never), not row.bound.item.must, _ORDER.index(row.score.verdict)),
    )
    return tuple(order[:k])


def html(report: Report, gate: Gate | None = None, trend: Sequence[Mapping[str, Any]] = ()) -> str:
    """The whole report as one file without outside parts; every word of a reply is escaped."""
    from jinja2 import Environment

    page = Environment(autoescape=True).from_string((Path(__file__).parent / "report.html").read_text(encoding="utf-8"))
    return page.render(
        report=report,
        gate=gate,
        trend=trend,
        worst=worst(report),
        plots=plots(report, trend),
        percent=percent,
        seconds=seconds,
    )


def percent(rate: Rate) -> str:
    """A rate in percent, a dash where there is nothing to rate."""
    return "–" if rate.value is None else f"{rate.value:.1%}"


def seconds(value: float | None) -> str:
    """Seconds with three decimals."""
    return "–" if value is None else f"{value:.3f}"


def as_dict(report: Report, gate: Gate | None = None) -> dict[str, Any]:
    """The report as JSON (schema 1): what the page shows, and every item."""
    return {
        "schema": 1,
        "name": report.name,
        "fingerprints": dict(report.fingerprints),
        "verdicts": dict(report.verdicts),
        "accuracy": _rate(report.accuracy),
        "precision": _rate(report.precision),
        "coverage": _rate(report.coverage),
        "abstention": {k: {"precision": _rate(p), "recall": _rate(r)} for k, (p, r) in report.abstention.items()},
        "slices": {name: _rate(rate) for name, rate in report.slices.items()},
        "means": {name: asdict(mean) for name, mean in report.means.items()},
        "beside_plain": {
            name: dict(zip(("ours", "plain_top_1", "plain_top_4"), map(_rate, rates), strict=True))
            for name, rates in report.beside_plain.items()
        },
        "latency": {"p50": report.latency(0.5), "p95": report.latency(0.95)},
        "drafts": drafted.as_dict() if (drafted := report.drafts) else None,
        "risk_coverage": risk_coverage(report),
        "never": [{"item": name, "code": code, "words": words} for name, code, words in report.never],
        "must_failures": [row.bound.item.id for row in report.must_failures],
        "gate": {"passed": gate.passed, "reasons": list(gate.reasons), "flips": [asdict(f) for f in gate.flips]}
        if gate
        else None,
        "items": [
            {
                "id": row.bound.item.id,
                "question": row.bound.item.question,
                "tags": list(row.bound.item.tags),
                **asdict(row.score),
            }
            for row in report.rows
        ],
    }


def _rate(rate: Rate) -> dict[str, Any]:
    return {"value": rate.value, "interval": rate.interval, "hits": rate.hits, "n": rate.n}


def table(report: Report, gate: Gate | None = None) -> str:
    """The report for a terminal."""
    verdicts = ", ".join(f"{n} {verdict.replace('_', ' ')}" for verdict, n in report.verdicts.items())
    lines = [f"{report.name}: {verdicts}"]
    headline = {"right of all": report.accuracy, "right of answered": report.precision}
    headline["answered of answerable"] = report.coverage
    lines += [f"  {name:<28}{rate}" for name, rate in (headline | report.slices).items()]
    lines += [f"  {kind:<28}precision {p} · recall {r}" for kind, (p, r) in report.abstention.items()]
    if report.beside_plain:
        lines += ["beside a plain pipeline:     right · its first passage · its first four hold what must be quoted"]
        lines += [
            f"  {name:<30}{percent(ours)} · {percent(first)} · {percent(top)} (n {ours.n})"
            for name, (ours, first, top) in report.beside_plain.items()
        ]
    for name, mean in report.means.items():
        value = "–" if mean.value is None else f"{mean.value:.3f}"
        lines.append(f"  {name:<34}{value} (scored {mean.n}, left out {mean.left_out})")
    lines += [f"  seconds p50 {seconds(report.latency(0.5))}, p95 {seconds(report.latency(0.95))}"]
    lines += [drafted.told()] if (drafted := report.drafts) else []
    lines += [
        f"never-events: {len(report.never)}",
        *(f"  ✗ {name}: {code}: {words!r}" for name, code, words in report.never),
    ]
    lines += [f"must failures: {len(report.must_failures)}"]
    lines += [
        f"  ✗ {row.bound.item.id}: {row.score.verdict}: {'; '.join(row.score.because)}" for row in report.must_failures
    ]
    return "\n".join([*lines, *([told(gate)] if gate else [])])


def write(report: Report, folder: Path, gate: Gate | None = None, trend: Sequence[Mapping[str, Any]] = ()) -> Path:
    """Write report.html and report.json into a folder; the HTML's path comes back."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.json").write_text(
        json.dumps(as_dict(report, gate), ensure_ascii=False, indent=1), encoding="utf-8"
    )
    page = folder / "report.html"
    page.write_text(html(report, gate, trend), encoding="utf-8")
    return page
