"""The commands for physicians: `trialogue check` and `trialogue judge`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli_io import UsageError, batch_lines, print_json, read_text

if TYPE_CHECKING:
    from assistant.check import EligibilityReport

FORMATS = ("text", "json", "card", "fhir")


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(check)
    app.command()(judge)


def check(
    trial: Annotated[str | None, typer.Option(help="The trial's registry number.")] = None,
    patient: Annotated[
        Path | None,
        typer.Option(help="Facts (.yaml, .json), a note (.txt) or a FHIR R4 bundle (.json); - for a note on stdin."),
    ] = None,
    batch: Annotated[Path | None, typer.Option(help="A JSON-lines file of patients; - for stdin.")] = None,
    form: Annotated[
        str,
        typer.Option(
            "--format", help="text; json (schema 1); card (CDS Hooks 2.0); fhir (an R4 bundle). A batch is JSON lines."
        ),
    ] = "text",
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """Judge one patient against every criterion of a trial; never "eligible"."""
    from assistant.check import checked
    from assistant.cli import open_library_only, open_model_only

    if form not in FORMATS:
        raise UsageError(f"--format {form!r} is not known: give one of {', '.join(FORMATS)}.")
    if as_json and form not in ("text", "json"):
        raise UsageError(f"--json and --format {form} ask for two forms: give one of them.")
    form = "json" if as_json or (batch is not None and form == "text") else form
    if (patient is None) == (batch is None):
        raise UsageError("Give --patient FILE, or --batch FILE: trialogue check --trial NCT07095075 --patient note.txt")
    library = open_library_only()
    model = open_model_only()

    def run(item: Mapping[str, Any]) -> dict[str, Any]:
        named = item.get("trial") or trial
        if not isinstance(named, str) and len(library.trials()) == 1:
            named = library.trials()[0].id
        if not isinstance(named, str):
            raise UsageError('Which trial? Give --trial ID, or "trial" in the item.')
        today = date.today()
        report = checked(library.record(named), item, today)
        if model is not None:
            from assistant.suggest import suggested

            report = suggested(report, model, model.settings.seconds)
        return _shaped(report, form, item, today)

    if batch is not None:
        batch_lines(batch, run)
        return
    report = run(_patient(patient or Path("-")))
    if form == "text":
        typer.echo(_told(report))
    else:
        print_json(report)


def _shaped(report: EligibilityReport, form: str, item: Mapping[str, Any], today: date) -> dict[str, Any]:
    """A report in the form asked for; the text is told from the JSON."""
    if form == "card":
        from assistant.referral import cds_card

        return cds_card(report)
    if form == "fhir":
        from assistant.fhir import write_bundle

        return write_bundle(report, today)
    return report.as_json(item.get("id"))


def judge(
    batch: Annotated[
        Path | None, typer.Option(help="A JSON-lines file of criterion and note pairs; - for stdin.")
    ] = None,
) -> None:
    """Judge free-standing criteria, each against one note; one JSON finding a line."""
    from assistant.check import run_judge
    from assistant.cli import open_model_only

    if batch is None:
        raise UsageError("Give --batch FILE: one object a line with id, kind, criterion and note.")
    model = open_model_only()

    def run(item: Mapping[str, Any]) -> dict[str, Any]:
        if model is None:
            return run_judge(item)
        from assistant.suggest import pair_suggested

        return pair_suggested(item, model, model.settings.seconds)

    batch_lines(batch, run)


def _patient(file: Path) -> dict[str, Any]:
    """The item for one file, by what its content is: a bundle, facts, or a note."""
    import json

    import yaml

    text = read_text(file)
    if file.suffix.lower() == ".txt" or str(file) == "-":
        return {"note": text}
    try:
        read = json.loads(text) if text.lstrip().startswith("{") else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        line = " ".join(str(error).split())[:120]
        raise UsageError(
            f"{file} cannot be read ({line}): give facts as YAML or JSON, a FHIR bundle, or a note as .txt."
        ) from None
    if not isinstance(read, dict):
        raise UsageError(f"{file} holds no facts: give a mapping such as `age: 34`, or a note as .txt.")
    return {"fhir" if "resourceType" in read else "patient": read}


_HEAD = {
    "blocked": "Blocking criterion found",
    "open": "No blocker found, {n} open",
    "undetermined": "Undetermined",
}
_MARK = {"blocks": "BLOCKS", "clears": "clears", "open": "open", "not_applicable": "n/a"}


def _told(report: Mapping[str, Any]) -> str:
    """A report for the terminal: the outcome, blockers first, each with its quote and why."""
    order = ("blocks", "open", "clears", "not_applicable")
    findings = sorted(report["findings"], key=lambda f: order.index(f["verdict"]))
    n = sum(f["verdict"] == "open" for f in findings)
    lines = [
        f"{report['trial']}: {_HEAD[report['outcome']].format(n=n)}. Only the study team decides who can take part.",
        "",
    ]
    for f in findings:
        group = f" [{f['cohort']}]" if f["cohort"] else ""
        lines += [f"{_MARK[f['verdict']]:<7} {f['criterion']}{group} “{f['quote']}”", f"        {f['because']}"]
    for conflict in report["conflicts"]:
        lines += ["", "Conflict: " + " / ".join(f"“{q}”" for q in conflict["quotes"]), f"        {conflict['because']}"]
    if report["missing"]:
        lines += ["", "Missing, the most decisive first:"]
        lines += [f"  {m['fact']} (settles {', '.join(m['settles'])})" for m in report["missing"][:12]]
    from assistant.escapes import as_read
    from assistant.render import printable

    return printable(as_read("\n".join(lines)))
