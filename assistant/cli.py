"""The command line: `trialogue`."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from assistant.cli_check import register
from assistant.cli_io import UsageError, batch_lines, print_json, run_app
from assistant.cli_questions import register as register_questions

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.model import Model
    from assistant.settings import Settings
    from ingest.library import Library
    from ingest.record import Span

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Ask a clinical-trial record; every statement shown is a slice of it, or a computation on slices.",
)

Trial = Annotated[str | None, typer.Option(help="The trial's registry number; not needed when the library holds one.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON (schema 1).")]


@app.callback()
def _library(
    library: Annotated[Path | None, typer.Option(help="The folder of the library (TRIALOGUE_LIBRARY__PATH).")] = None,
) -> None:
    if library is not None:
        os.environ["TRIALOGUE_LIBRARY__PATH"] = str(library)


@app.command()
def ingest(
    sources: Annotated[
        list[str] | None, typer.Argument(help="Files, folders, registry numbers, or - for stdin.")
    ] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Cut and embed the stored records again first.")] = False,
    as_json: AsJson = False,
) -> None:
    """Add records to the library, or replace those that changed."""
    from datetime import date

    from assistant.assistant import items
    from ingest.embed import open_embedder
    from ingest.library import Library
    from ingest.library import rebuild as rebuilt

    settings = _settings()
    if not sources and not rebuild:
        raise UsageError(
            "Nothing to ingest: give a file, a folder, a registry number such as NCT07095075, or --rebuild."
        )
    embedder = open_embedder(settings.embedder.model)
    path, patience = settings.library.path, settings.library.patience
    refused: list[Any] = []
    if rebuild:
        library, gone = rebuilt(path, embedder, _progress, patience=patience)
        refused += gone
    else:
        library = Library.open(path, embedder, patience=patience)
    done = library.ingest(items(sources or [], settings), date.today(), _progress)
    _progress_end()
    refused += done.refused
    if as_json:
        print_json({
            "schema": 1, "added": done.added, "replaced": done.replaced, "unchanged": done.unchanged,
            "refused": [{"name": r.name, "reason": r.reason} for r in refused],
        })  # fmt: skip
    else:
        typer.echo(
            f"{len(done.added)} added, {len(done.replaced)} replaced, {len(done.unchanged)} unchanged, {len(refused)} refused."
        )
        for one in refused:
            typer.echo(one.reason if one.name in one.reason else f"{one.name}: {one.reason}", err=True)
    if refused:
        raise typer.Exit(2)


@app.command()
def trials(as_json: AsJson = False) -> None:
    """List what is in the library, as of when, from which source."""
    entries = _open().trials()
    if as_json:
        print_json({
            "schema": 1,
            "trials": [
                {"id": e.id, "title": e.title, "as_of": e.as_of, "source": e.name, "format": e.format, "digest": e.digest, "ingested": e.ingested}
                for e in entries
            ],
        })  # fmt: skip
        return
    for entry in entries:
        _say(f"{entry.id}  {entry.title}  ({entry.as_of}; {entry.format}, from {entry.name})")


@app.command()
def show(
    id: Annotated[str, typer.Argument(help="The trial's registry number.")],
    span: Annotated[
        str | None, typer.Argument(help="START:END, or POINTER:START:END, as a citation gives them.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show a record, or the exact slice behind a citation."""
    from assistant import render

    record = _open().record(id)
    if span is not None:
        where = _span(span)
        quote = record.quote(where)
        if as_json:
            print_json(
                {
                    "schema": 1,
                    "trial": record.id,
                    "quote": quote,
                    "pointer": where.pointer,
                    "start": where.start,
                    "end": where.end,
                }
            )
        else:
            typer.echo(render.printable(quote))
        return
    if as_json:
        from assistant.show import as_json as record_json

        print_json(record_json(record))
    else:
        typer.echo(render.record(record))


_DIGITS = 18
"""More digits than any offset has; Python refuses to read numbers of thousands."""


def _span(text: str) -> Span:
    from ingest.record import Span

    pointer, _, end = text.rpartition(":")
    pointer, _, start = pointer.rpartition(":")
    if not (start.isdecimal() and end.isdecimal() and max(len(start), len(end)) <= _DIGITS):
        shown = text if len(text) <= 80 else f"{text[:80]}…"
        raise UsageError(f"{shown!r} is no span: give START:END, or POINTER:START:END for a record that came as JSON.")
    return Span(pointer, int(start), int(end))


@app.command()
def lint(id: Annotated[str, typer.Argument(help="The trial's registry number.")], as_json: AsJson = False) -> None:
    """Say what is odd, vague, inconsistent or missing in a record, each with its slice."""
    from assistant.show import slice_json

    findings = _open().lint(id)
    if as_json:
        print_json({
            "schema": 1, "trial": id.upper(),
            "findings": [{"code": f.code, "text": f.text, "slices": [slice_json(s) for s in f.slices]} for f in findings],
        })  # fmt: skip
        return
    for finding in findings:
        _say(f"{finding.code}: {finding.text}")
        for one in finding.slices:
            _say(f"    “{one.text}” ({one.section}, {one.span.start}:{one.span.end})")
    if not findings:
        typer.echo("Nothing odd was found.")


