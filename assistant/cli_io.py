"""What the commands read and print: files, batches of JSON lines, JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import typer

from ingest.errors import TrialogueError

LARGEST = 20_000_000
"""Bytes of one file that is read whole."""


class UsageError(TrialogueError):
    """The command was called with arguments that do not go together, or with a file that cannot be read."""


def batch_lines(path: Path, answer: Callable[[Mapping[str, Any]], dict[str, Any]]) -> None:
    """Answer a file line by line, in order; an item that fails is a line with its error."""
    number = 0
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        item: dict[str, Any] = {}
        try:
            item = _object(line, number)
            result = answer(item)
        except TrialogueError as error:
            result = _failed(item, str(error))
        except Exception as error:
            # One item must not cost the rest of a batch; its words stay out of the message.
            why = f"could not be answered ({type(error).__name__}): ask it alone to see why, and report it"
            result = _failed(item, f"Line {number} {why}.")
        typer.echo(_dumped(result))
    if not number:
        raise UsageError(f"{path} holds no item: give one JSON object a line.")


def _object(line: str, number: int) -> dict[str, Any]:
    try:
        item = json.loads(line, parse_constant=_no_json)
    except (ValueError, RecursionError):
        raise UsageError(f"Line {number} is not JSON: give one object a line.") from None
    if not isinstance(item, dict):
        raise UsageError(f"Line {number} is not a JSON object: give one object a line.")
    return item


def _no_json(name: str) -> None:
    raise ValueError(name)


def _failed(item: Mapping[str, Any], error: str) -> dict[str, Any]:
    return {"schema": 1, "id": item.get("id"), "error": " ".join(error.split())}


def _dumped(value: Any, indent: int | None = None) -> str:
    """JSON in the characters themselves; in ASCII where the output cannot carry them, or half a surrogate pair."""
    shown = json.dumps(value, ensure_ascii=False, indent=indent)
    try:
        shown.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, indent=indent)
    return shown


def read_text(path: Path) -> str:
    """A whole text file, or stdin for `-`.

    Raises:
        UsageError: it cannot be read, is too large, or is not text.
    """
    try:
        content = sys.stdin.buffer.read(LARGEST + 1) if str(path) == "-" else _bounded(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}): give a readable file.") from None
    if len(content) > LARGEST:
        raise UsageError(f"{path} is larger than {LARGEST // 1_000_000} MB: give one patient's file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text: save it as plain text.") from None


def _bounded(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _lines(path: Path) -> Iterator[str]:
    try:
        with nullcontext(sys.stdin.buffer) if str(path) == "-" else path.open("rb") as file:
            for line in file:
                yield line.decode("utf-8", "replace").lstrip("\ufeff")
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}): give a JSON-lines file.") from None


def print_json(value: Any) -> None:
    """Print JSON for people and programs."""
    typer.echo(_dumped(value, indent=2))


# The command framework's base of what a user got wrong; it has no public name.
_Misused: type[Exception] = typer.BadParameter.__mro__[2]


def run_app(app: typer.Typer, name: str, arguments: list[str]) -> str | int | None:
    """Run a command line; return its exit code, 2 after one line for an error that a user can meet."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character shows a question mark instead of an error.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        code: str | int | None = app(args=arguments or ["--help"], prog_name=name, standalone_mode=False)
        if sys.stdout:
            sys.stdout.flush()
    except TrialogueError as error:
        return _told(str(error))
    except _Misused as error:
        command = getattr(getattr(error, "ctx", None), "command_path", name)
        said = error.format_message() if hasattr(error, "format_message") else str(error)
        return _told(f"{said.rstrip('.')}: see `{command} --help`.")
    except OSError as error:
        return _gone() if isinstance(error, BrokenPipeError) else _told(_unusable(error))
    except SystemExit as stop:
        # The framework turns a reader that went away (`| head`) into exit code 1, which is the gate's no.
        return _gone() if isinstance(stop.__context__, BrokenPipeError) else stop.code
    return code


def _told(error: str) -> int:
    typer.echo(" ".join(error.split()), err=True)
    return 2


def _unusable(error: OSError) -> str:
    where = f"{error.filename} cannot" if error.filename else "The output or a file cannot"
    return f"{where} be written or read ({error.strerror or error}): check where it goes."


def _gone() -> int:
    """Write nothing more: who read our output has closed it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 0
