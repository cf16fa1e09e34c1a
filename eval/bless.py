"""The accepted run: read it, and accept another in its place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from eval.errors import BadBaseline
from eval.reply import Reply, read
from eval.run import Outcome
from eval.tally import Report

BASELINE = Path(__file__).parent / "baseline.json"
_SCORES = ("span_recall", "span_precision", "exact_quotes", "unquoted_numbers", "reading_grade", "right_language")


@dataclass(frozen=True, slots=True)
class Past:
    """What the accepted run did on one item."""

    verdict: str
    never: tuple[str, ...]
    scores: Mapping[str, float | None]
    reply: Reply | None


@dataclass(frozen=True, slots=True)
class Baseline:
    """The accepted run, and the headline of each run that was accepted before it."""

    fingerprints: Mapping[str, str]
    items: Mapping[str, Past]
    trend: tuple[Mapping[str, Any], ...]


def load_baseline(path: Path, trial_digest: str | None = None) -> Baseline:
    """Read a baseline.

    Args:
        path: the JSON file that `bless` wrote.
        trial_digest: the fingerprint of the records of the run it is to be compared with; None skips the check.

    Raises:
        BadBaseline: absent, unreadable, or of other records.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        items = {name: _past(one) for name, one in data["items"].items()}
        baseline = Baseline(data["fingerprints"], items, tuple(data["trend"]))
    except FileNotFoundError:
        raise BadBaseline(f"{path} is absent: accept a run with `trialogue-eval bless RUN --why …`.") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise BadBaseline(f"{path} is not a baseline ({reason}): restore it or bless a run again.") from None
    if trial_digest and baseline.fingerprints.get("trials") != trial_digest:
        raise BadBaseline(f"{path} is of other trials than this run: give the baseline of this gold set.")
    return baseline


def _past(data: Mapping[str, Any]) -> Past:
    reply = Outcome("", data["reply"]).reply
    return Past(data["verdict"], tuple(data["never"]), data["scores"], reply)


def past_of(report: Report) -> dict[str, Past]:
    """A report's items in the form a baseline keeps them."""
    return {
        row.bound.item.id: Past(
            row.score.verdict,
            tuple(one.code for one in row.score.never),
            {name: _number(getattr(row.score, name)) for name in _SCORES},
            row.reply,
        )
        for row in report.rows
    }


def _number(value: float | int | bool | None) -> float | None:
    return None if value is None else float(value)


def as_json(reply: Reply | None) -> dict[str, Any] | None:
    """The JSON that `read` reads back."""
    if reply is None:
        return None
    data = asdict(reply)
    data.pop("drafted")  # a run with a model is not accepted
    trace = {name: data.pop(name) for name in ("topics", "route", "passages", "dropped")}
    data["citations"] = [{k: v for k, v in one.items() if k != "span"} | one["span"] for one in data["citations"]]
    data["not_stated"] = [{"topic": topic, "searched": list(searched)} for topic, searched in reply.not_stated]
    kept = {**data, "trace": trace}
    read(kept)
    return kept


def bless(report: Report, why: str, today: date, path: Path = BASELINE, changelog: Path | None = None) -> None:
    """Accept a run: write the baseline and one line of the changelog.

    Raises:
        BadBaseline: the gate would refuse the run whatever it is compared with, or items need review first.
    """
    bad = {
        "never-events": len(report.never),
        "failures of items that must be right": len(report.must_failures),
        "errors": report.verdicts["error"],
        "items to review": report.verdicts["needs_review"],
        "answers for which a model was asked": sum(
            row.reply is not None and row.reply.drafted is not None for row in report.rows
        ),
    }
    if any(bad.values()):
        told = ", ".join(f"{n} {name}" for name, n in bad.items() if n)
        raise BadBaseline(f"This run has {told} and cannot be accepted: mend the assistant or the gold set first.")
    trend = load_baseline(path).trend if path.exists() else ()
    now = {
        "date": today.isoformat(),
        "why": why,
        "n": len(report.judged),
        "accuracy": report.accuracy.value,
        "precision": report.precision.value,
        "coverage": report.coverage.value,
        "code": report.fingerprints.get("code", "")[:12],
    }
    items = {
        name: {
            "verdict": past.verdict,
            "never": list(past.never),
            "scores": dict(past.scores),
            "reply": as_json(past.reply),
        }
        for name, past in past_of(report).items()
    }
    data = {"schema": 1, "fingerprints": dict(report.fingerprints), "trend": [*trend, now], "items": items}
    path.write_text(json.dumps(data, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    if changelog is not None:
        note_in(changelog, f"- Accepted eval baseline of {now['date']}: {report.accuracy} right; {why}")


def note_in(changelog: Path, line: str) -> None:
    """Put a line under the first `##` heading of a changelog, or at its end."""
    text = changelog.read_text(encoding="utf-8") if changelog.exists() else "# Changelog\n\n## Unreleased\n"
    lines = text.splitlines()
    at = next((i + 1 for i, one in enumerate(lines) if one.startswith("## ")), len(lines))
    rest = "\n".join(lines[at:]).strip("\n")
    # A list under the heading goes on; whatever else follows keeps its blank line.
    gap = "\n" if rest.startswith("- ") else "\n\n"
    text = "\n".join(lines[:at]) + f"\n\n{line}" + (f"{gap}{rest}" if rest else "") + "\n"
    changelog.write_text(text, encoding="utf-8")