@app.command()
def topics(id: Annotated[str, typer.Argument(help="The trial's registry number.")], as_json: AsJson = False) -> None:
    """Show the answerability ledger: what the record states, states in part, or does not state."""
    from assistant.show import slice_json
    from assistant.topics import label

    assistant = _open()
    ledger = assistant.topics(id)
    if as_json:
        print_json({
            "schema": 1, "trial": assistant.record(id).id,
            "topics": [
                {"topic": name, "label": label(name, "en"), "state": r.kind, "slices": [slice_json(s) for s in r.slices()], "searched": list(r.searched)}
                for name, r in ledger.items()
            ],
        })  # fmt: skip
        return
    for name, resolution in ledger.items():
        first = next(iter(resolution.slices()), None)
        quote = f"  “{' '.join(first.text.split())[:80]}”" if first else ""
        _say(f"{resolution.kind.replace('_', ' '):<11} {name:<24} {label(name, 'en')}{quote}")


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in English, Chinese or Spanish.")] = None,
    trial: Trial = None,
    audience: Annotated[Literal["patient", "clinician"], typer.Option(help="For whom to word the answer.")] = "patient",
    batch: Annotated[Path | None, typer.Option(help="A JSON-lines file of questions; - for stdin.")] = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question from the record, or a batch of questions, one JSON answer a line."""
    from assistant import render
    from assistant.batch import ask_item
    from assistant.question import Question

    if (question is None) == (batch is None):
        raise UsageError('Give one question in quotation marks, or --batch FILE: trialogue ask "is there a placebo?"')
    assistant = _open_with_model()
    if batch is not None:
        batch_lines(batch, lambda item: ask_item(assistant, item))
        return
    answer = assistant.ask(Question(question or "", trial, audience))
    if as_json:
        print_json(answer.as_json())
    else:
        typer.echo(render.answer(answer))


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on; this machine only by default.")] = None,
    port: Annotated[int | None, typer.Option(help="The port.", min=0, max=65535)] = None,
) -> None:
    """Open the chat in a browser."""
    from assistant.ui import ServeSettings
    from assistant.ui import serve as served
    from assistant.ui.serve import listen

    server = _settings().server
    if (server.user is None) != (server.password is None):
        raise UsageError(
            "A login needs both TRIALOGUE_SERVER__USER and TRIALOGUE_SERVER__PASSWORD: set the other one too."
        )
    auth = (server.user, server.password.get_secret_value()) if server.user and server.password else None
    chosen = ServeSettings(
        host or server.host, server.port if port is None else port, auth, server.concurrency, server.queue, server.api
    )
    with listen(chosen):
        pass  # a taken port is found out before the model is loaded
    assistant = _open_with_model()
    typer.echo("Loading the model …", err=True)
    assistant.warm()
    served(assistant, chosen, typer.echo)


@app.command()
def settings() -> None:
    """Print the settings in force, without secrets."""
    print_json(_settings().model_dump(mode="json"))


register(app)
register_questions(app)


def open_library_only() -> Library:
    """The library without the question answering; the first call builds it from the bundled record."""
    from assistant.assistant import open_library

    return open_library(_settings(), _progress)


def open_model_only() -> Model | None:
    """The language model that is set, without the library, having said who will see a patient's words.

    Raises:
        UnusableChatModel: it cannot be opened or is not allowed.
    """
    from assistant.model import open_model

    model = open_model(_settings().model)
    if model is not None:
        where = f"sent to {model.provider}, names and numbers of people hidden" if model.remote else "on this machine"
        typer.echo(
            f"Criteria of words alone are also put, with the note, to the language model {model.name}, {where}.",
            err=True,
        )
    return model


def _say(line: str) -> None:
    """Print words of a record: its control characters would be commands to a terminal."""
    from assistant.render import printable

    typer.echo(printable(line))


def _settings() -> Settings:
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from assistant.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "TRIALOGUE_" + "__".join(str(part).upper() for part in first["loc"])
        raise UsageError(f"The setting {name} cannot be used ({first['msg']}): correct or unset it.") from None
    except SettingsError as error:
        group = re.search(r'field "(\w+)"', str(error))
        name = f"TRIALOGUE_{group[1].upper()}" if group else "in the environment"
        raise UsageError(
            f"The setting {name} is not JSON: unset it, and set one value at a time, as in TRIALOGUE_SERVER__PORT=7861."
        ) from None


def _open() -> Assistant:
    """The assistant for what no language model has a part in."""
    from assistant.assistant import Assistant

    return Assistant(open_library_only())


def _open_with_model() -> Assistant:
    """The assistant with the language model that is set, having said who will see the questions."""
    from assistant.assistant import open_assistant

    assistant = open_assistant(_settings(), _progress)
    if (model := assistant.model) is not None:
        where = f"sent to {model.provider}, names and numbers of people hidden" if model.remote else "on this machine"
        typer.echo(f"Questions are also put to the language model {model.name}, {where}.", err=True)
    return assistant


def _progress(done: int, total: int | None, name: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{done}{f'/{total}' if total else ''} {name[:60]}")
        sys.stderr.flush()
    elif done % 100 == 0 or done == total:
        sys.stderr.write(f"{done}{f'/{total}' if total else ''} {name[:60]}\n")


def _progress_end() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")


def _anywhere(arguments: list[str]) -> list[str]:
    """Let `--library DIR` stand anywhere, also after the command."""
    kept: list[str] = []
    moved: list[str] = []
    rest = iter(arguments)
    for one in rest:
        if one == "--":
            kept += [one, *rest]
        elif one == "--library":
            moved += [one, *([value] if (value := next(rest, None)) is not None else [])]
        elif one.startswith("--library="):
            moved.append(one)
        else:
            kept.append(one)
    return [*moved, *kept]


def main() -> None:
    """Run the command; an error a user can meet is one line and exit code 2."""
    sys.exit(run_app(app, "trialogue", _anywhere(sys.argv[1:])))
