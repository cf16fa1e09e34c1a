"""What the commands read and print: files, batches of JSON lines, JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
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
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        item: Any = None
        try:
            item = json.loads(line)
            if not isinstance(item, dict):
                raise UsageError(f"Line {number} is not a JSON object: give one object a line.")
            result = answer(item)
        except (json.JSONDecodeError, RecursionError):
            result = _failed(None, f"Line {number} is not JSON: give one object a line.")
        except TrialogueError as error:
            result = _failed(item.get("id") if isinstance(item, dict) else None, str(error))
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def _failed(id: Any, error: str) -> dict[str, Any]:
    return {"schema": 1, "id": id, "error": " ".join(error.split())}


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
    if str(path) == "-":
        yield from sys.stdin
        return
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            yield from file
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}): give a JSON-lines file.") from None


def print_json(value: Any) -> None:
    """Print JSON for people and programs."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
