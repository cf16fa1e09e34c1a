"""The command that prints the questions for the study team: `trialogue questions`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli_io import UsageError, print_json, read_text

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.questions import Sheet

MOST_ASKED = 200
"""Questions of one file that are looked at; nobody takes more to a visit."""


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(questions)


def questions(
    id: Annotated[str, typer.Argument(help="The trial's registry number.")],
    asked: Annotated[
        Path | None,
        typer.Option(help="A person's own questions, one a line; - for stdin. Only what they run into is printed."),
    ] = None,
    language: Annotated[
        list[str] | None,
        typer.Option(help="The language of the page: en, zh or es; give two for a page in both."),
    ] = None,
    as_html: Annotated[bool, typer.Option("--html", help="Print one page of HTML to open and print.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON (schema 1), in every language.")] = False,
) -> None:
    """Make one page of questions for the study team, from what the record does not state."""
    from assistant.assistant import Assistant
    from assistant.cli import open_library_only
    from assistant.questions import LANGUAGES
    from assistant.questions.page import page, plain
    from assistant.render import printable

    if as_html and as_json:
        raise UsageError("--json and --html ask for two forms: give one of them.")
    wanted = dict.fromkeys(language or ["en"])
    chosen = tuple(known for one in wanted for known in LANGUAGES if known == one)
    if len(chosen) != len(wanted) or len(chosen) > 2:
        raise UsageError(f"A page is in one or two of the languages {', '.join(LANGUAGES)}: give --language so.")
    sheet = _sheet(Assistant(open_library_only()), id, asked)
    if as_json:
        print_json(sheet.as_json())
    elif as_html:
        typer.echo(page(sheet, chosen))
    else:
        typer.echo(printable(plain(sheet, chosen)))


def _sheet(assistant: Assistant, id: str, asked: Path | None) -> Sheet:
    from assistant.question import Question
    from assistant.questions import run_into, usual

    record = assistant.record(id)
    if asked is None:
        return usual(record, assistant.topics(id))
    lines = [line.strip() for line in read_text(asked).splitlines() if line.strip()]
    if not lines:
        raise UsageError(f"{asked} holds no question: give one a line.")
    if len(lines) > MOST_ASKED:
        raise UsageError(f"{asked} holds {len(lines)} lines: give {MOST_ASKED} questions at most.")
    return run_into(record, ((line, assistant.ask(Question(line, record.id))) for line in lines))
