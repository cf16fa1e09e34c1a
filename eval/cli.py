"""The command `trialogue-eval`: run, gate, diff, bless, bench."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.cli_io import run_app
from eval import bless as blessing
from eval import report as shown
from eval.bench import bench as measure
from eval.bench import open_ask
from eval.checks import CheckScore, load_checks, run_checks
from eval.checks import told as told_checks
from eval.diff import diff as changed
from eval.errors import BadGold, BadRun
from eval.gate import gate as compare
from eval.gate import told
from eval.items import BoundItem, load_items
from eval.metamorphic import consistency
from eval.plain import put_to_plain
from eval.run import Run, digest, fingerprints_of, load_run, run
from eval.suites import (
    BUNDLED,
    CHECK_RECORDS,
    GOLD,
    assistant_over,
    check_gold,
    chosen_model,
    read_record,
    sample_records,
    suite,
)
from eval.tally import Report, tally
from ingest.record import TrialRecord

if TYPE_CHECKING:
    from assistant.model import Model

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Score the assistant and say whether it got worse.",
)

Suite = Literal["gold", "check", "auto", "metamorphic", "mutation", "pairs", "adversary"]

Gold = Annotated[Path, typer.Option(help="The gold file of questions.")]
Record = Annotated[Path, typer.Option(help="The record the gold file was written from.")]
Base = Annotated[Path, typer.Option(help="The accepted run.")]
Out = Annotated[Path | None, typer.Option(help="A folder for outcomes and report; a cut run there goes on.")]
ModelName = Annotated[
    str | None, typer.Option("--model", help="A language model that may word the answers, as in TRIALOGUE_MODEL.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def _gold(gold: Path, record_file: Path) -> tuple[TrialRecord, tuple[BoundItem, ...]]:
    record = read_record(record_file)
    return record, load_items(gold, record)


def _checks(record: TrialRecord, folder: Path) -> tuple[CheckScore, ...]:
    """The gold patients that a folder has for a record, checked; none where it has none."""
    from assistant.check import run_check

    path = check_gold(record, folder)
    return run_checks(load_checks(path, record), record, run_check) if path else ()


def _all_checks(gold: Path, record_file: Path) -> tuple[CheckScore, ...]:
    """The gold patients of a record; beside the bundled one also those of the invented records."""
    files = [record_file, *(sorted(CHECK_RECORDS.glob("*.json")) if record_file == BUNDLED else ())]
    return tuple(score for file in files for score in _checks(read_record(file), gold.parent))


def _run_checks(gold: Path, record_file: Path, as_json: bool) -> None:
    scores = _all_checks(gold, record_file)
    if not scores:
        raise BadGold(f"{gold.parent} has no gold patients of {record_file.name}: write NUMBER.check.yaml there.")
    data = {"schema": 1, "name": "check", "patients": [asdict(score) for score in scores]}
    typer.echo(json.dumps(data, ensure_ascii=False) if as_json else told_checks(scores))


def _run_pairs(file: Path | None, as_json: bool) -> None:
    from assistant.check import run_judge
    from eval import pairs

    if file is None:
        raise BadGold("The suite of pairs needs them: give --records FILE, one JSON object a line.")
    report = pairs.score_pairs(pairs.read_pairs(file), run_judge)
    typer.echo(json.dumps(pairs.as_dict(report), ensure_ascii=False) if as_json else pairs.told(report))


def _run_adversary(records: Sequence[TrialRecord], seed: int, as_json: bool) -> None:
    from eval import adversary

    found = adversary.adversary(records, seed)
    typer.echo(json.dumps(adversary.as_dict(found), ensure_ascii=False) if as_json else adversary.told(found))
    if found.shown or found.chain.slipped:
        raise typer.Exit(1)


def _run(items: Sequence[BoundItem], records: Sequence[TrialRecord], out: Path | None, model: Model | None) -> Run:
    from ingest.embed import minilm

    embedder = minilm()
    with assistant_over(records, embedder, model) as ask:
        return run(items, ask, fingerprints_of(records, embedder.name, model.name if model else ""), out)


@app.command("run")
def run_command(
    gold: Gold = GOLD,
    record: Record = BUNDLED,
    out: Out = None,
    auto: Annotated[int, typer.Option(min=0, help="Make questions from this many records.")] = 0,
    records: Annotated[
        Path | None, typer.Option(help="A file or folder of records to draw from; for pairs, their JSON-lines file.")
    ] = None,
    suite_name: Annotated[Suite, typer.Option("--suite", help="What is run.")] = "gold",
    seed: Annotated[int, typer.Option(help="What the draw of records and phrasings depends on.")] = 0,
    plain: Annotated[bool, typer.Option(help="Put the same questions to a plain retrieval pipeline too.")] = False,
    model: ModelName = None,
    as_json: AsJson = False,
) -> None:
    """Run the gold set, or a suite made from records, and write its report."""
    if suite_name == "check":
        _run_checks(gold, record, as_json)
    elif suite_name == "pairs":
        _run_pairs(records, as_json)
    elif suite_name == "adversary":
        _run_adversary((read_record(record), *(_drawn(records, auto or 12, seed) if records else ())), seed, as_json)
    else:
        asked = chosen_model(model, environment=True)
        _run_questions(suite_name, gold, record, out, auto, records, seed, plain, asked, as_json)


def _run_questions(
    suite_name: Suite,
    gold: Path,
    record: Path,
    out: Path | None,
    auto: int,
    records: Path | None,
    seed: int,
    plain: bool,
    model: Model | None,
    as_json: bool,
) -> None:
    from ingest.embed import minilm

    made = "auto" if auto and suite_name == "gold" else suite_name
    if made == "gold":
        one, items = _gold(gold, record)
        by_id = {one.id: one}
    else:
        items, held = suite(made, _drawn(records, auto or 50, seed) if records else (read_record(record),), seed)
        by_id = dict(held)
    done = _run(items, list(by_id.values()), out, model)
    beside = put_to_plain(items, list(by_id.values()), minilm()) if plain else None
    report = tally(f"{made} on {len(by_id)} record(s)", items, done, by_id, beside)
    page = shown.write(report, out) if out else None
    typer.echo(json.dumps(shown.as_dict(report), ensure_ascii=False) if as_json else shown.table(report))
    if not as_json and made == "metamorphic":
        typer.echo(_consistency(done, items))
    if not as_json and made != "gold":
        typer.echo(by_topic(report))
    if page:
        typer.echo(f"{page}", err=True)


def _drawn(records: Path, n: int, seed: int) -> tuple[TrialRecord, ...]:
    drawn, refused = sample_records(records, n, seed)
    typer.echo(f"{len(drawn)} records, {refused} refused", err=True)
    return drawn


def _consistency(done: Run, items: Sequence[BoundItem]) -> str:
    kept, parted = consistency(done, items)
    causes = Counter(one.cause for one in parted)
    lines = ["consistency:", *(f"  {change:<28}{rate}" for change, rate in kept.items())]
    lines += [f"  parted by {cause}: {n}" for cause, n in causes.most_common()]
    return "\n".join(
        [*lines, *(f"    {p.change}: {p.question!r} | {p.other!r}: {p.cause}: {p.detail}" for p in parted[:20])]
    )


def by_topic(report: Report) -> str:
    """How the topics (or changes) of a made suite fare, the worst first, each with an example of its failure."""
    rows: dict[str, list[str]] = {}
    example: dict[str, str] = {}
    for row in report.judged:
        topic = row.bound.item.id.split(":")[1]
        rows.setdefault(topic, []).append(row.score.verdict)
        if row.score.verdict != "right" and topic not in example:
            example[topic] = f"{row.bound.item.id} {row.bound.item.question!r}: {'; '.join(row.score.because)[:200]}"
    worst = sorted(rows.items(), key=lambda one: one[1].count("right") / len(one[1]))
    lines = ["by topic, the worst first:"]
    for topic, verdicts in worst:
        others = ", ".join(f"{n} {verdict}" for verdict, n in Counter(verdicts).most_common() if verdict != "right")
        lines.append(f"  {topic:<22}{verdicts.count('right')}/{len(verdicts)} right{'; ' + others if others else ''}")
        lines += [f"      {example[topic]}"] if topic in example else []
    return "\n".join(lines)


@app.command("gate")
def gate_command(
    gold: Gold = GOLD,
    record: Record = BUNDLED,
    baseline: Base = blessing.BASELINE,
    run_folder: Annotated[Path | None, typer.Option("--run", help="Judge this finished run, make none.")] = None,
    out: Out = None,
    model: ModelName = None,
    as_json: AsJson = False,
) -> None:
    """Say whether this build is worse than the accepted one; exit 1 if it is.

    What is accepted is the default pipe: no model is asked unless --model names one, whatever TRIALOGUE_MODEL says.
    """
    one, items = _gold(gold, record)
    accepted = blessing.load_baseline(baseline, digest([one.id]))
    asked = chosen_model(model, environment=False)
    done = _of(run_folder, items) if run_folder else _run(items, [one], out, asked)
    report = tally(f"gold on {one.id}", items, done, {one.id: one})
    patients = [f"check of {p.id}: {words}" for p in _all_checks(gold, record) for words in p.never]
    result = compare(report, accepted, patients)
    if out:
        shown.write(report, out, result, accepted.trend)
    typer.echo(json.dumps(shown.as_dict(report, result), ensure_ascii=False) if as_json else told(result))
    if not as_json and (drafted := report.drafts):
        typer.echo(drafted.told())
    if not result.passed:
        raise typer.Exit(1)


def _of(folder: Path, items: Sequence[BoundItem]) -> Run:
    done = load_run(folder)
    if done.fingerprints.get("items") != digest([one.item.model_dump(mode="json") for one in items]):
        raise BadRun(f"{folder} holds a run of other items than the gold file has now: run again.")
    return done


@app.command("diff")
def diff_command(before: Path, after: Path, gold: Gold = GOLD, record: Record = BUNDLED) -> None:
    """Explain every item that changed between two runs (folders, or a baseline's JSON file)."""
    one, items = _gold(gold, record)
    sides = []
    for path in (before, after):
        if path.is_file():
            sides.append(blessing.load_baseline(path).items)
        else:
            sides.append(blessing.past_of(tally(path.name, items, load_run(path), {one.id: one})))
    flips = changed(*sides)
    for flip in flips:
        mark = "▼" if flip.worse else "▲"
        typer.echo(
            f"{mark} {flip.id}: {flip.before} → {flip.after}, {flip.cause}: {flip.detail} {' '.join(flip.never)}"
        )
    typer.echo(f"{len(flips)} changed, {sum(flip.worse for flip in flips)} for the worse")


@app.command("bless")
def bless_command(
    run_folder: Path,
    why: Annotated[str, typer.Option(help="What changed and why it is accepted; goes into the changelog.")],
    gold: Gold = GOLD,
    record: Record = BUNDLED,
    baseline: Base = blessing.BASELINE,
    changelog: Annotated[Path, typer.Option(help="The changelog.")] = Path("CHANGELOG.md"),
) -> None:
    """Accept a finished run as the new baseline."""
    one, items = _gold(gold, record)
    report = tally(f"gold on {one.id}", items, _of(run_folder, items), {one.id: one})
    blessing.bless(report, why, date.today(), baseline, changelog)
    typer.echo(f"{baseline}: {report.accuracy} right")


@app.command("bench")
def bench_command(
    gold: Gold = GOLD, record: Record = BUNDLED, model: ModelName = None, as_json: AsJson = False
) -> None:
    """Time the assistant beside a plain pipeline on the same record, and with a model where there is one."""
    from ingest.embed import minilm

    _, items = _gold(gold, record)
    embedder = minilm()
    asked = chosen_model(model, environment=True)
    found = measure(record, items, embedder, lambda folder, given: open_ask(folder, record, embedder, given), asked)
    typer.echo(json.dumps(found.as_dict()) if as_json else found.told())


def main() -> None:
    """Run the command: 1 is the gate's no; an error a user can meet is one line and exit code 2."""
    sys.exit(run_app(app, "trialogue-eval", sys.argv[1:]))


if __name__ == "__main__":
    main()
